"""Running one job."""

import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from jobs import registry, runner
from jobs.models import Job
from tests.jobs.conftest import Recorded

pytestmark = pytest.mark.django_db


def fail(target_id: int, report: registry.Report) -> None:
    raise ValueError("the picture is upside down")


def test_work_that_succeeds_is_done(kind: Recorded) -> None:
    job = Job.objects.create(kind="test", target_id=7, reason="an earlier failure")
    runner.run(job.pk)
    job.refresh_from_db()
    assert kind.did == [7]
    assert (job.state, job.progress, job.reason, job.attempts) == (Job.State.DONE, 100, "", 1)
    assert job.finished_at is not None


def test_progress_is_seen_while_the_work_goes_on(kind: Recorded) -> None:
    job = Job.objects.create(kind="test", target_id=7)
    seen = []

    def work(target_id: int, report: registry.Report) -> None:
        for percent in (30, 150):
            report(percent)
            seen.append(Job.objects.get(pk=job.pk).progress)

    kind.behave = work
    runner.run(job.pk)
    assert seen == [30, 100]


def test_a_failure_waits_longer_each_time_and_is_given_up_after_the_third(kind: Recorded) -> None:
    kind.behave = fail
    job = Job.objects.create(kind="test", target_id=7)
    waits = []
    for _ in range(2):
        before = timezone.now()
        runner.run(job.pk)
        job.refresh_from_db()
        assert (job.state, job.reason) == (Job.State.QUEUED, "the picture is upside down")
        waits.append(round((job.run_after - before).total_seconds()))
        Job.objects.update(run_after=timezone.now())
    runner.run(job.pk)
    job.refresh_from_db()
    assert waits == [2, 8]
    assert (job.state, job.attempts, job.reason) == (Job.State.FAILED, 3, "the picture is upside down")
    assert kind.gave_up == [(7, "the picture is upside down")]


def test_a_retry_is_not_run_before_its_time(kind: Recorded) -> None:
    job = Job.objects.create(kind="test", target_id=7, run_after=timezone.now() + timedelta(seconds=5))
    assert runner.run(job.pk) is None
    assert kind.did == []


def test_permanent_failures_are_not_tried_again(kind: Recorded) -> None:
    def refuse(target_id: int, report: registry.Report) -> None:
        raise registry.Permanent("this is no picture")

    kind.behave = refuse
    job = Job.objects.create(kind="test", target_id=7)
    runner.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.FAILED, 1)
    assert kind.gave_up == [(7, "this is no picture")]


def test_a_job_fails_even_when_its_app_stumbles_over_the_news(kind: Recorded) -> None:
    def stumble(target_id: int, reason: str) -> None:
        raise RuntimeError

    registry.register("test", work=fail, gave_up=stumble, tries=1)
    job = Job.objects.create(kind="test", target_id=7)
    runner.run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED


def test_a_kind_that_nobody_knows_fails_with_a_reason() -> None:
    job = Job.objects.create(kind="from an older release", target_id=7)
    runner.run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "does not know" in job.reason


def test_a_job_at_work_is_not_claimed_a_second_time(kind: Recorded) -> None:
    job = Job.objects.create(kind="test", target_id=7)
    kind.behave = lambda target_id, report: seconds.append(runner.run(job.pk))
    seconds: list[Job | None] = []
    runner.run(job.pk)
    assert seconds == [None]
    assert kind.did == [7]


def test_a_worker_whose_job_was_taken_away_leaves_it_alone(kind: Recorded) -> None:
    job = Job.objects.create(kind="test", target_id=7)

    def lose(
        target_id: int, report: registry.Report
    ) -> None:  # as when it hung, and the sweeper gave up on it
        Job.objects.update(state=Job.State.RUNNING, attempts=2)
        report(50)

    kind.behave = lose
    runner.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.progress) == (Job.State.RUNNING, 2, 0)


def test_work_asked_for_while_it_goes_on_is_done_once_more(kind: Recorded) -> None:
    job = Job.objects.create(kind="test", target_id=7)
    kind.behave = lambda target_id, report: Job.objects.update(again=len(kind.did) == 1)
    assert [runner.run(job.pk).state for _ in range(2)] == [Job.State.QUEUED, Job.State.DONE]
    assert kind.did == [7, 7]


@pytest.mark.django_db(transaction=True)
def test_the_heart_beats_while_the_work_goes_on(kind: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "BEAT_SECONDS", 0.05)
    job = Job.objects.create(kind="test", target_id=7)

    def wait(target_id: int, report: registry.Report) -> None:
        claimed = Job.objects.get(pk=job.pk).heartbeat_at
        until = time.monotonic() + 10
        while Job.objects.get(pk=job.pk).heartbeat_at == claimed and time.monotonic() < until:
            time.sleep(0.01)
        beats.append(Job.objects.get(pk=job.pk).heartbeat_at - claimed)

    beats: list[timedelta] = []
    kind.behave = wait
    runner.run(job.pk)
    assert beats[0] > timedelta(0)


@pytest.mark.django_db(transaction=True)
def test_the_heart_goes_on_after_a_busy_database(kind: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "BEAT_SECONDS", 0.02)
    tried: list[int] = []

    def busy(*args: object, **kwargs: object) -> None:
        tried.append(1)
        raise OperationalError("database is locked")

    def wait(target_id: int, report: registry.Report) -> None:
        with monkeypatch.context() as patched:
            patched.setattr("jobs.models.JobQuerySet.running", busy)
            until = time.monotonic() + 10
            while len(tried) < 3 and time.monotonic() < until:
                time.sleep(0.01)

    kind.behave = wait
    job = Job.objects.create(kind="test", target_id=7)
    assert runner.run(job.pk).state == Job.State.DONE
    assert len(tried) >= 3
    connection.ensure_connection()
