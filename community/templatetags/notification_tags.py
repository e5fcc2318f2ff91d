"""Notifications in the head of each page."""

from typing import Any

from django import template

from community.notifications import sight
from galleries import policy

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_notifications(context: template.Context) -> dict[str, Any]:
    """How many are unread: ``count`` for the plural, ``shown`` as it is written."""
    count = sight.unread(policy.viewer_of(context["request"]))
    most = sight.COUNTED_AT_MOST - 1
    return {"count": count, "shown": f"{most}+" if count > most else str(count)}
