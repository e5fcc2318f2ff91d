"""Deciding about suggested tags, many at a time: what is decided, what others decided first, and taking back."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from wagtail.models import ModelLogEntry

from galleries import actions, permissions, tag_log
from galleries.models import PhotoTag

State = PhotoTag.State


@dataclass
class Review:
    """What came of it: decided, decided by somebody else before, and not there any more."""

    done: list[PhotoTag] = field(default_factory=list)
    conflicts: list[PhotoTag] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)


def decided(user: Any) -> QuerySet[PhotoTag]:
    """Suggestions that people have decided, on photos that the person may change; the latest first."""
    rows = PhotoTag.objects.filter(decided_at__isnull=False, source=PhotoTag.Source.ANALYZER)
    photos = permissions.changeable(user).order_by().values("pk")
    return rows.filter(content_object__in=photos).order_by("-decided_at", "-pk")


def last_of(user: Any) -> PhotoTag | None:
    """One row of what the person decided last."""
    return decided(user).filter(decided_by=user).select_related("tag").first()


def of_one_time(user: Any, at: datetime) -> QuerySet[PhotoTag]:
    """What the person decided at once, as far as nobody has decided anew: that would have another time."""
    return decided(user).filter(decided_by=user, decided_at=at)


def review(*, user: Any, keys: Iterable[int], state: PhotoTag.State) -> Review:
    """Accept or reject suggestions by their keys. What is decided already is told and stays as it is."""
    wanted = list(dict.fromkeys(keys))
    photos = permissions.changeable(user).order_by().values("pk")
    rows = PhotoTag.objects.filter(pk__in=wanted, content_object__in=photos)
    known = {row.pk: row for row in rows}
    done = actions.decide_rows(user=user, rows=known.values(), state=state, waiting=True)
    others = PhotoTag.objects.filter(pk__in=known.keys() - {row.pk for row in done})
    conflicts = list(others.select_related("decided_by", "tag").order_by("pk"))
    gone = [pk for pk in wanted if pk not in known]
    return Review(done, conflicts, gone)


def undo(*, user: Any, at: datetime) -> tuple[list[PhotoTag], int]:
    """Take back what the person decided at that time. Returns it, and how many others have changed since."""
    back = actions.decide_rows(user=user, rows=of_one_time(user, at), state=State.SUGGESTED)
    logged = ModelLogEntry.objects.filter(
        timestamp=at, user=user, action__in=[tag_log.ACCEPT, tag_log.REJECT]
    ).count()
    return back, max(0, logged - len(back))


def take_back(*, user: Any, row: PhotoTag, seen: datetime | None) -> bool:
    """Put one decision back among the suggestions, whoever made it; not when it has changed since it was ``seen``."""
    current = decided(user).filter(pk=row.pk, decided_at=seen)
    return bool(actions.decide_rows(user=user, rows=current, state=State.SUGGESTED))
