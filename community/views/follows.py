"""Following people and albums, the feed, keeping people away: pages and forms."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common.errors import AppError
from community import feed, suggestions, ties
from community.actions import follows as actions
from community.models import Distance
from galleries import policy

View = Callable[..., HttpResponse]

PEOPLE_PER_PAGE = 50
SUGGESTED_IN_FEED = 6


def acting(view: View) -> View:
    """A button's address: POST alone, and to the sign-in and back for somebody whose sign-in has ended since."""

    @wraps(view)
    def checked(request: HttpRequest, **found: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(_target(request) or "/")
        return view(request, **found)

    return require_POST(never_cache(checked))


@require_safe
@login_required
@never_cache
def show_feed(request: HttpRequest) -> HttpResponse:
    """New photos of those whom one follows; ``?before=<mark>`` leads on."""
    text = request.GET.get("before")
    mark = feed.Mark.read(text) if text else None
    if text and mark is None:
        raise Http404
    viewer = policy.viewer_of(request)
    page = feed.page(viewer, mark)
    suggested = [] if page.groups or mark else suggestions.people_for(viewer, SUGGESTED_IN_FEED)
    context = {"groups": page.groups, "older": page.older, "is_first": mark is None, "suggested": suggested}
    return render(request, "community/feed.html", context)


@require_safe
@login_required
@never_cache
def suggested(request: HttpRequest) -> HttpResponse:
    """People whom one might like to follow, and why."""
    found = suggestions.people_for(policy.viewer_of(request))
    return render(request, "community/people_suggested.html", {"suggested": found})


@require_safe
@login_required
@never_cache
def following(request: HttpRequest) -> HttpResponse:
    """Whom and what one follows, for oneself alone."""
    rows = ties.following_of(policy.viewer_of(request))
    return render(request, "community/following.html", _numbered(request, rows))


@require_safe
@login_required
@never_cache
def followers(request: HttpRequest) -> HttpResponse:
    """Who follows one, for oneself alone."""
    rows = ties.followers_of(policy.viewer_of(request))
    return render(request, "community/followers.html", _numbered(request, rows))


@require_safe
@login_required
@never_cache
def kept_away(request: HttpRequest) -> HttpResponse:
    """Whom one blocks and mutes, and the way back."""
    rows = Distance.objects.filter(user=request.user.pk, person__in=ties.staying()).select_related("person")
    return render(request, "community/kept_away.html", _numbered(request, rows))


@acting
def follow_person(request: HttpRequest, username: str) -> HttpResponse:
    """``do`` is ``follow`` or ``unfollow``."""
    if _undoes(request):
        person = ties.person_to_unfollow(request, username)
        return _done(request, person, actions.unfollow_person, _("You no longer follow %(name)s."))
    person = ties.person_to_follow(request, username)
    return _done(request, person, actions.follow_person, _("You follow %(name)s."))


@acting
def follow_album(request: HttpRequest, pk: int) -> HttpResponse:
    """``do`` is ``follow`` or ``unfollow``."""
    undo = _undoes(request)
    album = ties.album_to_unfollow(request, pk) if undo else ties.album_to_follow(request, pk)
    act = actions.unfollow_album if undo else actions.follow_album
    said = _("You no longer follow the album.") if undo else _("You follow the album.")
    _try(request, lambda: act(user=request.user, album=album), said)
    return _back(request, album.get_url() or "/")


@acting
def block(request: HttpRequest, username: str) -> HttpResponse:
    """``do`` is ``block`` or ``unblock``."""
    if _undoes(request):
        person = ties.person_kept_away(request, username, Distance.Kind.BLOCK)
        return _done(request, person, actions.unblock, _("You no longer block %(name)s."))
    person = ties.person_to_keep_away(request, username)
    return _done(request, person, actions.block, _("You block %(name)s."))


@acting
def mute(request: HttpRequest, username: str) -> HttpResponse:
    """``do`` is ``mute`` or ``unmute``."""
    if _undoes(request):
        person = ties.person_kept_away(request, username, Distance.Kind.MUTE)
        return _done(request, person, actions.unmute, _("You no longer mute %(name)s."))
    person = ties.person_to_keep_away(request, username)
    return _done(request, person, actions.mute, _("You mute %(name)s."))


def _undoes(request: HttpRequest) -> bool:
    return request.POST.get("do", "").startswith("un")


def _done(request: HttpRequest, person: Any, act: Callable[..., None], said: str) -> HttpResponse:
    _try(request, lambda: act(user=request.user, person=person), said % {"name": person.public_name})
    return _back(request, person.get_absolute_url())


def _try(request: HttpRequest, act: Callable[[], None], said: str) -> None:
    """Do it and say so, or say why not."""
    try:
        act()
    except AppError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)


def _back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """To the page that the button stood on."""
    return redirect(_target(request) or otherwise)


def _target(request: HttpRequest) -> str:
    """The page that the button stood on, when it is one of ours; else nothing."""
    target = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if ours else ""


def _numbered(request: HttpRequest, rows: Any) -> dict[str, Any]:
    page = Paginator(rows.order_by("-created_at", "-pk"), PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    return {"rows": page, "page_numbers": page.paginator.get_elided_page_range(page.number)}


urlpatterns: list[URLPattern] = [
    path("feed/", show_feed, name="feed"),
    path("feed/people/", suggested, name="suggested_people"),
    path("feed/following/", following, name="following"),
    path("feed/followers/", followers, name="followers"),
    path("accounts/kept-away/", kept_away, name="kept_away"),
    path("people/<str:username>/follow/", follow_person, name="follow_person"),
    path("people/<str:username>/block/", block, name="block"),
    path("people/<str:username>/mute/", mute, name="mute"),
    path("albums/<int:pk>/follow/", follow_album, name="follow_album"),
]
