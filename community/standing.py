"""Whether a person may take part at all, and whether two may have to do with each other."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from community.models import Distance


def check(user: Any) -> None:
    """Raise ``community.errors.Suspended`` for somebody whom moderators have suspended. Every writing action asks."""


def suspended_until(user: Any) -> datetime | None:
    """When the suspension of this person ends; None when there is none."""
    return None


def are_apart(one: Any, other: Any) -> bool:
    """Whether one of the two blocks the other."""
    either = Q(user=one, person=other) | Q(user=other, person=one)
    return Distance.objects.filter(either, kind=Distance.Kind.BLOCK).exists()


def kept_away_from(user: Any) -> set[int]:
    """Keys of the people whom this person's own lists leave out: whom she blocks or mutes, and who blocks her."""
    rows = Distance.objects.filter(Q(user=user) | Q(person=user, kind=Distance.Kind.BLOCK))
    return {row.person_id if row.user_id == user.pk else row.user_id for row in rows}
