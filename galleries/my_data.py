"""Albums and photos as a person takes them along, and how they are erased with her."""

from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Prefetch, Q
from wagtail.models import ModelLogEntry, PageLogEntry

from galleries import avatar_files, avatars, leftovers, trash_sweep
from galleries.models import (
    AlbumGrant,
    AlbumPage,
    AlbumPhoto,
    AlbumTag,
    Contribution,
    Photo,
    PhotoTag,
    ShareLink,
    Upload,
)
from galleries.pictures.square import SIDES
from galleries.tasks import remove_files_later, review_addresses_later
from users.my_data import Archive

AT_ONCE = 200
ALBUM = (
    "title", "title_en", "intro", "intro_en", "place", "place_en", "date_from", "date_to", "visibility", "download",
    "live", "first_published_at", "last_published_at",
)  # fmt: skip
LINK = (
    "album_id", "label", "created_at", "expires_at", "revoked_at", "max_visits", "visit_count", "allow_download",
    "allow_picks", "allow_upload",
)  # fmt: skip
PHOTO = (
    "title", "title_en", "description", "alt_en", "caption", "caption_en", "licence", "created_at", "width", "height",
    "source_format", "sha256", "camera", "lens", "focal_length", "aperture", "exposure_time", "iso", "taken_at",
    "latitude", "longitude", "show_position",
)  # fmt: skip


def export(person: Any, archive: Archive) -> None:
    """What she has made and what was shared with her as JSON, the pictures as they were sent, and the avatar."""
    archive.rows("albums.json", _albums(person))
    archive.rows("photos.json", _photos(person))
    shared = AlbumGrant.objects.filter(user=person).values("album_id", "role", "created_at")
    archive.rows("shared-with-me.json", shared)
    sent = Contribution.objects.filter(user=person)
    archive.rows("sent-photos.json", sent.values("album_id", "photo_id", "name", "state", "created_at"))
    links = ShareLink.objects.filter(album__owner=person).order_by("pk")
    archive.rows("share-links.json", links.values(*LINK))
    _originals(person, archive)
    for side in SIDES if person.avatar else ():
        _put(archive, f"avatar-{side}.webp", avatar_files.ALIAS, avatar_files.name_of(person.avatar, side))


def erase(person: Any) -> None:
    """One thing after the other, each in a transaction of its own: where it is interrupted, it goes on."""
    for album in AlbumPage.objects.filter(owner=person).order_by("pk"):
        _erase_album(album)
    photos = Photo.objects.filter(uploaded_by_user=person).order_by("pk")
    while some := list(photos[:AT_ONCE]):
        for photo in some:
            _erase_photo(photo)
    with transaction.atomic():
        uploads = Upload.objects.filter(owner=person)
        leftovers.leave(("default", key) for key in uploads.values_list("key", flat=True))
        uploads.delete()
    PhotoTag.objects.filter(decided_by=person).update(decided_by=None)
    AlbumGrant.objects.filter(Q(user=person) | Q(mailbox=person.mailbox or "-")).delete()
    if person.avatar:
        avatars.remove(person)


def hide(person: Any) -> None:
    """Addresses in a bucket follow who may see the photos now."""
    review_addresses_later()
    review_addresses_later(fewer=False)


def original_name(photo: Photo) -> str:
    """What a picture is called in the archive."""
    return f"originals/{photo.pk}.{photo.source_format or 'bin'}"


def _albums(person: Any) -> Iterator[dict[str, Any]]:
    albums = AlbumPage.objects.filter(owner=person).order_by("pk")
    tags = Prefetch("album_tags", AlbumTag.objects.select_related("tag"))
    for album in albums.prefetch_related(tags).iterator(chunk_size=AT_ONCE):
        places = AlbumPhoto.objects.filter(album=album).order_by("position", "pk")
        yield {
            "id": album.pk,
            "slug": album.slug,
            **{name: getattr(album, name) for name in ALBUM},
            "tags": [row.tag.name for row in album.album_tags.all()],
            "photos": list(places.values("photo_id", "caption")),
        }


def _photos(person: Any) -> Iterator[dict[str, Any]]:
    tags = Prefetch("photo_tags", PhotoTag.objects.select_related("tag"))
    photos = Photo.objects.filter(uploaded_by_user=person).order_by("pk").prefetch_related(tags)
    for photo in photos.iterator(chunk_size=AT_ONCE):
        yield {
            "id": photo.pk,
            "file": original_name(photo),
            **{name: getattr(photo, name) for name in PHOTO},
            "tags": [
                {"name": row.tag.name, "state": row.state, "source": row.source}
                for row in photo.photo_tags.all()
            ],
        }


def _originals(person: Any, archive: Archive) -> None:
    """The bytes as they came; the master of a photo that has no upload."""
    photos = Photo.objects.filter(uploaded_by_user=person).order_by("pk")
    total = photos.count()
    missing = []
    only = photos.only("pk", "upload", "file", "source_format")
    for number, photo in enumerate(only.iterator(chunk_size=AT_ONCE), start=1):
        if not _put(archive, original_name(photo), "default", str(photo.upload.name or photo.file.name)):
            missing.append({"id": photo.pk})
        archive.progress(number / max(total, number))
    if missing:  # better said than silently left out
        archive.rows("missing-originals.json", missing)


def _put(archive: Archive, name: str, alias: str, stored: str) -> bool:
    try:
        with storages[alias].open(stored, "rb") as content:
            archive.file(name, content)
    except FileNotFoundError:
        return False
    return True


@transaction.atomic
def _erase_album(album: AlbumPage) -> None:
    """The page with its drafts and its log, and its collection. What others put into it stays theirs."""
    pk = album.pk
    trash_sweep.remove_album(album)
    PageLogEntry.objects.filter(page=pk).delete()


@transaction.atomic
def _erase_photo(photo: Photo) -> None:
    """The row and all that hangs on it; its files are noted, and go in the background."""
    pk = str(photo.pk)
    photo.delete()
    kind = ContentType.objects.get_for_model(Photo)
    ModelLogEntry.objects.filter(content_type=kind, object_id=pk).delete()
    remove_files_later()
