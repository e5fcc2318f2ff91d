"""Entries of Wagtail's search index that hold all words, best first, a bounded number at a time.

Best is: in the title before anywhere, then the newest. Neither database is asked to rank. Both can
walk the entries of a word from the newest and stop, so that a word in a million titles costs no
more than one in a thousand.
"""

from collections.abc import Iterator

from django.db.models import Model

from search import fulltext_sql

FIRST_WINDOW = 1200
WINDOW = 4000
# Of each tier. What lies beyond the last window is not looked at: see docs/decisions/0006-search.md.
WINDOWS = 4


def windows(model: type[Model], terms: list[str]) -> Iterator[tuple[list[int], bool]]:
    """Primary keys in windows, best first, each with whether it is the last that there is."""
    before: dict[str, int | None] = {"title": None, "all": None}
    for number in range(WINDOWS):
        size = WINDOW if number else FIRST_WINDOW
        found = fulltext_sql.newest(model, terms, size, before)
        for tier in list(before):
            entries = [entry for entry, _ in found[tier]]
            if len(entries) < size:
                del before[tier]
            else:
                before[tier] = min(entries)
        in_title = [pk for _, pk in found.get("title", [])]
        if "title" in before:  # enough for now; the others follow if these are hidden from the viewer
            yield in_title, False
        yield list(dict.fromkeys([*in_title, *(pk for _, pk in found.get("all", []))])), not before
        if not before:
            return


def among(model: type[Model], terms: list[str], pks: list[int]) -> list[int]:
    """Those of some thousand objects that hold all words, best first: for when most hits are hidden."""
    return [pk for _, _, pk in sorted(fulltext_sql.among(model, terms, pks), reverse=True)]
