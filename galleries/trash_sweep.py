"""Removing for good what has lain in the trash for long enough."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.actions.delete_page import DeletePageAction
from wagtail.log_actions import log
from wagtail.models import Collection

from galleries.models import AlbumPage, Photo, TrashedAlbum
from jobs import actions, registry

logger = logging.getLogger(__name__)

SWEEP = "sweep_trash"
# Since when that lies in the trash which is to go at once, and which nobody is shown any more.
DUE = datetime(1970, 1, 1, tzinfo=UTC)


def kept_since() -> datetime:
    """What was thrown away before this moment goes with the next sweep."""
    return timezone.now() - timedelta(days=settings.TRASH_DAYS)


def sweep() -> int:
    """Remove what is due, each in a transaction of its own. Returns how many photos and albums it was.

    What cannot be removed does not keep the others: at the end this fails, and the job is tried again.
    """
    due = kept_since()
    albums = TrashedAlbum.objects.filter(at__lte=due).order_by("at").values_list("album", flat=True)
    photos = Photo.objects.filter(trashed_at__lte=due).order_by("trashed_at", "pk")
    done = failed = 0
    work: list[tuple[Callable[[int, datetime], bool], list[int]]] = [
        (_remove_album, list(albums)),
        (_remove_photo, list(photos.values_list("pk", flat=True))),
    ]
    for remove, pks in work:
        for pk in pks:
            try:
                done += remove(pk, due)
            except Exception:
                logger.exception("%s %s cannot be removed from the trash", remove.__name__, pk)
                failed += 1
    if failed:
        raise RuntimeError(f"{failed} of {failed + done} could not be removed from the trash.")
    return done


def sweep_later() -> None:
    """Queue a sweep, for what is to go at once."""
    actions.start(SWEEP, 0)


def remove_album(album: AlbumPage, *, by: Any = None) -> None:
    """Delete the page with all that hangs on it, and its collection; photos that lie there move one up."""
    collection = album.collection
    DeletePageAction(album, user=by).execute(skip_permission_checks=True)
    if collection is None:
        return
    above = collection.get_parent() or Collection.get_first_root_node()
    Photo.objects.filter(collection=collection).update(collection=above)
    collection.refresh_from_db()
    if collection.is_leaf():  # an administrator may have made others below it
        collection.delete()


@transaction.atomic
def _remove_photo(pk: int, due: datetime) -> bool:
    """Whether it was still there, and still due."""
    held = Photo.objects.select_for_update(of=("self",))
    photo = held.filter(pk=pk, trashed_at__lte=due).first()
    if photo is None:
        return False
    log(photo, "wagtail.delete", user=_by(photo.trashed_by, photo.trashed_at), deleted=True)
    photo.delete()
    return True


@transaction.atomic
def _remove_album(pk: int, due: datetime) -> bool:
    album = AlbumPage.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    record = TrashedAlbum.objects.filter(album=pk, at__lte=due).select_related("by").first()
    if album is None or record is None:
        return False
    remove_album(album, by=_by(record.by, record.at))
    return True


def _by(person: Any, at: datetime | None) -> Any:
    """Who had it removed at once; nobody when its time was over."""
    return person if at == DUE else None


registry.periodic(SWEEP, seconds=86_400, work=sweep, label=_("Empty the trash of what is due"))
