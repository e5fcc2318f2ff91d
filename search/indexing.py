"""What an object gives to the search index."""

from collections.abc import Iterable
from copy import copy
from typing import Any

from django.db.models import Model
from wagtail.search import index

from common.search_text import index_text

# Fields that are kept in the index's title column, where a hit counts most.
TITLES = frozenset({"title", "title_en"})
TITLE_BOOST = 10


def marker(model: type[Model]) -> str:
    """The word that every entry of this model bears: SQLite's text search can ask for nothing but words."""
    return f"kind{model._meta.app_label}{model._meta.model_name}"


class IndexMixin:
    """Lays over Wagtail's index for the database."""

    def add_items(self, model: type[Model], objs: Iterable[Model]) -> None:
        super().add_items(model, [as_indexed(obj) for obj in objs])  # type: ignore[misc]

    def _refresh_title_norms(self, full: bool = False) -> None:
        """Not done: it reads the whole index twice at every save (282 ms at 50,000 albums, measured)."""


def as_indexed(obj: Any) -> Any:
    """A copy of the object whose search fields hold finished texts, joined where they weigh the same.

    Each value is asked for once (Wagtail asks three to five times), and PostgreSQL gets four texts
    to break instead of a dozen.
    """
    texts: dict[tuple[type, str, float | None], list[str]] = {}
    others = []
    for field in obj.get_search_fields():
        if not isinstance(field, index.SearchField | index.AutocompleteField):
            others.append(field)
        elif text := index_text(_flat(field.get_value(obj))):
            texts.setdefault(_place(field), []).append(text)
    texts.setdefault((index.SearchField, "body", None), []).append(marker(type(obj)))
    fields = [_holding(" ".join(parts), *place) for place, parts in texts.items()]
    shown = copy(obj)
    shown.get_search_fields = lambda: [*fields, *others]
    return shown


def _place(field: Any) -> tuple[type, str, float | None]:
    """The column and the weight of a field. Wagtail keeps what is called ``title`` in the title's column."""
    if isinstance(field, index.AutocompleteField):
        return index.AutocompleteField, "autocomplete", None
    if field.field_name in TITLES:
        return index.SearchField, "title", TITLE_BOOST
    return index.SearchField, "body", field.boost


def _holding(text: str, kind: type, name: str, boost: float | None) -> Any:
    field = kind(name, boost=boost) if kind is index.SearchField else kind(name)
    field.get_value = lambda obj: text
    return field


def _flat(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        value = list(value.values())
    return " ".join(map(_flat, value)) if isinstance(value, list | tuple) else str(value)
