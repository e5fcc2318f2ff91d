"""Background work in the admin: what is open, what failed and why, and another try."""

from datetime import timedelta
from typing import Any

import django_filters
from django.contrib.auth.mixins import UserPassesTestMixin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from galleries import permissions, retrying
from galleries.admin.job_rows import Row, done_for, jobs_for, kinds_for, with_rows
from jobs import registry
from jobs.models import Job

# Counted no further: it is many either way.
MOST = 10_000
LATELY = timedelta(days=1)
# A longer reason is folded.
LONG = 160


def may_see_jobs(user: Any) -> bool:
    return permissions.may_change_any(user)


def _kinds(request: HttpRequest) -> list[tuple[str, str]]:
    return list(kinds_for(request.user).items())


class JobFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        choices=[choice for choice in Job.State.choices if choice[0] != Job.State.DONE],
        label=gettext_lazy("State"),
    )
    kind = django_filters.ChoiceFilter(label=gettext_lazy("Work"))

    class Meta:
        model = Job
        fields = ["state", "kind"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["kind"].extra["choices"] = _kinds(self.request)


class ThingColumn(BaseColumn):
    cell_template_name = "galleries/admin/_job_thing_cell.html"


class ProgressColumn(BaseColumn):
    cell_template_name = "galleries/admin/_job_progress_cell.html"


class ReasonColumn(BaseColumn):
    cell_template_name = "galleries/admin/_job_reason_cell.html"

    def get_cell_context_data(self, instance: Job, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "is_long": len(instance.reason) > LONG or "\n" in instance.reason.strip()}


class RetryColumn(BaseColumn):
    cell_template_name = "galleries/admin/_job_retry_cell.html"


class EditorsOnly(UserPassesTestMixin):
    """A view for those who may change photos; Wagtail sends others to its first page."""

    request: HttpRequest

    def test_func(self) -> bool:
        return may_see_jobs(self.request.user)


class JobsView(EditorsOnly, generic.IndexView):
    model = Job
    page_title = gettext_lazy("Background work")
    header_icon = "history"
    template_name = "galleries/admin/jobs.html"
    results_template_name = "galleries/admin/jobs_results.html"
    index_url_name = "jobs"
    index_results_url_name = "jobs_results"
    default_ordering = "-pk"
    paginate_by = 50
    filterset_class = JobFilterSet
    any_permission_required = None
    list_export: list[str] = []

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    @cached_property
    def columns(self) -> list[Any]:
        return [
            ThingColumn("thing", label=_("What"), width="20%"),
            Column("kind", label=_("Work"), accessor=lambda job: registry.label(job.kind)),
            StatusTagColumn(
                "state", label=_("State"), accessor="get_state_display", primary=lambda j: j.state != "failed"
            ),
            ProgressColumn("progress", label=_("Progress")),
            Column("attempts", label=_("Tries"), accessor="attempts", classname="v-wide"),
            ReasonColumn("reason", label=_("Last failure"), width="30%"),
            Column(
                "age",
                label=_("Age"),
                accessor=lambda job: timesince(job.created_at, depth=1),
                sort_key="created_at",
                classname="v-wide",
            ),
            RetryColumn("retry", label=_("Retry")),
        ]

    def get_base_queryset(self) -> QuerySet[Job]:
        return jobs_for(self.request.user)

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        paginator, page, jobs, has_others = super().paginate_queryset(queryset, page_size)
        jobs = with_rows(list(jobs))
        page.object_list = jobs
        return paginator, page, jobs, has_others

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(*args, **kwargs), "summary": summary(self.request.user)}


def summary(user: Any) -> dict[str, int]:
    """How much is open, failed, can be tried again, and was done in the last day."""
    jobs = jobs_for(user)
    since = timezone.now() - LATELY
    # By ``run_after`` too, which has an index: there are a week's done jobs.
    done = done_for(user).filter(run_after__gte=since, finished_at__gte=since)
    counts = jobs.order_by().aggregate(
        open=Count("pk", filter=Q(state__in=Job.OPEN)), failed=Count("pk", filter=Q(state=Job.State.FAILED))
    )
    return {
        **counts,
        "retryable": retrying.retryable(jobs).count(),
        "done": len(done.order_by().values_list("pk")[:MOST]),
    }


@require_POST
def retry(request: HttpRequest, job_id: int) -> HttpResponse:
    """Try a failed job again."""
    if not may_see_jobs(request.user):
        raise PermissionDenied
    job = get_object_or_404(jobs_for(request.user), pk=job_id)
    if job.state != Job.State.FAILED:
        messages.warning(request, _("This job is not a failed one any more."))
        return redirect("jobs")
    row: Row = with_rows([job])[0].row  # type: ignore[attr-defined]
    if not row.may_retry:
        messages.error(request, row.no_retry)
        return redirect("jobs")
    retrying.retry_one(user=request.user, job=job)
    messages.success(request, _("It will be tried again."))
    return redirect("jobs")


class RetryAllView(EditorsOnly, WagtailAdminTemplateMixin, TemplateView):
    """Asks, with the number, and tries all failed jobs again: those of one kind, or every one."""

    template_name = "galleries/admin/jobs_retry.html"
    page_title = gettext_lazy("Try failed work again")
    header_icon = "history"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        jobs = {"url": reverse("jobs"), "label": _("Background work")}
        return [*self.breadcrumbs_items, jobs, {"url": "", "label": self.get_page_title()}]

    def failed(self, kind: str) -> QuerySet[Job]:
        jobs = jobs_for(self.request.user)
        return jobs.filter(kind=kind) if kind in kinds_for(self.request.user) else jobs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kind = self.request.GET.get("kind", "")
        jobs = self.failed(kind)
        failed = jobs.filter(state=Job.State.FAILED).count()
        count = retrying.retryable(jobs).count()
        return {
            **super().get_context_data(**kwargs),
            "kind": kind if kind in kinds_for(self.request.user) else "",
            "label": kinds_for(self.request.user).get(kind, ""),
            "count": count,
            "now": min(count, retrying.AT_ONCE),
            "others": failed - count,
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        count = retrying.retry_all(user=request.user, jobs=self.failed(request.POST.get("kind", "")))
        if count:
            told = ngettext("%(n)d job will be tried again.", "%(n)d jobs will be tried again.", count)
            messages.success(request, told % {"n": count})
        else:
            messages.warning(request, _("Nothing has failed that can be tried again."))
        return redirect("jobs")


urlpatterns = [
    path("jobs/", JobsView.as_view(), name="jobs"),
    path("jobs/results/", JobsView.as_view(results_only=True), name="jobs_results"),
    path("jobs/retry/", RetryAllView.as_view(), name="jobs_retry_all"),
    path("jobs/<int:job_id>/retry/", retry, name="job_retry"),
]
