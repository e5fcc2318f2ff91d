"""Running one job: claim it, keep its heart beating, write down how it ended."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import Error, connection, transaction
from django.db.models import F
from django.utils import timezone

from jobs import registry
from jobs.models import Job

logger = logging.getLogger(__name__)

BEAT_SECONDS = 5
# A worker that has not been heard of for this long is taken for dead.
STALE_AFTER = timedelta(seconds=4 * BEAT_SECONDS)
# What waits for another host to heal is tried at least this often.
LONGEST_PAUSE = timedelta(minutes=15)


def run(job_id: int) -> Job | None:
    """Do the work unless somebody else does it already. Returns the job, or None when it was not ours to do.

    A job that comes back in state QUEUED wants to be handed to a worker once more.
    """
    now = timezone.now()
    claimed = (
        Job.objects.waiting()
        .filter(pk=job_id, run_after__lte=now)
        .update(
            state=Job.State.RUNNING, attempts=F("attempts") + 1, again=False, heartbeat_at=now, progress=0
        )
    )
    if not claimed:
        return None
    job = Job.objects.get(pk=job_id)
    kind = registry.get(job.kind)
    try:
        with _heartbeat(job):
            kind.work(job.target_id, lambda percent: _report(job, percent))
    except Exception as error:  # whatever it was belongs into the row, where an editor sees it
        _failed(job, kind, error)
    else:
        _done(job)
    return job


def backoff(attempts: int) -> timedelta:
    """How long to wait after that many tries: 2, 8, 32 … seconds, a quarter of an hour at most."""
    return min(timedelta(seconds=2 * 4 ** min(attempts - 1, 10)), LONGEST_PAUSE)


def give_up(job: Job, reason: str) -> None:
    """The last try is spent: say so in the row, and to the app the job belongs to."""
    with transaction.atomic():
        if not _close(job, again=False, state=Job.State.FAILED, reason=reason, finished_at=timezone.now()):
            _start_over(job)
            return
        try:
            with transaction.atomic():
                registry.get(job.kind).gave_up(job.target_id, reason)
        except Exception:  # the row must not stay "at work" for ever because its app stumbles
            logger.exception("job %s (%s): its app could not be told that it failed", job.pk, job)


def requeue(job: Job, reason: str, *, after: timedelta = timedelta(0)) -> bool:
    """Make a job that was at work wait again. Handing it to a worker is the caller's part."""
    now = timezone.now()
    return _close(job, state=Job.State.QUEUED, reason=reason, run_after=now + after, queued_at=now)


def _done(job: Job) -> None:
    if not _close(
        job, again=False, state=Job.State.DONE, progress=100, reason="", finished_at=timezone.now()
    ):
        _start_over(job)


def _start_over(job: Job) -> None:
    """Somebody asked for the same work while it went on, and what it read may be old by now."""
    now = timezone.now()
    _close(job, state=Job.State.QUEUED, attempts=0, progress=0, reason="", run_after=now, queued_at=now)


def _failed(job: Job, kind: registry.Kind, error: Exception) -> None:
    reason = str(error) or type(error).__name__
    if isinstance(error, registry.Permanent) or job.attempts >= kind.tries:
        logger.error("job %s (%s) failed for good: %s", job.pk, job, reason, exc_info=error)
        give_up(job, reason)
        return
    logger.warning("job %s (%s) failed, try %s: %s", job.pk, job, job.attempts, reason)
    requeue(job, reason, after=backoff(job.attempts))


def _close(job: Job, again: bool | None = None, **changes: object) -> bool:
    """Change a job that is at work; False when somebody else took it from us meanwhile.

    With ``again`` it is also False when the job's own mark says otherwise.
    """
    ours = Job.objects.running().filter(pk=job.pk, attempts=job.attempts)
    if again is not None:
        ours = ours.filter(again=again)
    if not ours.update(**changes):
        return False
    for name, value in changes.items():
        setattr(job, name, value)
    return True


def _report(job: Job, percent: int) -> None:
    percent = max(0, min(percent, 100))
    Job.objects.running().filter(pk=job.pk, attempts=job.attempts).update(
        progress=percent, heartbeat_at=timezone.now()
    )


@contextmanager
def _heartbeat(job: Job) -> Iterator[None]:
    """Touch the row every few seconds while the work goes on, from a thread with its own connection."""
    over = threading.Event()
    thread = threading.Thread(target=_beat, args=[job, over], name=f"heartbeat-{job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _beat(job: Job, over: threading.Event) -> None:
    try:
        while not over.wait(BEAT_SECONDS):
            try:
                Job.objects.running().filter(pk=job.pk, attempts=job.attempts).update(
                    heartbeat_at=timezone.now()
                )
            except Error as error:  # the database is busy or away; the next beat finds it again
                logger.warning("job %s (%s): no heartbeat: %s", job.pk, job, error)
                connection.close()
    finally:
        connection.close()
