"""What a page says of following: whom the reader follows, links to people and albums inside a sentence."""

from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.text import language_of
from community import ties
from galleries.templatetags.galleries_tags import words

register = template.Library()


@register.simple_tag(takes_context=True)
def tie_to(context: template.Context, person: Any) -> ties.Tie:
    """How many follow the person, and what the reader has chosen about her."""
    request = context.get("request")
    return ties.tie(request.user if request else AnonymousUser(), person)


@register.simple_tag(takes_context=True)
def follows_album(context: template.Context, album: Any) -> bool | None:
    """Whether the reader follows the album; None when that is not hers to choose: her own, or a preview."""
    request = context.get("request")
    if request is None or album.pk is None or album.owner_id == request.user.pk is not None:
        return None
    if not request.user.is_authenticated:
        return False
    known = album.__dict__.get("is_followed")  # the like button has asked already
    return ties.follows_album(request.user, album) if known is None else known


@register.simple_tag
def person_link(person: Any, linked: bool = True) -> SafeString:
    """The person's name, for the middle of a sentence; a link when she has a page for the reader."""
    name = person.public_name
    shown = format_html('<bdi lang="{}">{}</bdi>', language_of(name), name)
    return format_html('<a href="{}">{}</a>', person.get_absolute_url(), shown) if linked else shown


@register.simple_tag
def album_link(album: Any) -> SafeString:
    """The album's title as a link, for the middle of a sentence."""
    title = words(album)
    return format_html('<a href="{}" lang="{}">{}</a>', album.get_url(), title.main_lang, title.main)


@register.filter
def labels(tags: Any) -> SafeString:
    """Tags as links, with commas between."""
    links = [
        format_html('<a href="{}" lang="{}">{}</a>', t.get_absolute_url(), language_of(t.label), t.label)
        for t in tags
    ]
    return SafeString(", ".join(links))
