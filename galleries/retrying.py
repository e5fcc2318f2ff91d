"""Another try for background work that failed."""

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from galleries import permissions, tasks
from galleries.models import Photo
from jobs import actions as job_actions
from jobs import registry
from jobs.models import Job
from outbox.tasks import KINDS as OF_MESSAGES
from users.exporting import EXPORT

OF_PHOTOS = (tasks.PREPARE, tasks.ANALYSE)
# Whoever waited for it has been told that it failed, and what it was to be made of is gone.
OVER = (*OF_MESSAGES, tasks.TAKE_IN, EXPORT)
AT_ONCE = 500


def retryable(jobs: QuerySet[Job]) -> QuerySet[Job]:
    """Those of the failed jobs that can be tried again."""
    photo = Photo.objects.filter(pk=OuterRef("target_id"))
    known = [name for name in registry.labels() if name not in OVER]
    failed = jobs.filter(state=Job.State.FAILED, kind__in=known)
    return failed.filter(~Q(kind__in=OF_PHOTOS) | Exists(photo))


def retry_one(*, user: Any, job: Job) -> None:
    """Try a failed job again, also on a photo in the trash."""
    retry_all(user=user, jobs=Job.objects.filter(pk=job.pk))


@transaction.atomic
def retry_all(*, user: Any, jobs: QuerySet[Job]) -> int:
    """Try again what can be of these jobs, at most ``AT_ONCE``. Returns how many it is."""
    found = list(retryable(jobs).order_by("pk")[:AT_ONCE])
    photos = [job.target_id for job in found if job.kind == tasks.PREPARE]
    hers = permissions.changeable_with_trash(user).filter(pk__in=photos, state=Photo.State.FAILED)
    pks = list(hers.values_list("pk", flat=True))
    Photo.objects.filter(pk__in=pks, state=Photo.State.FAILED).update(state=Photo.State.PREPARING, failure="")
    return job_actions.retry_many(found)
