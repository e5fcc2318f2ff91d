"""One search over albums, photos and tags, for one viewer.

The text index says what matches, the policy says what of it the viewer's lists may show; nothing
else is counted or returned, whatever the index still holds of a hidden album.
"""

from dataclasses import dataclass, field

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from common.text import folded, has_cjk, one_line
from galleries import policy
from galleries.models import AlbumPage, AlbumPhoto, Photo, Tag, TagWord
from galleries.policy import Viewer
from search import fulltext
from search.terms import terms_of

# Of each kind. A list that long is narrowed by another word, not by paging on.
MOST = 1000
MOST_TAGS = 48
# So many albums or photos, when they are all that is listed, can be searched one and all.
FEW = 10_000


@dataclass(frozen=True)
class Found:
    """Primary keys, best first; ``more`` says that there are others, or may be.

    ``tags`` are the tags themselves, when it is tags: they are few, and come in the same query.
    """

    ids: list[int] = field(default_factory=list)
    more: bool = False
    tags: list[Tag] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class Results:
    albums: Found = Found()
    photos: Found = Found()
    tags: Found = Found()


def find(query: str, viewer: Viewer) -> Results:
    """What the viewer may find with these words. All of them must be in a photo, an album or a tag."""
    terms = terms_of(query)
    if not terms:
        return Results()
    albums = AlbumPage.objects.listed_for(viewer)
    photos = Photo.objects.listed_for(viewer)
    # The same photos, from the side of the albums: quick also where few of many albums are listed.
    shown = AlbumPhoto.objects.ready().filter(policy.listed_albums(viewer, "album__"))
    return Results(
        albums=_listed(albums, albums.order_by().values_list("pk", flat=True), terms),
        photos=_listed(photos, shown.order_by().values_list("photo_id", flat=True).distinct(), terms),
        tags=_tags(query, terms, viewer),
    )


def _listed(listed: QuerySet, keys: QuerySet, terms: list[str]) -> Found:
    """The best hits that are listed; ``keys`` are the primary keys of all that is listed.

    Windows of hits go through the policy until there are enough. When the first is not enough because
    most of it is hidden, and not much is listed at all, that is searched instead, and completely.
    """
    found: dict[int, None] = {}
    for number, (window, is_last) in enumerate(fulltext.windows(listed.model, terms)):
        fresh = [pk for pk in window if pk not in found]
        allowed = set(listed.filter(pk__in=fresh).order_by().values_list("pk", flat=True)) if fresh else set()
        found.update(dict.fromkeys(pk for pk in fresh if pk in allowed))
        if is_last or len(found) >= MOST:
            return _cut(list(found), more=not is_last)
        if not number and len(few := list(keys[: FEW + 1])) <= FEW:
            return _cut(fulltext.among(listed.model, terms, few))
    return Found(list(found), more=True)


def _cut(ids: list[int], more: bool = False) -> Found:
    return Found(ids[:MOST], more=more or len(ids) > MOST)


def _tags(query: str, terms: list[str], viewer: Viewer) -> Found:
    """Tags of which a word is, begins with or (in Chinese) holds the query, or is one word of it."""
    whole = folded(one_line(query))
    if len(whole) > TagWord._meta.get_field("key").max_length:  # type: ignore[operator]
        return Found()
    means = Q(key__in=[whole, *whole.split(), *terms])
    # A Chinese word is found inside another; of other scripts only where a word begins.
    means |= Q(key__contains=whole if has_cjk(whole) else f" {whole}") | Q(key__startswith=whole)
    named = Tag.objects.filter(pk__in=TagWord.objects.filter(means).values("tag"))
    photos = Photo.objects.listed_for(viewer).filter(
        photo_tags__tag=OuterRef("pk"), photo_tags__state="accepted"
    )
    albums = AlbumPage.objects.listed_for(viewer).filter(album_tags__tag=OuterRef("pk"))
    shown = named.filter(Exists(photos) | Exists(albums))
    tags = list(shown.order_by("name")[: MOST_TAGS + 1])
    first = tags[:MOST_TAGS]
    return Found([tag.pk for tag in first], more=len(tags) > MOST_TAGS, tags=first)


def in_order(rows: QuerySet, ids: list[int]) -> list[Model]:
    """The rows with these keys, in the order of the keys."""
    by_pk = {row.pk: row for row in rows.filter(pk__in=ids)}
    return [by_pk[pk] for pk in ids if pk in by_pk]
