"""What is said about albums and photos, in pages that belong to other apps."""

from datetime import datetime
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.timezone import localtime

from common.templatetags.site_tags import reads_chinese
from community import talk_page

register = template.Library()


@register.simple_tag(takes_context=True)
def talk(context: template.Context, album: Any, photo: Any = None) -> talk_page.Talk | None:
    """The comments on the album, or on the photo in it; None for a page that is previewed before it was saved."""
    request = context.get("request")
    return talk_page.of_place(request, album, photo) if request is not None and album.pk else None


@register.filter
def moment(value: datetime) -> str:
    """``14 Sep 2025, 08:05`` or ``2025-09-14 08:05``: the day and the minute, in the site's own time."""
    return date_format(localtime(value), "Y-m-d H:i" if reads_chinese() else "j M Y, H:i")
