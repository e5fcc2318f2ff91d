"""What a person does about her own browsing history. Who is suspended may do it too: it is about herself alone."""

from typing import Any

from community.models import Habits, Visit


def pause(*, user: Any, paused: bool) -> None:
    """From now on nothing is noted, or it is again."""
    Habits.objects.update_or_create(user=user, defaults={"history_paused": paused})


def forget(*, user: Any, pk: int) -> None:
    """Remove one entry, if it is there and hers."""
    Visit.objects.filter(user=user, pk=pk).delete()


def forget_all(*, user: Any) -> None:
    Visit.objects.filter(user=user).delete()
