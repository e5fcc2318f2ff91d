"""Photographs as ``<picture>``: every format and width that is ready, by addresses from ``delivery``."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.templatetags.site_tags import reads_chinese
from common.text import language_of
from galleries.delivery import rendition_url
from galleries.models import Photo

register = template.Library()

# Up to so many photos would look lost in rows of the usual height.
FEW = 4
FORMATS = (("image/avif", "avif"), ("image/webp", "webp"))


@dataclass(frozen=True)
class Place:
    """How wide a picture is shown somewhere, and the widest file that is of use there."""

    sizes: Callable[[float], str]
    widest: int = 10_000
    # Cut to its frame: the point of interest stays in sight.
    cut: bool = False


def _row(ratio: float) -> str:
    """A row is 15rem high and grows by half at most; on a phone 30vw, or a lone picture fills the line."""
    return f"(max-width: 40rem) {min(100, round(ratio * 40))}vw, {min(1312, round(ratio * 310))}px"


def _few(ratio: float) -> str:
    """Up to four pictures stand in a row of 24rem."""
    return f"(max-width: 40rem) {min(100, round(ratio * 60))}vw, {min(1312, round(ratio * 460))}px"


def _stage(ratio: float) -> str:
    """At most 82vh high: in a wide window the height sets the width."""
    wide = f"(min-aspect-ratio: {round(ratio * 82 + 16)}/100)"
    return f"(max-width: 60rem) 100vw, {wide} {round(ratio * 82)}vh, calc(100vw - 9rem)"


def _fixed(text: str) -> Callable[[float], str]:
    return lambda ratio: text


PLACES = {
    "row": Place(_row),
    "few": Place(_few),
    "card": Place(_fixed("(max-width: 40rem) 92vw, (max-width: 64rem) 46vw, 22rem"), 1280, cut=True),
    "wide": Place(_fixed("(max-width: 48rem) 92vw, (max-width: 64rem) 92vw, 42rem"), cut=True),
    "hero": Place(_fixed("100vw"), cut=True),
    "cover": Place(_fixed("(max-width: 40rem) 100vw, 86vw"), cut=True),
    "stage": Place(_stage),
    "strip": Place(lambda ratio: f"{round(ratio * 80)}px"),
    "hit": Place(_fixed("(max-width: 40rem) 6rem, 9rem"), 640, cut=True),
}


@register.simple_tag
def picture(
    photo: Photo, place: str, *, public: bool | None = None, eager: bool = False, alt: str | None = None
) -> SafeString:
    """The photo in every format, for a place named in ``PLACES``. ``eager`` is for the largest one in sight."""
    if not photo.rendition_key or not photo.rendition_widths:
        return format_html(
            '<span class="pic__none"><span class="visually-hidden">{}</span></span>', _("Not ready yet")
        )
    where = PLACES[place]
    open_to_all = photo.__dict__.get("is_open", False) if public is None else public
    widths = [w for w in photo.rendition_widths if w <= where.widest] or photo.rendition_widths[:1]
    lazy = not eager
    sizes = where.sizes(photo.width / max(1, photo.height))
    text = alt_for(photo) if alt is None else alt

    def sources(extension: str) -> str:
        return ", ".join(
            f"{rendition_url(photo, f'{w}.{extension}', public=bool(open_to_all))} {w}w" for w in widths
        )

    middle = next((w for w in widths if w >= 640), widths[-1])
    parts = ["<picture>"]
    for mime, extension in FORMATS:
        parts.append(f'<source type="{mime}" srcset="{escape(sources(extension))}" sizes="{sizes}">')
    parts.append(
        f'<img src="{escape(rendition_url(photo, f"{middle}.jpg", public=bool(open_to_all)))}"'
        f' srcset="{escape(sources("jpg"))}" sizes="{sizes}"'
        f' width="{photo.width}" height="{photo.height}" alt="{escape(text)}"'
    )
    if text:
        parts.append(f' lang="{language_of(text)}"')
    if where.cut and (focus := focus_class(photo)):
        parts.append(f' class="{focus}"')
    parts.append(' loading="lazy" decoding="async">' if lazy else ' fetchpriority="high">')
    parts.append("</picture>")
    return SafeString("".join(parts))


@register.filter
def focus_class(photo: Photo) -> str:
    """``fx-30 fy-60``: where the point of interest lies, in steps of 5 %; empty for the middle."""
    if photo.focal_point_x is None or photo.focal_point_y is None:
        return ""
    x, y = (
        min(100, max(0, round(value / max(1, side) * 20) * 5))
        for value, side in ((photo.focal_point_x, photo.width), (photo.focal_point_y, photo.height))
    )
    return f"fx-{x} fy-{y}"


@register.filter
def own_width_class(photo: Photo) -> str:
    """``w-640``: keeps a small picture from being blown up on the stage."""
    return f"w-{min(1920, max(160, -(-photo.width // 160) * 160))}" if photo.width < 1920 else ""


def alt_for(photo: Photo) -> str:
    """The text in place of the picture, in the reader's language where there is one."""
    if reads_chinese():
        return photo.description or photo.title or photo.title_en or _("Photograph")
    return photo.alt_en or photo.title_en or photo.description or photo.title or _("Photograph")


@register.simple_tag
def largest(photo: Photo, public: bool) -> str:
    """The address of the largest JPEG of a ready photo."""
    return (
        rendition_url(photo, f"{photo.rendition_widths[-1]}.jpg", public=public)
        if photo.rendition_widths
        else ""
    )


@register.simple_tag
def share_image(photo: Photo | None) -> dict[str, Any]:
    """What other sites show of an open page: address, width, height and alt text of a JPEG of middle size."""
    if photo is None or not photo.rendition_key or not photo.rendition_widths:
        return {}
    width = next((w for w in photo.rendition_widths if w >= 1200), photo.rendition_widths[-1])
    return {
        "url": rendition_url(photo, f"{width}.jpg", public=True),
        "width": width,
        "height": max(1, round(photo.height * width / max(1, photo.width))),
        "alt": alt_for(photo),
    }


@register.filter
def row_kind(photos: Any) -> str:
    """``few`` when the photos would look lost in rows of the usual height, else ``row``."""
    return "few" if len(photos) <= FEW else "row"
