"""How often something may be done: counters on the shared cache.

``settings.LIMITS`` names each rule and how often it allows, as ``"1/1m 5/1d"``. A window begins with its first hit
and is never made longer by further ones, so whoever is locked out by somebody else is let in again when it ends.

The counters lie in the cache ``limits``: Redis when REDIS_URL is set, else in the memory of each process. The second
is exact for one web process (``make run``); a system check warns where production would run so.
"""

import math
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.core.cache import BaseCache, caches
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from redis.exceptions import RedisError

from common.errors import AppError

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
RATE = re.compile(r"(\d+)/(\d+)([smhd])")
TRY_AGAIN_AFTER = 5


class TooMany(AppError):
    """It was done too often. ``retry_after`` seconds from now it may be done again."""

    code = "too_many"
    status = 429

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(_wait(retry_after))


class CannotCount(AppError):
    """The counters cannot be reached. What is limited is refused meanwhile: an attacker may have seen to that."""

    code = "try_later"
    status = 503
    retry_after = TRY_AGAIN_AFTER

    def __init__(self) -> None:
        super().__init__(_("This does not work at the moment. Please try again in a little while."))


class Rate(NamedTuple):
    times: int
    seconds: int


_notes: ContextVar[list["Counted"] | None] = ContextVar("limits_noted", default=None)


@lru_cache
def rates(text: str) -> tuple[Rate, ...]:
    """What ``"1/1m 5/1d"`` says. ValueError for what says nothing."""
    found = [RATE.fullmatch(part) for part in text.split()]
    if not found or not all(found):
        raise ValueError(f"No rate: {text!r}; it is written like 5/1d.")
    return tuple(Rate(int(m[1]), int(m[2]) * SECONDS[m[3]]) for m in found if m)


def hit(rule: str, key: object = "") -> None:
    """Count one more of ``rule`` for ``key``. Raises ``TooMany`` when that is more than it allows."""
    with _reachable():
        counts = [(window, window.count()) for window in _windows(rule, key)]
    _note(rule, counts)
    wait = max(w.left() if count > w.rate.times else 0 for w, count in counts)
    if wait:
        raise TooMany(wait)


def peek(rule: str, key: object = "") -> int:
    """Seconds until one more is allowed; 0 when it is now. Counts nothing."""
    with _reachable():
        return max(w.left() if w.counted() >= w.rate.times else 0 for w in _windows(rule, key))


def give_back(rule: str, key: object = "") -> None:
    """Take back one hit: it turned out to be harmless."""
    with _reachable():
        for window in _windows(rule, key):
            window.uncount()
    _forget_note(rule)


def clear(rule: str, key: object = "") -> None:
    """Forget what was counted."""
    with _reachable():
        for window in _windows(rule, key):
            window.forget()


class Counted(NamedTuple):
    """What a hit has left of one rate of a rule."""

    rule: str
    rate: Rate
    left: int
    seconds: int


@contextmanager
def noting() -> Iterator[list[Counted]]:
    """What is counted inside, for those who want to tell of it; each rate once, as it was last."""
    notes: list[Counted] = []
    token = _notes.set(notes)
    try:
        yield notes
    finally:
        _notes.reset(token)


def _note(rule: str, counts: list[tuple["_Window", int]]) -> None:
    notes = _notes.get()
    if notes is None:
        return
    _forget_note(rule)
    notes += [Counted(rule, w.rate, max(0, w.rate.times - count), w.left()) for w, count in counts]


def _forget_note(rule: str) -> None:
    notes = _notes.get()
    if notes is not None:
        notes[:] = [note for note in notes if note.rule != rule]


@contextmanager
def _reachable() -> Iterator[None]:
    try:
        yield
    except (RedisError, OSError) as error:
        raise CannotCount from error


class _Window:
    """The time that counts for one rate and one key. When it is over, the cache has forgotten its beginning."""

    def __init__(self, cache: BaseCache, name: str, rate: Rate) -> None:
        self.cache, self.rate = cache, rate
        self.began: int | None = None
        self.name = f"limit:{name}:{rate.seconds}"

    def count(self) -> int:
        self.began = self._begin(_milliseconds())
        counter = f"{self.name}:{self.began}"
        try:
            return int(self.cache.incr(counter))
        except ValueError:  # the first of this window
            self.cache.add(counter, 0, self.rate.seconds + 1)
        try:
            return int(self.cache.incr(counter))
        except ValueError:  # the window ended between the two lines
            return 1

    def _begin(self, now: int) -> int:
        began = self.cache.get(self.name)
        if began is None:
            self.cache.add(self.name, now, self.rate.seconds)
            began = self.cache.get(self.name, now)
        return int(began)

    def counted(self) -> int:
        return int(self.cache.get(self._counter(), 0))

    def uncount(self) -> None:
        if self.counted() > 0:
            with suppress(ValueError):  # the window ended between the two lines
                self.cache.decr(self._counter())

    def forget(self) -> None:
        self.cache.delete_many([self._counter(), self.name])

    def left(self) -> int:
        now = _milliseconds()
        began = self.cache.get(self.name, now) if self.began is None else self.began
        return max(1, math.ceil((began - now) / 1000 + self.rate.seconds))

    def _counter(self) -> str:
        return f"{self.name}:{self.cache.get(self.name, 0)}"


def _windows(rule: str, key: object) -> list[_Window]:
    # Hashed: who dumps the cache finds no phone numbers and no addresses.
    name = f"{rule}:{salted_hmac('common.limits', str(key)).hexdigest()}"
    return [_Window(caches["limits"], name, rate) for rate in rates(settings.LIMITS[rule])]


def _milliseconds() -> int:
    return int(time.time() * 1000)


def _wait(seconds: int) -> str:
    if seconds < 100:
        text = ngettext(
            "Too often. Try again in %(n)s second.", "Too often. Try again in %(n)s seconds.", seconds
        )
        return text % {"n": seconds}
    minutes = math.ceil(seconds / 60)
    if minutes < 100:
        text = ngettext(
            "Too often. Try again in %(n)s minute.", "Too often. Try again in %(n)s minutes.", minutes
        )
        return text % {"n": minutes}
    hours = math.ceil(minutes / 60)
    text = ngettext("Too often. Try again in %(n)s hour.", "Too often. Try again in %(n)s hours.", hours)
    return text % {"n": hours}
