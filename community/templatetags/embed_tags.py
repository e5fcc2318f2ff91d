"""What other sites put into their pages."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse

from common.templatetags.site_tags import absolute
from community import embeds

register = template.Library()


@register.simple_tag
def embed_code(album: Any) -> str:
    """The HTML that shows the album elsewhere, as text."""
    return embeds.code(album)


@register.simple_tag
def oembed_href(address: str) -> str:
    """Where other sites learn how to show the page at this address."""
    return absolute(f"{reverse('community:oembed')}?{urlencode({'url': address})}")
