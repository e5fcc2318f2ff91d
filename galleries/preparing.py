"""Making everything that pages show of a photo, once, ahead of time."""

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import storages
from django.db import transaction

from galleries import delivery, exposure
from galleries.models import FORMATS, Photo, PhotoRendition, rendition_name
from galleries.pictures import sandbox
from galleries.pictures.errors import PictureRefused
from galleries.pictures.renditions import Prepared, sizes_for
from galleries.policy import Audience
from jobs.registry import Permanent

SECONDS = 60


def prepare(photo: Photo) -> None:
    """Make the renditions and measures of the photo and mark it ready.

    May be repeated: every run writes below a new random key, and the row changes to it at the end,
    in one step. Raises Permanent when the picture cannot be read, OSError when a file cannot.
    """
    folder = Path(tempfile.mkdtemp(prefix="vitrine-prepare-"))
    try:
        master = folder / "master"
        with photo.file.open("rb") as source, master.open("wb") as copy:
            shutil.copyfileobj(source, copy, 1024 * 1024)
        formats = () if delivery.made_by_storage() else FORMATS
        prepared = sandbox.prepare(master, folder, settings.RENDITION_WIDTHS, formats, seconds=SECONDS)
        _publish(photo, prepared)
    except PictureRefused as refusal:
        raise Permanent(refusal.message) from refusal
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _publish(photo: Photo, prepared: Prepared) -> None:
    """Files first, then the rows in a short transaction, then the old files go."""
    storage = storages["renditions"]
    key = exposure.new_key()
    written: list[str] = []
    try:
        for rendition in prepared.renditions:
            with rendition.path.open("rb") as content:
                name = rendition_name(key, rendition.format, rendition.width)
                written.append(storage.save(name, File(content)))
        exposure.close_copies(photo)
        old = _switch(photo, key, prepared)
    except BaseException:
        for name in written:
            with suppress(OSError):  # what stays is swept after a day; what went wrong is said below
                storage.delete(name)
        raise
    for name in old:
        storage.delete(name)


@transaction.atomic
def _switch(photo: Photo, key: str, prepared: Prepared) -> list[str]:
    """Point the photo at its new files. Returns the names of the old ones."""
    old = list(photo.renditions.values_list("file", flat=True))
    # Not by delete() on each: Wagtail would queue the removal of every file once more.
    PhotoRendition.objects.filter(image=photo)._raw_delete(PhotoRendition.objects.db)
    PhotoRendition.objects.bulk_create(
        PhotoRendition(
            image=photo,
            filter_spec=f"format-{r.format}|width-{r.width}",
            focal_point_key="",
            file=rendition_name(key, r.format, r.width),
            width=r.width,
            height=r.height,
            bytes=r.bytes,
        )
        for r in prepared.renditions
    )
    measures = prepared.measures
    sizes = sizes_for(photo.width, photo.height, settings.RENDITION_WIDTHS)
    changed = Photo.objects.filter(pk=photo.pk, file=photo.file.name).update(
        rendition_key=key,
        rendition_widths=sorted(width for width, _height in sizes),
        placeholder=measures.placeholder,
        tone=measures.tone,
        phash=measures.phash,
        measures=measures.as_dict(),
        audience=Audience.NAMED,
        state=Photo.State.READY,
        failure="",
    )
    if not changed:
        raise RuntimeError("The photo was removed or got another file meanwhile.")
    # By name: reading the row as a whole would open the master to measure it.
    photo.refresh_from_db(fields=["state", "failure", "rendition_key", "rendition_widths", "measures"])
    return old
