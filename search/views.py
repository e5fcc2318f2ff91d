"""The search page."""

from typing import Any

from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.text import one_line
from galleries import policy
from galleries.models import AlbumPage, Photo, with_covers
from galleries.policy import Viewer
from search.query import Results, find, in_order

KINDS = ("all", "albums", "photos", "tags")
MAX_QUERY = 100
# On the page of everything, and on a page of its own
ALBUMS, ALBUMS_PER_PAGE = 8, 24
PHOTOS, PHOTOS_PER_PAGE = 24, 60


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """``?q=`` words, ``&kind=`` all, albums, photos or tags, ``&page=`` of one kind."""
    query = one_line(request.GET.get("q", ""))[:MAX_QUERY].strip()
    kind = request.GET.get("kind", "all")
    kind = kind if kind in KINDS else "all"
    viewer = policy.viewer_of(request)
    results = find(query, viewer) if query else Results()
    more = {name: getattr(results, name).more for name in KINDS[1:]}
    counts = {name: len(getattr(results, name)) for name in KINDS[1:]}
    context = {
        "query": query,
        "kind": kind,
        "counts": {**counts, "all": sum(counts.values()), "more": any(more.values())},
        # of each kind, whether there are more than are counted
        "more": more,
        **_shown(kind, results, viewer, request.GET.get("page")),
    }
    return render(request, "search/search_page.html", context)


def _shown(kind: str, results: Results, viewer: Viewer, number: str | None) -> dict[str, Any]:
    """What stands on this page of the results."""
    if kind == "albums":
        page, numbers = _page(results.albums.ids, ALBUMS_PER_PAGE, number)
        page.object_list = albums = _albums(list(page))
        return {"albums": albums, "photos": [], "tags": [], "page_obj": page, "page_numbers": numbers}
    if kind == "photos":
        page, numbers = _page(results.photos.ids, PHOTOS_PER_PAGE, number)
        page.object_list = photos = _photos(list(page), viewer)
        return {"albums": [], "photos": photos, "tags": [], "page_obj": page, "page_numbers": numbers}
    tags = results.tags.tags
    if kind == "tags":
        return {"albums": [], "photos": [], "tags": tags}
    return {
        "albums": _albums(results.albums.ids[:ALBUMS]),
        "photos": _photos(results.photos.ids[:PHOTOS], viewer),
        "tags": tags,
    }


def _page(ids: list[int], size: int, number: str | None) -> tuple[ListPage, Any]:
    page = Paginator(ids, size).get_page(number)
    return page, page.paginator.get_elided_page_range(page.number)


def _albums(ids: list[int]) -> list[Any]:
    return with_covers(in_order(AlbumPage.objects.for_cards(), ids)) if ids else []


def _photos(ids: list[int], viewer: Viewer) -> list[Any]:
    return in_order(Photo.objects.with_openness().with_home_album(viewer), ids) if ids else []
