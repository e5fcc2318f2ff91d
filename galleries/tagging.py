"""Tags as text: how people type them and how they are written back."""

import re

from common.text import one_line

# Comma, ideographic comma, full-width comma and semicolon, semicolon, ideographic space, line break
SEPARATORS = re.compile(r"[,;，、；\u3000\n\r]")
# What makes a value ambiguous in a comma-separated field
_QUOTES = re.compile(r'["“”]')


def split_tags(text: str | None) -> list[str]:
    """The tags in a typed line, in order, once each.

    Commas and semicolons of both scripts, ``、`` and the ideographic space separate; plain blanks
    do not, since English tags have several words. Quotation marks are dropped.
    """
    parts = (one_line(part) for part in SEPARATORS.split(_QUOTES.sub("", text or "")))
    return list(dict.fromkeys(part for part in parts if part))


def join_tags(tags: object) -> str:
    """The line that ``split_tags`` would read back: names joined by comma."""
    return ", ".join(sorted(tag.name for tag in tags))  # type: ignore[attr-defined]
