"""What is done to a photo behind the site."""

from wagtail.search import index

from galleries import (
    analysis_run,
    delivery,
    exposure,
    incoming,
    leftovers,
    preparing,
    share_links,
    storage_check,
)
from galleries.models import AlbumPage, Photo, Tag, Upload
from jobs import actions, registry, runner
from jobs.models import Job
from jobs.registry import Report

PREPARE = "prepare_photo"
ANALYSE = "analyse_photo"
INDEX_TAG = "index_tag"
TAKE_IN = "take_in_upload"
REMOVE_FILES = "remove_files"
SWEEP_UPLOADS = "sweep_uploads"
SWEEP_ORPHANS = "sweep_orphans"
WITHDRAW = "withdraw_addresses"
OPEN_UP = "open_addresses"
RENEW = "renew_addresses"
CLOSE_LINKS = "close_share_links"
# A storage may be away for a while: tried for about half an hour.
STORAGE_TRIES = 7


def prepare_later(photo: Photo) -> Job:
    """Queue making the renditions and looking for tags."""
    return actions.start(PREPARE, photo.pk)


def prepare_now(photo: Photo) -> None:
    """Do here what a worker would do later, for commands that want to see the end of it.

    A worker that was faster keeps its claim; then the photo may not be ready when this returns.
    """
    runner.run(prepare_later(photo).pk)
    for job in Job.objects.waiting().filter(kind=ANALYSE, target_id=photo.pk):
        runner.run(job.pk)
    photo.refresh_from_db(fields=["state", "failure", "rendition_key", "rendition_widths", "measures"])


def analyse_later(photo_ids: list[int]) -> int:
    """Queue a new look by the analyzer. Returns how many photos were not already waiting for one."""
    return actions.start_many(ANALYSE, photo_ids)


def index_tag_later(tag: Tag) -> Job:
    """Queue telling the search of new words for everything that bears the tag."""
    return actions.start(INDEX_TAG, tag.pk)


def take_in_later(upload: Upload) -> Job:
    """Queue the examination of a file that came straight into the bucket."""
    return actions.start(TAKE_IN, upload.pk)


def remove_files_later() -> Job:
    """Queue removing the files that were left."""
    return actions.start(REMOVE_FILES, 0)


def review_addresses_later(*, fewer: bool = True) -> None:
    """Queue bringing the addresses in the bucket in step with who may see the photos now.

    On the local disk the view asks the policy each time, and there is nothing to do.
    """
    if delivery.in_buckets():
        actions.start(WITHDRAW if fewer else OPEN_UP, 0)


def renew_addresses_later(album: AlbumPage) -> None:
    """Queue new addresses for the album's photos: somebody who knew the old ones may not look any more."""
    if delivery.in_buckets():
        actions.start(RENEW, album.pk)


def close_links_later() -> None:
    """Queue ending the addresses that the guests of ended share links had."""
    actions.start(CLOSE_LINKS, 0)


def _prepare(photo_id: int, report: Report) -> None:
    photo = Photo.objects.filter(pk=photo_id).first()
    if photo is None:  # it may have been removed while the job waited
        return
    if not photo.is_ready:
        try:
            preparing.prepare(photo)
        except OSError as error:  # tried again; until then the photo says what it waits for
            Photo.objects.filter(pk=photo.pk).update(failure=str(error))
            raise
    report(70)
    review_addresses_later(fewer=False)
    actions.start(ANALYSE, photo.pk)


def _prepare_gave_up(photo_id: int, reason: str) -> None:
    Photo.objects.filter(pk=photo_id).exclude(state=Photo.State.READY).update(
        state=Photo.State.FAILED, failure=reason
    )


def _analyse(photo_id: int, report: Report) -> None:
    photo = Photo.objects.filter(pk=photo_id, state=Photo.State.READY).first()
    if photo is not None:
        analysis_run.analyse(photo)


def _index_tag(tag_id: int, report: Report) -> None:
    for photo in Photo.objects.tagged(tag_id).order_by("pk").iterator(chunk_size=500):
        index.insert_or_update_object(photo)
    report(80)
    for album in AlbumPage.objects.filter(album_tags__tag=tag_id).order_by("pk").iterator(chunk_size=500):
        index.insert_or_update_object(album)


def _take_in(upload_id: int, report: Report) -> None:
    upload = Upload.objects.filter(pk=upload_id, state=Upload.State.RECEIVED).first()
    if upload is not None:
        incoming.take_in(upload)
        remove_files_later()


def _take_in_gave_up(upload_id: int, reason: str) -> None:
    upload = Upload.objects.filter(pk=upload_id, state=Upload.State.RECEIVED).first()
    if upload is not None:
        incoming.refuse(upload, "failed", reason)


def _withdraw(target_id: int, report: Report) -> None:
    exposure.withdraw()


def _open_up(target_id: int, report: Report) -> None:
    exposure.open_up()


def _renew(album_id: int, report: Report) -> None:
    share_links.renew_addresses(album_id)


registry.register(PREPARE, work=_prepare, gave_up=_prepare_gave_up, tries=STORAGE_TRIES)
registry.register(ANALYSE, work=_analyse)
registry.register(INDEX_TAG, work=_index_tag)
registry.register(TAKE_IN, work=_take_in, gave_up=_take_in_gave_up, tries=STORAGE_TRIES)
registry.periodic(REMOVE_FILES, seconds=600, work=leftovers.remove)
registry.periodic(SWEEP_UPLOADS, seconds=3600, work=incoming.sweep)
registry.periodic(SWEEP_ORPHANS, seconds=86_400, work=storage_check.sweep_orphans)
registry.register(WITHDRAW, work=_withdraw)
registry.register(OPEN_UP, work=_open_up)
registry.register(RENEW, work=_renew, tries=STORAGE_TRIES)
# Links that run out by themselves; a revoked one is closed at once.
registry.periodic(CLOSE_LINKS, seconds=30, work=share_links.close_ended)
if delivery.in_buckets():
    # What no signal told us of: changes by ``update()``, by other programs, by the clock.
    registry.periodic(WITHDRAW, seconds=20, work=exposure.withdraw)
    registry.periodic(OPEN_UP, seconds=60, work=exposure.open_up)
