"""Decoders under lock and key: the same calls as in `master` and `renditions`, in a limited process.

A picture that crashes, hangs or fills the memory of its decoder takes down one child, which is replaced.
Safe to use from threads and after a fork.
"""

import atexit
import contextlib
import os
import threading
import weakref
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from .errors import PictureRefused
from .header import Header
from .limits import DEFAULT_LIMITS, Limits
from .master import Master
from .renditions import FORMATS, WIDTHS, Prepared
from .worker import SandboxFailed, Worker, WorkerGone

__all__ = ["Sandbox", "SandboxFailed", "examine", "make_master", "prepare", "square"]

PREPARING_SECONDS = 60
# A child that stays big after a job (fragmented memory) is let go.
IDLE_BYTES = 160 * 1024 * 1024
_sandboxes: "weakref.WeakSet[Sandbox]" = weakref.WeakSet()


class Sandbox:
    """Up to `size` children in this process, started when needed, replaced after `jobs_per_child` jobs."""

    def __init__(self, size: int = 2, jobs_per_child: int = 200) -> None:
        self.size = size
        self.jobs_per_child = jobs_per_child
        self._start_afresh()
        self._idle: list[Worker] = []
        _sandboxes.add(self)

    def _start_afresh(self) -> None:
        self._pid = os.getpid()
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(self.size)
        # The kernel ends children with the thread that started them (PR_SET_PDEATHSIG), and web threads come
        # and go: one thread that lasts as long as the process starts them all.
        self._spawner = ThreadPoolExecutor(1, thread_name_prefix="picture-spawner")

    def run(self, task_name: str, *, limits: Limits = DEFAULT_LIMITS, **args: Any) -> dict[str, Any]:
        """Run a task of child.py with JSON arguments. Raises PictureRefused or SandboxFailed."""
        if self._pid != os.getpid():
            self.after_fork()
        job = {"task": task_name, "args": args, "limits": asdict(limits)}
        with self._places:
            while True:
                with contextlib.suppress(WorkerGone):  # it died idle: the job goes to another one
                    return self._run_in(self._take(), job, limits.seconds)

    def _run_in(self, worker: Worker, job: dict[str, Any], seconds: float) -> dict[str, Any]:
        try:
            return worker.run(job, seconds)
        except (PictureRefused, SandboxFailed):
            raise
        except BaseException:  # interrupted: its answer would come to the next caller
            worker.kill()
            raise
        finally:
            self._give_back(worker)

    def _take(self) -> Worker:
        """A living worker: the one used last, or a new one."""
        while True:
            with self._lock:
                worker = self._idle.pop() if self._idle else None
            if worker is None:
                return self._spawn()
            if worker.alive:
                return worker
            worker.kill()

    def _spawn(self) -> Worker:
        try:
            return self._spawner.submit(Worker).result()
        except RuntimeError as error:  # the interpreter is ending
            raise SandboxFailed(str(error)) from error

    def _give_back(self, worker: Worker) -> None:
        if not worker.alive:
            worker.kill()
        elif worker.jobs >= self.jobs_per_child or worker.resident_bytes > IDLE_BYTES:
            worker.close()
        else:
            with self._lock:
                self._idle.append(worker)

    @property
    def pids(self) -> list[int]:
        """The idle children."""
        with self._lock:
            return [worker.pid for worker in self._idle]

    def close(self) -> None:
        """End the idle children."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.close()

    def after_fork(self) -> None:
        """In a forked process: the children belong to the parent, and so does every lock."""
        inherited, self._idle = self._idle, []
        self._start_afresh()
        for worker in inherited:
            worker.disown()


def _after_fork() -> None:
    for sandbox in list(_sandboxes):
        sandbox.after_fork()


def _at_exit() -> None:
    for sandbox in list(_sandboxes):
        if sandbox._pid == os.getpid():
            sandbox.close()


os.register_at_fork(after_in_child=_after_fork)
atexit.register(_at_exit)
default = Sandbox()


def examine(path: Path, limits: Limits = DEFAULT_LIMITS) -> Header:
    """As `header.examine`."""
    return Header(**default.run("examine", limits=limits, path=_absolute(path)))


def make_master(source: Path, target_folder: Path, limits: Limits = DEFAULT_LIMITS) -> Master:
    """As `master.make_master`; damage inside a JPEG is found here only."""
    args = {"source": _absolute(source), "target_folder": _absolute(target_folder)}
    return Master.from_dict(default.run("make_master", limits=limits, **args))


def prepare(
    master: Path,
    target_folder: Path,
    widths: Sequence[int] = WIDTHS,
    formats: Sequence[str] = FORMATS,
    seconds: float = PREPARING_SECONDS,
) -> Prepared:
    """As `renditions.prepare`, within so many processor seconds."""
    args = {"master": _absolute(master), "target_folder": _absolute(target_folder)}
    limits = replace(DEFAULT_LIMITS, seconds=seconds)
    answer = default.run("prepare", limits=limits, widths=list(widths), formats=list(formats), **args)
    return Prepared.from_dict(answer)


def square(master: Path, target_folder: Path, limits: Limits = DEFAULT_LIMITS) -> None:
    """As `square.squares`."""
    default.run("square", limits=limits, master=_absolute(master), target_folder=_absolute(target_folder))


def _absolute(path: Path) -> str:
    return str(path.absolute())
