"""The moderators' queue: what was reported or waits for approval, and who objects to a decision."""

from datetime import timedelta
from typing import Any

import django_filters
from django.contrib.auth.mixins import UserPassesTestMixin
from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import Truncator, capfirst
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import (
    BulkActionsCheckboxColumn,
    Column,
    NumberColumn,
    StatusTagColumn,
    TitleColumn,
)
from wagtail.admin.views import generic

from community import cases
from community.models import Case, Decision, Report

STATES = (
    ("open", gettext_lazy("Open")),
    ("approval", gettext_lazy("Waiting for approval")),
    ("appeals", gettext_lazy("With an appeal")),
    ("closed", gettext_lazy("Closed")),
    ("all", gettext_lazy("All")),
)
AGES = (
    (1, gettext_lazy("more than 1 day")),
    (3, gettext_lazy("more than 3 days")),
    (7, gettext_lazy("more than 7 days")),
)


class ModeratorsOnly(UserPassesTestMixin):
    """A view for those who have the right; Wagtail sends others to its first page."""

    request: HttpRequest

    def test_func(self) -> bool:
        return cases.moderates(self.request.user)


class CaseFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        choices=STATES, method="in_state", label=gettext_lazy("State"), empty_label=None, initial="open"
    )
    kind = django_filters.ChoiceFilter(choices=Case.Kind.choices, label=gettext_lazy("About"))
    reason = django_filters.ChoiceFilter(
        choices=Report.Reason.choices, method="with_reason", label=gettext_lazy("Reason")
    )
    age = django_filters.ChoiceFilter(choices=AGES, method="older", label=gettext_lazy("Age"))

    class Meta:
        model = Case
        fields: list[str] = []

    def in_state(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.in_state(value)

    def with_reason(self, queryset: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        return queryset.filter(pk__in=Report.objects.filter(reason=value).values("case"))

    def older(self, queryset: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        return queryset.filter(opened_at__lt=timezone.now() - timedelta(days=int(value)))


class CasesView(ModeratorsOnly, generic.IndexView):
    model = Case
    page_title = gettext_lazy("Moderation")
    header_icon = "clipboard-list"
    template_name = "community/admin/cases.html"
    results_template_name = "community/admin/cases_results.html"
    index_url_name = "moderation"
    index_results_url_name = "moderation_results"
    # Who waits longest comes first.
    default_ordering = "opened_at"
    paginate_by = 50
    filterset_class = CaseFilterSet
    any_permission_required = None
    list_export: list[str] = []

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    @cached_property
    def columns(self) -> list[Any]:
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="case"),
            TitleColumn(
                "excerpt",
                label=_("What"),
                accessor=title,
                get_url=lambda case: reverse("admin_case", args=[case.pk]),
                get_title_id=lambda case: f"case_{case.pk}_title",
            ),
            Column("kind", label=_("About"), accessor=lambda case: capfirst(case.get_kind_display())),
            Column("reasons", label=_("Reasons"), accessor=reasons),
            NumberColumn(
                "reported",
                label=pgettext("of what breaks the rules", "Reports"),
                accessor="reported",
                sort_key="reported",
            ),
            StatusTagColumn("state", label=_("State"), accessor=state, primary=lambda case: case.is_open),
            Column("subject", label=_("Whose"), accessor=lambda case: name(case.subject)),
            Column(
                "age",
                label=_("Age"),
                accessor=lambda case: timesince(case.opened_at, depth=1),
                sort_key="opened_at",
            ),
        ]

    def get_base_queryset(self) -> QuerySet[Case]:
        decided = Prefetch("decisions", Decision.objects.order_by("pk"))
        rows = Case.objects.select_related("subject").prefetch_related("reports", decided)
        return rows.annotate(reported=Count("reports"))

    def get_filterset_kwargs(self) -> dict[str, Any]:
        data = self.request.GET.copy()
        data.setdefault("state", "open")
        return {**super().get_filterset_kwargs(), "data": data}


def title(case: Case) -> str:
    return Truncator(case.excerpt).chars(120) or f"{capfirst(case.get_kind_display())} {case.about}"


def name(person: Any) -> str:
    return person.public_name if person is not None else _("deleted account")


def reasons(case: Case) -> str:
    """Each reason once, as they were given."""
    said = [report.get_reason_display() for report in case.reports.all()]
    if case.awaits_approval:
        said.insert(0, _("waits for approval"))
    return ", ".join(dict.fromkeys(str(word) for word in said))


def state(case: Case) -> str:
    """Open, what was decided last, or that somebody objects. The decisions have been fetched."""
    decided = list(case.decisions.all())
    if any(decision.awaits_answer for decision in decided):
        return _("Appeal")
    if case.is_open:
        return _("Open")
    return str(capfirst(decided[-1].get_action_display())) if decided else _("Closed")
