"""What an editor decides about two photos that look alike: both stay, or one takes the other's place everywhere."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.search import index as search_index

from galleries import actions, permissions, policy, signals, tasks, trash
from galleries.models import TRASH_URL_PATH, AlbumPage, AlbumPhoto, NearPair, Photo, PhotoTag


@transaction.atomic
def keep_both(*, user: Any, pair: NearPair) -> None:
    """Both photos stay, and the pair is not shown again. ValidationError when somebody has decided meanwhile."""
    pair = _held(user, pair)
    pair.kept_by, pair.kept_at = user, timezone.now()
    pair.save(update_fields=["kept_by", "kept_at"])


@transaction.atomic
def keep_one(*, user: Any, pair: NearPair, kept: int) -> Photo:
    """The photo ``kept`` takes the place of the other in every album, with its tags; the other goes to the trash.

    Returns the other. ValidationError, in words for people, when somebody has decided meanwhile or one of the albums is
    not hers to edit; then nothing has been changed.
    """
    pair = _held(user, pair)
    photos = {photo.pk: photo for photo in (pair.first, pair.second)}
    if kept not in photos:
        raise ValidationError(_("Choose the left or the right photo."))
    stays = photos.pop(kept)
    goes = next(iter(photos.values()))
    albums = list(albums_with(goes).order_by("pk"))
    _check(user, albums)
    actions.hold(*albums)
    for album in albums:
        _replace(album, goes, stays)
        data = {"replaced": goes.pk, "by": stays.pk}
        log(album, "wagtail.edit", user=user, data=data, content_changed=True)
        signals.contents_changed.send(sender=AlbumPage, album=album)
    if _join_tags(user, goes, stays):
        search_index.insert_or_update_object(stays)
    log(stays, "wagtail.edit", user=user, data={"replaced": goes.pk})
    trash.trash_photos(user=user, photos=[goes])
    tasks.review_addresses_later(fewer=False)  # for the one that stays: it may be seen by more now
    return goes


def albums_with(photo: Photo) -> QuerySet[AlbumPage]:
    """The albums that show the photo or have it as their cover; those in the trash are left as they are."""
    shown = AlbumPhoto.objects.filter(photo=photo).order_by().values("album")
    albums = AlbumPage.objects.filter(Q(pk__in=shown) | Q(cover=photo))
    return albums.exclude(url_path__startswith=TRASH_URL_PATH)


def _held(user: Any, pair: NearPair) -> NearPair:
    """The pair as it is now, held until the transaction ends, when both photos are hers to change."""
    rows = NearPair.objects.select_for_update(of=("self",)).select_related("first", "second")
    now = rows.filter(pk=pair.pk, kept_at=None).first()
    if now is None or now.first.trashed_at or now.second.trashed_at:
        raise ValidationError(_("Somebody has decided about these two photos already."))
    if permissions.changeable(user).filter(pk__in=[now.first_id, now.second_id]).count() != 2:
        raise PermissionDenied
    return now


def _check(user: Any, albums: list[AlbumPage]) -> None:
    viewer = policy.Viewer(user)
    closed = [album for album in albums if not policy.can(viewer, "edit", album)]
    if not closed:
        return
    # Of an album that she may not even see she hears no name.
    names = [f"“{album.title}”" for album in closed if policy.can(viewer, "view", album)]
    if len(names) == len(closed):
        told = _("The other photo stands in albums that you may not edit: %(names)s. Nothing was changed.")
        raise ValidationError(told % {"names": ", ".join(names)})
    raise ValidationError(_("The other photo stands in an album that you may not edit. Nothing was changed."))


def _replace(album: AlbumPage, goes: Photo, stays: Photo) -> None:
    """One photo in the place of the other: same position, same caption, and cover where the other was."""
    place = AlbumPhoto.rows.filter(album=album, photo=goes).first()
    there = AlbumPhoto.rows.filter(album=album, photo=stays).first()
    if place is not None and there is None:
        AlbumPhoto.rows.filter(pk=place.pk).update(photo=stays)
    elif place is not None and there is not None:
        place.delete()
        there.by_rule = there.by_rule and place.by_rule
        there.caption = there.caption or place.caption
        there.save(update_fields=["caption", "by_rule"])
    latest = album.latest_revision
    is_cover = album.cover_id == goes.pk
    if is_cover or (latest is not None and latest.content.get("cover") == goes.pk):
        actions.write_cover(album, stays)


def _join_tags(user: Any, goes: Photo, stays: Photo) -> int:
    """The accepted tags of the one become the other's too, but for those that somebody rejected there."""
    joined = 0
    known = {row.tag_id: row for row in PhotoTag.objects.filter(content_object=stays)}
    for row in PhotoTag.objects.accepted().filter(content_object=goes):
        there = known.get(row.tag_id)
        if there is None:
            PhotoTag.objects.create(
                content_object=stays, tag_id=row.tag_id, source=row.source, confidence=row.confidence,
                analyzer=row.analyzer, mock=row.mock, decided_by=user, decided_at=timezone.now(),
            )  # fmt: skip
        elif there.state == PhotoTag.State.SUGGESTED:
            there.decide(PhotoTag.State.ACCEPTED, by=user)
        else:
            continue
        joined += 1
    return joined
