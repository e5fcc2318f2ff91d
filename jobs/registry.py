"""Which function does which kind of work."""

from collections.abc import Callable
from dataclasses import dataclass

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


_kinds: dict[str, Kind] = {}


def register(
    name: str, *, work: Work, gave_up: GaveUp = lambda target_id, reason: None, tries: int = 3
) -> None:
    """Called from an app's ``ready()``."""
    _kinds[name] = Kind(name, work, gave_up, tries)


def get(name: str) -> Kind:
    """The kind of that name. A row may outlive the release that knew its kind: then the work says so."""
    return _kinds.get(name) or Kind(name, _unknown, gave_up=lambda target_id, reason: None)


def _unknown(target_id: int, report: Report) -> None:
    raise Permanent("This release does not know this kind of work.")
