"""Whether a person may take part at all, and whether two may have to do with each other."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import Q

from community.errors import Suspended
from community.models import Distance, Suspension

# What ``suspended_until`` says of a suspension that does not end by itself.
FOR_GOOD = datetime(9999, 1, 1, tzinfo=UTC)


def check(user: Any) -> None:
    """Raise ``community.errors.Suspended`` for somebody whom moderators have suspended. Every writing action asks."""
    until = suspended_until(user)
    if until is not None:
        raise Suspended(None if until == FOR_GOOD else until)


def suspended_until(user: Any) -> datetime | None:
    """When the suspension of this person ends (``FOR_GOOD`` for never); None when there is none."""
    if user is None or user.pk is None:
        return None
    row = Suspension.objects.running().filter(person=user.pk).first()
    return None if row is None else row.until or FOR_GOOD


def sweep() -> None:
    """Forget suspensions that are over; they have no effect any more anyway."""
    Suspension.objects.over().delete()


def are_apart(one: Any, other: Any) -> bool:
    """Whether one of the two blocks the other. Guests and nobody (an album without an owner) are apart from none."""
    if one is None or other is None or one.pk is None or other.pk is None or one.pk == other.pk:
        return False
    either = Q(user=one.pk, person=other.pk) | Q(user=other.pk, person=one.pk)
    return Distance.objects.filter(either, kind=Distance.Kind.BLOCK).exists()


def kept_away_from(user: Any) -> set[int]:
    """Keys of the people whom this person's own lists leave out: whom she blocks or mutes, and who blocks her."""
    if user.pk is None:
        return set()
    rows = Distance.objects.filter(Q(user=user.pk) | Q(person=user.pk, kind=Distance.Kind.BLOCK))
    return {
        person if keeper == user.pk else keeper for keeper, person in rows.values_list("user_id", "person_id")
    }
