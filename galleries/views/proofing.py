"""Guests mark their favourites; the album's owner takes the list along."""

import csv
from collections.abc import Iterable, Iterator
from itertools import chain

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import AppError
from galleries import guests, policy, proofing
from galleries.models import AlbumPage, LinkVisit

PHOTOS_PER_PAGE = 60


@require_POST
def pick(request: HttpRequest, pk: int, photo_pk: int) -> HttpResponse:
    """Mark a photo, or take the mark away; then back to where the button was."""
    viewer, album, visit = _guest(request, pk)
    try:
        if "remove" in request.POST:
            proofing.unpick(viewer=viewer, visit=visit, album=album, photo_id=photo_pk)
        else:
            proofing.pick(viewer=viewer, visit=visit, album=album, photo_id=photo_pk)
    except AppError as refusal:
        messages.error(request, str(refusal))
    if "list" in request.POST:
        return redirect("galleries:own_picks", album.pk)
    return redirect(f"{album.get_url()}{photo_pk}/")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_picks(request: HttpRequest, pk: int) -> HttpResponse:
    """What the guest has marked, what she is called, and the word that she is done."""
    viewer, album, visit = _guest(request, pk)
    if request.method == "POST":
        if "name" in request.POST:
            guests.introduce(visit=visit, name=request.POST["name"])
        if "done" in request.POST:
            try:
                proofing.tell_owner(viewer=viewer, visit=visit, album=album)
                messages.success(request, _("The album's owner has been told. Thank you."))
            except AppError as refusal:
                messages.error(request, str(refusal))
        else:
            messages.success(request, _("Your name is kept."))
        return redirect("galleries:own_picks", album.pk)
    photos = proofing.picked_photos(visit, album)
    page = Paginator(photos, PHOTOS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "album": album,
        "visit": visit,
        "photos": page,
        "page_numbers": page.paginator.get_elided_page_range(page.number),
    }
    return render(request, "galleries/own_picks.html", context)


@never_cache
@require_safe
def picks_table(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """All guests' favourites of the album as a table that spreadsheets open."""
    album = guests.find_album(policy.viewer_of(request), pk, "share")
    table = proofing.table(album)
    head = next(table)  # now, in the reader's language
    response = StreamingHttpResponse(_lines(chain([head], table)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="favourites-{album.pk}.csv"'
    return response


class _Echo:
    def write(self, line: str) -> str:
        return line


def _lines(table: Iterable[list[str]]) -> Iterator[str]:
    """With the mark at its beginning by which Excel knows UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    for row in table:
        yield writer.writerow(row)


def _guest(request: HttpRequest, pk: int) -> tuple[policy.Viewer, AlbumPage, LinkVisit]:
    """Http404 for whoever did not come by a living link that allows it."""
    viewer = policy.viewer_of(request)
    album = guests.find_album(viewer, pk, "view")
    visit = guests.visit_with(request, album, "allow_picks")
    if visit is None:
        raise Http404
    return viewer, album, visit


urlpatterns: list[URLPattern] = [
    path("picks/<int:pk>/", own_picks, name="own_picks"),
    path("picks/<int:pk>/<int:photo_pk>/", pick, name="pick"),
    path("sharing/<int:pk>/picks.csv", picks_table, name="picks_table"),
]
