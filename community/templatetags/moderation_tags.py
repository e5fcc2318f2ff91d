"""The way to the form by which something is reported."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse

from community import cases
from community.models import Case

register = template.Library()


@register.simple_tag(takes_context=True)
def report_href(context: template.Context, thing: Any, album: Any = None) -> str:
    """Where the thing is reported; empty for what is the reader's own, or is previewed before it was saved."""
    request = context.get("request")
    kind = cases.kind_of(thing)
    if (
        request is None
        or thing.pk is None
        or (request.user.is_authenticated and _owner_id(kind, thing) == request.user.pk)
    ):
        return ""
    href = reverse("community:report", args=[kind.value, thing.pk])
    if kind == Case.Kind.PHOTO and album:
        href = f"{href}?{urlencode({'album': album.pk})}"
    return album.addressed(href) if album else href


def _owner_id(kind: str, thing: Any) -> Any:
    names = {
        Case.Kind.COMMENT: "user_id",
        Case.Kind.PHOTO: "uploaded_by_user_id",
        Case.Kind.ALBUM: "owner_id",
    }
    return getattr(thing, names.get(Case.Kind(kind), "pk"))
