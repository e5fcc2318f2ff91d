"""Child processes that a command starts, keeps alive and stops."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Between fork and exec: a parent killed by -9 must not leave children behind (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Fleet:
    """Commands that run side by side; one that ends is started again after a second."""

    def __init__(self, commands: list[list[str]], log: Callable[[str], object]) -> None:
        self.commands = commands
        self.log = log
        self.running: dict[int, subprocess.Popen[bytes]] = {}
        self.stopping = False

    def start(self) -> None:
        for index in range(len(self.commands)):
            self._spawn(index)

    def _spawn(self, index: int) -> None:
        self.running[index] = subprocess.Popen(  # noqa: S603  (commands are ours)
            self.commands[index], preexec_fn=die_with_parent, start_new_session=True, env=os.environ.copy()
        )

    def tend(self) -> None:
        """Start again what ended although nobody asked it to."""
        for index, process in list(self.running.items()):
            if not self.stopping and process.poll() is not None:
                self.log(f"{' '.join(self.commands[index][1:4])} ended with {process.returncode}; starting it again")
                time.sleep(1)
                self._spawn(index)

    def stop(self, patience: float = 10.0) -> None:
        """Ask every process to end, then insist."""
        self.stopping = True
        for process in self.running.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + patience
        for process in self.running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
