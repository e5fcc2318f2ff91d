"""Albums and photos of ours on other sites: oEmbed (https://oembed.com), and what an embedded album shows.

Only what stands in public lists for a guest is there at all, whoever asks: other sites have no visitors of ours.
"""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from wagtail.models import Site

from galleries import delivery, policy
from galleries.models import AlbumPage, AlbumPhoto, Photo, with_covers
from galleries.templatetags.picture_tags import share_image

SHOWN = 12
WIDTH, HEIGHT = 640, 480
SMALLEST, LARGEST = 200, 1920
CACHE_SECONDS = 3600
_PHOTO = re.compile(r"(?P<album>/.+/)(?P<photo>[1-9]\d{0,17})/")


@dataclass
class Embedded:
    """What an address of ours shows: an album, or a photo in it."""

    album: AlbumPage
    photo: Photo | None = None


def find(address: str) -> Embedded | None:
    """What the address of a page of ours shows to everybody; None for everything else."""
    try:
        parts, ours = urlsplit(address), urlsplit(settings.BASE_URL)
    except ValueError:
        return None
    if (parts.hostname, parts.port) != (ours.hostname, ours.port) or parts.scheme not in ("http", "https"):
        return None
    if (album := _album_at(parts.path)) is not None:
        return Embedded(album)
    match = _PHOTO.fullmatch(parts.path)
    album = _album_at(match["album"]) if match else None
    if match is None or album is None:
        return None
    place = AlbumPhoto.objects.filter(album=album, photo_id=int(match["photo"])).ready().in_order().first()
    return Embedded(album, place.photo) if place else None


def public_album(pk: int) -> AlbumPage | None:
    """An album that stands in public lists."""
    return AlbumPage.objects.listed_for(policy.Viewer()).filter(pk=pk).select_related("owner").first()


def describe(thing: Embedded, *, most_wide: int, most_high: int) -> dict[str, Any]:
    """The answer of oEmbed 1.0: ``photo`` for a photo, ``rich`` with an iframe for an album. Sizes in pixels."""
    album = thing.album
    answer: dict[str, Any] = {
        "version": "1.0",
        "provider_name": "Vitrine",
        "provider_url": settings.BASE_URL.rstrip("/") + "/",
        "cache_age": CACHE_SECONDS,
        "title": (thing.photo or album).title,
    }
    if album.owner:
        answer["author_name"] = album.owner.public_name
        answer["author_url"] = _absolute(album.owner.get_absolute_url())
    if thing.photo is not None:
        return {**answer, **_photo(thing.photo, most_wide, most_high)}
    cover = share_image(with_covers([album])[0].effective_cover)
    if cover and cover["width"] <= most_wide and cover["height"] <= most_high:
        answer |= {
            "thumbnail_url": _absolute(cover["url"]),
            "thumbnail_width": cover["width"],
            "thumbnail_height": cover["height"],
        }
    width, height = min(WIDTH, most_wide), min(HEIGHT, most_high)
    return {**answer, "type": "rich", "width": width, "height": height, "html": code(album, width, height)}


def code(album: AlbumPage, width: int = WIDTH, height: int = HEIGHT) -> str:
    """The HTML that shows the album on another site."""
    address = _absolute(reverse("community:embed", args=[album.pk]))
    context = {"address": address, "title": album.title, "width": width, "height": height}
    return render_to_string("community/_embed_code.html", context).strip()


def _photo(photo: Photo, most_wide: int, most_high: int) -> dict[str, Any]:
    """The largest rendition that fits; the smallest there is when none does."""
    widths = photo.rendition_widths or [0]
    fitting = [w for w in widths if w <= most_wide and round(photo.height * w / photo.width) <= most_high]
    width = max(fitting, default=min(widths))
    url = _photo_url(photo, width)
    height = max(1, round(photo.height * width / max(1, photo.width)))
    return {"type": "photo", "url": url, "width": width, "height": height}


def _photo_url(photo: Photo, width: int) -> str:
    """The open address of a rendition, with the site's origin."""
    return _absolute(delivery.rendition_url(photo, f"{width}.jpg", public=True))


def _album_at(path: str) -> AlbumPage | None:
    paths = [f"{root.root_path.rstrip('/')}{path}" for root in Site.get_site_root_paths()]
    if not path.endswith("/") or "\x00" in path:
        return None
    listed = AlbumPage.objects.listed_for(policy.Viewer()).filter(url_path__in=paths)
    return listed.select_related("owner", "cover__uploaded_by_user").first()


def _absolute(path: str) -> str:
    return path if "://" in path else settings.BASE_URL.rstrip("/") + path
