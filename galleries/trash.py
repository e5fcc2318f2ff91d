"""The trash: photos and albums that somebody deleted, for as long as they can come back.

A photo stays where it is and says since when it is in the trash; its places in albums wait for it. An album is
unpublished and moved below the trash's own page (docs/decisions/0016-trash.md). ``trash_sweep`` removes what is due.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Page
from wagtail.signals import page_published

from galleries import permissions, signals, tasks, trash_sweep
from galleries.models import (
    TRASH_URL_PATH,
    AlbumIndexPage,
    AlbumPage,
    AlbumPhoto,
    Photo,
    TrashedAlbum,
    TrashPage,
)
from galleries.models.trash import TRASH_SLUG

# How the history calls what is done here; the labels are registered by galleries.admin.trash.
THROWN, RESTORED = "galleries.trash", "galleries.restore"
AT_ONCE = 500


# --- photos ----------------------------------------------------------------------------------------


@transaction.atomic
def trash_photos(*, user: Any, photos: Iterable[Photo], at: datetime | None = None) -> int:
    """Put photos into the trash. Returns how many were not there yet."""
    found = [photo for photo in _allowed(user, photos) if photo.trashed_at is None]
    for some in _pieces(found):
        rows = Photo.objects.filter(pk__in=[photo.pk for photo in some])
        rows.update(trashed_at=at or timezone.now(), trashed_by=user)
    _after(found, THROWN, user)
    if found:
        tasks.review_addresses_later()
    return len(found)


@transaction.atomic
def restore_photos(*, user: Any, photos: Iterable[Photo]) -> int:
    """Bring photos back to where they were. Returns how many were in the trash."""
    found = [photo for photo in _allowed(user, photos) if photo.trashed_at is not None]
    for some in _pieces(found):
        rows = Photo.objects.filter(pk__in=[photo.pk for photo in some])
        rows.update(trashed_at=None, trashed_by=None)
    _after(found, RESTORED, user)
    if found:
        tasks.review_addresses_later(fewer=False)
    return len(found)


@transaction.atomic
def purge_photos(*, user: Any, photos: Iterable[Photo]) -> int:
    """Have photos of the trash removed for good, in the background. Returns how many it is."""
    found = [photo for photo in _allowed(user, photos) if photo.trashed_at is not None]
    for some in _pieces(found):
        rows = Photo.objects.filter(pk__in=[photo.pk for photo in some])
        rows.update(trashed_at=trash_sweep.DUE, trashed_by=user)
    if found:
        trash_sweep.sweep_later()
    return len(found)


def photos_in_trash(user: Any) -> QuerySet[Photo]:
    """What the person may bring back, the latest first."""
    there = permissions.changeable_with_trash(user).filter(trashed_at__gt=trash_sweep.kept_since())
    return there.order_by("-trashed_at", "-pk")


def only_in(user: Any, album: AlbumPage) -> QuerySet[Photo]:
    """The album's photos that stand in no other album, as far as the person may throw them away."""
    by_hand = AlbumPhoto.rows.filter(by_rule=False)  # a rule shows what stands in another album anyway
    elsewhere = by_hand.exclude(album=album).exclude(album__url_path__startswith=TRASH_URL_PATH)
    here = by_hand.filter(album=album, photo=OuterRef("pk"))
    return permissions.changeable(user).filter(Exists(here), ~Exists(elsewhere.filter(photo=OuterRef("pk"))))


def _allowed(user: Any, photos: Iterable[Photo]) -> list[Photo]:
    """These photos as they are now, held until the transaction ends. PermissionDenied unless she may change each."""
    found: list[Photo] = []
    for some in _pieces(sorted({photo.pk for photo in photos})):
        rows = Photo.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=some).order_by("pk")
        held = list(rows)
        hers = permissions.changeable_with_trash(user).filter(pk__in=some).values_list("pk", flat=True)
        if {photo.pk for photo in held} - set(hers):
            raise PermissionDenied
        found += held
    return found


def _after(photos: list[Photo], action: str, user: Any) -> None:
    """A line in each photo's history, and word to whoever counts what the albums show."""
    kind = ContentType.objects.get_for_model(Photo)
    now = timezone.now()
    entries = [
        ModelLogEntry(
            content_type=kind, object_id=str(photo.pk), label=str(photo), action=action, user=user, timestamp=now
        )
        for photo in photos
    ]  # fmt: skip
    ModelLogEntry.objects.bulk_create(entries, batch_size=AT_ONCE)
    shown: set[int] = set()
    for some in _pieces(photos):
        places = AlbumPhoto.rows.filter(photo__in=[photo.pk for photo in some]).order_by()
        shown |= set(places.values_list("album", flat=True))
    for album in AlbumPage.objects.filter(pk__in=shown):
        signals.contents_changed.send(sender=AlbumPage, album=album)


def _pieces(things: list[Any]) -> Iterable[list[Any]]:
    return (things[at : at + AT_ONCE] for at in range(0, len(things), AT_ONCE))


# --- albums ----------------------------------------------------------------------------------------


@transaction.atomic
def trash_album(*, user: Any, album: AlbumPage, with_photos: bool = False) -> int:
    """Put an album into the trash, ``with_photos`` that stand nowhere else. Returns how many photos went along."""
    album = _held(album)
    if album.is_trashed:
        return 0
    if not album.permissions_for_user(user).can_delete():
        raise PermissionDenied
    record = TrashedAlbum.objects.create(
        album=album,
        by=user,
        parent=album.get_parent(),
        slug=album.slug,
        was_live=album.live,
        had_unpublished_changes=album.has_unpublished_changes,
        live_revision_id=album.live_revision_id,
    )
    photos = trash_photos(user=user, photos=only_in(user, album), at=record.at) if with_photos else 0
    if (workflow := album.current_workflow_state) is not None:
        workflow.cancel(user=user)
    album.revisions.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=None)
    UnpublishPageAction(album, user=user, log_action=False).execute(skip_permission_checks=True)
    log(album, THROWN, user=user, data={"photos": photos})
    _move(album, _trash_page(), slug=str(album.pk), user=user)
    return photos


@transaction.atomic
def restore_album(*, user: Any, album: AlbumPage) -> AlbumPage:
    """Bring an album back to its place, as it was, with the photos that were thrown away with it."""
    album = _held(album)
    record = _record(user, album)
    if record is None:
        return album
    parent = _place_for(record)
    thrown = permissions.changeable_with_trash(user).filter(trashed_at=record.at, album_photos__album=album)
    photos = restore_photos(user=user, photos=thrown)
    _move(album, parent, slug=_free_slug(parent, record.slug), user=user)
    record.delete()
    album = AlbumPage.objects.get(pk=album.pk)
    if record.was_live:
        _publish_as_it_was(album, record)
    log(album, RESTORED, user=user, data={"photos": photos})
    return album


@transaction.atomic
def purge_album(*, user: Any, album: AlbumPage) -> None:
    """Have an album of the trash removed for good, in the background. Its photos are not touched."""
    album = _held(album)
    if (record := _record(user, album)) is not None:
        TrashedAlbum.objects.filter(pk=record.pk).update(at=trash_sweep.DUE, by=user)
        trash_sweep.sweep_later()


def albums_in_trash(user: Any) -> QuerySet[AlbumPage]:
    """What the person may bring back, the latest first."""
    there = permissions.trashed_albums(user).filter(trashed__at__gt=trash_sweep.kept_since())
    return there.select_related("trashed__by").order_by("-trashed__at", "-pk")


def _record(user: Any, album: AlbumPage) -> TrashedAlbum | None:
    """How the album came into the trash; None when it is not there. PermissionDenied when it is not hers to fetch."""
    record = TrashedAlbum.objects.filter(album=album).first()
    if record is not None and not permissions.trashed_albums(user).filter(pk=album.pk).exists():
        raise PermissionDenied
    return record


def _held(album: AlbumPage) -> AlbumPage:
    """The album as it is now; nobody else throws it away or fetches it until the transaction ends."""
    return AlbumPage.objects.select_for_update(of=("self",)).get(pk=album.pk)


def _trash_page() -> Page:
    """The page below which the albums lie, made when it is first needed."""
    root = Page.objects.select_for_update(of=("self",)).get(depth=1)
    page = TrashPage.objects.first()
    return page or root.add_child(instance=TrashPage(title=_("Trash"), slug=TRASH_SLUG, live=False))


def _place_for(record: TrashedAlbum) -> Page:
    """Where it stood; when that is gone, the album list."""
    parent = record.parent or AlbumIndexPage.objects.order_by("path").first()
    if parent is None:
        raise ValidationError(_("There is no album list that could take the album."))
    return parent


def _free_slug(parent: Page, slug: str) -> str:
    """The slug, or with a number when another page has taken it."""
    taken = set(parent.get_children().filter(slug__startswith=slug[:240]).values_list("slug", flat=True))
    free, number = slug, 1
    while free in taken:
        number += 1
        free = f"{slug[:240]}-{number}"
    return free


def _move(album: AlbumPage, target: Page, *, slug: str, user: Any) -> None:
    """Into another place under another slug; in the draft too, which would bring back the old one."""
    Page.objects.filter(pk=album.pk).update(slug=slug)
    draft = album.latest_revision
    if draft is not None:
        draft.content["slug"] = slug
        draft.save(update_fields=["content"])
    album.slug = slug
    MovePageAction(album, target, pos="last-child", user=user).execute(skip_permission_checks=True)


def _publish_as_it_was(album: AlbumPage, record: TrashedAlbum) -> None:
    """The row still holds what was live: it is shown again, and a newer draft stays a draft."""
    if album.expire_at and album.expire_at <= timezone.now():  # its time ran out meanwhile
        AlbumPage.objects.filter(pk=album.pk).update(expired=True)
        return
    album.live = True
    album.has_unpublished_changes = record.had_unpublished_changes
    album.live_revision_id = record.live_revision_id
    album.save(clean=False)
    page_published.send(sender=AlbumPage, instance=album, revision=album.live_revision)
