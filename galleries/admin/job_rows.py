"""Which background work a person reads of, and what its rows say."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from galleries import permissions, tasks
from galleries.models import AlbumPage, Photo, Tag
from galleries.retrying import OF_MESSAGES, OF_PHOTOS, OVER
from jobs import registry
from jobs.models import Job
from outbox.models import Message

OF_TAGS = (tasks.INDEX_TAG,)
OF_ALBUMS = (tasks.RENEW, tasks.KEEP_RULE)


def jobs_for(user: Any) -> QuerySet[Job]:
    """Open and failed jobs on photos that the person may change; a failure that a later job made good is over."""
    later = Job.objects.filter(kind=OuterRef("kind"), target_id=OuterRef("target_id"), pk__gt=OuterRef("pk"))
    jobs = Job.objects.exclude(state=Job.State.DONE).filter(Q(state__in=Job.OPEN) | ~Exists(later))
    return _hers(user, jobs)


def done_for(user: Any) -> QuerySet[Job]:
    """As above, what is done."""
    return _hers(user, Job.objects.filter(state=Job.State.DONE))


def kinds_for(user: Any) -> dict[str, str]:
    """What the person may read of, by the label."""
    labels = registry.labels()
    return labels if user.is_superuser else {kind: labels[kind] for kind in OF_PHOTOS}


def _hers(user: Any, jobs: QuerySet[Job]) -> QuerySet[Job]:
    if user.is_superuser:
        return jobs
    return jobs.filter(kind__in=OF_PHOTOS, target_id__in=permissions.changeable(user).order_by().values("pk"))


class Row:
    """What a listing says of a job beyond the job itself."""

    def __init__(self, job: Job, thing: Any) -> None:
        self.name, self.url = _name(job, thing)
        self.is_about_something = bool(job.target_id)
        self.no_retry = _why_not(job, thing) if job.state == Job.State.FAILED else ""
        self.may_retry = job.state == Job.State.FAILED and not self.no_retry


def with_rows(jobs: list[Job]) -> list[Job]:
    """Give each job its ``row``, with a query for each kind of thing."""
    things = {
        kinds: model.in_bulk(list({job.target_id for job in jobs if job.kind in kinds}))
        for kinds, model in (
            (OF_PHOTOS, Photo.objects.all()),
            (OF_TAGS, Tag.objects.all()),
            (OF_ALBUMS, AlbumPage.objects.all()),
            (OF_MESSAGES, Message.objects.defer("text", "html", "params")),
        )
    }
    for job in jobs:
        thing = next((found.get(job.target_id) for kinds, found in things.items() if job.kind in kinds), None)
        job.row = Row(job, thing)  # type: ignore[attr-defined]
    return jobs


def _name(job: Job, thing: Any) -> tuple[str, str]:
    """The name and the address of the thing that a job is about."""
    if isinstance(thing, Message):  # its words are nobody's business
        return f"{thing.subject or thing.purpose} → {thing.to}", ""
    if isinstance(thing, Photo):
        return thing.title, reverse("wagtailimages:edit", args=[thing.pk])
    if isinstance(thing, Tag):
        return str(thing), reverse("tag:edit", args=[thing.pk])
    if isinstance(thing, AlbumPage):
        return thing.title, reverse("wagtailadmin_pages:edit", args=[thing.pk])
    if job.target_id and job.kind in (*OF_PHOTOS, *OF_TAGS, *OF_ALBUMS, *OF_MESSAGES):
        return f"{_('gone')} ({job.target_id})", ""
    return (str(job.target_id) if job.target_id else ""), ""


def _why_not(job: Job, thing: Any) -> str:
    """Why a failed job cannot be tried again; empty when it can."""
    if job.kind in OF_MESSAGES:
        return _("Its words were removed when it failed: there is nothing left to send.")
    if job.kind in OVER:
        return _("Whoever waited for it has been told, and can start anew.")
    if job.kind not in registry.labels():
        return _("This release does not know this kind of work.")
    if job.kind in OF_PHOTOS and thing is None:
        return _("The photo is gone.")
    return ""
