"""The two databases' words for ``search.fulltext``. A tier is ``title`` or ``all`` the text of an entry."""

# Every value is a parameter; what is put together here are Django's names of tables and columns.

import json
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connections, router
from django.db.models import Model
from wagtail.search.models import IndexEntry

from search.indexing import marker

CONFIG = "english"  # what ``search.backend`` indexes with on PostgreSQL
# Entries that PostgreSQL may walk through, one by one, before it has to use the words' own index.
WALK = 10_000

_TABLE = IndexEntry._meta.db_table
_FTS = f"{_TABLE}_fts"
_COLUMNS = {"title": "{title}", "all": "{title body}"}
_VECTORS = {"title": "e.title", "all": "(e.title || e.body)"}
_QUERY = "plainto_tsquery(%(config)s, %(words)s)"

Entries = list[tuple[int, int]]


def newest(
    model: type[Model], terms: list[str], limit: int, before: dict[str, int | None]
) -> dict[str, Entries]:
    """For each tier its newest entries that are older than ``before``: entry and object ids, newest first."""
    make = {"sqlite": _sqlite, "postgresql": _postgresql}[_vendor()]
    params = {**_params(model, terms), "limit": limit, "walk": WALK}
    parts = []
    for tier, oldest in before.items():
        parts.append(f"SELECT '{tier}', id, object_id FROM ({make(tier, oldest)}) AS in_{tier}")
        params[f"before_{tier}"] = oldest
    found: dict[str, Entries] = {tier: [] for tier in before}
    for tier, entry, object_id in _rows(" UNION ALL ".join(parts), params):
        found[tier].append((entry, int(object_id)))
    return {tier: sorted(entries, reverse=True) for tier, entries in found.items()}


def among(model: type[Model], terms: list[str], pks: list[int]) -> list[tuple[bool, int, int]]:
    """Of these objects those that match: whether in the title, entry id, object id."""
    keys = [str(pk) for pk in pks]
    params = _params(model, terms)
    if _vendor() == "sqlite":
        title, anywhere = (
            f"e.id IN (SELECT rowid FROM {_FTS} WHERE {_FTS} MATCH %(match_{t})s)" for t in _COLUMNS
        )
        params["keys"] = json.dumps(keys)
        one_of = "IN (SELECT value FROM json_each(%(keys)s))"
    else:
        title, anywhere = (f"{vector} @@ {_QUERY}" for vector in _VECTORS.values())
        params["keys"] = keys
        one_of = "= ANY(%(keys)s::varchar[])"
    sql = f"""
        SELECT {title}, e.id, e.object_id FROM {_TABLE} AS e
        WHERE e.content_type_id = %(kind)s AND e.object_id {one_of} AND {anywhere}
    """
    return [(bool(in_title), entry, int(object_id)) for in_title, entry, object_id in _rows(sql, params)]


def _sqlite(tier: str, before: int | None) -> str:
    # CROSS JOIN keeps the text table outside, which yields its rows by rowid: 0.7 ms instead of 100.
    return f"""
        SELECT e.id, e.object_id FROM {_FTS} AS f CROSS JOIN {_TABLE} AS e ON e.id = f.rowid
        WHERE f.{_FTS} MATCH %(match_{tier})s {"" if before is None else f"AND f.rowid < %(before_{tier})s"}
        ORDER BY f.rowid DESC LIMIT %(limit)s
    """


def _postgresql(tier: str, before: int | None) -> str:
    """Two searches, of which the second runs only when the first did not find enough.

    Among the newest entries of the kind the planner may choose: for a common word it walks through them.
    Among the others only the words' own index is left to it (``+ 0``, and subqueries that hide the words,
    so that it takes them for rare). Left alone it walks through everything for words that are common, but
    not together: 250 ms at 100,000 photos. The marker is among the words for such as are common in another
    kind only; ``numnode`` because a query of nothing but stop words would leave the marker alone.
    """
    older = "" if before is None else f"AND -e.id > -%(before_{tier})s"
    entries = f"FROM {_TABLE} AS e WHERE e.content_type_id = %(kind)s {older}"
    edge = f"COALESCE((SELECT -e.id {entries} ORDER BY -e.id OFFSET %(walk)s LIMIT 1), 1)"
    end = "ORDER BY -e.id LIMIT %(limit)s"  # the order of search_entry_kind_newest, and of no other index
    return f"""
        ((SELECT e.id, e.object_id {entries} AND {_VECTORS[tier]} @@ {_QUERY} AND -e.id < {edge} {end})
        UNION ALL
        (SELECT e.id, e.object_id {entries} AND {_VECTORS[tier]} @@ (SELECT {_QUERY}) AND -e.id + 0 >= {edge}
            AND (e.title || e.body) @@ (SELECT plainto_tsquery(%(config)s, %(marked)s))
            AND numnode({_QUERY}) > 0 {end}))
        LIMIT %(limit)s
    """


def _params(model: type[Model], terms: list[str]) -> dict[str, Any]:
    """Everything that the statements above name."""
    words = " AND ".join(f'"{term}"' for term in terms)  # terms hold letters and digits, nothing else
    return {
        "kind": ContentType.objects.get_for_model(model).pk,
        "config": CONFIG,
        "words": " ".join(terms),
        "marked": " ".join([marker(model), *terms]),
        **{
            f"match_{t}": f"{{body}} : {marker(model)} AND {columns} : ({words})"
            for t, columns in _COLUMNS.items()
        },
    }


def _vendor() -> str:
    return connections[router.db_for_read(IndexEntry)].vendor


def _rows(sql: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connections[router.db_for_read(IndexEntry)].cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
