"""Likes, favourites and the browsing history: pages and forms."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from common.errors import AppError
from community import things
from community.actions import likes as actions
from community.views import favourites, history
from galleries import policy


@never_cache
@require_POST
def like(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The button without a script: back to the page on which it stands."""
    return _change(request, kind, pk, actions.like)


@never_cache
@require_POST
def unlike(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    return _change(request, kind, pk, actions.unlike)


def _change(request: HttpRequest, kind: str, pk: int, action: Any) -> HttpResponse:
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    if not request.user.is_authenticated:  # her sign-in has ended since the page was made
        return redirect_to_login(back)
    thing = things.find(policy.viewer_of(request), kind, pk)
    try:
        action(user=request.user, thing=thing)
    except AppError as refused:
        messages.error(request, str(refused))
    return redirect(back)


urlpatterns: list[URLPattern] = [
    path("likes/<str:kind>/<int:pk>/", like, name="like"),
    path("likes/<str:kind>/<int:pk>/remove/", unlike, name="unlike"),
    *favourites.urlpatterns,
    *history.urlpatterns,
]
