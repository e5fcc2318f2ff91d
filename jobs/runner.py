"""Running one job: claim it, keep its heart beating, write down how it ended."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from jobs import registry
from jobs.models import Job

logger = logging.getLogger(__name__)

BEAT_SECONDS = 5
# A worker that has not been heard of for this long is taken for dead.
STALE_AFTER = timedelta(seconds=4 * BEAT_SECONDS)


def run(job_id: int) -> Job | None:
    """Do the work unless somebody else does it already. Returns the job, or None when it was not ours to do."""
    now = timezone.now()
    claimed = (
        Job.objects.waiting()
        .filter(pk=job_id, run_after__lte=now)
        .update(state=Job.State.RUNNING, attempts=F("attempts") + 1, heartbeat_at=now, progress=0)
    )
    if not claimed:
        return None
    job = Job.objects.get(pk=job_id)
    try:
        kind = registry.get(job.kind)
        with _heartbeat(job):
            kind.work(job.target_id, lambda percent: _report(job, percent))
    except Exception as error:  # whatever it was belongs into the row, where an editor sees it
        _failed(job, error)
    else:
        _close(job, state=Job.State.DONE, progress=100, reason="", finished_at=timezone.now())
    return job


def backoff(attempts: int) -> timedelta:
    """How long to wait after that many tries: 2, 8, 32 … seconds."""
    return timedelta(seconds=2 * 4 ** (attempts - 1))


def _failed(job: Job, error: Exception) -> None:
    kind = registry.get(job.kind)
    reason = str(error) or type(error).__name__
    if isinstance(error, registry.Permanent) or job.attempts >= kind.tries:
        logger.error("job %s (%s) failed for good: %s", job.pk, job, reason, exc_info=error)
        give_up(job, reason)
        return
    logger.warning("job %s (%s) failed, try %s: %s", job.pk, job, job.attempts, reason)
    requeue(job, reason, after=backoff(job.attempts))


def give_up(job: Job, reason: str) -> None:
    """The last try is spent: say so in the row, and to the app the job belongs to."""
    with transaction.atomic():
        if _close(job, state=Job.State.FAILED, reason=reason, finished_at=timezone.now()):
            registry.get(job.kind).gave_up(job.target_id, reason)


def requeue(job: Job, reason: str, *, after: timedelta = timedelta(0)) -> None:
    """Make a job that was at work wait again. Handing it to a worker is the caller's part."""
    now = timezone.now()
    _close(job, state=Job.State.QUEUED, reason=reason, run_after=now + after, queued_at=now)


def _close(job: Job, **changes: object) -> bool:
    """Change a job that is at work; False when somebody else took it from us meanwhile."""
    changed = Job.objects.running().filter(pk=job.pk, attempts=job.attempts).update(**changes)
    for name, value in changes.items():
        setattr(job, name, value)
    return bool(changed)


def _report(job: Job, percent: int) -> None:
    Job.objects.running().filter(pk=job.pk).update(progress=percent, heartbeat_at=timezone.now())


@contextmanager
def _heartbeat(job: Job) -> Iterator[None]:
    """Touch the row every few seconds while the work goes on, from a thread with its own connection."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT_SECONDS):
            Job.objects.running().filter(pk=job.pk, attempts=job.attempts).update(heartbeat_at=timezone.now())
        connection.close()

    thread = threading.Thread(target=beat, name=f"heartbeat-{job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
