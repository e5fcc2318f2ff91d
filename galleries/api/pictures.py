"""A picture as JSON: what it measures, what stands in its place, and where its files are."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from galleries import delivery
from galleries.models import Photo

# What a client puts into <source type>, by the ending of the file.
FORMATS = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}


def picture(photo: Photo, *, public: bool) -> dict[str, Any]:
    """``sources`` are the renditions made ahead, the smallest first, each width in each format; empty while the photo
    is being prepared. ``expires`` says until when an address counts; null for one that anybody may keep.

    ``public`` is whether the photo stands in an album that anybody can open.
    """
    return {
        "width": photo.width,
        "height": photo.height,
        "alt": photo.alt,
        "placeholder": photo.placeholder or None,
        "color": f"#{photo.tone}" if photo.tone else None,
        "sources": _sources(photo, public),
    }


def _sources(photo: Photo, public: bool) -> list[dict[str, Any]]:
    if not photo.rendition_key:
        return []
    expires = (
        None
        if public
        else datetime.fromtimestamp(delivery.deadline(), UTC).isoformat().replace("+00:00", "Z")
    )
    return [
        {
            "url": absolute(delivery.rendition_url(photo, f"{width}.{extension}", public=public)),
            "format": mime,
            "width": width,
            "height": max(1, round(photo.height * width / max(1, photo.width))),
            "expires": expires,
        }
        for width in photo.rendition_widths
        for extension, mime in FORMATS.items()
    ]


def absolute(path: str | None) -> str:
    """The address with the site's origin; what lies in a bucket has its own."""
    path = path or ""
    return path if "://" in path or not path else settings.BASE_URL.rstrip("/") + path
