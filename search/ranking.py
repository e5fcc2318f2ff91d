"""Ranking on SQLite that does not run the search again for each hit.

Wagtail's compiler asks for the score in a subquery per row, so a word in 10,000 titles took 11 s.
Here the text search ranks by itself, up to a bound; beyond it the newest come first.
"""

from typing import Any

from django.db.models import F, Func, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from modelsearch.backends.database.sqlite import sqlite
from modelsearch.backends.database.sqlite.query import BM25, MatchExpression, normalize
from modelsearch.utils import get_descendants_content_types_pks
from wagtail.search.query import MatchAll, Not

RANKED = 1000


class TitleFirst(BM25):
    """FTS5's rank, with a word of the title worth ten. Its columns are autocomplete, body, title."""

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        sql, params = super().as_sql(compiler, connection, **context)
        return sql.replace(")", ", 1, 1, 10)"), params


class RankingMixin:
    """Overrides ``search`` where it would rank. What it finds in the compiler below it:"""

    query: Any
    queryset: QuerySet
    fields: list[str] | None
    order_by_relevance: bool
    build_search_query: Any
    FTS_TABLE_FIELDS: list[str]

    def search(self, config: Any, start: Any, stop: Any, score_field: str | None = None) -> QuerySet:
        query = normalize(self.query)
        if self.order_by_relevance and score_field is None and not isinstance(query, MatchAll | Not):
            hits = self._hits(query, config)
            if hits[: RANKED + 1].count() <= RANKED:
                return self._ranked(hits)[start:stop]
            self.order_by_relevance = False
        return super().search(config, start, stop, score_field)  # type: ignore[misc]

    def _hits(self, query: Any, config: Any) -> QuerySet:
        match = MatchExpression(
            self.fields or self.FTS_TABLE_FIELDS,
            self.build_search_query(query, config=config),
        )
        kinds = get_descendants_content_types_pks(self.queryset.model)
        return sqlite.SQLiteFTSIndexEntry.objects.filter(match).filter(index_entry__content_type__in=kinds)

    def _ranked(self, hits: QuerySet) -> QuerySet:
        ids = list(hits.order_by(TitleFirst(), "-pk").values_list("index_entry__object_id", flat=True))
        found = self.queryset.filter(pk__in=ids)
        place = Func(Value(f",{','.join(ids)},"), _between_commas(F("pk")), function="INSTR")
        return found.order_by(place, "-pk")


def _between_commas(number: F) -> Concat:
    return Concat(Value(","), Cast(number, TextField()), Value(","), output_field=TextField())


class SearchCompiler(RankingMixin, sqlite.SQLiteSearchQueryCompiler):
    """Whole words."""


class AutocompleteCompiler(RankingMixin, sqlite.SQLiteAutocompleteQueryCompiler):
    """The last word may be unfinished."""
