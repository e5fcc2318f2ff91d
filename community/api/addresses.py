"""An album or a photo as a line of a list has it: its key, what it is called, and where it is."""

from typing import Any

from django.conf import settings

from galleries.models import AlbumPage, Photo


def album(album: AlbumPage) -> dict[str, Any]:
    return {"id": album.pk, "title": album.title, "title_en": album.title_en, "url": _absolute(album)}


def photo(photo: Photo, album: AlbumPage) -> dict[str, Any]:
    """The photo as that album shows it."""
    url = f"{_absolute(album)}{photo.pk}/"
    return {"id": photo.pk, "title": photo.title, "title_en": photo.title_en, "url": url}


def _absolute(album: AlbumPage) -> str:
    path = album.get_url() or ""
    return path if "://" in path else settings.BASE_URL.rstrip("/") + path
