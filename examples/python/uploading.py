"""A folder of pictures becomes an album. A run that broke off is simply started again: nothing is made twice."""

import hashlib
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from albums import own_album, pages
from session import Failed, Refused, Session
from vitrine_client.api.albums import (
    albums_create,
    albums_photos_create,
    albums_photos_list,
    albums_publication_update,
    albums_retrieve,
)
from vitrine_client.api.photos import photos_create, photos_retrieve
from vitrine_client.models import (
    Album,
    AlbumRequest,
    AlbumsPhotosListVersion,
    AlbumState,
    PhotoField,
    PhotosRequest,
    PhotoState,
    UploadedPhoto,
    UploadRequest,
    Visibility,
)
from vitrine_client.types import File

PICTURES = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".heic", ".heif"}
AT_ONCE = 500  # so many photos go into an album by one request
BETWEEN = 0.5  # seconds between two questions whether a photo is ready

Tell = Callable[[str], None]


def upload(
    session: Session, folder: Path, title: str, visibility: Visibility, patience: int, tell: Tell
) -> Album:
    """The album of this title with the folder's pictures, published or handed in for a review."""
    if not folder.is_dir():
        raise Failed(f"{folder} is no folder.")
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in PICTURES)
    if not files:
        raise Failed(f"There are no pictures in {folder}.")
    album = _album(session, title, visibility)
    photos, refused = _send_all(session, album.id, files, tell)
    refused += _wait_for(session, photos, patience, tell)
    _complete(session, album.id, list(photos.values()))
    if photos and album.state in (AlbumState.DRAFT, AlbumState.NEEDS_CHANGES):
        session.ask(albums_publication_update.sync_detailed, album.id)
    if refused:
        raise Failed(f"{len(photos)} pictures are in the album. Not taken: {', '.join(refused)}")
    finished: Album = session.ask(albums_retrieve.sync_detailed, album.id)
    return finished


def _complete(session: Session, album: int, photos: list[int]) -> None:
    """They were sent into the album. What was taken out of it since an earlier run comes back here."""
    version = AlbumsPhotosListVersion.DRAFT
    places = pages(
        session, albums_photos_list.sync_detailed, id=album, version=version, fields=[PhotoField.ID]
    )
    there = {place.photo.id for place in places}
    missing = [photo for photo in photos if photo not in there]
    for start in range(0, len(missing), AT_ONCE):
        part = PhotosRequest(photos=missing[start : start + AT_ONCE])
        session.ask(albums_photos_create.sync_detailed, album, body=part)


def _album(session: Session, title: str, visibility: Visibility) -> Album:
    if album := own_album(session, title):
        return album
    # A key of its own for each album that is meant to be made: should the answer get lost and the request be sent
    # again, there is still one album.
    key = str(uuid.uuid4())
    wanted = AlbumRequest(title, visibility=visibility)
    return session.ask(albums_create.sync_detailed, body=wanted, idempotency_key=key)


def _send_all(
    session: Session, album: int, files: list[Path], tell: Tell
) -> tuple[dict[str, int], list[str]]:
    """The photos' numbers by their files' names, and what was refused."""
    photos: dict[str, int] = {}
    refused: list[str] = []
    for number, path in enumerate(files, start=1):
        try:
            photo = _send(session, album, path)
        except Refused as reason:
            if reason.problem.status != 422:  # what is not about this one file ends the run
                raise
            refused.append(path.name)
            tell(f"{number}/{len(files)}  {reason}")
        else:
            photos[path.name] = photo.id
            tell(f"{number}/{len(files)}  {path.name}: {'was there' if photo.duplicate else 'taken'}")
    return photos, refused


def _send(session: Session, album: int, path: Path) -> UploadedPhoto:
    """The key is made of the bytes: a second run is answered as the first one was, and the site looks at nothing."""
    photo = _sent(session, album, path, f"{album}-{hashlib.sha256(path.read_bytes()).hexdigest()}")
    try:
        session.ask(photos_retrieve.sync_detailed, photo.id)
    except Refused as reason:
        if reason.problem.status != 404:
            raise
        # The answer is that of an earlier run, and the photo was thrown away since: a new key brings it back.
        photo = _sent(session, album, path, str(uuid.uuid4()))
    return photo


def _sent(session: Session, album: int, path: Path, key: str) -> UploadedPhoto:
    with path.open("rb") as file:
        body = UploadRequest(File(file, path.name), album=album)
        return session.ask(photos_create.sync_detailed, body=body, idempotency_key=key)


def _wait_for(session: Session, photos: dict[str, int], patience: int, tell: Tell) -> list[str]:
    """Until they are ready. Takes out of ``photos`` those that cannot be prepared, and answers their names."""
    failed: list[str] = []
    until = time.monotonic() + patience
    everything = list(photos.items())
    for done, (name, key) in enumerate(everything, start=1):
        while (photo := session.ask(photos_retrieve.sync_detailed, key)).state == PhotoState.PREPARING:
            if time.monotonic() > until:
                raise Failed(f"{name} was not ready after {patience} s. Start the same command again later.")
            time.sleep(BETWEEN)
        if photo.state == PhotoState.FAILED:
            del photos[name]
            failed.append(name)
            tell(f"{name}: {photo.failure}")
        else:
            tell(f"{done}/{len(everything)}  {name}: ready")
    return failed
