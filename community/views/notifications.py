"""Notifications: the list, how one wants to hear, and the link out of a mail that stops such mails."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community import unsubscribing
from community.actions import notifications as actions
from community.models import Kind, Notification
from community.notification_forms import ChoicesForm
from community.notifications import lines
from galleries import policy

PER_PAGE = 30
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@never_cache
@require_safe
@login_required
def notifications(request: HttpRequest) -> HttpResponse:
    """What concerns the person, the newest first."""
    viewer = policy.viewer_of(request)
    rows = lines.rows(viewer)
    if "before" in request.GET:
        rows = rows.filter(_before(request.GET["before"]))
    notes = list(rows[: PER_PAGE + 1])
    more, notes = notes[PER_PAGE:], notes[:PER_PAGE]
    context = {
        "lines": lines.of(viewer, notes),
        "some_unread": any(note.read_at is None for note in notes),
        "until": max((note.updated_at for note in notes), default=None),
        "before": _cursor(notes[-1]) if more else "",
        "is_first": "before" not in request.GET,
    }
    return render(request, "community/notifications.html", context)


@never_cache
@require_safe
@login_required
def notification(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to what it is about; it is read from now on. What may not be shown is not there."""
    viewer = policy.viewer_of(request)
    note = get_object_or_404(lines.rows(viewer), pk=_bounded(pk))
    [line] = lines.of(viewer, [note])
    ahead = request.headers.get("Sec-Purpose", "").startswith("prefetch")
    if request.method == "GET" and not ahead:
        actions.mark_read(user=request.user, ids=[note.pk])
    return redirect(line.url)


@never_cache
@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read that the page has shown, and what is older."""
    count = actions.mark_all_read(user=request.user, until=_time(request.POST.get("until", "")))
    if count:
        text = ngettext(
            "%(n)d notification is marked as read.", "%(n)d notifications are marked as read.", count
        )
        messages.success(request, text % {"n": count})
    return redirect("community:notifications")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def settings(request: HttpRequest) -> HttpResponse:
    """Of what she hears, where, and how often."""
    form = ChoicesForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        actions.save_choices(user=request.user, wishes=form.wishes())
        messages.success(request, _("Your choice is saved."))
        return redirect("community:notification_settings")
    status = 422 if form.errors else 200
    return render(request, "community/notification_settings.html", {"form": form}, status=status)


@never_cache
@csrf_exempt  # mail programs send it, and they have no cookie: the signed token is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, because programs that check links open them; POST does it, for a person or her mail program."""
    wish = unsubscribing.read(token)
    if wish is None:
        raise Http404
    done = request.method == "POST"
    if done:
        actions.unsubscribe(wish)
    kind = Kind(wish.scope) if wish.scope in Kind.values else None
    context = {"done": done, "kind": kind, "daily": wish.scope == unsubscribing.DAILY}
    return render(request, "community/unsubscribe.html", context)


def _cursor(note: Notification) -> str:
    return f"{(note.updated_at - EPOCH) // MICROSECOND}-{note.pk}"


def _before(cursor: str) -> Q:
    """Rows behind the one that the cursor names. A cursor that is none of ours leads nowhere."""
    time, _dash, pk = cursor.partition("-")
    if not (time.isascii() and time.isdigit() and pk.isascii() and pk.isdigit() and len(cursor) < 40):
        raise Http404
    try:
        at = EPOCH + int(time) * MICROSECOND
    except OverflowError:
        raise Http404 from None
    return Q(updated_at__lt=at) | Q(updated_at=at, pk__lt=_bounded(int(pk)))


def _bounded(pk: int) -> int:
    """A key that the database can compare."""
    return min(pk, 2**63 - 1)


def _time(text: str) -> datetime | None:
    try:
        time = parse_datetime(text)
    except ValueError:
        return None
    return time if time is not None and time.tzinfo is not None else None


urlpatterns: list[Any] = [
    path("notifications/", notifications, name="notifications"),
    path("notifications/read/", read_all, name="notifications_read"),
    path("notifications/settings/", settings, name="notification_settings"),
    path("notifications/<int:pk>/", notification, name="notification"),
    path("unsubscribe/<str:token>/", unsubscribe, name="unsubscribe"),
]
