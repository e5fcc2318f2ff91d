"""What has to be done again and again is started once in its time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jobs import periodic, registry, runner
from jobs.models import Job, LastRun

pytestmark = pytest.mark.django_db


@pytest.fixture
def did(monkeypatch):
    calls = []
    monkeypatch.setattr(registry, "_kinds", {})
    monkeypatch.setattr(registry, "_periods", {})
    registry.periodic("tidy", seconds=60, work=lambda: calls.append("tidied"))
    return calls


def test_it_is_started_at_once_and_does_the_work_as_a_job(did):
    assert periodic.start_due() == ["tidy"]
    job = Job.objects.get(kind="tidy")
    assert runner.run(job.pk).state == Job.State.DONE
    assert did == ["tidied"]


def test_it_is_not_started_again_before_its_time(did):
    periodic.start_due()
    assert periodic.start_due() == []
    assert Job.objects.count() == 1


def test_it_is_started_again_when_its_time_has_come(did):
    periodic.start_due()
    runner.run(Job.objects.get().pk)
    LastRun.objects.update(started_at=timezone.now() - timedelta(seconds=61))
    assert periodic.start_due() == ["tidy"]
    assert Job.objects.waiting().count() == 1


def test_what_was_done_goes_when_it_is_started_again_and_what_failed_stays(did):
    for state in (Job.State.DONE, Job.State.DONE, Job.State.FAILED):
        Job.objects.create(kind="tidy", target_id=0, state=state)
    other = Job.objects.create(kind="other", target_id=0, state=Job.State.DONE)
    periodic.start_due()
    assert sorted(Job.objects.filter(kind="tidy").values_list("state", flat=True)) == ["failed", "queued"]
    assert Job.objects.filter(pk=other.pk).exists()


def test_of_two_workers_that_look_at_the_same_moment_one_starts_it(did, monkeypatch):
    LastRun.objects.create(name="tidy", started_at=periodic.LONG_AGO)
    seen = LastRun.objects.get()
    assert periodic.start_due() == ["tidy"]
    # The other one has read the row before the first one wrote it.
    monkeypatch.setattr(LastRun.objects, "get_or_create", lambda **fields: (seen, False))
    assert periodic.start_due() == []
    assert Job.objects.count() == 1


def test_a_try_of_many_waits_a_quarter_of_an_hour_at_most():
    assert [runner.backoff(n).total_seconds() for n in (1, 2, 3, 5, 6, 100)] == [2, 8, 32, 512, 900, 900]
