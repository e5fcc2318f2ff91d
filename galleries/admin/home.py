"""The admin's first page: what waits for the person, and the albums that she worked on last."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Max, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.models import Page, PageLogEntry, TaskState

from galleries import permissions, policy, trash, trash_sweep
from galleries.admin.job_rows import jobs_for
from galleries.admin.likeness import pairs_for
from galleries.models import TRASH_URL_PATH, AlbumPage, Contribution, Photo, with_covers
from jobs.models import Job

# Counted no further: it is many either way.
MOST = 1000
RECENT = 6
# What leaves the trash within this time is told of.
SOON = timedelta(days=3)


@dataclass
class Tile:
    """A number that waits, what it counts, and where one sees to it."""

    count: int
    text: str
    url: str
    is_trouble: bool = False

    @property
    def number(self) -> str:
        return f"{MOST}+" if self.count > MOST else str(self.count)


class WaitingPanel(Component):
    """What waits, as far as it is the person's."""

    name = "photos_waiting"
    template_name = "galleries/admin/_waiting_panel.html"
    order = 70

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        tiles = [tile(self.request.user) for tile in TILES]
        return {"tiles": [tile for tile in tiles if tile.count]}


def _number(rows: QuerySet[Any]) -> int:
    return len(rows.order_by().values_list("pk")[: MOST + 1])


def _suggestions(user: Any) -> Tile:
    n = _number(permissions.waiting_suggestions(user))
    return Tile(n, ngettext("suggested tag to decide", "suggested tags to decide", n), reverse("tag_review"))


def _reviews(user: Any) -> Tile:
    n = TaskState.objects.reviewable_by(user).count()
    url = reverse("wagtailadmin_reports:workflow_tasks") + "?reviewable=true"
    return Tile(n, ngettext("submission to review", "submissions to review", n), url)


def _contributions(user: Any) -> Tile:
    """Photos that others sent for her own albums; the editors' tasks are not filled with everybody's."""
    albums = AlbumPage.objects.visible_to(policy.Viewer(user)).filter(owner=user)
    staying = policy.of_somebody_staying("photo__uploaded_by_user") & policy.photo_in_sight("photo__")
    waiting = Contribution.objects.filter(staying, state=Contribution.State.WAITING, album__in=albums)
    first = waiting.order_by("created_at", "pk").first()
    n = _number(waiting) if first else 0
    url = reverse("galleries:sharing", args=[first.album_id]) + "#tray" if first else ""
    return Tile(n, ngettext("photo that others sent you", "photos that others sent you", n), url)


def _similar(user: Any) -> Tile:
    n = _number(pairs_for(user))
    return Tile(
        n, ngettext("pair of similar photos", "pairs of similar photos", n), reverse("similar_photos")
    )


def _failed(user: Any) -> Tile:
    n = _number(jobs_for(user).filter(state=Job.State.FAILED))
    return Tile(
        n, ngettext("failed job", "failed jobs", n), reverse("jobs") + "?state=failed", is_trouble=True
    )


def _preparing(user: Any) -> Tile:
    n = _number(permissions.changeable(user).filter(state=Photo.State.PREPARING))
    url = reverse("wagtailimages:index") + "?state=preparing"
    return Tile(n, ngettext("photo being prepared", "photos being prepared", n), url)


def _leaving(user: Any) -> Tile:
    n = _number(trash.photos_in_trash(user).filter(trashed_at__lt=trash_sweep.kept_since() + SOON))
    text = ngettext("photo soon leaves the trash", "photos soon leave the trash", n)
    return Tile(n, text, reverse("trash_photos"))


TILES: tuple[Callable[[Any], Tile], ...] = (
    _suggestions, _reviews, _contributions, _similar, _failed, _preparing, _leaving,
)  # fmt: skip


class RecentPanel(Component):
    """The pages that the person edited last, albums with their covers; in place of Wagtail's list of the same."""

    name = "recent_edits"
    template_name = "galleries/admin/_recent_panel.html"
    order = 250

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"recent": recent_pages(self.request.user)}


def recent_pages(user: Any) -> list[dict[str, Any]]:
    """Page, time and cover, the latest first; only what the person may still see in the admin."""
    edits = PageLogEntry.objects.filter(user=user, action="wagtail.edit").values("page_id")
    latest = edits.annotate(at=Max("timestamp")).order_by("-at")[: 4 * RECENT]
    times = {row["page_id"]: row["at"] for row in latest}
    pages = Page.objects.filter(pk__in=times).exclude(url_path__startswith=TRASH_URL_PATH)
    seen = {page.pk: page for page in permissions.without_hidden_albums(pages, user)}
    order = [pk for pk in times if pk in seen][:RECENT]
    albums = {album.pk: album for album in with_covers(AlbumPage.objects.filter(pk__in=order))}
    return [
        {
            "page": albums.get(pk, seen[pk]),
            "is_album": pk in albums,
            "at": times[pk],
            "cover": _cover(albums.get(pk)),
        }
        for pk in order
    ]


def _cover(album: AlbumPage | None) -> Any:
    cover = album.effective_cover if album is not None else None
    return cover.get_rendition("max-640x640") if cover is not None else None


@hooks.register("construct_homepage_panels", order=200)
def albums_with_covers(request: HttpRequest, panels: list[Any]) -> None:
    panels[:] = [panel for panel in panels if getattr(panel, "name", "") != RecentPanel.name]
    panels.append(RecentPanel(request))
