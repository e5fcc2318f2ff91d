"""Background work in the admin: what is open, what failed and why, and another try."""

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column, StatusTagColumn
from wagtail.admin.views import generic

from galleries import actions, permissions, tasks
from galleries.models import Photo, Tag
from jobs import actions as job_actions
from jobs.models import Job
from outbox.models import Message
from outbox.tasks import KINDS as OF_MESSAGES

KINDS = {
    tasks.PREPARE: gettext_lazy("Prepare a photo"),
    tasks.ANALYSE: gettext_lazy("Look for tags"),
    tasks.INDEX_TAG: gettext_lazy("Index a tag"),
    Message.Kind.MAIL: gettext_lazy("Send a mail"),
    Message.Kind.SMS: gettext_lazy("Send a text message"),
}
OF_PHOTOS = (tasks.PREPARE, tasks.ANALYSE)


def jobs_for(user: Any) -> QuerySet[Job]:
    """Open and failed jobs on photos that the person may change; a failure that a later job made good is over."""
    later = Job.objects.filter(kind=OuterRef("kind"), target_id=OuterRef("target_id"), pk__gt=OuterRef("pk"))
    jobs = Job.objects.exclude(state=Job.State.DONE).filter(Q(state__in=Job.OPEN) | ~Exists(later))
    if user.is_superuser:
        return jobs
    return jobs.filter(kind__in=OF_PHOTOS, target_id__in=permissions.changeable(user).order_by().values("pk"))


def may_see_jobs(user: Any) -> bool:
    return permissions.may_change_any(user)


class JobFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        choices=[choice for choice in Job.State.choices if choice[0] != Job.State.DONE],
        label=gettext_lazy("State"),
    )

    class Meta:
        model = Job
        fields = ["state"]


class ThingColumn(BaseColumn):
    cell_template_name = "galleries/admin/_job_thing_cell.html"


class RetryColumn(BaseColumn):
    cell_template_name = "galleries/admin/_job_retry_cell.html"


class JobsView(generic.IndexView):
    model = Job
    page_title = gettext_lazy("Background work")
    header_icon = "history"
    index_url_name = "jobs"
    index_results_url_name = "jobs_results"
    default_ordering = "-pk"
    paginate_by = 50
    filterset_class = JobFilterSet
    any_permission_required = None
    list_export: list[str] = []

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_see_jobs(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    @cached_property
    def columns(self) -> list[Any]:
        return [
            ThingColumn("thing", label=_("Photo, tag or message")),
            Column("kind", label=_("Work"), accessor=lambda job: KINDS.get(job.kind, job.kind)),
            StatusTagColumn(
                "state", label=_("State"), accessor="get_state_display", primary=lambda j: j.state != "failed"
            ),
            Column("progress", label=_("Progress"), accessor=lambda job: f"{job.progress} %"),
            Column("attempts", label=_("Tries"), accessor="attempts"),
            Column("reason", label=_("Last failure"), accessor="reason", width="30%"),
            Column(
                "age",
                label=_("Age"),
                accessor=lambda job: timesince(job.created_at, depth=1),
                sort_key="created_at",
            ),
            RetryColumn("retry", label=_("Retry")),
        ]

    def get_base_queryset(self) -> QuerySet[Job]:
        return jobs_for(self.request.user)

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        paginator, page, jobs, has_others = super().paginate_queryset(queryset, page_size)
        jobs = name_things(list(jobs))
        page.object_list = jobs
        return paginator, page, jobs, has_others


def name_things(jobs: list[Job]) -> list[Job]:
    """Give each job the name and the address of the thing it is about, with a query for each kind of thing."""
    wanted = {job.target_id for job in jobs}
    photos = Photo.objects.filter(pk__in=wanted).in_bulk()
    tags = (
        Tag.objects.filter(pk__in=wanted).in_bulk()
        if any(job.kind == tasks.INDEX_TAG for job in jobs)
        else {}
    )
    mails = (
        Message.objects.defer("text", "html", "params").filter(pk__in=wanted).in_bulk()
        if any(job.kind in OF_MESSAGES for job in jobs)
        else {}
    )
    for job in jobs:
        # What failed for good has lost its words: there is nothing left to send again.
        job.may_retry = job.state == Job.State.FAILED and job.kind not in OF_MESSAGES  # type: ignore[attr-defined]
        if job.kind in OF_MESSAGES:
            job.thing_url, job.thing_name = "", _about(mails.get(job.target_id))  # type: ignore[attr-defined]
            continue
        thing = (photos if job.kind in OF_PHOTOS else tags).get(job.target_id)
        job.thing_name = str(getattr(thing, "title", thing)) if thing else ""  # type: ignore[attr-defined]
        name = "wagtailimages:edit" if isinstance(thing, Photo) else "tag:edit"
        job.thing_url = reverse(name, args=[thing.pk]) if thing else ""  # type: ignore[attr-defined]
    return jobs


def _about(message: Message | None) -> str:
    """What a message is about and whom it goes to; its words are nobody's business."""
    return f"{message.subject or message.purpose} → {message.to}" if message else ""


@require_POST
def retry(request: HttpRequest, job_id: int) -> HttpResponse:
    """Try a failed job again."""
    if not may_see_jobs(request.user):
        raise PermissionDenied
    job = get_object_or_404(jobs_for(request.user), pk=job_id)
    if job.state != Job.State.FAILED:
        messages.warning(request, _("This job is not a failed one any more."))
        return redirect("jobs")
    photo = Photo.objects.filter(pk=job.target_id).first() if job.kind == tasks.PREPARE else None
    if photo is not None and photo.state == Photo.State.FAILED:
        actions.prepare_again(user=request.user, photo=photo)
    else:
        job_actions.retry(job)
    messages.success(request, _("It will be tried again."))
    return redirect("jobs")
