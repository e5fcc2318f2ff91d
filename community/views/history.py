"""What a person has looked at: the page, and what she does about it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from community import favourites, history
from community.actions import history as actions
from community.models import Visit
from galleries import policy

VISITS_PER_PAGE = 60


@never_cache
@require_safe
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """By day, the latest first."""
    viewer = policy.viewer_of(request)
    paginator = Paginator(history.visits_of(viewer).select_related("photo"), VISITS_PER_PAGE)
    shown = paginator.get_page(request.GET.get("page"))
    shown.object_list = _with_albums(list(shown.object_list))
    context = {
        "page": shown,
        "numbers": paginator.get_elided_page_range(shown.number),
        "is_paused": history.is_paused(request.user),
    }
    return render(request, "community/history.html", context)


@never_cache
@require_POST
@login_required
def pause(request: HttpRequest) -> HttpResponse:
    paused = request.POST.get("paused") == "1"
    actions.pause(user=request.user, paused=paused)
    text = _("Nothing is noted from now on.") if paused else _("What you look at is noted again.")
    messages.success(request, text)
    return redirect("community:history")


@never_cache
@require_POST
@login_required
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    actions.forget(user=request.user, pk=pk)
    return redirect("community:history")


@never_cache
@require_POST
@login_required
def clear(request: HttpRequest) -> HttpResponse:
    actions.forget_all(user=request.user)
    messages.success(request, _("Your browsing history is empty."))
    return redirect("community:history")


def _with_albums(visits: list[Visit]) -> list[Any]:
    """The visits with their albums as cards have them, in two queries whatever their number."""
    albums = {album.pk: album for album in favourites.album_cards([visit.album_id for visit in visits])}
    seen = [visit for visit in visits if visit.album_id in albums]
    return [
        {"visit": v, "album": albums[v.album_id], "photo": v.photo, "day": localdate(v.seen_at)} for v in seen
    ]


urlpatterns: list[URLPattern] = [
    path("history/", page, name="history"),
    path("history/pause/", pause, name="pause_history"),
    path("history/clear/", clear, name="clear_history"),
    path("history/<int:pk>/remove/", forget, name="forget_visit"),
]
