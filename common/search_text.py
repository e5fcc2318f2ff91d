"""How a text is broken for the search index, and how an object's entry is brought up to date.

The databases keep 人像摄影作品 as one token, so a search for 摄影 would find nothing. The index gets
the pairs and the single characters of every CJK run instead (``search.backend`` does it for every
model); ``search.terms`` breaks the query the same way.
"""

import re
import unicodedata
from collections.abc import Callable

from django.db.models import Model, QuerySet
from wagtail.search.backends import get_search_backends

from common.text import CJK, folded

_RUN = re.compile(f"(?:{CJK.pattern})+")
_TOKEN = re.compile(rf"(?P<run>{_RUN.pattern})|(?:(?!{CJK.pattern})[^\W_])+")
_ACCENTS = re.compile("[\u0300-\u036f]")
_AT_ONCE = 500


def grams(text: str) -> list[str]:
    """The single characters and neighbouring pairs of every CJK run, in order."""
    found: list[str] = []
    for run in _RUN.findall(text):
        found.extend(run)
        found.extend(pairs(run))
    return found


def pairs(run: str) -> list[str]:
    """Each character with its right neighbour."""
    return [run[i : i + 2] for i in range(len(run) - 1)]


def tokens(text: str) -> list[str]:
    """The words and the whole CJK runs of a text, folded, without accents.

    Both databases get their words from here, so that IMG_1234.jpg, which PostgreSQL takes for a
    host name, is found by its parts on either.
    """
    plain = _ACCENTS.sub("", unicodedata.normalize("NFD", folded(text)))
    return [match[0] for match in _TOKEN.finditer(unicodedata.normalize("NFC", plain))]


def index_text(text: str) -> str:
    """What the index keeps of a text. The pairs stand in order, so that a phrase of pairs is a substring."""
    found: list[str] = []
    for token in tokens(text):
        found.extend([*pairs(token), *token] if CJK.match(token) else [token])
    return " ".join(found)


def reindex(obj: Model) -> None:
    """Bring one object's entry up to date, when something beside it has changed: its tags."""
    reindex_many(type(obj)._default_manager.filter(pk=obj.pk))


def reindex_many(objects: QuerySet, report: Callable[[int], None] = lambda per_cent: None) -> None:
    """As ``reindex``, for many of one model: ``reindex_many(Photo.objects.filter(...))``."""
    model = objects.model
    pks = list(objects.order_by().values_list("pk", flat=True))
    for start in range(0, len(pks), _AT_ONCE):
        found = list(model.get_indexed_objects().filter(pk__in=pks[start : start + _AT_ONCE]).order_by("pk"))
        for backend in get_search_backends(with_auto_update=True):
            backend.add_bulk(model, found)
        report(100 * (start + len(found)) // len(pks))
