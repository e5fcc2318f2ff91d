"""Taking up what killed workers and lost messages left behind."""

from datetime import timedelta

from django.apps import apps
from django.utils import timezone

from jobs import registry, runner
from jobs.models import Job
from jobs.tasks import enqueue

# A job that has waited this long without being taken up is handed over once more: its message may
# be lost. A second message does no harm, since only one worker can claim the row.
LOST_AFTER = timedelta(seconds=60)
KEEP_DONE = timedelta(days=7)


def sweep() -> dict[str, int]:
    """Look once. Returns how many jobs were taken up again and how many old rows went."""
    return {"revived": _revive_stale(), "handed_over": _hand_over_lost(), "forgotten": _forget_old()}


def _revive_stale() -> int:
    dead = timezone.now() - runner.STALE_AFTER
    stale = list(Job.objects.running().filter(heartbeat_at__lt=dead)[:500])
    for job in stale:
        reason = "The worker stopped in the middle of the work."
        if job.attempts >= registry.get(job.kind).tries:
            runner.give_up(job, reason)
        else:
            runner.requeue(job, reason)
            enqueue(job)
    return len(stale)


def _hand_over_lost() -> int:
    now = timezone.now()
    due = list(Job.objects.waiting().filter(run_after__lte=now, queued_at__lt=now - LOST_AFTER).order_by("pk")[:500])
    Job.objects.filter(pk__in=[job.pk for job in due]).update(queued_at=now)
    for job in due:
        enqueue(job)
    return len(due)


def _forget_old() -> int:
    old = timezone.now() - KEEP_DONE
    gone, _ = Job.objects.filter(state=Job.State.DONE, finished_at__lt=old).delete()
    if apps.is_installed("django_tasks_db"):
        from django_tasks_db.models import DBTaskResult

        # Messages are worth nothing once their job is over; a killed worker's stay "running" for ever.
        DBTaskResult.objects.filter(enqueued_at__lt=timezone.now() - timedelta(days=1)).delete()
    return gone
