"""Wagtail's database search, with Chinese words found inside a longer run of characters.

Everything that searches through Wagtail passes here: public pages, the admin's lists and choosers.
Two things differ from the stock backend: what an object gives to the index (``search.indexing``)
and how a query is broken into words (``search.terms``). A third only on SQLite, where the stock
ranking runs the whole search again for each hit (``search.ranking``).
"""

from functools import cache
from typing import Any

from wagtail.search.backends import database
from wagtail.search.backends.base import BaseSearchBackend, EmptySearchResults
from wagtail.search.query import And, Boost, Not, Or, Phrase, PlainText, SearchQuery

from common.search_text import pairs, tokens
from common.text import CJK
from search.indexing import IndexMixin
from search.terms import terms_of


def SearchBackend(params: dict[str, Any]) -> BaseSearchBackend:
    """The backend for the site's database, under the name that Wagtail imports."""
    params.setdefault("SEARCH_CONFIG", "english")  # not what the database server happens to be set to
    stock: Any = type(database.SearchBackend(params))
    return _ours(stock)(params)


@cache
def _ours(stock: Any) -> type[BaseSearchBackend]:
    parts: dict[str, Any] = {"index_class": type("Index", (IndexMixin, stock.index_class), {})}
    if stock.__name__ == "SQLiteSearchBackend":
        from search import ranking

        parts["query_compiler_class"] = ranking.SearchCompiler
        parts["autocomplete_query_compiler_class"] = ranking.AutocompleteCompiler
    return type("DatabaseSearchBackend", (BackendMixin, stock), parts)


class BackendMixin:
    """Breaks what people type before the database sees it."""

    def _search(self, query_compiler_class: Any, query: Any, model_or_queryset: Any, **kwargs: Any) -> Any:
        ours = broken(query)
        if ours is None:
            return EmptySearchResults()
        return super()._search(query_compiler_class, ours, model_or_queryset, **kwargs)  # type: ignore[misc]


def broken(query: Any) -> Any:
    """The query with its texts broken as the index is; None when it holds no word at all."""
    if isinstance(query, str):
        return " ".join(terms_of(query)) or None
    if isinstance(query, PlainText):
        words = terms_of(query.query_string)
        return PlainText(" ".join(words), operator=query.operator, boost=query.boost) if words else None
    if isinstance(query, Phrase):
        return _broken_phrase(query)
    if isinstance(query, And | Or):
        parts = [part for part in map(broken, query.subqueries) if part is not None]
        return type(query)(parts) if len(parts) > 1 else next(iter(parts), None)
    if isinstance(query, Not | Boost):
        inner = broken(query.subquery)
        return inner and (Not(inner) if isinstance(query, Not) else Boost(inner, query.boost))
    return query


def _broken_phrase(query: Phrase) -> SearchQuery | None:
    """A run of pairs in order is the very substring; what stands between scripts is not compared."""
    phrases: list[SearchQuery] = []
    words: list[str] = []
    for token in [*tokens(query.query_string), ""]:
        if token and not CJK.match(token):
            words.append(token)
            continue
        if words:
            phrases.append(Phrase(" ".join(words)))
            words = []
        if token:
            phrases.append(Phrase(" ".join(pairs(token) or [token])))
    return And(phrases) if len(phrases) > 1 else next(iter(phrases), None)
