"""The same jobs on Celery, with a real Redis."""

import os
import signal
from pathlib import Path

import pytest
import redis

from tests.jobs.real import START, Site, end, wait_for

pytestmark = pytest.mark.services
REDIS = os.environ.get("TEST_REDIS_URL", "")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    if not REDIS:
        pytest.skip("TEST_REDIS_URL names no Redis for this test")
    broker = redis.Redis.from_url(REDIS, socket_connect_timeout=2)
    try:
        broker.flushdb()  # it is named for this test alone
    except redis.ConnectionError:
        pytest.skip(f"no Redis answers at {REDIS}")
    site = Site(
        tmp_path_factory.mktemp("celery"), TASKS_ENGINE="celery", CELERY_BROKER_URL=REDIS, SLOW_SECONDS="0.3"
    )
    site.make_tables()
    return site


def test_jobs_are_done_by_celery_also_after_a_kill(site: Site) -> None:
    count = 6
    site.shell(START.format(count=count))
    worker = site.start("worker", "--processes", "2", "--skip-checks")
    try:
        wait_for(lambda: len(site.lines("end")) >= 1)
        os.kill(int(site.lines("begin")[-1][2]), signal.SIGKILL)
        wait_for(lambda: site.states().count("done") == count)
    finally:
        assert end(worker) == 0
    assert {int(line[1]) for line in site.lines("end")} == set(range(count))


def test_a_job_is_kept_while_the_broker_is_away(site: Site, tmp_path: Path) -> None:
    away = Site(
        tmp_path,
        **{
            **site.environment,
            "TRACE": str(tmp_path / "trace"),
            "CELERY_BROKER_URL": "redis://127.0.0.1:1/0",
        },
    )
    code = (
        "import time; from jobs import actions; began = time.monotonic();"
        "job = actions.start('slow', 99); print(job.state, time.monotonic() - began < 5)"
    )
    assert away.shell(code).splitlines()[-1] == "queued True"
