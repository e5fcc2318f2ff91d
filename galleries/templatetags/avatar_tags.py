"""People's small pictures in pages."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.text import language_of
from galleries import avatar_files
from galleries.templatetags.galleries_tags import seal

register = template.Library()

# What the page shows, by name: the class, and the file that is sharp enough for a dense screen.
SIZES = {
    "tiny": ("face face--tiny", 28, 96),
    "small": ("face", 40, 96),
    "large": ("face face--large", 96, 256),
}


@register.simple_tag
def avatar(person: Any, size: str = "small") -> SafeString:
    """The person's picture, or a seal with her initials. It stands beside her name, so it says nothing itself."""
    classes, pixels, side = SIZES[size]
    address = avatar_files.url(person, side)
    if address:
        return format_html(
            '<img class="{}" src="{}" width="{}" height="{}" alt="" decoding="async">',
            classes,
            address,
            pixels,
            pixels,
        )
    name = person.public_name
    return format_html(
        '<span class="seal {}" aria-hidden="true" lang="{}">{}</span>', classes, language_of(name), seal(name)
    )
