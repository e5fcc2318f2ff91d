"""Reports, decisions and appeals: pages and forms."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from common.errors import AppError
from community import cases, standing
from community.actions import moderation, reporting
from community.models import Case, Decision, Report
from community.moderation_forms import AppealForm, ReportForm
from galleries import policy
from galleries.models import AlbumPage, Photo

DECISIONS_PER_PAGE = 20
REPORTS_SHOWN = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def report(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    thing: Any = cases.find(request, kind, pk)
    album = _album_of(request, thing)
    form = ReportForm(request.POST or None)
    if form.is_valid():
        try:
            reporting.report(user=request.user, thing=thing, album=album, **form.cleaned_data)
        except (AppError, ValidationError) as refused:
            _refuse(form, refused)
        else:
            messages.success(request, _("Thank you. Moderators will look at it; nobody else learns of it."))
            return redirect(_address_of(request, thing, album))
    context = {
        "form": form, "kind": kind, "excerpt": cases.excerpt_of(thing), "back": _address_of(request, thing, album),
    }  # fmt: skip
    return render(request, "community/report_form.html", context, status=_status(form))


@never_cache
@require_GET
@login_required
def decisions(request: HttpRequest) -> HttpResponse:
    """What moderators decided about the person and hers, and what became of her own reports."""
    rows = Decision.objects.told().filter(subject=request.user.pk).select_related("case")
    page = Paginator(rows, DECISIONS_PER_PAGE).get_page(request.GET.get("page"))
    reports = Report.objects.filter(reporter=request.user.pk).select_related("case").order_by("-pk")
    until = standing.suspended_until(request.user)
    context = {
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number),
        "reports": reports[:REPORTS_SHOWN],
        "suspended": until is not None,
        "until": None if until == standing.FOR_GOOD else until,
    }
    return render(request, "community/decisions.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    told = Decision.objects.told().select_related("case")
    decision = told.filter(pk=pk, subject=request.user.pk).first()
    if decision is None:
        raise Http404
    form = AppealForm(request.POST or None)
    if form.is_valid():
        try:
            moderation.appeal(user=request.user, decision=decision, text=form.cleaned_data["text"])
        except (AppError, ValidationError) as refused:
            _refuse(form, refused)
        else:
            messages.success(request, _("Your answer is with the moderators."))
            return redirect("community:decisions")
    context = {"form": form, "decision": decision}
    return render(request, "community/appeal.html", context, status=_status(form))


def _album_of(request: HttpRequest, thing: Any) -> AlbumPage | None:
    """In which album, as the address says, the photo is shown to whoever asks."""
    asked = request.GET.get("album", "")
    if not isinstance(thing, Photo) or not (asked.isdecimal() and len(asked) < 16):
        return None
    return cases.album_showing(policy.viewer_of(request), thing, int(asked))


def _address_of(request: HttpRequest, thing: Any, album: AlbumPage | None) -> str:
    """Where the thing is to be seen."""
    match cases.kind_of(thing):
        case Case.Kind.COMMENT:
            return reverse("community:comment", args=[thing.pk])
        case Case.Kind.PERSON:
            return str(thing.get_absolute_url())
        case Case.Kind.ALBUM:
            return str(thing.get_url(request) or "/")
    return f"{album.get_url(request)}{thing.pk}/" if album is not None else "/"


def _refuse(form: forms.Form, refused: AppError | ValidationError) -> None:
    if isinstance(refused, ValidationError):
        form.add_error(None, refused.messages)
    else:
        form.add_error(None, ValidationError(str(refused), code=refused.code))
        form.refused_with = refused.status  # type: ignore[attr-defined]


def _status(form: forms.Form) -> int:
    """What is refused is told with its own status, a form filled in wrongly with the page."""
    return getattr(form, "refused_with", 200)


urlpatterns: list[URLPattern] = [
    path("report/<str:kind>/<int:pk>/", report, name="report"),
    path("decisions/", decisions, name="decisions"),
    path("decisions/<int:pk>/appeal/", appeal, name="appeal"),
]
