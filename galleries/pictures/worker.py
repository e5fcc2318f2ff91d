"""The parent's end of one child process."""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from .errors import PictureRefused
from .jpeg_warnings import EXIT_DAMAGED

PROJECT = Path(__file__).resolve().parents[2]
# No setting and no secret goes along. One arena and a fixed threshold make glibc give memory back.
ENVIRONMENT = {
    "PYTHONPATH": str(PROJECT),
    "PYTHONDONTWRITEBYTECODE": "1",
    "LANG": "C.UTF-8",
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": str(4 * 1024 * 1024),
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
# A busy machine may let a child wait; processor time is counted strictly, the clock generously.
CLOCK_FACTOR, CLOCK_SLACK = 3, 5
LONGEST_ANSWER = 4 * 1024 * 1024


class SandboxFailed(RuntimeError):
    """Our own trouble (no child could be started, a file was missing, a bug): not the picture's fault."""


class WorkerGone(Exception):
    """The process had ended before it was given the job."""


class Worker:
    """A child process, ready for one job at a time."""

    def __init__(self) -> None:
        try:
            self._process = subprocess.Popen(  # noqa: S603  our own module
                [sys.executable, "-P", "-m", "galleries.pictures.child", str(os.getpid())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=ENVIRONMENT,
                cwd="/",
                close_fds=True,
                start_new_session=True,
            )
        except OSError as error:
            raise SandboxFailed(f"cannot start the picture process: {error}") from error
        self.pid = self._process.pid
        self.jobs = 0
        self.peak_bytes = self.resident_bytes = 0

    @property
    def alive(self) -> bool:
        """Is the process still there?"""
        return self._process.poll() is None

    def run(self, job: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Send a job, wait for the answer. The worker is of no use after any exception but PictureRefused
        with `alive` still true."""
        self.jobs += 1
        line = self._ask(json.dumps(job).encode() + b"\n", CLOCK_FACTOR * seconds + CLOCK_SLACK)
        if line is None:
            self.kill()
            raise PictureRefused("too_slow", seconds=seconds)
        if not line.endswith(b"\n"):
            raise self._cause_of_death(seconds)
        answer = json.loads(line)
        self.peak_bytes, self.resident_bytes = answer["peak_bytes"], answer["resident_bytes"]
        if "refused" in answer:
            raise PictureRefused(answer["refused"], **answer["params"])
        if "failed" in answer:
            raise SandboxFailed(answer["failed"])
        return dict(answer["result"])

    def _ask(self, question: bytes, seconds: float) -> bytes | None:
        """The line that comes back; cut short if the child died, None if time ran out."""
        pipe_in, pipe_out = self._process.stdin, self._process.stdout
        if pipe_in is None or pipe_out is None:
            raise SandboxFailed("the picture process has no pipes")
        deadline, line = time.monotonic() + seconds, b""
        try:
            pipe_in.write(question)
            pipe_in.flush()
        except OSError as error:
            raise WorkerGone from error
        poll = select.poll()
        poll.register(pipe_out, select.POLLIN)
        while not line.endswith(b"\n") and len(line) < LONGEST_ANSWER:
            if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
                return None
            part = os.read(pipe_out.fileno(), 65536)
            if not part:
                break
            line += part
        return line

    def _cause_of_death(self, seconds: float) -> Exception:
        """What the end of the process says about the picture."""
        self.kill()
        code = self._process.returncode
        if code == -signal.SIGXCPU:
            return PictureRefused("too_slow", seconds=seconds)
        if code in (-signal.SIGKILL, -signal.SIGTERM):  # by an operator, or by a machine short of memory
            return SandboxFailed("the picture process was killed")
        if code < 0 or code == EXIT_DAMAGED:
            return PictureRefused("damaged")
        return SandboxFailed(f"the picture process ended with {code}")

    def close(self) -> None:
        """Let an idle process end by itself."""
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            if self._process.stdin:
                self._process.stdin.close()
            self._process.wait(2)
        self.kill()

    def kill(self) -> None:
        """End the process, if it still runs, and free its pipes."""
        if self.alive:
            self._process.kill()
        self._process.wait()
        self.forget()

    def forget(self) -> None:
        """Close our ends of the pipes only: after a fork the process belongs to somebody else."""
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if pipe:
                    pipe.close()

    def disown(self) -> None:
        """In a forked process: leave the child to the process that started it."""
        self.forget()
        self._process.returncode = 0
