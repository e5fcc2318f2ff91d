"""What was decided about suggested tags lately: by whom, when, and taking it back."""

from datetime import datetime
from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, StatusTagColumn
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views import generic

from common.text import folded
from galleries import permissions, tag_review
from galleries.models import PhotoTag, TagWord

State = PhotoTag.State
WHO = (("me", gettext_lazy("me")), ("others", gettext_lazy("others")))
DECISIONS = [
    (State.ACCEPTED.value, gettext_lazy("accepted")),
    (State.REJECTED.value, gettext_lazy("rejected")),
]


class DecidedFilterSet(WagtailFilterSet):
    tag = django_filters.CharFilter(method="named", label=gettext_lazy("Tag"), max_length=100)
    state = django_filters.ChoiceFilter(
        choices=DECISIONS, label=gettext_lazy("Decision"), empty_label=gettext_lazy("All")
    )
    who = django_filters.ChoiceFilter(
        choices=WHO, method="by", label=gettext_lazy("Decided by"), empty_label=gettext_lazy("All")
    )

    class Meta:
        model = PhotoTag
        fields: list[str] = []

    def named(self, rows: QuerySet[PhotoTag], name: str, value: str) -> QuerySet[PhotoTag]:
        return rows.filter(tag__in=TagWord.objects.filter(key__contains=folded(value)).values("tag"))

    def by(self, rows: QuerySet[PhotoTag], name: str, value: str) -> QuerySet[PhotoTag]:
        user = self.request.user
        return rows.filter(decided_by=user) if value == "me" else rows.exclude(decided_by=user)


class PhotoColumn(BaseColumn):
    cell_template_name = "galleries/admin/_decided_photo_cell.html"


class BackColumn(BaseColumn):
    cell_template_name = "galleries/admin/_decided_back_cell.html"


class DecidedView(generic.IndexView):
    model = PhotoTag
    verbose_name = gettext_lazy("decision")
    verbose_name_plural = gettext_lazy("decisions")
    page_title = gettext_lazy("Recently decided")
    header_icon = "history"
    template_name = "galleries/admin/tag_decided.html"
    results_template_name = "galleries/admin/tag_decided_results.html"
    index_url_name = "tag_review_decided"
    index_results_url_name = "tag_review_decided_results"
    filterset_class = DecidedFilterSet
    any_permission_required = None
    is_searchable = False
    default_ordering = ("-decided_at", "-pk")
    paginate_by = 50
    list_export: list[str] = []

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not permissions.may_change_any(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        review = {"url": reverse("tag_review"), "label": _("Tag review")}
        return [*self.breadcrumbs_items, review, {"url": "", "label": self.get_page_title()}]

    @cached_property
    def columns(self) -> list[Any]:
        return [
            PhotoColumn("photo", label=_("Photo")),
            Column("tag", label=_("Tag"), accessor="tag.label"),
            StatusTagColumn(
                "state",
                label=_("Decision"),
                accessor=lambda row: capfirst(row.get_state_display()),
                primary=lambda row: row.state == State.ACCEPTED,
            ),
            Column("sure", label=_("Confidence"), accessor=_percent),
            Column(
                "who",
                label=_("Decided by"),
                accessor=lambda row: row.decided_by.public_name if row.decided_by else _("deleted account"),
            ),
            DateColumn("decided_at", label=_("When")),
            BackColumn("back", label=_("Take back")),
        ]

    def get_base_queryset(self) -> QuerySet[PhotoTag]:
        rows = tag_review.decided(self.request.user)
        return rows.select_related("tag", "content_object", "decided_by")


@require_POST
def take_back(request: HttpRequest, row_id: int) -> HttpResponse:
    """Put a decision back among the suggestions, unless it is another one than was shown."""
    row = get_object_or_404(tag_review.decided(request.user).select_related("tag"), pk=row_id)
    seen = moment(request.POST.get("at", ""))
    if seen is not None and tag_review.take_back(user=request.user, row=row, seen=seen):
        messages.success(request, _("“%(tag)s” waits for a decision again.") % {"tag": row.tag.label})
    else:
        messages.warning(request, _("Somebody has decided anew meanwhile; nothing was changed."))
    return redirect(get_valid_next_url_from_request(request) or reverse("tag_review_decided"))


def moment(text: str) -> datetime | None:
    """A time as our pages write it; nonsense is none."""
    try:
        at = parse_datetime(text[:40])
    except ValueError:
        return None
    return at if at is not None and is_aware(at) else None


def _percent(row: PhotoTag) -> str:
    return "" if row.confidence is None else f"{row.confidence:.0%}".replace("%", " %")
