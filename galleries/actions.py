"""What a person does with albums and photos. Each door (admin, API, pages) calls these."""

from collections.abc import Iterable
from typing import Any, Literal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.search import index as search_index

from common.text import clean
from galleries import permissions, policy, tasks
from galleries.models import AlbumPage, AlbumPhoto, Photo, PhotoTag
from jobs import actions as job_actions
from jobs.models import Job

Way = Literal["first", "up", "down", "last"]


@transaction.atomic
def add_photos(*, user: Any, album: AlbumPage, photos: Iterable[Photo]) -> list[AlbumPhoto]:
    """Show photos at the end of the album. Returns the new places; what the album shows already is left alone."""
    _check_album(user, album)
    wanted = list(photos)
    allowed = set(
        permissions.choosable(user).filter(pk__in=[photo.pk for photo in wanted]).values_list("pk", flat=True)
    )
    if any(photo.pk not in allowed for photo in wanted):
        raise PermissionDenied
    return AlbumPhoto.objects.append(album, wanted)


@transaction.atomic
def copy_photos(*, user: Any, album: AlbumPage, source: AlbumPage) -> int:
    """Show in ``album`` what ``source`` shows, as far as the person may use it. Returns how many photos it is."""
    _check_album(user, album)
    usable = permissions.choosable(user).order_by().values("pk")
    places = list(source.album_photos.in_order().filter(photo__in=usable))
    there = AlbumPhoto.objects.append(album, [place.photo for place in places])
    captions = {place.photo_id: place.caption for place in places}
    for place in there:
        place.caption = captions[place.photo_id]
    AlbumPhoto.objects.bulk_update(there, ["caption"], batch_size=500)
    return len(there)


@transaction.atomic
def move_photo(
    *, user: Any, album: AlbumPage, photo: Photo, way: Way | None = None, position: int | None = None
) -> int:
    """Move a photo one step, to an end, or to a position counted from 0. Returns where it is now."""
    _check_album(user, album)
    _lock(album)
    places = AlbumPhoto.objects.filter(album=album)
    order = _in_a_row(places)
    at = next((number for number, place in enumerate(order) if place.photo_id == photo.pk), None)
    if at is None:
        raise ValidationError(_("The album does not show this photo any more."))
    last = len(order) - 1
    if way is not None:
        position = {"first": 0, "up": at - 1, "down": at + 1, "last": last}[way]
    target = min(last, max(0, at if position is None else position))
    if target < at:
        places.filter(position__gte=target, position__lt=at).update(position=F("position") + 1)
    elif target > at:
        places.filter(position__gt=at, position__lte=target).update(position=F("position") - 1)
    places.filter(pk=order[at].pk).update(position=target)
    return target


@transaction.atomic
def remove_photo(*, user: Any, album: AlbumPage, photo: Photo) -> None:
    """Take a photo out of the album; it stays in the library, and in other albums."""
    _check_album(user, album)
    AlbumPhoto.objects.filter(album=album, photo=photo).delete()
    if AlbumPage.objects.filter(pk=album.pk, cover=photo).exists():
        _write_cover(album, None)


def edit_caption(*, user: Any, album: AlbumPage, photo: Photo, caption: str) -> AlbumPhoto:
    """Write what this album says below the photo."""
    _check_album(user, album)
    place = AlbumPhoto.objects.get(album=album, photo=photo)
    caption = clean(caption)
    most = AlbumPhoto._meta.get_field("caption").max_length or 0
    if len(caption) > most:  # a model does not check the length of a text
        raise ValidationError(_("A caption has at most %(most)d characters.") % {"most": most})
    if caption != place.caption:
        place.caption = caption
        place.save(update_fields=["caption"])
    return place


@transaction.atomic
def set_cover(*, user: Any, album: AlbumPage, photo: Photo) -> None:
    """Make a photo of the album its cover, on the site and in the draft at once."""
    _check_album(user, album)
    if not AlbumPhoto.objects.filter(album=album, photo=photo).exists():
        raise ValidationError(_("The album does not show this photo any more."))
    _write_cover(album, photo)
    log(album, "wagtail.edit", user=user, data={"cover": photo.pk}, content_changed=True)


def decide_tags(*, user: Any, rows: Iterable[PhotoTag], state: PhotoTag.State) -> int:
    """Accept or reject tags of photos that the person may change. Returns how many were decided."""
    rows = list(rows)
    photos = {row.content_object_id for row in rows}
    allowed = permissions.changeable(user).filter(pk__in=photos)
    if allowed.count() != len(photos):
        raise PermissionDenied
    with transaction.atomic():
        for row in rows:
            row.decide(state, by=user)
    for photo in allowed:
        search_index.insert_or_update_object(photo)
    return len(rows)


def prepare_again(*, user: Any, photo: Photo) -> None:
    """Try once more to make the renditions of a photo that failed."""
    if not permissions.may_change(user, photo):
        raise PermissionDenied
    with transaction.atomic():
        failed = Photo.objects.filter(pk=photo.pk, state=Photo.State.FAILED)
        if not failed.update(state=Photo.State.PREPARING, failure=""):
            return
        job = Job.objects.failed().filter(kind=tasks.PREPARE, target_id=photo.pk).order_by("pk").last()
        if job is None:
            tasks.prepare_later(photo)
        else:
            job_actions.retry(job)


def analyse_again(*, user: Any, photo: Photo) -> None:
    """Let the analyzer look once more; what people decided stays."""
    if not permissions.may_change(user, photo):
        raise PermissionDenied
    tasks.analyse_later([photo.pk])


def _check_album(user: Any, album: AlbumPage) -> None:
    if not policy.can(policy.Viewer(user), "edit", album):
        raise PermissionDenied


def _lock(album: AlbumPage) -> None:
    """One writer at a time for the order of one album."""
    AlbumPage.objects.select_for_update(of=("self",)).filter(pk=album.pk).first()


def _in_a_row(places: QuerySet[AlbumPhoto]) -> list[AlbumPhoto]:
    """The places in order, numbered from 0 without a gap; removed photos and copies leave gaps."""
    order = list(places.order_by("position", "pk").only("pk", "photo_id", "position"))
    moved = [(number, place) for number, place in enumerate(order) if place.position != number]
    for number, place in moved:
        place.position = number
    AlbumPhoto.objects.bulk_update([place for _number, place in moved], ["position"], batch_size=500)
    return order


def _write_cover(album: AlbumPage, photo: Photo | None) -> None:
    """The live page, the draft and what is scheduled: publishing one of them must not bring the old cover back.

    The drafts are changed as they are and no new one is made: a new one would tell an editor who has
    the page open that somebody else has changed it.
    """
    _lock(album)
    AlbumPage.objects.filter(pk=album.pk).update(cover=photo)
    pending = Q(pk=album.latest_revision_id) | Q(approved_go_live_at__isnull=False)
    for revision in album.revisions.filter(pending):
        revision.content["cover"] = photo.pk if photo else None
        revision.save(update_fields=["content"])
    album.cover = photo
