"""A function in a process of its own that shares the memory of whatever its parent has imported (Linux)."""

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import django
from django.db import connections

from jobs.processes import STOP_SIGNALS, die_with_parent

# Elsewhere system libraries do not bear it: the function begins in a fresh interpreter, which costs its imports.
_context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")


class Forked:
    """Runs the function at once. Has of ``Popen`` what a fleet asks for."""

    def __init__(self, work: Callable[[], object]) -> None:
        connections.close_all()  # a connection belongs to one process
        gc.freeze()  # a collection would write to what is shared, and so copy it
        self._process = _context.Process(target=_live, args=(work, os.getpid()))
        self._process.start()
        self.pid: int = self._process.pid

    @property
    def returncode(self) -> int | None:
        return self.poll()

    def poll(self) -> int | None:
        code: int | None = self._process.exitcode
        return code

    def terminate(self) -> None:
        self._process.terminate()

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        code = self.poll()
        if code is None:
            raise subprocess.TimeoutExpired(self._process.name, timeout or 0)
        return code


def _live(work: Callable[[], object], parent: int) -> None:
    os.setsid()  # as ``processes.spawn``: a Ctrl-C reaches the parent alone
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    die_with_parent(parent)
    django.setup()
    work()
