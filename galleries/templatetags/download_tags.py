"""What of an album the reader may take along."""

from typing import Any

from django import template

from galleries import policy, zips

register = template.Library()


@register.simple_tag(takes_context=True)
def download_size(context: template.Context, album: Any) -> str:
    """``none``, ``web`` or ``original``; nothing of a page that is previewed before it was saved."""
    request = context.get("request")
    if request is None or album.pk is None:
        return "none"
    return policy.download_size(policy.viewer_of(request), album)


@register.simple_tag(takes_context=True)
def zip_sizes(context: template.Context, album: Any) -> tuple[str, ...]:
    """The sizes in which the reader may have all its photos at once."""
    return zips.sizes(download_size(context, album))
