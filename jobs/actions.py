"""Asking for background work."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from common.tasks import enqueue_on_commit
from jobs.models import Job
from jobs.tasks import run_job


def start(kind: str, target_id: int) -> Job:
    """Queue the work, or return the job that is already waiting for the same thing.

    A job that is at work keeps its claim: asking again then changes nothing, because the work
    reads its rows anew while it runs.
    """
    try:
        with transaction.atomic():
            job = Job.objects.create(kind=kind, target_id=target_id)
    except IntegrityError:
        return Job.objects.open().get(kind=kind, target_id=target_id)
    enqueue_on_commit(run_job, job.pk)
    return job


def start_many(kind: str, target_ids: list[int]) -> int:
    """Queue the same work for many things with few queries. Returns how many are newly queued."""
    taken = set(Job.objects.open().filter(kind=kind, target_id__in=target_ids).values_list("target_id", flat=True))
    fresh = [pk for pk in dict.fromkeys(target_ids) if pk not in taken]
    for pk in fresh:
        start(kind, pk)
    return len(fresh)


def retry(job: Job) -> Job:
    """Try a failed job again from the start."""
    now = timezone.now()
    changed = Job.objects.failed().filter(pk=job.pk).update(
        state=Job.State.QUEUED, attempts=0, progress=0, run_after=now, queued_at=now, finished_at=None
    )
    if changed:
        enqueue_on_commit(run_job, job.pk)
    job.refresh_from_db()
    return job
