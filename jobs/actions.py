"""Asking for background work."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from jobs import tasks
from jobs.models import Job

AT_ONCE = 500


def start(kind: str, target_id: int) -> Job:
    """Queue the work, or return the job that is already open for the same thing.

    A job that has begun runs once more when it is done: what it read may be older than what is asked for now.
    """
    while True:
        try:
            with transaction.atomic():
                job = Job.objects.create(kind=kind, target_id=target_id)
        except IntegrityError:
            same = Job.objects.open().filter(kind=kind, target_id=target_id).first()
            # Marked even while it waits: a worker may claim it before our transaction ends.
            if same is not None and Job.objects.open().filter(pk=same.pk).update(again=True):
                return same
            continue  # it has ended just now
        _hand_over_on_commit(job)
        return job


def start_many(kind: str, target_ids: list[int]) -> int:
    """Queue the same work for many things with few queries. Returns how many are newly queued."""
    wanted = list(dict.fromkeys(target_ids))
    return sum(_start_some(kind, wanted[at : at + AT_ONCE]) for at in range(0, len(wanted), AT_ONCE))


@transaction.atomic
def _start_some(kind: str, target_ids: list[int]) -> int:
    open_ones = Job.objects.open().filter(kind=kind, target_id__in=target_ids)
    open_ones.update(again=True)
    before = list(open_ones.values_list("pk", flat=True))
    Job.objects.bulk_create([Job(kind=kind, target_id=pk) for pk in target_ids], ignore_conflicts=True)
    fresh = list(open_ones.exclude(pk__in=before))
    for job in fresh:
        _hand_over_on_commit(job)
    return len(fresh)


def retry_many(jobs: list[Job]) -> int:
    """Try failed jobs again with few queries, as ``retry`` would one by one. Returns how many wait now."""
    return sum(_retry_some(jobs[at : at + AT_ONCE]) for at in range(0, len(jobs), AT_ONCE))


def _retry_some(jobs: list[Job]) -> int:
    same = Job.objects.open().filter(kind=OuterRef("kind"), target_id=OuterRef("target_id"))
    failed = Job.objects.failed().filter(~Exists(same), pk__in=[job.pk for job in jobs])
    try:
        with transaction.atomic():
            ours = list(failed.select_for_update().order_by("pk"))
            Job.objects.filter(pk__in=[job.pk for job in ours]).update(**_from_the_start())
            for job in ours:
                _hand_over_on_commit(job)
    except IntegrityError:  # somebody has asked for one of them this very moment
        return sum(retry(job).state == Job.State.QUEUED for job in jobs)
    return len(ours)


def retry(job: Job) -> Job:
    """Try a failed job again from the start. Returns the open job for the same thing when there is one already."""
    try:
        with transaction.atomic():
            changed = Job.objects.failed().filter(pk=job.pk).update(**_from_the_start())
    except IntegrityError:
        return start(job.kind, job.target_id)
    job.refresh_from_db()
    if changed:
        _hand_over_on_commit(job)
    return job


def _from_the_start() -> dict[str, Any]:
    now = timezone.now()
    return {
        "state": Job.State.QUEUED,
        "attempts": 0,
        "progress": 0,
        "run_after": now,
        "queued_at": now,
        "finished_at": None,
    }


def _hand_over_on_commit(job: Job) -> None:
    # Robust: the row is safe, and the sweeper hands it over when the queue could not be reached.
    transaction.on_commit(lambda: tasks.enqueue(job), robust=True)
