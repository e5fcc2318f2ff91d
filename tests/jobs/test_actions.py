"""Asking for background work."""

from typing import Any

import pytest
from django.db import OperationalError, transaction

from jobs import actions, runner, tasks
from jobs.models import Job
from tests.jobs.conftest import Recorded

pytestmark = pytest.mark.django_db


def args(handed_over: list[Any]) -> list[int]:
    return [result.args[0] for result in handed_over]


def test_work_is_handed_over_once_its_rows_are_there(
    kind: Recorded, handed_over: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = actions.start("test", 7)
        assert handed_over == []
    assert args(handed_over) == [job.pk]


def test_the_same_thing_twice_is_one_job(
    kind: Recorded, handed_over: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        first, second = actions.start("test", 7), actions.start("test", 7)
        other = actions.start("test", 8)
    assert first.pk == second.pk != other.pk
    assert args(handed_over) == [first.pk, other.pk]


def test_asking_before_the_work_begins_does_not_make_it_run_twice(kind: Recorded) -> None:
    job = actions.start("test", 7)
    actions.start("test", 7)
    assert runner.run(job.pk).state == Job.State.DONE


def test_asking_while_the_work_goes_on_makes_it_run_once_more(kind: Recorded) -> None:
    kind.behave = lambda target_id, report: len(kind.did) == 1 and actions.start("test", 7)
    job = actions.start("test", 7)
    assert runner.run(job.pk).state == Job.State.QUEUED
    assert runner.run(job.pk).state == Job.State.DONE
    assert Job.objects.count() == 1


def test_a_done_job_does_not_stand_in_the_way_of_a_new_one(kind: Recorded) -> None:
    runner.run(actions.start("test", 7).pk)
    assert actions.start("test", 7).state == Job.State.QUEUED
    assert Job.objects.count() == 2


def test_many_are_queued_with_few_queries(
    kind: Recorded,
    handed_over: list[Any],
    django_assert_max_num_queries: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    waiting = actions.start("test", 3)
    with django_capture_on_commit_callbacks(execute=True), django_assert_max_num_queries(8):
        assert actions.start_many("test", [*range(1, 101), 5, 5]) == 99
    assert Job.objects.open().count() == 100
    assert waiting.pk not in args(handed_over)
    assert len(handed_over) == 99
    assert Job.objects.get(pk=waiting.pk).again


def test_the_job_is_kept_when_the_queue_cannot_be_reached(
    kind: Recorded, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def away(job: Job) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(tasks, "enqueue", away)
    with django_capture_on_commit_callbacks(execute=True):
        actions.start("test", 7)
    assert Job.objects.waiting().count() == 1  # the sweeper hands it over


def test_a_failed_job_is_tried_again_from_the_start(
    kind: Recorded, handed_over: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    failed = Job.objects.create(
        kind="test", target_id=7, state=Job.State.FAILED, attempts=3, reason="no space"
    )
    with django_capture_on_commit_callbacks(execute=True):
        job = actions.retry(failed)
    assert (job.pk, job.state, job.attempts) == (failed.pk, Job.State.QUEUED, 0)
    assert args(handed_over) == [failed.pk]


def test_retrying_what_is_queued_again_already_returns_the_open_job(kind: Recorded) -> None:
    failed = Job.objects.create(kind="test", target_id=7, state=Job.State.FAILED)
    waiting = actions.start("test", 7)
    with transaction.atomic():
        assert actions.retry(failed).pk == waiting.pk
    failed.refresh_from_db()
    assert failed.state == Job.State.FAILED


def test_retrying_a_job_that_has_not_failed_changes_nothing(kind: Recorded, handed_over: list[Any]) -> None:
    job = actions.start("test", 7)
    runner.run(job.pk)
    assert actions.retry(job).state == Job.State.DONE
