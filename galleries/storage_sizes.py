"""What the pictures take, by album and by owner: sums that the database makes, a handful of queries for any number."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.cache import cache
from django.db.models import Count, F, QuerySet, Sum

from galleries.models import AlbumPage, AlbumPhoto, Photo, PhotoRendition

# Sums that took longer are shown again for a while: a large site does not change its size in five minutes.
SLOW_SECONDS = 0.5
REMEMBERED_SECONDS = 300

Result = TypeVar("Result")


@dataclass
class Sums:
    """Photos and their bytes. A master is the clean picture of which the renditions are made."""

    photos: int = 0
    masters: int = 0
    renditions: int = 0

    @property
    def total(self) -> int:
        return self.masters + self.renditions


@dataclass
class Whole:
    """The whole site."""

    all: Sums = field(default_factory=Sums)
    in_trash: Sums = field(default_factory=Sums)
    in_no_album: Sums = field(default_factory=Sums)
    # What would lie there once more without us: the same bytes sent again, one photo shown in several albums.
    sent_again: int = 0
    sent_again_bytes: int = 0
    shown_again: int = 0
    shown_again_bytes: int = 0

    @property
    def saved(self) -> int:
        return self.sent_again_bytes + self.shown_again_bytes


def of_albums(albums: QuerySet[AlbumPage] | None = None) -> dict[int, Sums]:
    """What each album shows, by its key, without what lies in the trash. A photo in two albums counts in both."""

    def measure() -> dict[int, Sums]:
        places = AlbumPhoto.objects.filter(photo__trashed_at=None).order_by()
        if albums is not None:
            places = places.filter(album__in=albums.order_by().values("pk"))
        masters = places.values_list("album").annotate(Count("pk"), Sum("photo__file_size"))
        renditions = places.values_list("album").annotate(Sum("photo__renditions__bytes"))
        return _joined(masters, renditions)

    return measure() if albums is not None else _remembered("albums", measure)


def of_owners() -> dict[int | None, Sums]:
    """What each person's photos take, by her key, with what lies in the trash; None has those of nobody."""

    def measure() -> dict[int | None, Sums]:
        owned = Photo.objects.order_by().values_list("uploaded_by_user")
        renditions = PhotoRendition.objects.order_by().values_list("image__uploaded_by_user")
        return _joined(owned.annotate(Count("pk"), Sum("file_size")), renditions.annotate(Sum("bytes")))

    return _remembered("owners", measure)


def of_photos(photos: QuerySet[Photo]) -> Sums:
    """What these photos take together."""
    photos = photos.order_by()
    found = photos.aggregate(photos=Count("pk"), masters=Sum("file_size"))
    if photos.query.where:
        renditions = PhotoRendition.objects.filter(image__in=photos.values("pk"))
    else:
        renditions = PhotoRendition.objects.all()
    made = renditions.aggregate(made=Sum("bytes"))["made"]
    return Sums(found["photos"], found["masters"] or 0, made or 0)


def of_everything() -> Whole:
    """The whole site."""

    def measure() -> Whole:
        photos = Photo.objects.order_by()
        again = photos.filter(sent_again__gt=0).aggregate(
            n=Sum("sent_again"), bytes=Sum(F("sent_again") * F("file_size"))
        )
        several = photos.annotate(places=Count("album_photos")).filter(places__gt=1)
        shown = several.aggregate(n=Sum(F("places") - 1), bytes=Sum((F("places") - 1) * F("file_size")))
        return Whole(
            all=of_photos(photos.all()),
            in_trash=of_photos(photos.filter(trashed_at__isnull=False)),
            in_no_album=of_photos(photos.filter(album_photos=None, trashed_at=None)),
            sent_again=again["n"] or 0,
            sent_again_bytes=again["bytes"] or 0,
            shown_again=shown["n"] or 0,
            shown_again_bytes=shown["bytes"] or 0,
        )

    return _remembered("everything", measure)


def rendition_bytes(photos: list[Photo]) -> dict[int, int]:
    """What the renditions of these photos take, by the photo's key."""
    rows = PhotoRendition.objects.filter(image__in=[photo.pk for photo in photos]).order_by()
    return {pk: made or 0 for pk, made in rows.values_list("image").annotate(Sum("bytes"))}


def _joined(masters: Any, renditions: Any) -> dict[Any, Sums]:
    made = dict(renditions)
    return {key: Sums(photos, size or 0, made.get(key) or 0) for key, photos, size in masters}


def _remembered(name: str, measure: Callable[[], Result]) -> Result:
    key = f"storage-sizes-{name}"
    known = cache.get(key)
    if known is not None:
        return known
    began = time.monotonic()
    found = measure()
    if time.monotonic() - began > SLOW_SECONDS:
        cache.set(key, found, REMEMBERED_SECONDS)
    return found
