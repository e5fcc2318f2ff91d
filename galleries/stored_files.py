"""Which files the rows speak of, in every storage, and what is known of them."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.files.storage import storages
from django.db.models import FileField, Model

from galleries import avatar_files, exposure
from galleries.delivery import OPEN_RENDITIONS, RENDITIONS
from galleries.models import Leftover, Photo, PhotoRendition, Upload
from galleries.policy import Audience
from users.models import DataExport

CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Expected:
    """A file that a row speaks of. ``digest`` is as ``sha256:…``, or empty where nobody wrote it down."""

    name: str
    row: Model
    size: int | None = None
    digest: str = ""


def aliases() -> list[str]:
    """The storages that hold files of rows."""
    found = ["default", "renditions", "avatars", OPEN_RENDITIONS]
    return [alias for alias in found if alias in storages.backends]


def expected(alias: str) -> Iterator[Expected]:
    """Every file that a row says lies in the storage."""
    if alias == OPEN_RENDITIONS:
        for photo in Photo.objects.filter(audience=Audience.EVERYBODY).iterator(chunk_size=500):
            yield from (Expected(name, photo) for name in exposure.rendition_names(photo))
        return
    if alias == avatar_files.ALIAS:
        for person in get_user_model().objects.exclude(avatar="").iterator(chunk_size=500):
            yield from (Expected(name, person) for name in avatar_files.names_of(person.avatar))
    if alias == "default":
        for export in DataExport.objects.filter(state=DataExport.State.READY).exclude(name=""):
            yield Expected(export.name, export, export.size)
    for model, field in _file_fields(alias):
        rows = model._base_manager.exclude(**{field.name: ""}).exclude(**{f"{field.name}__isnull": True})
        for row in rows.order_by("pk").iterator(chunk_size=500):
            yield _describe(row, field)


def known_names(alias: str) -> set[str]:
    """Names that some row has a use for, those on their way in or out among them."""
    names = {file.name for file in expected(alias)}
    names.update(Leftover.objects.filter(alias=alias).values_list("name", flat=True))
    if alias == "default":
        names.update(Upload.objects.values_list("key", flat=True))
        names.update(DataExport.objects.exclude(name="").values_list("name", flat=True))
    if alias == OPEN_RENDITIONS:
        for photo in Photo.objects.filter(audience=Audience.OPENING):
            names.update(exposure.rendition_names(photo))
    return names


def digest_of(content: IO[bytes], kind: str = "sha256") -> str:
    """The hash of what is left to read, as ``sha256:…``."""
    digest = hashlib.new(kind, usedforsecurity=False)
    while chunk := content.read(CHUNK):
        digest.update(chunk)
    return f"{kind}:{digest.hexdigest()}"


def _describe(row: Model, field: FileField) -> Expected:
    # Not by the attribute: it would open pictures to measure them.
    name = str(row.__dict__[field.attname])
    if isinstance(row, Photo) and field.name == "upload":
        return Expected(name, row, digest=f"sha256:{row.sha256}" if row.sha256 else "")
    if isinstance(row, Photo) and field.name == "file":
        return Expected(name, row, row.file_size, f"sha1:{row.file_hash}" if row.file_hash else "")
    if isinstance(row, PhotoRendition):
        return Expected(name, row, row.bytes or None)
    return Expected(name, row)


def _file_fields(alias: str) -> Iterator[tuple[type[Model], FileField]]:
    storage = storages[alias]
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if not isinstance(field, FileField) or model._meta.proxy:
                continue
            # Wagtail has looked up the storage of renditions when it was loaded.
            if alias == RENDITIONS if model is PhotoRendition else _same(field.storage, storage):
                yield model, field


def _same(one: Any, other: Any) -> bool:
    return bool(one == other or one.deconstruct() == other.deconstruct())
