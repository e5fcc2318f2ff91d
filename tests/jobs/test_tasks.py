"""What the backends do with the one task, in place and deferred."""

from collections.abc import Iterator
from typing import Any

import pytest
from django_tasks import task_backends

from jobs import registry, tasks
from jobs.models import Job
from tests.jobs.conftest import Recorded

pytestmark = pytest.mark.django_db


@pytest.fixture
def inline(settings: Any) -> Iterator[None]:
    """The engine that works in place."""
    settings.TASKS = {
        **settings.TASKS,
        "background": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    }
    yield
    assert type(task_backends["background"]).__name__ == "ImmediateBackend"


def test_in_place_a_failure_is_tried_again_at_once(kind: Recorded, inline: None) -> None:
    def fail_once(target_id: int, report: registry.Report) -> None:
        if len(kind.did) == 1:
            raise ValueError("a hiccup")

    kind.behave = fail_once
    job = Job.objects.create(kind="test", target_id=7)
    tasks.enqueue(job)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.DONE, 2)


def test_in_place_three_failures_are_enough(kind: Recorded, inline: None) -> None:
    def fail(target_id: int, report: registry.Report) -> None:
        raise ValueError("no")

    kind.behave = fail
    job = Job.objects.create(kind="test", target_id=7)
    tasks.enqueue(job)
    job.refresh_from_db()
    assert (job.state, len(kind.did)) == (Job.State.FAILED, 3)


def test_a_retry_is_handed_over_for_later(kind: Recorded, handed_over: list[Any]) -> None:
    def fail(target_id: int, report: registry.Report) -> None:
        raise ValueError("no")

    kind.behave = fail
    job = Job.objects.create(kind="test", target_id=7)
    tasks.run_job.call(job.pk)
    job.refresh_from_db()
    assert [result.task.run_after for result in handed_over] == [job.run_after]


def test_a_second_message_for_a_done_job_does_nothing(kind: Recorded, handed_over: list[Any]) -> None:
    job = Job.objects.create(kind="test", target_id=7)
    tasks.run_job.call(job.pk)
    tasks.run_job.call(job.pk)
    assert kind.did == [7]
    assert handed_over == []
