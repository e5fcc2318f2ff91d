"""Photos of an album shown in another one too, or moved there."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from galleries import actions, permissions
from galleries.changes.base import Outcome, Refused, Ticked, ticked
from galleries.changes.places import contents_changed, leave_those_by_rule, take_out
from galleries.models import AlbumPage, AlbumPhoto, Photo


@transaction.atomic
def copy(*, user: Any, album: AlbumPage, photos: Iterable[int] | None, target: AlbumPage) -> Outcome:
    """Show the photos at the end of the other album too, with their captions."""
    at = _ticked(user, album, photos, target)
    rows = _show(at, target)
    shown = {row.photo_id for row in rows}
    there = [place for place in at.places if place.photo_id not in shown]
    at.leave(there, _already(len(there)))
    return at.finish("copy", at.ids, before=_of_target(target, rows))


@transaction.atomic
def transfer(*, user: Any, album: AlbumPage, photos: Iterable[int] | None, target: AlbumPage) -> Outcome:
    """Move the photos to the end of the other album.

    One that belongs to this album, because it lies in its collection, belongs to the other one from then on,
    if the person may change the photo and add pictures there.
    """
    at = _ticked(user, album, photos, target)
    leave_those_by_rule(at)
    rows = _show(at, target)
    before = {**take_out(at), **_of_target(target, rows), "belonged": _hand_over(at, target)}
    return at.finish("transfer", at.ids, before=before)


def _ticked(user: Any, album: AlbumPage, photos: Iterable[int] | None, target: AlbumPage) -> Ticked:
    actions.check_album(user, album)
    actions.check_album(user, target)
    if target.pk == album.pk:
        raise Refused(_("Choose another album."))
    actions.hold(album, target)
    at = ticked(user=user, album=album, photos=photos)
    usable = permissions.choosable(user).filter(pk__in=at.ids).order_by()
    allowed = set(usable.values_list("pk", flat=True))
    others = [place for place in at.places if place.photo_id not in allowed]
    note = ngettext(
        "%(count)d photo is not yours to show elsewhere.",
        "%(count)d photos are not yours to show elsewhere.",
        len(others),
    ) % {"count": len(others)}
    if others and len(others) == len(at.places):
        raise Refused(note, status=403)
    at.leave(others, note)
    return at


def _show(at: Ticked, target: AlbumPage) -> list[AlbumPhoto]:
    """The new places in the other album."""
    captions = {place.photo_id: place.caption for place in at.places}
    rows = AlbumPhoto.objects.append(target, [place.photo for place in at.places])
    told = [row for row in rows if captions[row.photo_id]]
    for row in told:
        row.caption = captions[row.photo_id]
    AlbumPhoto.rows.bulk_update(told, ["caption"], batch_size=500)
    if rows:
        contents_changed(target)
    return rows


def _hand_over(at: Ticked, target: AlbumPage) -> list[int]:
    """Let photos that belong to the album belong to the other one. Returns which these are."""
    own, other = at.album.collection_id, target.collection_id
    if own is None or other is None or not permissions.may_add_to(at.user, target):
        return []
    mine = permissions.changeable(at.user).filter(pk__in=at.ids, collection=own)
    photos = sorted(mine.order_by().values_list("pk", flat=True))
    Photo.objects.filter(pk__in=photos).update(collection=other)
    return photos


def _of_target(target: AlbumPage, rows: list[AlbumPhoto]) -> dict[str, Any]:
    return {"album": target.pk, "made": [[row.pk, row.photo_id, row.caption] for row in rows]}


def _already(count: int) -> str:
    return ngettext(
        "%(count)d photo is shown there already.", "%(count)d photos are shown there already.", count
    ) % {"count": count}
