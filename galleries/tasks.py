"""What is done to a photo behind the site."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from common.search_text import reindex_many
from galleries import (
    analysis_run,
    delivery,
    exposure,
    incoming,
    leftovers,
    likeness,
    preparing,
    rules,
    share_links,
    signals,
    storage_check,
    tag_log,
)
from galleries.models import AlbumChange, AlbumPage, AlbumRule, Photo, Tag, Upload
from jobs import actions, registry, runner
from jobs.models import Job
from jobs.registry import Report

PREPARE = "prepare_photo"
ANALYSE = "analyse_photo"
COMPARE = "compare_photos"
INDEX_TAG = "index_tag"
INDEX_CHANGED = "index_changed"
FORGET_CHANGES = "forget_changes"
INDEX_DECIDED = "index_decided"
TAKE_IN = "take_in_upload"
REMOVE_FILES = "remove_files"
SWEEP_UPLOADS = "sweep_uploads"
SWEEP_ORPHANS = "sweep_orphans"
WITHDRAW = "withdraw_addresses"
OPEN_UP = "open_addresses"
RENEW = "renew_addresses"
CLOSE_LINKS = "close_share_links"
KEEP_RULE = "keep_rule"
KEEP_RULES = "keep_rules"
# A storage may be away for a while: tried for about half an hour.
STORAGE_TRIES = 7
CLOSING, OPENING = _("Close addresses of photos"), _("Open addresses of photos")


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


def compare_later() -> Job:
    """Queue looking for photos that look like those which have not been compared yet."""
    return actions.start(COMPARE, 0)


def index_tag_later(tag: Tag) -> Job:
    """Queue telling the search of new words for everything that bears the tag."""
    return actions.start(INDEX_TAG, tag.pk)


def index_decided_later(entry_id: int) -> Job:
    """Queue telling the search what was decided about many tags at once: all that was logged with this entry."""
    return actions.start(INDEX_DECIDED, entry_id)


def index_changed_later(change: AlbumChange) -> Job:
    """Queue telling the search of what an editor did to many photos at once."""
    return actions.start(INDEX_CHANGED, change.pk)


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


def keep_rule_later(album: AlbumPage) -> Job:
    """Queue filling the album by its rule."""
    return actions.start(KEEP_RULE, album.pk)


def keep_rules_later(*, photos: Iterable[int] = (), tags: Iterable[int] = ()) -> None:
    """Queue the rules that may find something else since these photos, or tags on photos, changed."""
    if AlbumRule.objects.exists():
        actions.start_many(KEEP_RULE, rules.concerned(photos=photos, tags=tags))


def keep_all_rules_later() -> None:
    """Queue every rule."""
    if AlbumRule.objects.exists():
        actions.start(KEEP_RULES, 0)


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
    signals.photo_ready.send(sender=Photo, photo=photo)
    review_addresses_later(fewer=False)
    keep_rules_later(photos=[photo.pk])
    actions.start(ANALYSE, photo.pk)
    compare_later()


def _prepare_gave_up(photo_id: int, reason: str) -> None:
    Photo.objects.filter(pk=photo_id).exclude(state=Photo.State.READY).update(
        state=Photo.State.FAILED, failure=reason
    )


def _analyse(photo_id: int, report: Report) -> None:
    photo = Photo.objects.filter(pk=photo_id, state=Photo.State.READY).first()
    if photo is not None:
        analysis_run.analyse(photo)
        keep_rules_later(photos=[photo.pk])


def _index_tag(tag_id: int, report: Report) -> None:
    # Rejected ones too: they may have borne the tag that was merged into this one.
    decided = {"photo_tags__tag": tag_id, "photo_tags__state__in": ("accepted", "rejected")}
    for photo in Photo.objects.filter(**decided).order_by("pk").iterator(chunk_size=500):
        index.insert_or_update_object(photo)
    report(80)
    for album in AlbumPage.objects.filter(album_tags__tag=tag_id).order_by("pk").iterator(chunk_size=500):
        index.insert_or_update_object(album)


def _index_decided(entry_id: int, report: Report) -> None:
    for photo in tag_log.photos_of(entry_id).iterator(chunk_size=500):
        index.insert_or_update_object(photo)


def _index_changed(change_id: int, report: Report) -> None:
    change = AlbumChange.objects.filter(pk=change_id).first()
    if change is not None:
        reindex_many(Photo.objects.filter(pk__in=change.photo_ids), report)


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


def _keep_rule(album_id: int, report: Report) -> None:
    rules.keep(album_id)


registry.register(
    PREPARE, work=_prepare, gave_up=_prepare_gave_up, tries=STORAGE_TRIES, label=_("Prepare a photo")
)
registry.register(ANALYSE, work=_analyse, label=_("Look for tags"))
# Also for the photos that were there before, and when the setting has become wider.
registry.periodic(COMPARE, seconds=3600, work=likeness.compare_new, label=_("Look for similar photos"))
registry.register(INDEX_TAG, work=_index_tag, label=_("Index a tag"))
registry.register(INDEX_DECIDED, work=_index_decided, label=_("Index decided tags"))
registry.register(INDEX_CHANGED, work=_index_changed, label=_("Index changed photos"))
registry.register(
    TAKE_IN, work=_take_in, gave_up=_take_in_gave_up, tries=STORAGE_TRIES, label=_("Examine a sent file")
)
registry.periodic(
    REMOVE_FILES, seconds=600, work=leftovers.remove, label=_("Remove files that are not needed any more")
)
registry.periodic(SWEEP_UPLOADS, seconds=3600, work=incoming.sweep, label=_("Forget unfinished uploads"))
registry.periodic(
    FORGET_CHANGES,
    seconds=3600,
    work=AlbumChange.objects.forget_old,
    label=_("Forget what can no longer be undone"),
)
registry.periodic(
    SWEEP_ORPHANS, seconds=86_400, work=storage_check.sweep_orphans, label=_("Look for files without a photo")
)
registry.register(WITHDRAW, work=_withdraw, label=CLOSING)
registry.register(OPEN_UP, work=_open_up, label=OPENING)
registry.register(RENEW, work=_renew, tries=STORAGE_TRIES, label=_("Give an album's photos new addresses"))
registry.register(KEEP_RULE, work=_keep_rule, label=_("Fill an album by its rule"))
# Again and again too: for what no signal told of. What may not be seen any more is hidden without it.
registry.periodic(KEEP_RULES, seconds=300, work=rules.keep_all, label=_("Fill all albums with rules"))
# Links that run out by themselves; a revoked one is closed at once.
registry.periodic(
    CLOSE_LINKS, seconds=30, work=share_links.close_ended, label=_("Close share links that have ended")
)
if delivery.in_buckets():
    # What no signal told us of: changes by ``update()``, by other programs, by the clock.
    registry.periodic(WITHDRAW, seconds=20, work=exposure.withdraw, label=CLOSING)
    registry.periodic(OPEN_UP, seconds=60, work=exposure.open_up, label=OPENING)
