"""Search fields that let Chinese words be found inside a longer run of characters.

The databases keep 人像摄影作品 as one token, so a search for 摄影 would find nothing. These fields
add the single characters and the pairs of every CJK run to what is indexed; ``search.backend``
breaks the query the same way.
"""

import re
from typing import Any

from wagtail.search import index

from common.text import CJK

_RUN = re.compile(f"(?:{CJK.pattern})+")


def grams(text: str) -> list[str]:
    """The single characters and neighbouring pairs of every CJK run, in order."""
    found: list[str] = []
    for run in _RUN.findall(text):
        found.extend(run)
        found.extend(run[i : i + 2] for i in range(len(run) - 1))
    return found


def with_grams(value: Any) -> Any:
    """A text followed by its grams; anything else, and text without CJK, as it is."""
    if not isinstance(value, str):
        return value
    added = grams(value)
    return f"{value} {' '.join(added)}" if added else value


class SearchField(index.SearchField):
    def get_value(self, obj: Any) -> Any:
        return with_grams(super().get_value(obj))


class AutocompleteField(index.AutocompleteField):
    def get_value(self, obj: Any) -> Any:
        return with_grams(super().get_value(obj))
