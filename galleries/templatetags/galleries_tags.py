"""Albums and photographs in words: titles, details, addresses."""

import datetime
import re
from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Site

from common.templatetags.site_tags import reads_chinese
from common.text import has_cjk, language_of
from galleries import policy
from galleries.models import AlbumIndexPage, Licence, Photo

register = template.Library()

UPRIGHT_AT_MOST = 8
CC = "https://creativecommons.org/"
LICENCES = {
    Licence.BY: f"{CC}licenses/by/4.0/",
    Licence.BY_SA: f"{CC}licenses/by-sa/4.0/",
    Licence.BY_NC: f"{CC}licenses/by-nc/4.0/",
    Licence.BY_NC_ND: f"{CC}licenses/by-nc-nd/4.0/",
    Licence.ZERO: f"{CC}publicdomain/zero/1.0/",
}


# --- titles ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Words:
    """A text in the reader's language, and the same in the other one when there is such a text."""

    main: str
    other: str

    @property
    def main_lang(self) -> str:
        return language_of(self.main)

    @property
    def other_lang(self) -> str:
        return language_of(self.other)

    def __str__(self) -> str:
        return self.main


@register.filter
def words(thing: Any, field: str = "title") -> Words:
    """``field`` and ``field_en`` of an album or a photo, the reader's language first."""
    own, english = getattr(thing, field, "") or "", getattr(thing, f"{field}_en", "") or ""
    if own == english:
        english = ""
    if not own or (english and not reads_chinese()):
        own, english = english, own
    return Words(own, english)


@register.filter
def upright(title: str) -> int:
    """The number of characters of a title that can stand upright in the spine, else 0."""
    short = 0 < len(title) <= UPRIGHT_AT_MOST
    return len(title) if short and has_cjk(title) and not re.search(r"[\x21-\x7e]", title) else 0


@register.filter
def seal(name: str) -> str:
    """What is cut into a person's seal: up to four Chinese characters, or initials."""
    if has_cjk(name):
        return "".join(char for char in name if has_cjk(char))[:4]
    return "".join(part[0] for part in re.findall(r"\w+", name)[:2]).upper()


# --- what the camera said --------------------------------------------------------------------------


@register.filter
def wall_clock(photo: Photo) -> datetime.datetime | None:
    """When it was taken, as the clock on the photographer's wall had it."""
    if photo.taken_at is None:
        return None
    if photo.taken_offset is None:  # ingest took it for the site's own time
        return timezone.make_naive(photo.taken_at, timezone.get_default_timezone())
    zone = datetime.timezone(datetime.timedelta(minutes=photo.taken_offset))
    return timezone.make_naive(photo.taken_at, zone)


@register.filter
def number(value: float | None) -> str:
    """``180`` for 180.0 and ``5.6`` for 5.6."""
    return "" if value is None else f"{round(value, 1):g}"


@register.filter
def histogram_path(measures: dict[str, Any]) -> str:
    """An area for ``viewBox="0 0 256 56"``, or nothing when the photo was not measured."""
    values = (measures or {}).get("histogram")
    if not isinstance(values, list) or len(values) < 2:
        return ""
    step = 256 / (len(values) - 1)
    line = "".join(
        f"L{i * step:.4g} {56 - min(100, max(0, value)) * 0.54:.4g}" for i, value in enumerate(values)
    )
    return f"M0 56{line}L256 56Z"


@register.filter
def position(photo: Photo) -> str:
    """``30.1312° N, 118.1689° E`` when the owner shows it."""
    if not photo.show_position or photo.latitude is None or photo.longitude is None:
        return ""
    north, east = photo.latitude >= 0, photo.longitude >= 0
    return f"{abs(photo.latitude):.4f}° {'N' if north else 'S'}, {abs(photo.longitude):.4f}° {'E' if east else 'W'}"


@register.filter
def plain_address(url: str) -> str:
    """An address as people write it: without scheme and last slash."""
    return re.sub(r"^https?://(www\.)?", "", url).rstrip("/")


@register.filter
def licence_url(licence: str) -> str:
    """The words of a Creative Commons licence, in the reader's language."""
    address = LICENCES.get(licence, "")  # type: ignore[call-overload]
    return f"{address}deed.zh-hans" if address and reads_chinese() else address


# --- addresses -------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def album_index_href(context: template.Context) -> str:
    """Where all albums are listed; empty when there is no such page."""
    album = context.get("album")
    known = context.get("album_index") or (album.get_parent() if album and album.pk else None)
    page = known or AlbumIndexPage.objects.live().order_by("path").first()
    return (page.get_url() or "") if page else ""


@register.simple_tag
def photo_href(photo: Photo) -> str:
    """The photo's page in the album that ``with_home_album`` found; empty without one."""
    path: str = photo.__dict__.get("album_path") or ""
    for root in Site.get_site_root_paths() if path else ():
        if path.startswith(root.root_path):
            return reverse("wagtail_serve", args=[f"{path[len(root.root_path) :]}{photo.pk}/"])
    return ""


@register.simple_tag(takes_context=True)
def edit_href(context: template.Context, page: Page) -> str:
    """Where the reader can change this page in the admin; empty when that is not hers to do."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if page.pk is None or request is None or user is None or not user.is_authenticated:
        return ""  # without a key it is previewed before it was saved
    # Asked first, since it is known already: whoever only looks costs no more queries.
    if page.owner_id != user.pk and not policy.viewer_of(request).edited_paths:
        return ""
    if not user.has_perm("wagtailadmin.access_admin"):
        return ""
    return (
        reverse("wagtailadmin_pages:edit", args=[page.pk])
        if page.permissions_for_user(user).can_edit()
        else ""
    )


@register.simple_tag(takes_context=True)
def shows_person(context: template.Context, album: Any) -> bool:
    """Whether the owner has a page that this reader can open: one with this very album in it."""
    if not album.owner_id or album.visibility == "public":
        return bool(album.owner_id)
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated:
        return False
    return album.visibility == "members" or user.pk == album.owner_id
