"""Taking up what killed workers and lost messages left behind."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from jobs import sweeper
from jobs.models import Job, WorkerBeat
from tests.jobs.conftest import Recorded

pytestmark = pytest.mark.django_db


def ago(**spell: float) -> Any:
    return timezone.now() - timedelta(**spell)


def at_work(target_id: int = 7, *, beat: Any, **fields: Any) -> Job:
    fields = {"attempts": 1, **fields}
    return Job.objects.create(
        kind="test", target_id=target_id, state=Job.State.RUNNING, heartbeat_at=beat, **fields
    )


def waiting(target_id: int = 7, *, since: Any, **fields: Any) -> Job:
    return Job.objects.create(kind="test", target_id=target_id, queued_at=since, run_after=since, **fields)


def test_work_whose_heart_stopped_is_taken_up_again(kind: Recorded, handed_over: list[Any]) -> None:
    job = at_work(beat=ago(seconds=21))
    assert sweeper.sweep()["revived"] == 1
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.QUEUED, 1)
    assert "stopped in the middle" in job.reason
    assert [result.args for result in handed_over] == [[job.pk]]


def test_work_whose_heart_beats_is_left_alone(kind: Recorded, handed_over: list[Any]) -> None:
    job = at_work(beat=ago(seconds=10))
    assert sweeper.sweep() == {"revived": 0, "handed_over": 0}
    job.refresh_from_db()
    assert job.state == Job.State.RUNNING


def test_a_heart_that_beats_after_all_keeps_its_job(kind: Recorded) -> None:
    job = at_work(beat=ago(seconds=30))
    Job.objects.update(heartbeat_at=timezone.now())  # between the sweeper's look and its deed
    assert not sweeper._seize(job)


def test_a_job_that_killed_its_worker_three_times_is_given_up(kind: Recorded, handed_over: list[Any]) -> None:
    job = at_work(beat=ago(seconds=30), attempts=3)
    sweeper.sweep()
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert kind.gave_up == [(7, "The worker stopped in the middle of the work.")]
    assert handed_over == []


def test_a_stale_job_of_a_forgotten_kind_does_not_stop_the_sweeper(kind: Recorded) -> None:
    Job.objects.create(
        kind="older", target_id=1, state=Job.State.RUNNING, heartbeat_at=ago(days=1), attempts=1
    )
    at_work(beat=ago(seconds=30))
    assert sweeper.sweep()["revived"] == 2


def test_a_job_whose_message_was_lost_is_handed_over_again(kind: Recorded, handed_over: list[Any]) -> None:
    job = waiting(since=ago(seconds=61))
    waiting(8, since=ago(seconds=30))
    assert sweeper.sweep()["handed_over"] == 1
    assert [result.args for result in handed_over] == [[job.pk]]
    assert sweeper.sweep()["handed_over"] == 0


def test_a_long_queue_that_moves_is_not_a_lost_one(kind: Recorded, handed_over: list[Any]) -> None:
    at_work(1, beat=timezone.now(), queued_at=ago(minutes=30))
    for target_id in range(2, 10):
        waiting(target_id, since=ago(minutes=20))
    assert sweeper.sweep()["handed_over"] == 0


def test_a_job_that_later_ones_have_overtaken_is_lost(kind: Recorded, handed_over: list[Any]) -> None:
    at_work(1, beat=timezone.now(), queued_at=ago(minutes=20))
    job = waiting(since=ago(minutes=30))
    sweeper.sweep()
    assert [result.args for result in handed_over] == [[job.pk]]


def test_a_retry_that_jumps_the_queue_does_not_make_it_lost(kind: Recorded, handed_over: list[Any]) -> None:
    at_work(1, beat=timezone.now(), queued_at=ago(seconds=1), attempts=2)
    waiting(since=ago(minutes=30))
    assert sweeper.sweep()["handed_over"] == 0


def test_done_jobs_are_forgotten_and_failed_ones_kept(kind: Recorded) -> None:
    old, new = ago(days=8), ago(days=6)
    for number, (state, finished) in enumerate(
        [(Job.State.DONE, old), (Job.State.DONE, new), (Job.State.FAILED, old)]
    ):
        Job.objects.create(kind="test", target_id=number, state=state, finished_at=finished)
    assert sweeper.forget() == 1
    assert sorted(Job.objects.values_list("target_id", flat=True)) == [1, 2]


def test_old_messages_and_old_beats_are_forgotten() -> None:
    WorkerBeat.objects.create(name="gone", processes=2, beat_at=ago(days=2))
    WorkerBeat.objects.create(name="here", processes=2, beat_at=ago(seconds=2))
    for days in (0, 2):
        message = DBTaskResult.objects.create(
            args_kwargs={"args": [1], "kwargs": {}},
            task_path="jobs.tasks.run_job",
            backend_name="background",
            run_after=get_date_max(),
        )
        DBTaskResult.objects.filter(pk=message.pk).update(enqueued_at=ago(days=days))
    sweeper.forget()
    assert DBTaskResult.objects.count() == 1
    assert list(WorkerBeat.objects.values_list("name", flat=True)) == ["here"]
