"""Where one is signed in, and what happened to the account."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from users import sessions
from users.actions import sessions as actions
from users.models import SecurityEvent

EVENTS_PER_PAGE = 30


@never_cache
@require_GET
@login_required
def devices(request: HttpRequest) -> HttpResponse:
    current = sessions.current(request)
    found = list(sessions.alive_of(current.user).order_by("-last_seen_at")) if current else []
    context: dict[str, Any] = {
        "current": next((session for session in found if session == current), None),
        "others": [session for session in found if session != current],
    }
    return render(request, "users/sessions.html", context)


@never_cache
@require_POST
@login_required
def end_device(request: HttpRequest, pk: UUID) -> HttpResponse:
    actions.end_one(request, pk)
    messages.success(request, _("That device is signed out."))
    return redirect("users:sessions")


@never_cache
@require_POST
@login_required
def end_other_devices(request: HttpRequest) -> HttpResponse:
    ended = actions.end_all(request, keep_current=True)
    text = ngettext("%(n)d other device is signed out.", "%(n)d other devices are signed out.", ended)
    messages.success(request, text % {"n": ended})
    return redirect("users:sessions")


@never_cache
@require_GET
@login_required
def security_log(request: HttpRequest) -> HttpResponse:
    events = SecurityEvent.objects.filter(user=request.user.pk)
    page = Paginator(events, EVENTS_PER_PAGE).get_page(request.GET.get("page"))
    numbers = page.paginator.get_elided_page_range(page.number)
    return render(request, "users/security_log.html", {"page": page, "numbers": numbers})
