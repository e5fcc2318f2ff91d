"""What is done to a photo behind the site."""

from wagtail.search import index

from galleries import analysis_run, preparing
from galleries.models import AlbumPage, Photo, Tag
from jobs import actions, registry, runner
from jobs.models import Job
from jobs.registry import Report

PREPARE = "prepare_photo"
ANALYSE = "analyse_photo"
INDEX_TAG = "index_tag"


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


def _prepare(photo_id: int, report: Report) -> None:
    photo = Photo.objects.filter(pk=photo_id).first()
    if photo is None:  # it may have been removed while the job waited
        return
    if not photo.is_ready:
        preparing.prepare(photo)
    report(70)
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


registry.register(PREPARE, work=_prepare, gave_up=_prepare_gave_up)
registry.register(ANALYSE, work=_analyse)
registry.register(INDEX_TAG, work=_index_tag)
