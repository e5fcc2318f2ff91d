"""Where photos are used, told to whoever is about to throw them away."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex
from wagtail.permissions import policy_registry

from galleries.models import TRASH_URL_PATH, AlbumPage, AlbumPhoto, Photo

# Named for each photo; the others are counted.
NAMED = 5


@dataclass
class Use:
    """One photo and where it is used. Places that the person may not know of are counted only."""

    photo: Photo
    albums: list[AlbumPage] = field(default_factory=list)
    more_albums: int = 0
    covers: list[AlbumPage] = field(default_factory=list)
    more_covers: int = 0
    pages: list[Page] = field(default_factory=list)
    more_pages: int = 0

    def __bool__(self) -> bool:
        return bool(
            self.albums
            or self.more_albums
            or self.covers
            or self.more_covers
            or self.pages
            or self.more_pages
        )


def uses_of(user: Any, photos: list[Photo]) -> list[Use]:
    """The photos in their order, each with its uses; a few queries, whatever their number."""
    uses = {photo.pk: Use(photo) for photo in photos}
    albums = _shown_in(list(uses))
    covers = _covers_of(list(uses))
    pages = _other_pages(list(uses))
    wanted = {pk for found in (albums, covers, pages) for pks in found.values() for pk in pks}
    seen = _explorable(user, wanted)
    for pk, use in uses.items():
        use.albums, use.more_albums = _named(albums[pk], seen)
        use.covers, use.more_covers = _named(covers[pk], seen)
        use.pages, use.more_pages = _named(pages[pk], seen)
    return list(uses.values())


def _shown_in(pks: list[int]) -> dict[int, list[int]]:
    places = AlbumPhoto.rows.filter(photo__in=pks).exclude(album__url_path__startswith=TRASH_URL_PATH)
    return _grouped(places.order_by("album__title", "album").values_list("photo", "album"))


def _covers_of(pks: list[int]) -> dict[int, list[int]]:
    albums = AlbumPage.objects.filter(cover__in=pks).exclude(url_path__startswith=TRASH_URL_PATH)
    return _grouped(albums.order_by("title", "pk").values_list("cover", "pk"))


def _other_pages(pks: list[int]) -> dict[int, list[int]]:
    """Pages that are no albums, by what Wagtail writes down of every page's content."""
    kinds = ContentType.objects.get_for_models(Page, AlbumPage, Photo)
    rows = ReferenceIndex.objects.filter(
        to_content_type=kinds[Photo], to_object_id__in=[str(pk) for pk in pks], base_content_type=kinds[Page]
    ).exclude(content_type=kinds[AlbumPage])
    pairs = rows.order_by("to_object_id", "object_id").values_list("to_object_id", "object_id").distinct()
    return _grouped((int(photo), int(page)) for photo, page in pairs)


def _grouped(pairs: Any) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = defaultdict(list)
    for photo, page in pairs:
        groups[photo].append(page)
    return groups


def _explorable(user: Any, pks: set[int]) -> dict[int, Page]:
    """Those of the pages of which the person may know."""
    pages = policy_registry.get_by_type(Page).explorable_instances(user)
    return {page.pk: page for page in pages.filter(pk__in=pks)} if pks else {}


def _named(pks: list[int], seen: dict[int, Page]) -> tuple[list[Any], int]:
    """The first that may be named, and how many there are besides."""
    known = [seen[pk] for pk in pks if pk in seen][:NAMED]
    return known, len(pks) - len(known)
