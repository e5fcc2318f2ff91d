"""A person's lists of favourites: the lists, one list, and the menu beside each album and photo."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common.errors import AppError
from community import favourites, things
from community.actions import favourites as actions
from galleries import policy

LISTS_PER_PAGE = 24
PHOTOS_PER_PAGE = 60
ALBUMS_PER_PAGE = 24


@never_cache
@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """All lists of the person."""
    viewer = policy.viewer_of(request)
    lists = favourites.lists_of(viewer)
    page = Paginator(lists, LISTS_PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    covers = {
        photo.pk: photo for photo in favourites.photo_cards([f.cover for f in shown if f.cover], viewer)
    }
    for one in shown:
        one.cover_photo, one.key = covers.get(one.cover), favourites.key_of(one)
    page.object_list = shown
    context = {"page": page, "numbers": page.paginator.get_elided_page_range(page.number)}
    return render(request, "community/favourites.html", context)


@never_cache
@require_safe
@login_required
def one_list(request: HttpRequest, key: str) -> HttpResponse:
    """The photos of a list or, with ``?kind=albums``, its albums; the newest first. Somebody else's is none: 404."""
    viewer = policy.viewer_of(request)
    found = favourites.find_among(favourites.lists_of(viewer), key)
    counts = {"photos": found.photos, "albums": found.albums}
    kind = request.GET.get("kind", "")
    if kind not in counts:
        kind = "photos" if counts["photos"] or not counts["albums"] else "albums"
    entries = favourites.photos_in(viewer) if kind == "photos" else favourites.albums_in(viewer)
    context: dict[str, Any] = {"list": found, "key": favourites.key_of(found), "counts": counts, "kind": kind}
    size = PHOTOS_PER_PAGE if kind == "photos" else ALBUMS_PER_PAGE
    paginator = Paginator(entries.filter(list=found).order_by("-added_at", "-pk"), size)
    paginator.count = counts[kind]
    page = paginator.get_page(request.GET.get("page"))
    pks: list[Any] = [row.photo_id or row.album_id for row in page.object_list]
    context["rows"] = favourites.photo_cards(pks, viewer) if kind == "photos" else favourites.album_cards(pks)
    context |= {"page": page, "numbers": paginator.get_elided_page_range(page.number)}
    return render(request, "community/favourite_list.html", context)


@never_cache
@require_POST
@login_required
def make(request: HttpRequest) -> HttpResponse:
    return _told(request, "community:favourites", lambda: _made(request))


@never_cache
@require_POST
@login_required
def rename(request: HttpRequest, key: str) -> HttpResponse:
    found = favourites.find_list(request.user, key)
    name = request.POST.get("name", "")
    return _told(
        request,
        "community:favourite_list",
        lambda: actions.rename_list(user=request.user, favourites=found, name=name),
        key,
    )


@never_cache
@require_POST
@login_required
def delete(request: HttpRequest, key: str) -> HttpResponse:
    found = favourites.find_list(request.user, key)
    return _told(
        request, "community:favourites", lambda: actions.remove_list(user=request.user, favourites=found)
    )


@never_cache
@require_POST
@login_required
def take_out(request: HttpRequest, key: str, kind: str, pk: int) -> HttpResponse:
    """Remove one thing from a list. What she may no longer see is none that she could name."""
    found = favourites.find_list(request.user, key)
    thing = things.find(policy.viewer_of(request), kind, pk)
    response = _told(
        request,
        "community:favourite_list",
        lambda: actions.remove(user=request.user, favourites=found, thing=thing),
        key,
    )
    response["Location"] += f"?kind={kind}"
    return response


@never_cache
@require_POST
def keep(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The menu beside an album or a photo: in which lists it is. Back to the page on which it stands."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    if not request.user.is_authenticated:
        return redirect_to_login(back)
    thing = things.find(policy.viewer_of(request), kind, pk)
    sent = request.POST

    def sort() -> None:
        chosen, among = sent.getlist("in"), sent.getlist("among")
        actions.sort_into(
            user=request.user, thing=thing, chosen=chosen, among=among, new=sent.get("name", "")
        )
        messages.success(request, _("Your lists are saved."))

    return _told(request, back, sort)


def _made(request: HttpRequest) -> None:
    made = actions.make_list(user=request.user, name=request.POST.get("name", ""))
    messages.success(request, _("The list “%(name)s” is there.") % {"name": made.name})


def _told(request: HttpRequest, to: str, action: Any, *args: Any) -> HttpResponse:
    """Do it and lead on; what is refused is told on the page that follows."""
    try:
        action()
    except AppError as refused:
        messages.error(request, str(refused))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect(to, *args)


urlpatterns: list[URLPattern] = [
    path("favourites/", overview, name="favourites"),
    path("favourites/new/", make, name="new_favourite_list"),
    path("favourites/keep/<str:kind>/<int:pk>/", keep, name="keep"),
    path("favourites/<str:key>/", one_list, name="favourite_list"),
    path("favourites/<str:key>/rename/", rename, name="rename_favourite_list"),
    path("favourites/<str:key>/delete/", delete, name="delete_favourite_list"),
    path("favourites/<str:key>/<str:kind>/<int:pk>/remove/", take_out, name="take_out"),
]
