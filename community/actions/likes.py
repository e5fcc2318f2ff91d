"""Liking albums and photos. The doors have found the thing for a viewer who may see it."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common import limits
from community import errors, likes, notifications, standing, things
from community.models import Kind, Like


def like(*, user: Any, thing: Any) -> likes.Likes:
    """Like an album or a photo. Done again it changes nothing."""
    standing.check(user)
    owner = things.owner_of(thing)
    if owner is not None and standing.are_apart(user, owner):
        raise errors.NotAllowed(_("You cannot take part here."))
    limits.hit("like_account", user.pk)
    with things.or_gone(), transaction.atomic():
        # In this order, always: the person's own row, the counter, the notification. So nobody waits in a circle.
        if _is_new(user, thing):
            likes.count_one_more(thing)
            if owner is not None:
                notifications.tell(Kind.LIKE, [owner], actor=user, **things.named(thing))
    return likes.likes_of(thing, user)


def unlike(*, user: Any, thing: Any) -> likes.Likes:
    """Take it back. Without a like it changes nothing."""
    standing.check(user)
    limits.hit("like_account", user.pk)
    with transaction.atomic():
        # Of two at the same moment one deletes the row, and the other finds none.
        if Like.objects.filter(user=user, **things.named(thing)).delete()[0]:
            likes.count_one_less(thing)
            notifications.untell(Kind.LIKE, actor=user, **things.named(thing))
    return likes.likes_of(thing, user)


def _is_new(user: Any, thing: Any) -> bool:
    own = Like.objects.filter(user=user, **things.named(thing))
    if own.exists():
        return False
    try:
        with transaction.atomic():
            Like.objects.create(user=user, **things.named(thing))
    except IntegrityError:  # her other click was faster
        return False
    return True
