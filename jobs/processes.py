"""Child processes that a command starts, keeps alive and stops."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Protocol

PR_SET_PDEATHSIG = 1
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
# A process that lived this long was well: when it ends, it is started again without much delay.
WELL_AFTER = 30.0
LONGEST_PAUSE = 30.0

# Loaded here: between fork and exec as little as possible may happen.
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class Process(Protocol):
    """What is asked of a process; ``subprocess.Popen`` and ``forking.Forked`` have it."""

    pid: int

    @property
    def returncode(self) -> int | None: ...
    def poll(self) -> int | None: ...
    def terminate(self) -> None: ...
    def wait(self, timeout: float | None = None) -> int: ...


def die_with_parent(parent: int) -> None:
    """Have the kernel stop this process when its parent is killed by -9, which nobody can catch (Linux only)."""
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it was killed before the line above
        os._exit(1)


def spawn(command: Sequence[str], *, quiet: bool = False) -> "subprocess.Popen[bytes]":
    """Start the command in a session of its own: a Ctrl-C reaches us alone, and we stop it in good order."""
    parent = os.getpid()
    return subprocess.Popen(  # noqa: S603  (commands are ours)
        command,
        preexec_fn=lambda: die_with_parent(parent),
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL if quiet else None,
    )


def stop(processes: Sequence[Process], patience: float = 10.0) -> None:
    """Ask every process to end, then insist, with all that it started in its session."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + patience
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.1, deadline - time.monotonic()))
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def told_to_stop() -> Iterator[Callable[[], bool]]:
    """Inside, the usual signals only set a mark, which the function asks for.

    Any number of them: ``make`` passes on what the terminal has sent to the whole group already.
    """
    told = False

    def note(number: int, frame: object) -> None:
        nonlocal told
        told = True

    before = {number: signal.signal(number, note) for number in STOP_SIGNALS}
    try:
        yield lambda: told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


# How a process comes into being: with each call a new one.
Start = Callable[[], Process]


@dataclass
class _Member:
    name: str
    start: Start
    process: Process | None = None
    born: float = 0.0
    due: float = 0.0
    pause: float = 1.0

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Fleet:
    """Named processes that run side by side. One that ends is started again, later each time if it keeps ending."""

    def __init__(self, members: dict[str, Start], log: Callable[[str], object]) -> None:
        self.log = log
        self._members = [_Member(name, start) for name, start in members.items()]

    def start(self) -> None:
        for member in self._members:
            self._spawn(member)

    def add(self, name: str, start: Start) -> None:
        """One more, started at once."""
        self._members.append(_Member(name, start))
        self._spawn(self._members[-1])

    def alive(self) -> int:
        return sum(member.is_alive() for member in self._members)

    def is_alive(self, name: str) -> bool:
        return any(member.is_alive() for member in self._members if member.name == name)

    def tend(self) -> None:
        """Start again what ended although nobody asked it to. To be called often; returns at once."""
        now = time.monotonic()
        for member in self._members:
            if member.process is None:
                if now >= member.due:
                    self._spawn(member)
            elif member.process.poll() is not None:
                self._ended(member, now)

    def stop(self, patience: float = 10.0) -> None:
        stop([member.process for member in self._members if member.process is not None], patience)

    def _spawn(self, member: _Member) -> None:
        member.process, member.born = member.start(), time.monotonic()

    def _ended(self, member: _Member, now: float) -> None:
        if now - member.born > WELL_AFTER:
            member.pause = 1.0
        code = member.process.returncode if member.process else None
        self.log(f"{member.name} ended with {code}; starting it again in {member.pause:.0f} s")
        member.process, member.due = None, now + member.pause
        member.pause = min(member.pause * 2, LONGEST_PAUSE)
