"""How an album is shared, for its page and for its owner."""

from typing import Any

from django import template

from galleries import policy
from galleries.models import ShareLink
from galleries.policy import Visibility

register = template.Library()


@register.simple_tag(takes_context=True)
def sharing_of(context: template.Context, album: Any) -> str:
    """``own`` for whoever may share it, ``address`` where anybody may pass its address on, else nothing."""
    request = context.get("request")
    if request is None or album.pk is None:  # previewed before it was saved
        return ""
    viewer = policy.viewer_of(request)
    if viewer.is_person and policy.can(viewer, "share", album):
        return "own"
    return "address" if album.visibility == Visibility.PUBLIC and album.is_open else ""


@register.simple_tag(takes_context=True)
def link_here(context: template.Context, album: Any) -> ShareLink | None:
    """The link by which the reader came to an album that she would not see without it."""
    request = context.get("request")
    if request is None or album.pk is None or album.visibility in Visibility.OPEN:
        return None
    viewer = policy.viewer_of(request)
    return viewer.link_to(album) if viewer.shown_links else None
