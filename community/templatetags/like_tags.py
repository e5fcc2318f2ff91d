"""What pages say of likes and favourites: how a thing is liked, and in which of the reader's lists it is."""

from typing import Any

from django import template

from community import favourites, likes, things
from community.models import FavouriteList
from galleries.models import AlbumPage

register = template.Library()


@register.simple_tag(takes_context=True)
def likes_of(context: template.Context, thing: Any) -> likes.Likes | None:
    """One query. None for a page that is previewed before it was saved."""
    user = context["request"].user
    if thing.pk is None:
        return None
    if isinstance(thing, AlbumPage) and user.is_authenticated:
        return likes.likes_of_album(thing, user)
    return likes.likes_of(thing, user)


@register.simple_tag(takes_context=True)
def lists_for(context: template.Context, thing: Any) -> list[FavouriteList]:
    """The reader's lists, each with ``holds``; none for a guest. One query."""
    user = context["request"].user
    return favourites.menu_of(user, thing) if thing.pk and user.is_authenticated else []


register.filter("kind_of", things.kind_of)
register.filter("list_key", favourites.key_of)
