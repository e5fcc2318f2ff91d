"""The process in which decoders run: `python -m galleries.pictures.child <parent's pid>`.

It reads one job a line on its standard input and answers one line each, both JSON. It knows no Django, no
settings and no secrets (its environment is empty but for a few variables), and it asks the kernel to hold it
to the job's memory and processor time.
"""

import ctypes
import json
import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

from PIL import AvifImagePlugin, Image

from . import header, master, renditions, square
from .errors import PictureRefused
from .limits import Limits

PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38
NICENESS = 5
MAX_FILE_BYTES = 256 * 1024 * 1024  # a turned picture of 50 Mpx passes through a file of 150 MB
MAX_OPEN_FILES = 64
Task = Callable[[dict[str, Any], Limits], dict[str, Any]]


def _examine(args: dict[str, Any], limits: Limits) -> dict[str, Any]:
    return asdict(header.examine(Path(args["path"]), limits))


def _make_master(args: dict[str, Any], limits: Limits) -> dict[str, Any]:
    return master.make_master(Path(args["source"]), Path(args["target_folder"]), limits).as_dict()


def _prepare(args: dict[str, Any], limits: Limits) -> dict[str, Any]:
    paths = Path(args["master"]), Path(args["target_folder"])
    return renditions.prepare(*paths, args["widths"], args["formats"]).as_dict()


def _square(args: dict[str, Any], limits: Limits) -> dict[str, Any]:
    square.squares(Path(args["master"]), Path(args["target_folder"]))
    return {}


NEEDS = {"prepare": "galleries.pictures.measuring", "make_master": "pillow_heif"}
TASKS: dict[str, Task] = {
    "examine": _examine,
    "make_master": _make_master,
    "prepare": _prepare,
    "square": _square,
}


def main() -> None:
    """Work until the parent closes the pipe."""
    _tie_to_parent(int(sys.argv[1]))
    _restrict_for_life()
    master.listen_to_libjpeg = True
    Image.MAX_IMAGE_PIXELS = None  # header.py checks, by the caller's limits; elsewhere Pillow's guard stays
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # a chatty library must not write into the answers
    for line in sys.stdin:
        print(json.dumps(_answer(json.loads(line))), file=answers, flush=True)


def _tie_to_parent(parent: int) -> None:
    """Die with the parent's spawning thread (prctl(2)); also if it went before the call."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(0)


def _restrict_for_life() -> None:
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for which, wanted in ((resource.RLIMIT_FSIZE, MAX_FILE_BYTES), (resource.RLIMIT_NOFILE, MAX_OPEN_FILES)):
        _, hard = resource.getrlimit(which)
        allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(which, (allowed, allowed))


def _memory() -> dict[str, int]:
    """The Vm... lines of /proc/self/status in bytes; zeros where there is no such file."""
    sizes = dict.fromkeys(("VmSize", "VmRSS", "VmHWM"), 0)
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return sizes
    return sizes | {
        line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines if line.startswith(tuple(sizes))
    }


def _limit_job(limits: Limits) -> None:
    """Soft limits for the next job: its seconds on top of those used, and its memory.

    The kernel bounds address space, not resident memory. What is mapped now and not resident (libraries
    that are hardly used; OpenBLAS alone reserves 100 MB) is not counted as the job's.
    """
    memory = _memory()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if memory["VmSize"]:
        allowed = memory["VmSize"] - memory["VmRSS"] + limits.memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (allowed, hard))
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    used = usage.ru_utime + usage.ru_stime
    resource.setrlimit(resource.RLIMIT_CPU, (int(used + limits.seconds) + 1, hard))


def _answer(job: dict[str, Any]) -> dict[str, Any]:
    limits = Limits(**job["limits"])
    try:
        import_module(NEEDS.get(job["task"], __package__))  # before address space is counted
        _limit_job(limits)
        answer: dict[str, Any] = {"result": TASKS[job["task"]](job["args"], limits)}
    except PictureRefused as refusal:
        answer = {"refused": refusal.code, "params": refusal.params}
    except MemoryError:
        answer = {"refused": "too_much_memory", "params": {}}
    except Exception:  # a fault of ours or of the system: the parent raises SandboxFailed with this text
        answer = {"failed": traceback.format_exc(limit=8)}
    memory = _memory()
    return answer | {"peak_bytes": memory["VmHWM"], "resident_bytes": memory["VmRSS"]}


if __name__ == "__main__":
    main()
