"""Which function does which kind of work."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

Report = Callable[[int], None]
Work = Callable[[int, Report], None]
GaveUp = Callable[[int, str], None]


class Permanent(Exception):
    """Raised by work that would fail again the same way: it is not tried a second time."""


@dataclass(frozen=True)
class Kind:
    """``work(target_id, report)`` does it and may be repeated without harm; ``report`` takes per cent.

    ``gave_up(target_id, reason)`` hears when the last try has failed.
    """

    name: str
    work: Work
    gave_up: GaveUp
    tries: int = 3
    label: str = ""


_kinds: dict[str, Kind] = {}
_periods: dict[str, timedelta] = {}


def register(
    name: str,
    *,
    work: Work,
    gave_up: GaveUp = lambda target_id, reason: None,
    tries: int = 3,
    label: Any = "",
) -> None:
    """Called from an app's ``ready()``. ``label``, a lazy translation, is what people read."""
    _kinds[name] = Kind(name, work, gave_up, tries, label)


def periodic(name: str, *, seconds: float, work: Callable[[], object], label: Any = "") -> None:
    """Called from an app's ``ready()``: have ``work()`` done once in so many seconds, however many workers there are.

    It runs as a job of that name on the thing 0, so it may take its time, and its failure is seen and tried again.
    """

    def do(target_id: int, report: Report) -> None:
        work()

    register(name, work=do, label=label)
    _periods[name] = timedelta(seconds=seconds)


def periods() -> dict[str, timedelta]:
    """What has to be done again and again, and how often."""
    return dict(_periods)


def get(name: str) -> Kind:
    """The kind of that name. A row may outlive the release that knew its kind: then the work says so."""
    return _kinds.get(name) or Kind(name, _unknown, gave_up=lambda target_id, reason: None)


def label(name: str) -> str:
    """What people read of this kind of work; its bare name when nobody has said."""
    return str(get(name).label) or name


def labels() -> dict[str, str]:
    """What people read of every kind of work, in the order of what they read."""
    return dict(sorted(((name, label(name)) for name in _kinds), key=lambda pair: pair[1]))


def _unknown(target_id: int, report: Report) -> None:
    raise Permanent("This release does not know this kind of work.")
