"""Real worker processes that are killed in the middle of the work."""

import os
import signal
import sys

import pytest

from tests.jobs.real import START, Site, end, is_alive, wait_for

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
COUNT = 6


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(tmp_path_factory.mktemp("site"), SLOW_SECONDS="0.5")
    site.make_tables()
    return site


def test_what_a_killed_worker_left_is_done_after_a_restart(site: Site) -> None:
    site.shell(START.format(count=COUNT))
    worker = site.start("worker", "--processes", "2", "--skip-checks")
    wait_for(lambda: 2 <= len(site.lines("end")) < len(site.lines("begin")))
    pids = {int(line[2]) for line in site.lines("begin")}
    worker.kill()
    for pid in pids:  # as when the machine goes down: nobody gets to finish
        os.kill(pid, signal.SIGKILL)
    worker.wait()
    begun, ended = len(site.lines("begin")), len(site.lines("end"))
    assert ended < begun, "nothing was at work when the workers were killed"

    worker = site.start("worker", "--processes", "2", "--skip-checks")
    try:
        wait_for(lambda: site.states().count("done") == COUNT)
    finally:
        assert end(worker) == 0
    assert {int(line[1]) for line in site.lines("end")} == set(range(COUNT))
    assert len(site.lines("end")) == COUNT, "something was done twice"


def test_a_killed_process_is_replaced_and_no_process_outlives_its_worker(site: Site) -> None:
    site.trace.write_text("")
    site.shell(START.format(count=1))
    worker = site.start("worker", "--processes", "1", "--skip-checks")
    wait_for(lambda: len(site.lines("begin")) == 1)
    first = int(site.lines("begin")[0][2])
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: len(site.lines("begin")) == 2)
    second = int(site.lines("begin")[1][2])
    worker.kill()
    worker.wait()
    wait_for(lambda: not is_alive(second), seconds=10)
    assert first != second
    assert [int(line[2]) for line in site.lines("end")] == [second], "it may finish what it has begun"
    assert site.states()[-1] == "done"
