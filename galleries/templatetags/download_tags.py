"""What of an album the reader may take along."""

from typing import Any

from django import template

from galleries import policy, rule_sight, zips

register = template.Library()


@register.simple_tag(takes_context=True)
def download_size(context: template.Context, album: Any) -> str:
    """``none``, ``web`` or ``original``; nothing of a page that is previewed before it was saved."""
    request = context.get("request")
    if request is None or album.pk is None:
        return "none"
    viewer = policy.viewer_of(request)
    size = policy.download_size(viewer, album)
    place = context.get("place")  # of the page of one photo
    return size if place is None else rule_sight.download_size(viewer, place, size)


@register.simple_tag(takes_context=True)
def zip_sizes(context: template.Context, album: Any) -> tuple[str, ...]:
    """The sizes in which the reader may have all its photos at once."""
    return zips.sizes(download_size(context, album))
