"""Pages that are not Wagtail's: what bears a tag, and what a person shows."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from galleries import policy
from galleries.models import AlbumPage, Photo, Tag, with_covers
from users import profile

PHOTOS_PER_PAGE = 60
ALBUMS_OF_TAG = 8
ALBUMS_PER_PAGE = 24


def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """Albums and photos that bear a tag, the newest first; ``?before=<id>`` leads on.

    A tag that only stands on what the viewer may not see looks like one that does not exist. The address of
    one that was merged into another leads on to that one.
    """
    viewer = policy.viewer_of(request)
    found = Tag.objects.filter(slug=slug).first() or get_object_or_404(Tag, addresses__slug=slug)
    before = _number(request.GET.get("before"))
    photos = Photo.objects.listed_for(viewer).newest_tagged(found, before=before)
    page = photos[: PHOTOS_PER_PAGE + 1].as_cards(viewer)
    albums: list[AlbumPage] = []
    if before is None:
        bearing = AlbumPage.objects.listed_for(viewer).filter(album_tags__tag=found)
        albums = with_covers(bearing.newest().for_cards()[:ALBUMS_OF_TAG])
    if not page and not albums:
        raise Http404
    if found.slug != slug:
        query = request.META.get("QUERY_STRING", "")
        return redirect(found.get_absolute_url() + (f"?{query}" if query else ""), permanent=True)
    context: dict[str, Any] = {
        "tag": found,
        "albums": albums,
        "photos": page[:PHOTOS_PER_PAGE],
        "is_first": before is None,
        "older": page[PHOTOS_PER_PAGE - 1].pk if len(page) > PHOTOS_PER_PAGE else None,
    }
    return render(request, "galleries/tag_page.html", context)


def person(request: HttpRequest, username: str) -> HttpResponse:
    """A person and her albums. Who shows nothing to the viewer is not found, except by herself."""
    people = get_user_model().objects.filter(is_active=True, delete_after=None)
    shown = get_object_or_404(people, username=username)
    albums = AlbumPage.objects.listed_for(policy.viewer_of(request)).filter(owner=shown)
    page = Paginator(albums.newest().for_cards(), ALBUMS_PER_PAGE).get_page(request.GET.get("page"))
    if not page.paginator.count and not profile.has_page(shown, request):
        raise Http404
    page.object_list = with_covers(page.object_list)
    context = {
        "person": shown,
        "says": profile.shown_to(shown, request.user),
        "is_own": shown.pk == request.user.pk,
        "is_hidden": profile.audience(shown, profile.PAGE) == profile.Audience.NOBODY,
        "albums": page,
        "page_numbers": page.paginator.get_elided_page_range(page.number),
    }
    return render(request, "galleries/person_page.html", context)


def _number(text: str | None) -> int | None:
    """A photo's id out of an address; nonsense is no number."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
