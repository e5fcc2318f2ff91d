"""Entries of Wagtail's search index that hold all words, best first, a bounded number at a time.

Best is: in the title before anywhere, then the newest. Neither database is asked to rank. Both can
walk the entries of a word backwards and stop, so that a word in a million titles costs no more
than one in a thousand.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connections, router
from django.db.models import Model
from wagtail.search.models import IndexEntry

from search.indexing import marker

CONFIG = "english"  # what ``search.backend`` indexes with on PostgreSQL
FIRST_WINDOW = 1001
WINDOW = 4000
# Of each tier. What lies beyond the last window is not looked at: see docs/decisions/0006-search.md.
WINDOWS = 6
# Entries that PostgreSQL may walk through, one by one, before it has to use the words' own index.
WALK = 10_000

_TABLE = IndexEntry._meta.db_table


def windows(model: type[Model], terms: list[str]) -> Iterator[tuple[list[int], bool]]:
    """Primary keys in windows, best first, each with whether it is the last that there is."""
    before: dict[bool, int | None] = {True: None, False: None}  # in the title, anywhere
    for number in range(WINDOWS):
        size = WINDOW if number else FIRST_WINDOW
        found = _newest(model, terms, size, before)
        for in_title in list(before):
            tier = [entry for is_title, entry, _ in found if is_title == in_title]
            if len(tier) < size:
                del before[in_title]
            else:
                before[in_title] = tier[-1]
        if True in before:  # enough for now; the others follow if these are hidden from the viewer
            yield [pk for is_title, _, pk in found if is_title], False
        yield list(dict.fromkeys(pk for _, _, pk in found)), not before
        if not before:
            return


def _newest(
    model: type[Model], terms: list[str], limit: int, before: dict[bool, int | None]
) -> list[tuple[bool, int, int]]:
    """For each tier its newest entries that are older than ``before``: tier, entry, object."""
    connection = connections[router.db_for_read(IndexEntry)]
    tier_sql = {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor]
    parts, params = [], {"limit": limit, "walk": WALK}
    for in_title, oldest in before.items():
        name = "title" if in_title else "all"
        sql, values = tier_sql(model, terms, name, oldest)
        parts.append(f"SELECT {int(in_title)}, id, object_id FROM ({sql}) AS tier_{name}")  # noqa: S608
        params |= values
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        rows = [(bool(tier), entry, int(object_id)) for tier, entry, object_id in cursor.fetchall()]
    return sorted(rows, reverse=True)


def _sqlite(
    model: type[Model], terms: list[str], tier: str, before: int | None
) -> tuple[str, dict[str, Any]]:
    words = " AND ".join(f'"{term}"' for term in terms)  # terms hold letters and digits, nothing else
    columns = {"title": "{title}", "all": "{title body}"}[tier]
    older = "" if before is None else f"AND f.rowid < %(before_{tier})s"
    # CROSS JOIN keeps the text table outside, which yields its rows by rowid: 0.7 ms instead of 100.
    sql = f"""
        SELECT e.id, e.object_id FROM {_TABLE}_fts AS f CROSS JOIN {_TABLE} AS e ON e.id = f.rowid
        WHERE f.{_TABLE}_fts MATCH %(match_{tier})s {older} ORDER BY f.rowid DESC LIMIT %(limit)s
    """  # noqa: S608
    match = f"{{body}} : {marker(model)} AND {columns} : ({words})"
    return sql, {f"match_{tier}": match, f"before_{tier}": before}


def _postgresql(
    model: type[Model], terms: list[str], tier: str, before: int | None
) -> tuple[str, dict[str, Any]]:
    """Two searches, of which the second runs only when the first did not find enough.

    Among the newest entries of the kind the planner may choose: for a common word it walks through them.
    Among the others only the words' own index is left to it (``+ 0``, and subqueries that hide the words,
    so that it takes them for rare). Left alone it walks through everything for words that are common, but
    not together: 250 ms at 100,000 photos. The marker is among the words for such as are common in another
    kind only; ``numnode`` because a query of nothing but stop words would leave the marker alone.
    """
    words = "plainto_tsquery(%(config)s, %(words)s)"
    older = "" if before is None else f"AND -e.id > -%(before_{tier})s"
    entries = f"FROM {_TABLE} AS e WHERE e.content_type_id = %(kind)s {older}"
    edge = f"COALESCE((SELECT -e.id {entries} ORDER BY -e.id OFFSET %(walk)s LIMIT 1), 1)"
    in_tier = {"title": "e.title", "all": "(e.title || e.body)"}[tier]
    end = "ORDER BY -e.id LIMIT %(limit)s"  # the order of search_entry_kind_newest, and of no other index
    sql = f"""
        ((SELECT e.id, e.object_id {entries} AND {in_tier} @@ {words} AND -e.id < {edge} {end})
        UNION ALL
        (SELECT e.id, e.object_id {entries} AND {in_tier} @@ (SELECT {words}) AND -e.id + 0 >= {edge}
            AND (e.title || e.body) @@ (SELECT plainto_tsquery(%(config)s, %(marked)s))
            AND numnode({words}) > 0 {end}))
        LIMIT %(limit)s
    """
    values = {"kind": ContentType.objects.get_for_model(model).pk, "config": CONFIG, f"before_{tier}": before}
    return sql, {**values, "words": " ".join(terms), "marked": " ".join([marker(model), *terms])}
