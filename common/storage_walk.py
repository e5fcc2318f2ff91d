"""Everything that lies in a storage, whatever kind it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.storage import Storage


@dataclass(frozen=True)
class Found:
    """A file as the storage lists it."""

    name: str
    size: int
    modified: datetime


def walk(storage: Storage) -> Iterator[Found]:
    """Every file of the storage; buckets are listed a thousand at a time and not folder by folder."""
    if hasattr(storage, "kodo"):
        yield from _walk_kodo(storage)
    elif hasattr(storage, "bucket_name"):
        yield from _walk_s3(storage)
    else:
        yield from _walk_folders(storage, "")


def _walk_kodo(storage: Any) -> Iterator[Found]:
    prefix = f"{storage.location.strip('/')}/" if storage.location else ""
    for stat in storage.kodo.list(prefix):
        yield Found(stat.key.removeprefix(prefix), stat.size, stat.modified)


def _walk_s3(storage: Any) -> Iterator[Found]:
    prefix = f"{storage.location.strip('/')}/" if storage.location else ""
    for item in storage.bucket.objects.filter(Prefix=prefix):
        yield Found(item.key.removeprefix(prefix), item.size, item.last_modified)


def _walk_folders(storage: Storage, path: str) -> Iterator[Found]:
    try:
        folders, files = storage.listdir(path)
    except FileNotFoundError:  # nothing was ever stored
        return
    for file in files:
        name = f"{path}/{file}" if path else file
        try:
            yield Found(name, storage.size(name), storage.get_modified_time(name))
        except FileNotFoundError:  # gone since it was listed
            continue
    for folder in folders:
        yield from _walk_folders(storage, f"{path}/{folder}" if path else folder)
