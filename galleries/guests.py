"""Guests: whoever came in by a share link, as far as she may do more than look."""

from typing import Any, Literal

from django.db.models import Q
from django.http import Http404, HttpRequest

from common import limits
from common.text import one_line
from galleries import policy
from galleries.models import AlbumPage, LinkVisit
from galleries.policy import Viewer
from galleries.viewer import visits_of

Right = Literal["allow_picks", "allow_upload"]


def visit_with(request: HttpRequest, album: AlbumPage, right: Right) -> LinkVisit | None:
    """The visit, with its ``link``, by which whoever asks may do this in the album; None when there is none.

    She may have come by several links, and only one of them allows it.
    """
    links = {
        link.pk: link
        for link in policy.viewer_of(request).links
        if link.album_id == album.pk and getattr(link, right)
    }
    keys = visits_of(request)
    condition = Q()
    for pk in links:
        condition |= Q(link=pk, key=keys.get(str(pk), ""))
    visit = LinkVisit.objects.filter(condition).order_by("pk").first() if links else None
    if visit is not None:
        visit.link = links[visit.link_id]
    return visit


def introduce(*, visit: LinkVisit, name: str) -> LinkVisit:
    """What the guest wants to be called by the album's owner; empty for nothing."""
    limits.hit("picks_visit", visit.pk)
    most = LinkVisit._meta.get_field("name").max_length
    visit.name = one_line(name)[:most]
    visit.save(update_fields=["name"])
    return visit


def find_album(viewer: Viewer, pk: int, action: str) -> AlbumPage:
    """The album, for whoever may do this to it. Http404 for everybody else: hidden looks like missing."""
    albums: Any = AlbumPage.objects.visible_to(viewer).select_related("owner")
    # Not ``pk``: that is a relation, for which a number that no database knows is an error and not nothing.
    album: AlbumPage | None = albums.filter(id=pk).first()
    if album is None or not policy.can(viewer, action, album):
        raise Http404
    return album


def lock(album: AlbumPage) -> AlbumPage:
    """The album as it is now, with one writer at a time for what hangs on it. Http404 when it has gone."""
    row = AlbumPage.objects.select_for_update(of=("self",)).filter(pk=album.pk).first()
    if row is None:
        raise Http404
    return row
