"""The one way in for pictures: admin form, multi-upload, command, API, all end here.

``examine`` looks at the bytes in a limited child process and makes the clean, upright master;
nothing is stored before it agrees. ``store`` writes files first, then the row in a short
transaction; preparing is queued when that has been committed.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone as django_timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.search import index as search_index

from common.text import one_line
from galleries import leftovers, signals
from galleries.models import Photo
from galleries.pictures import sandbox
from galleries.pictures.errors import PictureRefused
from galleries.pictures.limits import Limits
from galleries.pictures.master import Master
from galleries.refusals import MESSAGES as MESSAGES
from galleries.refusals import AlreadyThere as AlreadyThere
from galleries.refusals import Busy as Busy
from galleries.refusals import Refused as Refused


@dataclass(frozen=True)
class Examined:
    """A picture that may come in: where its bytes lie for now, and what is known of it."""

    name: str
    source: Path
    master: Master


@contextmanager
def examine(content: File, name: str) -> Iterator[Examined]:
    """Check the bytes and make the master, in a folder that lasts as long as the ``with`` block.

    Raises Refused. The order is: count bytes, magic, header, decode in a child process.
    """
    folder = Path(tempfile.mkdtemp(prefix="vitrine-ingest-"))
    try:
        source = folder / "source"
        _copy(content, source, name)
        yield Examined(name, source, make_master(source, folder, name))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_master(source: Path, folder: Path, name: str) -> Master:
    """The clean, upright master of a file on this disk, written into ``folder``. Raises Refused or Busy."""
    try:
        return sandbox.make_master(source, folder, limits())
    except PictureRefused as refusal:
        raise Refused(name, refusal.code, refusal.params) from refusal
    except sandbox.SandboxFailed as failure:
        raise Busy(_("Pictures cannot be read just now. Please try again in a minute.")) from failure


def limits() -> Limits:
    return Limits(max_bytes=settings.UPLOAD_MAX_BYTES, max_pixels=settings.UPLOAD_MAX_PIXELS)


def add(content: File, name: str, *, owner: Any, collection: Any, **fields: Any) -> tuple[Photo, bool]:
    """The owner's photo of these bytes and whether it is new: the same bytes twice are one photo.

    One that lay in the trash is brought out of it. Raises Refused. ``fields`` are set on a new photo; a title is
    made of the file's name.
    """
    known = find_same(content, owner)
    if known is not None:
        bring_back(known)
        return known, False
    with examine(content, name) as examined:
        photo = Photo(uploaded_by_user=owner, collection=collection, **{"title": title_from(name), **fields})
        try:
            store(photo, examined)
        except AlreadyThere as there:
            return there.photo, False
        return photo, True


def find_same(content: File, owner: Any) -> Photo | None:
    """The owner's photo of these bytes, found without decoding: a repeated import costs one read."""
    return find_again(owner, sha256_of(content))


def find_again(owner: Any, sha256: str, *, besides: int | None = None) -> Photo | None:
    """The owner's photo with these bytes, now that they have come once more; that is counted here only.

    ``besides`` is the key of a photo that may have them: its own file, sent once more in its own form.
    """
    known = find(owner, sha256)
    if known is not None and known.pk != besides:
        Photo.objects.filter(pk=known.pk).update(sent_again=F("sent_again") + 1)
    return known


def bring_back(photo: Photo) -> bool:
    """Take a photo out of the trash because its owner has sent it again. Returns whether it was there."""
    if not Photo.objects.filter(pk=photo.pk, trashed_at__isnull=False).update(
        trashed_at=None, trashed_by=None
    ):
        return False
    photo.trashed_at = photo.trashed_by = None
    search_index.insert_or_update_object(photo)
    log(photo, "galleries.restore", user=photo.uploaded_by_user)
    signals.came_back.send(sender=Photo, photo=photo)
    return True


def sha256_of(content: File) -> str:
    """The hash by which the same bytes are known again."""
    content.seek(0)
    return hashlib.file_digest(content, "sha256").hexdigest()


def find(owner: Any, sha256: str) -> Photo | None:
    """The owner's photo with these bytes."""
    return Photo.objects.filter(uploaded_by_user=owner, sha256=sha256).first() if owner else None


def store(photo: Photo, examined: Examined) -> None:
    """Save the photo with its files; a parallel upload of the same bytes wins or loses as a whole.

    Raises AlreadyThere when the other one was faster; the files written for this one are gone then.
    """
    with files_of(photo, examined):
        save_new(photo)


def save_new(photo: Photo) -> None:
    """Insert the row. Raises AlreadyThere when the owner has the same bytes; the files written for it go then."""
    save_files(photo)
    _save_row(photo)


def save_again(photo: Photo) -> None:
    """Update the row of a photo that got other bytes. Raises AlreadyThere as ``save_new``; the row stays then."""
    if not photo.file._committed:
        save_files(photo)
    _save_row(photo)


def save_files(photo: Photo) -> None:
    """Write the files, before any transaction: a bucket may take its time. Leaves none when one cannot be written."""
    try:
        for name in ("file", "upload"):
            photo._meta.get_field(name).pre_save(photo, add=True)
    except BaseException:
        _forget_files(photo)
        raise


def _save_row(photo: Photo) -> None:
    try:
        with transaction.atomic():
            photo.save()
    except IntegrityError:
        known = find_again(photo.uploaded_by_user, photo.sha256, besides=photo.pk)
        if known is None or known.pk == photo.pk:
            raise
        _forget_files(photo)
        raise AlreadyThere(known) from None


def _forget_files(photo: Photo) -> None:
    """The files go now, or when the storage is back."""
    for field in (photo.file, photo.upload):
        if field and field._committed:  # type: ignore[union-attr]
            try:
                field.storage.delete(str(field.name))
            except OSError:
                leftovers.leave([("default", str(field.name))])


@contextmanager
def files_of(photo: Photo, examined: Examined) -> Iterator[None]:
    """Give the photo its new files and everything that follows from them; they are open inside the block."""
    master = examined.master
    with examined.source.open("rb") as upload, master.path.open("rb") as clean:
        key = get_random_string(22)
        photo.file = File(clean, name=f"{key}.{'jpg' if master.format == 'jpeg' else master.format}")
        photo.upload = File(upload, name=f"uploads/{key[:2]}/{key}.{master.source_format}")
        describe(photo, master)
        photo._set_image_file_metadata()
        yield


def describe(photo: Photo, master: Master) -> None:
    """Write what the master says into the photo's fields; preparing starts anew."""
    exif = master.exif
    photo.width, photo.height = master.width, master.height
    photo.source_format, photo.sha256, photo.md5 = master.source_format, master.sha256, master.md5
    photo.camera = " ".join(part for part in (exif.camera_make, exif.camera_model) if part)[:120]
    photo.lens = (exif.lens or "")[:120]
    photo.focal_length, photo.aperture = exif.focal_length, exif.aperture
    photo.exposure_time, photo.iso = exif.exposure_time, exif.iso
    photo.taken_at, photo.taken_offset = _moment(exif.taken_at, exif.utc_offset_minutes)
    photo.latitude, photo.longitude = exif.gps or (None, None)
    photo.state, photo.failure = Photo.State.PREPARING, ""


def title_from(name: str) -> str:
    """A title out of a file's name: without folder and extension, blanks for underscores."""
    stem = Path(name.replace("\\", "/")).name.rsplit(".", 1)[0]
    return one_line(stem.replace("_", " "))[:255] or str(_("Untitled"))


def _copy(content: File, target: Path, name: str) -> None:
    """Write the bytes to the disk, counting: a client may say one size and send another."""
    written = 0
    content.seek(0)
    with target.open("wb") as out:
        for chunk in content.chunks():
            written += len(chunk)
            if written > settings.UPLOAD_MAX_BYTES:
                raise Refused(name, "too_many_bytes", {"limit": settings.UPLOAD_MAX_BYTES, "bytes": written})
            out.write(chunk)


def _moment(taken_at: datetime | None, offset: int | None) -> tuple[datetime | None, int | None]:
    """A moment and the camera's offset. Cameras that do not say are taken to show the site's time."""
    if taken_at is None:
        return None, None
    try:
        if offset is not None:
            return taken_at.replace(tzinfo=timezone(timedelta(minutes=offset))).astimezone(UTC), offset
        moment = django_timezone.make_aware(taken_at)
        shift = moment.utcoffset() or timedelta(0)
        return moment.astimezone(UTC), int(shift.total_seconds() // 60)
    except (OverflowError, ValueError):
        return None, None
