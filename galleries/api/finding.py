"""What the API's lists and addresses name, found for whoever asks. Hidden looks like missing: Http404."""

from typing import Any

from django.db.models import BigIntegerField, Prefetch
from django.http import Http404

from galleries.models import AlbumPage, AlbumTag, Photo, PhotoTag, with_covers
from galleries.policy import Viewer

LARGEST_KEY = BigIntegerField.MAX_BIGINT


def album(viewer: Viewer, pk: int) -> AlbumPage:
    """The album, if the viewer may open it."""
    found = AlbumPage.objects.visible_to(viewer).filter(pk=pk) if 0 < pk <= LARGEST_KEY else None
    one = found.for_cards().first() if found is not None else None
    if one is None:
        raise Http404
    return one


def photo(viewer: Viewer, pk: int) -> Photo:
    """The photo, if the viewer may have it: shown in an album that she may open, her own, or hers to manage."""
    [*found] = photos(viewer, Photo.objects.visible_to(viewer), [pk]) if 0 < pk <= LARGEST_KEY else ()
    if not found or found[0].trashed_at is not None:
        raise Http404
    return found[0]


def albums(pks: list[int], include: list[str]) -> list[AlbumPage]:
    """The albums with these keys, in this order, with all that their JSON says: queries do not grow with them."""
    rows = AlbumPage.objects.filter(pk__in=pks).for_cards()
    if "tags" in include:
        rows = rows.prefetch_related(Prefetch("album_tags", AlbumTag.objects.select_related("tag")))
    by_key = {row.pk: row for row in rows}
    return with_covers([by_key[pk] for pk in pks if pk in by_key])


def photos(viewer: Viewer, among: Any, pks: list[int], include: list[str] | None = None) -> list[Photo]:
    """As ``albums``."""
    rows: Any = (
        among.filter(pk__in=pks).with_openness().with_home_album(viewer).select_related("uploaded_by_user")
    )
    if "tags" in (include or ()):
        accepted = PhotoTag.objects.accepted().select_related("tag")
        rows = rows.prefetch_related(Prefetch("photo_tags", accepted))
    by_key = {row.pk: row for row in rows}
    return [by_key[pk] for pk in pks if pk in by_key]


def owner_of(viewer: Viewer, name: str) -> dict[str, Any]:
    """A condition on a person's name for ``owner=``; ``me`` is whoever asks."""
    if name != "me":
        return {"username": name, "is_active": True, "delete_after": None}
    return {"pk": viewer.user.pk if viewer.is_person else 0}
