"""What a person does with albums and photos. Each door (admin, API, pages) calls these."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.search import index as search_index

from galleries import permissions, policy, tag_log, tasks
from galleries.models import AlbumPage, AlbumPhoto, Photo, PhotoTag
from jobs import actions as job_actions
from jobs.models import Job


@transaction.atomic
def add_photos(*, user: Any, album: AlbumPage, photos: Iterable[Photo]) -> list[AlbumPhoto]:
    """Show photos at the end of the album. Returns the new places; what the album shows already is left alone."""
    check_album(user, album)
    wanted = list(photos)
    allowed = set(
        permissions.choosable(user).filter(pk__in=[photo.pk for photo in wanted]).values_list("pk", flat=True)
    )
    if any(photo.pk not in allowed for photo in wanted):
        raise PermissionDenied
    tasks.keep_rules_later(photos=[photo.pk for photo in wanted])
    return AlbumPhoto.objects.append(album, wanted)


@transaction.atomic
def copy_photos(*, user: Any, album: AlbumPage, source: AlbumPage) -> int:
    """Show in ``album`` what was put into ``source`` by hand, as far as the person may use it. Returns how many."""
    check_album(user, album)
    usable = permissions.choosable(user).order_by().values("pk")
    places = list(source.album_photos.in_order().filter(photo__in=usable, by_rule=False))
    there = AlbumPhoto.objects.append(album, [place.photo for place in places])
    captions = {place.photo_id: place.caption for place in places}
    for place in there:
        place.caption = captions[place.photo_id]
    AlbumPhoto.objects.bulk_update(there, ["caption"], batch_size=500)
    return len(there)


def decide_tags(*, user: Any, rows: Iterable[PhotoTag], state: PhotoTag.State) -> int:
    """Accept or reject tags of photos that the person may change. Returns how many were decided."""
    return len(decide_rows(user=user, rows=rows, state=state))


@transaction.atomic
def decide_rows(
    *, user: Any, rows: Iterable[PhotoTag], state: PhotoTag.State, waiting: bool = False
) -> list[PhotoTag]:
    """As ``decide_tags``; ``waiting`` leaves alone what is no suggestion any more. Returns what was decided."""
    wanted = {row.pk: row.content_object_id for row in rows}
    photos = set(wanted.values())
    if permissions.changeable(user).filter(pk__in=photos).count() != len(photos):
        raise PermissionDenied
    found = PhotoTag.objects.suggested() if waiting else PhotoTag.objects.all()
    found = found.filter(pk__in=wanted).select_for_update(of=("self",)).select_related("tag")
    decided = list(found.prefetch_related("content_object").order_by("pk"))
    if not decided:
        return []
    now = timezone.now()
    is_searched = any(PhotoTag.State.ACCEPTED in (row.state, state) for row in decided)
    # What is taken back is a suggestion again, which nobody has decided.
    at, by = (None, None) if state == PhotoTag.State.SUGGESTED else (now, user)
    for row in decided:
        row.state, row.decided_at, row.decided_by = state, at, by
    keys = [row.pk for row in decided]
    PhotoTag.objects.filter(pk__in=keys).update(state=state, decided_at=at, decided_by=by)
    entry = tag_log.write(decided, state=state, user=user, at=now)
    tasks.keep_rules_later(tags={row.tag_id for row in decided})
    if is_searched and len(photos) == 1:
        search_index.insert_or_update_object(decided[0].content_object)
    elif is_searched:
        tasks.index_decided_later(entry.pk)
    return decided


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


def check_album(user: Any, album: AlbumPage) -> None:
    """PermissionDenied unless the person may edit the album."""
    if not policy.can(policy.Viewer(user), "edit", album):
        raise PermissionDenied


def hold(*albums: AlbumPage) -> None:
    """One writer at a time for what an album shows. Always in the same order, so that two never wait for each other.

    Without the key: a row that points to the album may be written meanwhile, or who holds photos and logs what she
    did to the album would wait for one who holds the album and wants these photos.
    """
    pks = [album.pk for album in albums]
    rows = AlbumPage.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=pks).order_by("pk")
    list(rows.values_list("pk", flat=True))


def write_cover(album: AlbumPage, photo: Photo | None) -> None:
    """The live page, the draft and what is scheduled: publishing one of them must not bring the old cover back.

    The drafts are changed as they are and no new one is made: a new one would tell an editor who has
    the page open that somebody else has changed it.
    """
    hold(album)
    AlbumPage.objects.filter(pk=album.pk).update(cover=photo)
    pending = Q(pk=album.latest_revision_id) | Q(approved_go_live_at__isnull=False)
    for revision in album.revisions.filter(pending):
        revision.content["cover"] = photo.pk if photo else None
        revision.save(update_fields=["content"])
    album.cover = photo
