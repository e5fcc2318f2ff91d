"""Taking up what killed workers and lost messages left behind."""

import logging
from datetime import timedelta

from django.apps import apps
from django.db.models import Max, Q
from django.utils import timezone

from jobs import registry, runner
from jobs.models import Job, JobQuerySet, WorkerBeat
from jobs.tasks import enqueue

logger = logging.getLogger(__name__)

# A job that has waited this long without being taken up may have lost its message. A second message
# does no harm, since only one worker can claim the row.
LOST_AFTER = timedelta(seconds=60)
KEEP_DONE = timedelta(days=7)
KEEP_MESSAGES = timedelta(days=1)
AT_ONCE = 500


def sweep() -> dict[str, int]:
    """Look once. Returns how many jobs were taken up again and how many were handed over anew."""
    return {"revived": _revive_stale(), "handed_over": _hand_over_lost()}


def forget() -> int:
    """Drop what nobody asks for any more. Returns how many jobs went."""
    now = timezone.now()
    # What is periodic fails by the hundred while another host is away; nobody tries those rows again.
    over = Q(state=Job.State.DONE) | Q(state=Job.State.FAILED, kind__in=registry.periods())
    gone, _ = Job.objects.filter(over, finished_at__lt=now - KEEP_DONE).delete()
    WorkerBeat.objects.filter(beat_at__lt=now - KEEP_MESSAGES).delete()
    if apps.is_installed("django_tasks_db"):
        from django_tasks_db.models import DBTaskResult

        # Messages are worth nothing once their job is over; a killed worker's stay "running" for ever.
        DBTaskResult.objects.filter(enqueued_at__lt=now - KEEP_MESSAGES).delete()
    return gone


def _revive_stale() -> int:
    revived = 0
    for job in Job.objects.running().filter(heartbeat_at__lt=timezone.now() - runner.STALE_AFTER)[:AT_ONCE]:
        if not _seize(job):
            continue
        reason = "The worker stopped in the middle of the work."
        if job.attempts >= registry.get(job.kind).tries:
            logger.error("job %s (%s) failed for good: %s", job.pk, job, reason)
            runner.give_up(job, reason)
        else:
            runner.requeue(job, reason)
        if job.state == Job.State.QUEUED:
            enqueue(job)
        revived += 1
    return revived


def _seize(job: Job) -> bool:
    """Whether the job's heart has really stopped, and no other sweeper was faster."""
    same = Job.objects.running().filter(pk=job.pk, attempts=job.attempts, heartbeat_at=job.heartbeat_at)
    return bool(same.update(heartbeat_at=timezone.now()))


def _hand_over_lost() -> int:
    now = timezone.now()
    lost = list(_lost().order_by("pk")[:AT_ONCE])
    Job.objects.filter(pk__in=[job.pk for job in lost]).update(queued_at=now)
    for job in lost:
        enqueue(job)
    return len(lost)


def _lost() -> JobQuerySet:
    """Waiting jobs whose message is gone. While the queue moves, only those that later ones have overtaken:
    a long queue is not a lost one, and a second message for each of its jobs would make it longer."""
    now = timezone.now()
    due = Job.objects.waiting().filter(run_after__lte=now, queued_at__lt=now - LOST_AFTER)
    # Retries jump the queue, so only first tries tell how far it has come.
    front = Job.objects.running().filter(attempts=1).aggregate(front=Max("queued_at"))["front"]
    if front is not None:
        return due.filter(queued_at__lt=front - LOST_AFTER)
    return due.none() if Job.objects.running().exists() else due
