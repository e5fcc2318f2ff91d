"""Following people and albums, and keeping people away.

Who takes part in nothing (suspended) may still leave, and keep others away: that is between her and her lists.
"""

from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from common import limits
from community import notifications, standing
from community.errors import NotAllowed, NotPossible
from community.models import Distance, Follow, Kind, Notification, NotificationActor
from galleries.models import AlbumPage
from users.models import User

FOLLOWS_AT_MOST = 5_000
KEPT_AWAY_AT_MOST = 5_000


def follow_person(*, user: Any, person: User) -> None:
    """From now on the user's feed shows what the person adds. Doing it again changes nothing.

    The door has made sure that the user may open the person's page.
    """
    standing.check(user)
    if person.pk == user.pk:
        raise NotAllowed(_("Nobody follows herself."))
    if Follow.objects.filter(follower=user, person=person).exists():
        return
    limits.hit("follow_account", user.pk)
    with transaction.atomic():
        _lock(user, person)
        if _follow(user, owner=person, person=person):
            notifications.tell(Kind.FOLLOW, [person], actor=user)


def unfollow_person(*, user: Any, person: User) -> None:
    """Stop following; what the person has not read of it she does not read any more."""
    with transaction.atomic():
        gone, _by_model = Follow.objects.filter(follower=user, person=person).delete()
        if gone:
            notifications.untell(Kind.FOLLOW, actor=user)


def follow_album(*, user: Any, album: AlbumPage) -> None:
    """From now on the user's feed shows what is added to the album, which the door has seen that she may open."""
    standing.check(user)
    if album.owner_id == user.pk:
        raise NotAllowed(_("This album is yours."))
    if Follow.objects.filter(follower=user, album=album).exists():
        return
    limits.hit("follow_account", user.pk)
    with transaction.atomic():
        _lock(user, album.owner)
        if _follow(user, owner=album.owner, album=album):
            notifications.tell(Kind.FOLLOW, [album.owner], actor=user, album=album)


def unfollow_album(*, user: Any, album: AlbumPage) -> None:
    """Stop following the album."""
    with transaction.atomic():
        gone, _by_model = Follow.objects.filter(follower=user, album=album).delete()
        if gone:
            notifications.untell(Kind.FOLLOW, actor=user, album=album)


def block(*, user: Any, person: User) -> None:
    """Neither has to do with the other any more: follows in both directions end, and so does unread news of them.

    The person is not told. What is public stays public for her.
    """
    _may_keep_away(user, person)
    with transaction.atomic():
        _lock(user, person)
        if not _keep_away(user, person, Distance.Kind.BLOCK):
            return
        for one, other in ((user, person), (person, user)):
            Follow.objects.filter(Q(person=other) | Q(album__owner=other), follower=one).delete()
            _unsay(to=one, of=other)


def unblock(*, user: Any, person: User) -> None:
    """Take a block back. Follows that it ended do not come back."""
    Distance.objects.filter(user=user, person=person, kind=Distance.Kind.BLOCK).delete()


def mute(*, user: Any, person: User) -> None:
    """The user's own feed, lists and notifications leave the person out, who is not told."""
    _may_keep_away(user, person)
    with transaction.atomic():
        _lock(user)
        if _keep_away(user, person, Distance.Kind.MUTE):
            _unsay(to=user, of=person)


def unmute(*, user: Any, person: User) -> None:
    Distance.objects.filter(user=user, person=person, kind=Distance.Kind.MUTE).delete()


def _follow(user: Any, *, owner: User | None, **what: Any) -> bool:
    """Whether it is new. Both people are locked, so that no block comes in between."""
    if standing.are_apart(user, owner):
        raise NotAllowed(_("This is not possible."))
    if Follow.objects.filter(follower=user).count() >= FOLLOWS_AT_MOST:
        raise NotPossible(_("You follow as many people and albums as one can."), code="too_many_follows")
    _row, is_new = Follow.objects.get_or_create(follower=user, **what)
    return is_new


def _may_keep_away(user: Any, person: User) -> None:
    if person.pk == user.pk:
        raise NotAllowed(_("Nobody keeps herself away."))
    limits.hit("keep_away_account", user.pk)


def _keep_away(user: Any, person: User, kind: str) -> bool:
    """Whether it is new."""
    if Distance.objects.filter(user=user).count() >= KEPT_AWAY_AT_MOST:
        raise NotPossible(_("You keep away as many people as one can."), code="too_many_kept_away")
    _row, is_new = Distance.objects.get_or_create(user=user, person=person, kind=kind)
    return is_new


def _lock(*people: User | None) -> None:
    """One change at a time between these people; in the order of their keys, so that nobody waits in a circle."""
    pks = [person.pk for person in people if person is not None]
    list(User.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk").values_list("pk"))


def _unsay(*, to: User, of: User) -> None:
    """What ``to`` has not read yet no longer speaks of ``of``; what spoke of nobody else is gone."""
    unread = Notification.objects.filter(recipient=to, read_at=None, actors__person=of).order_by("pk")
    pks = list(unread.select_for_update(of=("self",)).values_list("pk", flat=True))
    NotificationActor.objects.filter(notification__in=pks, person=of).delete()
    Notification.objects.filter(pk__in=pks, actors=None).delete()
    Notification.objects.filter(pk__in=pks).update(times=Greatest(F("times") - 1, 1))
