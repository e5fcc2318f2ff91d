"""Child processes: kept alive, stopped in good order, and not left behind."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from jobs import processes
from jobs.processes import Fleet, spawn
from tests.jobs.real import is_alive, wait_for

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")

# Writes down its process id, as does a child that it may have, and waits.
CHILD = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); time.sleep(60)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + CHILD
PARENT = (
    "import subprocess, sys, time;"
    "subprocess.Popen([sys.executable, '-c', sys.argv[2], sys.argv[1]]); time.sleep(60)"
)


FORKS = """
import os, sys, time
from functools import partial
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
import django; django.setup()
from jobs.forking import Forked
from jobs.processes import Fleet, told_to_stop

def work():
    with open(sys.argv[1], "a") as trace:
        trace.write(f"{os.getpid()} ")
    time.sleep(60)

fleet = Fleet({"one": partial(Forked, work), "two": partial(Forked, work)}, print)
with told_to_stop() as stopping:
    fleet.start()
    while not stopping():
        fleet.tend()
        time.sleep(0.05)
    fleet.stop()
"""


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def fleet_of(said: list[str]) -> Iterator[Callable[..., Fleet]]:
    fleets: list[Fleet] = []

    def make(**commands: list[str]) -> Fleet:
        fleets.append(
            Fleet(
                {name: partial(spawn, [sys.executable, "-c", *words]) for name, words in commands.items()},
                said.append,
            )
        )
        fleets[-1].start()
        return fleets[-1]

    yield make
    for fleet in fleets:
        fleet.stop(0.1)


def pids(trace: Path) -> list[int]:
    return [int(line) for line in trace.read_text().split()] if trace.exists() else []


def test_a_process_that_ends_is_started_again(
    fleet_of: Callable[..., Fleet], said: list[str], tmp_path: Path
) -> None:
    trace = tmp_path / "trace"
    fleet = fleet_of(short=["import sys; open(sys.argv[1], 'a').write('1 '); sys.exit(7)", str(trace)])

    def twice() -> bool:
        fleet.tend()
        return len(pids(trace)) == 2

    wait_for(twice)
    assert said[0] == "short ended with 7; starting it again in 1 s"


def test_one_that_keeps_ending_is_started_less_and_less_often(
    fleet_of: Callable[..., Fleet], said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet = fleet_of(short=["raise SystemExit(1)"])
    now = time.monotonic()
    ahead = 0.0
    monkeypatch.setattr(processes.time, "monotonic", lambda: now + ahead)
    while len(said) < 7:
        fleet.tend()
        ahead += 0.5
        time.sleep(0.01)
    monkeypatch.undo()
    assert [line.split()[-2] for line in said] == ["1", "2", "4", "8", "16", "30", "30"]


def test_stopping_ends_all_of_them_and_what_they_started(
    fleet_of: Callable[..., Fleet], tmp_path: Path
) -> None:
    trace = tmp_path / "trace"
    fleet = fleet_of(one=[CHILD, str(trace)], two=[PARENT, str(trace), CHILD])
    wait_for(lambda: len(pids(trace)) == 2)
    assert fleet.alive() == 2
    fleet.stop()
    assert fleet.alive() == 0
    wait_for(lambda: not any(is_alive(pid) for pid in pids(trace)), seconds=5)


def test_one_that_will_not_listen_is_killed(fleet_of: Callable[..., Fleet], tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    fleet = fleet_of(stubborn=[STUBBORN, str(trace)])
    wait_for(lambda: pids(trace))
    began = time.monotonic()
    fleet.stop(patience=0.2)
    assert time.monotonic() - began < 5
    assert not is_alive(pids(trace)[0])


def test_children_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    child = [sys.executable, "-c", CHILD, str(trace)]
    code = f"import time; from jobs.processes import spawn; spawn({child!r}); time.sleep(60)"
    parent = processes.spawn([sys.executable, "-c", code])
    try:
        wait_for(lambda: pids(trace))
    finally:
        parent.kill()
        parent.wait()
    wait_for(lambda: not is_alive(pids(trace)[0]), seconds=5)


def test_workers_share_what_their_parent_imported_and_come_back_one_by_one(tmp_path: Path) -> None:
    """Asked of a real worker: the suite itself has threads, and whoever has threads does not fork."""
    trace = tmp_path / "trace"
    parent = processes.spawn([sys.executable, "-c", FORKS, str(trace)])
    try:
        wait_for(lambda: len(pids(trace)) == 2)
        first, second = pids(trace)
        os.kill(first, signal.SIGKILL)
        wait_for(lambda: len(pids(trace)) == 3)
        assert is_alive(second) and not is_alive(first)
        third = pids(trace)[2]
        assert os.getsid(third) == third
        parent.terminate()
        assert parent.wait(10) == 0
        assert not any(is_alive(pid) for pid in (second, third))
    finally:
        processes.stop([parent], 0.1)


def test_signals_set_a_mark_however_many_come() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with processes.told_to_stop() as stopping:
        assert not stopping()
        for number in (signal.SIGTERM, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.raise_signal(number)
        assert stopping()
    assert signal.getsignal(signal.SIGTERM) == before
