"""Who is meant by ``@name`` in a text."""

import re
from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model

from common.text import has_cjk

# Not within a word or an address: me@example.org mentions nobody.
MENTION = re.compile(r"(?<![\w@./:+-])@(\w[\w.-]{1,39})")
# So many people are looked for in one text, and told.
MOST = 10


def people_in(texts: Iterable[str]) -> dict[str, Any]:
    """The active people whom the texts mention, by the name as it is written there: one query."""
    written = [match[1] for text in texts for match in MENTION.finditer(text)]
    wanted = {name for run in list(dict.fromkeys(written))[:MOST] for name in names_in(run)}
    if not wanted:
        return {}
    people = get_user_model().objects.filter(
        username__in={*wanted, *(name.lower() for name in wanted)}, is_active=True, delete_after=None
    )
    by_name = {person.username.lower(): person for person in people}
    return {name: by_name[name.lower()] for name in wanted if name.lower() in by_name}


def names_in(run: str) -> list[str]:
    """Which names the characters after an ``@`` may begin with, the longest first: Chinese writes no blanks."""
    ends = [n for n in range(2, len(run)) if run[n] in ".-" or has_cjk(run[n - 1 : n + 1])]
    return [run[:n] for n in (len(run), *reversed(ends))]
