"""Starting what has to be done again and again."""

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jobs import actions, registry
from jobs.models import Job, LastRun

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def start_due() -> list[str]:
    """Start a job for each kind whose time has come. Returns their names."""
    return [name for name, period in registry.periods().items() if _start(name, period)]


@transaction.atomic
def _start(name: str, period: timedelta) -> bool:
    """Whether it was due, and no other worker was faster: the row decides."""
    now = timezone.now()
    last, _ = LastRun.objects.get_or_create(name=name, defaults={"started_at": LONG_AGO})
    if last.started_at > now - period:
        return False
    if not LastRun.objects.filter(pk=last.pk, started_at=last.started_at).update(started_at=now):
        return False
    # The last time is told by LastRun. Rows that say no more than "done" would be thousands a day; failures stay.
    Job.objects.filter(kind=name, state=Job.State.DONE).delete()
    actions.start(name, 0)
    return True
