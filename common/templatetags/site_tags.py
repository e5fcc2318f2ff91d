"""What every template may need: icons, the language of a text, dates, marked words."""

import datetime
import re
from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.formats import date_format
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from common.search_text import grams
from common.text import folded, language_of

register = template.Library()

register.filter("lang_of", language_of)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing from ``static/icons.svg``; it says nothing to a screen reader."""
    return format_html('<svg class="i" aria-hidden="true"><use href="{}#{}"/></svg>', _sprite(), name)


@cache
def _sprite() -> str:
    return staticfiles_storage.url("icons.svg")


@register.simple_tag
def html_lang() -> str:
    """What ``<html lang>`` and Open Graph call the language of the page."""
    return "zh-Hans" if reads_chinese() else "en"


def reads_chinese() -> bool:
    return (get_language() or "").startswith("zh")


@register.simple_tag(takes_context=True)
def canonical(context: template.Context, path: str = "") -> str:
    """The one address of this page, without its query string."""
    request = context.get("request")
    return settings.BASE_URL.rstrip("/") + (path or (request.path if request else "/"))


@register.filter
def absolute(path: str) -> str:
    """The path with the site's own origin before it."""
    return path if "://" in path else settings.BASE_URL.rstrip("/") + path


@register.filter
def paragraphs(text: str) -> SafeString:
    """Typed text as paragraphs, each with its own language."""
    parts = [
        part.strip() for part in re.split(r"\n\s*\n", (text or "").replace("\r\n", "\n")) if part.strip()
    ]
    lines = ((language_of(part), _with_breaks(part)) for part in parts)
    return format_html_join("", '<p lang="{}">{}</p>', lines)


def _with_breaks(text: str) -> SafeString:
    return format_html_join(SafeString("<br>"), "{}", ((line,) for line in text.split("\n")))


@register.filter
def mark(text: str, query: str) -> SafeString:
    """The text, escaped, with the words of the query in ``<mark>``."""
    words = folded(query or "").split()
    # A run such as 黄山云海 may be found by its parts, as the search does.
    words += [gram for word in words if len(word) > 2 for gram in grams(word) if len(gram) == 2]
    words = sorted(dict.fromkeys(words), key=len, reverse=True)
    if not words or not text:
        return conditional_escape(text or "")
    pattern = re.compile("(" + "|".join(re.escape(word) for word in words[:30]) + ")", re.IGNORECASE)
    pieces = pattern.split(str(text))
    marked = (
        f"<mark>{escape(piece)}</mark>" if n % 2 else str(escape(piece)) for n, piece in enumerate(pieces)
    )
    return SafeString("".join(marked))


@register.filter
def excerpt(text: str, query: str, length: int = 110) -> str:
    """A stretch of the text that holds the first word of the query, else its beginning."""
    line = " ".join((text or "").split())
    if len(line) <= length:
        return line
    found = [at for word in folded(query or "").split() if (at := line.casefold().find(word)) >= 0]
    start = max(0, min(found, default=0) - length // 4)
    if start and line[start - 1].isascii():
        start = line.find(" ", start) + 1 or start  # not in the middle of a word
    end = start + length
    return ("… " if start else "") + line[start:end].strip() + (" …" if end < len(line) else "")


def day(value: datetime.date) -> str:
    """``14 September 2025`` or ``2025 年 9 月 14 日``."""
    return date_format(value, "Y\xa0年\xa0n\xa0月\xa0j\xa0日" if reads_chinese() else "j F Y")


def month(value: datetime.date) -> str:
    return date_format(value, "Y\xa0年\xa0n\xa0月" if reads_chinese() else "F Y")


@register.simple_tag
def period(first: datetime.date | None, last: datetime.date | None) -> str:
    """One day, a whole month, or from one day to another, as short as it can be said."""
    first = first or last
    last = last or first
    if first is None or last is None:
        return ""
    if first == last:
        return day(first)
    same_month = (first.year, first.month) == (last.year, last.month)
    if same_month and first.day == 1 and (last + datetime.timedelta(days=1)).day == 1:
        return month(first)
    if reads_chinese():
        tail = (
            "j\xa0日"
            if same_month
            else "n\xa0月\xa0j\xa0日"
            if first.year == last.year
            else "Y\xa0年\xa0n\xa0月\xa0j\xa0日"
        )
        return f"{day(first)} – {date_format(last, tail)}"
    head = "j" if same_month else "j F" if first.year == last.year else "j F Y"
    return f"{date_format(first, head)} – {day(last)}"


@register.simple_tag
def period_start(first: datetime.date | None, last: datetime.date | None) -> str:
    """The machine's word for a period's beginning."""
    start = first or last
    return start.isoformat() if start else ""


@register.filter
def addressed(path: str, album: Any) -> str:
    """A path that names something of the album by a number, so that it leads whoever has the album's address there."""
    return str(album.addressed(path))
