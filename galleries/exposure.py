"""Keeping the addresses of pictures in buckets in step with who may see them.

A bucket asks nobody: whoever has an address that was once good has the picture. So when fewer people
may see a photo, its copies leave the open bucket and its renditions get a new random key, and every
address made before is dead. When everybody may see it, copies are put into the open bucket.
``Photo.audience`` says for whom the addresses that are about were made; ``policy.audience`` says who
may see the photo now; here the two are brought together, whatever the reason was that they differ.
"""

import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from django.core.files.storage import storages
from django.db import transaction
from django.utils.crypto import get_random_string

from galleries import delivery, policy
from galleries.delivery import OPEN_RENDITIONS, RENDITIONS
from galleries.models import FORMATS, Photo, PhotoRendition, rendition_name
from galleries.policy import Audience
from galleries.querysets import PhotoQuerySet

logger = logging.getLogger(__name__)

AT_ONCE = 100
SIDE_BY_SIDE = 8


def withdraw() -> int:
    """End every address that was made for more people than may see the photo now. Returns for how many photos.

    The open copies go first, of all photos: those addresses are known to the most people.
    """
    return _each_of(Photo.objects.seen_by_fewer(), _remove_open_copies, _change_keys)


def open_up() -> int:
    """Put copies of what everybody may see into the open bucket. Returns of how many photos."""
    return _each_of(Photo.objects.seen_by_more(), _make_open_copies)


def renew(photos: PhotoQuerySet) -> int:
    """End the addresses of these photos though no fewer may see them: somebody among those may not any more.

    What everybody may see is left alone. Returns of how many photos.
    """
    if not delivery.in_buckets():
        return 0
    ready = photos.ready().annotate(audience_now=policy.audience())
    return _each_of(ready.filter(audience_now__lt=Audience.EVERYBODY), _remove_open_copies, _change_keys)


def close_copies(photo: Photo) -> None:
    """Take the photo out of the open bucket before its files change."""
    if delivery.in_buckets() and photo.audience >= Audience.OPENING:
        _remove_open_copies(photo)
        Photo.objects.filter(pk=photo.pk).update(audience=Audience.MEMBERS)


def new_key() -> str:
    """Where the renditions of a photo lie: nobody can guess it."""
    secret = get_random_string(22)
    return f"{secret[:2]}/{secret[2:]}"


def rendition_names(photo: Photo, key: str | None = None) -> list[str]:
    """The names of the photo's rendition files, all below one key."""
    below = key or photo.rendition_key or ""
    return [rendition_name(below, format, width) for format in FORMATS for width in photo.rendition_widths]


def _each_of(photos: PhotoQuerySet, *steps: Callable[[Photo], None]) -> int:
    """Take each step with every photo before the next one. One that cannot be done does not keep the others waiting."""
    wanted = list(photos.values_list("pk", flat=True))
    failures: dict[int, OSError] = {}
    for step in steps:
        for at in range(0, len(wanted), AT_ONCE):
            # Looked up again: much may have happened since the list was made.
            for photo in photos.filter(pk__in=wanted[at : at + AT_ONCE]):
                if photo.pk in failures:
                    continue
                try:
                    step(photo)
                except OSError as error:
                    failures[photo.pk] = error
    if failures:
        raise OSError(f"{len(failures)} of {len(wanted)} photos: {next(iter(failures.values()))}")
    return len(wanted)


def _remove_open_copies(photo: Photo) -> None:
    if photo.audience >= Audience.OPENING and delivery.has_open_bucket():
        _all_at_once(storages[OPEN_RENDITIONS].delete, rendition_names(photo))


def _change_keys(photo: Photo) -> None:
    """Give the files new names, so that signed addresses end as well, and write down who may see the photo now."""
    audience = photo.audience_now
    if delivery.made_by_storage():
        _rename_master(photo, audience)
        return
    old, key = rendition_names(photo), new_key()
    new = rendition_names(photo, key)
    copy = delivery.bucket(RENDITIONS).copy
    try:
        _all_at_once(lambda pair: copy(*pair), list(zip(old, new, strict=True)))
    except FileNotFoundError as missing:
        # No file, no address: there is nothing to end. ``check_storage`` tells of it.
        logger.error("photo %s: a rendition is missing: %s", photo.pk, missing)
        _note(photo, audience)
        return
    gone = old if _point_to(photo, key, audience) else new
    _all_at_once(storages[RENDITIONS].delete, gone)


@transaction.atomic
def _point_to(photo: Photo, key: str, audience: int) -> bool:
    """Whether the row was changed; not when the photo was prepared anew or removed meanwhile."""
    same = Photo.objects.filter(pk=photo.pk, rendition_key=photo.rendition_key)
    if not same.update(rendition_key=key, audience=audience):
        return False
    rows = list(PhotoRendition.objects.filter(image=photo))
    for row in rows:
        row.file.name = f"{key}/{str(row.file.name).rsplit('/', 1)[-1]}"
    PhotoRendition.objects.bulk_update(rows, ["file"])
    return True


def _rename_master(photo: Photo, audience: int) -> None:
    """As for renditions, where the storage makes them: every address is one of the master."""
    old = str(photo.file.name)
    key = get_random_string(22)
    new = f"masters/{key[:2]}/{key}.{old.rsplit('.', 1)[-1]}"
    delivery.bucket("default").copy(old, new)
    changed = Photo.objects.filter(pk=photo.pk, file=old).update(file=new, audience=audience)
    storages["default"].delete(old if changed else new)


def _make_open_copies(photo: Photo) -> None:
    """Copies first, then the word that they are there. Before both, a note that there may be some, so that
    ``withdraw`` finds what a killed worker began."""
    audience = photo.audience_now
    wanted = audience == Audience.EVERYBODY and delivery.has_open_bucket()
    if wanted and not delivery.made_by_storage():
        _note(photo, Audience.OPENING)
        _all_at_once(partial(_copy_to_open, photo), rendition_names(photo))
    _note(photo, audience)


def _copy_to_open(photo: Photo, name: str) -> None:
    target = storages[OPEN_RENDITIONS]
    if target.exists(name):
        return
    with storages[RENDITIONS].open(name, "rb") as content:
        stored = target.save(name, content)
    if stored != name:  # another worker was faster; its copy counts
        target.delete(stored)


def _note(photo: Photo, audience: int) -> None:
    """Only of the files that we know: a photo that was prepared meanwhile has others."""
    same = Photo.objects.filter(pk=photo.pk, rendition_key=photo.rendition_key)
    same.update(audience=audience)


def _all_at_once(work: Callable[[Any], object], things: Iterable[Any]) -> None:
    """Do it with each thing, some at a time, since each waits for the bucket. Raises what went wrong first."""
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        for _done in pool.map(work, things):
            pass
