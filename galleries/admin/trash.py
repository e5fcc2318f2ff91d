"""What was thrown away: shown, brought back, or gone for good."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.permissions import page_permission_policy

from galleries import permissions, trash
from galleries.admin import trashing
from galleries.models import AlbumPage, AlbumPhoto, Photo

PHOTOS_PER_PAGE = 60
ALBUMS_PER_PAGE = 30
# An album is moved in the tree, which takes its time; of more than these the rest waits for the next click.
ALBUMS_AT_ONCE = 50
TICKED_AT_MOST = 1000
# Named in the question before something goes for good.
NAMED = 20


def may_look(user: Any) -> bool:
    """Whether there may be something in the trash that is hers."""
    return permissions.may_change_any(user) or page_permission_policy.user_has_permission(user, "change")


class TrashMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_look(request.user)


@hooks.register("register_admin_menu_item")
def trash_menu_item() -> MenuItem:
    return TrashMenuItem(
        gettext_lazy("Trash"), reverse("trash_photos"), name="trash", icon_name="bin", order=8000
    )


@hooks.register("register_log_actions")
def trash_in_the_history(actions: Any) -> None:
    actions.register_action(
        trash.THROWN, gettext_lazy("Put into the trash"), gettext_lazy("Put into the trash")
    )
    actions.register_action(
        trash.RESTORED, gettext_lazy("Brought back"), gettext_lazy("Brought back from the trash")
    )


class TrashView(WagtailAdminTemplateMixin, TemplateView):
    """A page of what lies in the trash, as far as it is the person's to bring back."""

    template_name = "galleries/admin/trash.html"
    page_title = gettext_lazy("Trash")
    header_icon = "bin"
    kind = ""
    per_page = 0
    at_once: int | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_look(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    @cached_property
    def things(self) -> QuerySet[Any]:
        raise NotImplementedError

    def cards(self, things: list[Any]) -> list[dict[str, Any]]:
        """What the page shows of each."""
        raise NotImplementedError

    def restore(self, things: list[Any]) -> int:
        raise NotImplementedError

    def purge(self, things: list[Any]) -> int:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        paginator = Paginator(self.things, self.per_page)
        page = paginator.get_page(self.request.GET.get("p"))
        return {
            **super().get_context_data(**kwargs),
            "kind": self.kind,
            "cards": self.cards(list(page.object_list)),
            "page_obj": page,
            "total": paginator.count,
            "days": settings.TRASH_DAYS,
            "elided_page_range": paginator.get_elided_page_range(page.number),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """Bring back or remove for good: one by its button, the ticked ones, or all. Removing is asked about first."""
        wishes: dict[str, Callable[[list[Any]], int]] = {"restore": self.restore, "purge": self.purge}
        wish = next((name for name in wishes if name in request.POST), "")
        chosen = list(self.chosen(request.POST.get(wish, ""))) if wish else []
        if not chosen:
            messages.warning(request, _("Nothing was chosen, or it is not in the trash any more."))
        elif wish == "purge" and "sure" not in request.POST:
            return self.ask(chosen[: self.at_once])
        else:
            self.carry_out(wish, wishes[wish], chosen)
        return redirect(request.path)

    def chosen(self, which: str) -> QuerySet[Any]:
        """``all``, the one with this key, or else those that are ticked."""
        if which == "all":
            return self.things
        keys = [which] if which not in ("", "ticked") else self.request.POST.getlist("things")
        pks = [int(key) for key in keys if key.isascii() and key.isdecimal() and len(key) < 16]
        return self.things.filter(pk__in=pks[:TICKED_AT_MOST])

    def ask(self, chosen: list[Any]) -> HttpResponse:
        context = {
            **WagtailAdminTemplateMixin.get_context_data(self),
            "kind": self.kind,
            "cards": self.cards(chosen[:NAMED]),
            "more": max(0, len(chosen) - NAMED),
            "count": len(chosen),
            "which": "all" if self.request.POST["purge"] == "all" else "ticked",
            "pks": [thing.pk for thing in chosen[:TICKED_AT_MOST]],
        }
        return render(self.request, "galleries/admin/trash_purge.html", context)

    def carry_out(self, wish: str, work: Callable[[list[Any]], int], chosen: list[Any]) -> None:
        try:
            count = work(chosen)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
            return
        if wish == "restore":
            text = ngettext("%(count)d was brought back.", "%(count)d were brought back.", count)
        else:
            text = ngettext(
                "%(count)d is being removed for good.", "%(count)d are being removed for good.", count
            )
        messages.success(self.request, text % {"count": count})


class TrashedPhotosView(TrashView):
    kind = "photos"
    per_page = PHOTOS_PER_PAGE

    @cached_property
    def things(self) -> QuerySet[Photo]:
        return trash.photos_in_trash(self.request.user).select_related("trashed_by")

    def cards(self, things: list[Photo]) -> list[dict[str, Any]]:
        return [
            {"thing": photo, "picture": photo, **when(photo.trashed_by, photo.trashed_at)} for photo in things
        ]

    def restore(self, things: list[Photo]) -> int:
        return trash.restore_photos(user=self.request.user, photos=things)

    def purge(self, things: list[Photo]) -> int:
        return trash.purge_photos(user=self.request.user, photos=things)


class TrashedAlbumsView(TrashView):
    kind = "albums"
    per_page = ALBUMS_PER_PAGE
    at_once = ALBUMS_AT_ONCE

    @cached_property
    def things(self) -> QuerySet[AlbumPage]:
        return trash.albums_in_trash(self.request.user)

    def cards(self, things: list[AlbumPage]) -> list[dict[str, Any]]:
        pks = [album.pk for album in things]
        pictures = self._first_photos(pks)
        places = AlbumPhoto.rows.filter(album__in=pks).order_by().values("album")
        counts = dict(places.annotate(n=Count("pk")).values_list("album", "n"))
        return [
            {
                "thing": album,
                "picture": pictures.get(album.pk),
                "count": counts.get(album.pk, 0),
                **when(album.trashed.by, album.trashed.at),
            }
            for album in things
        ]

    def _first_photos(self, pks: list[int]) -> dict[int, Photo]:
        """What stands for each album: its first photo of which the person may have the bytes."""
        hers = permissions.changeable_with_trash(self.request.user).order_by().values("pk")
        usable = AlbumPhoto.rows.filter(photo__in=hers, photo__state=Photo.State.READY)
        first = usable.filter(album=OuterRef("album")).order_by("position", "pk").values("pk")[:1]
        rows = AlbumPhoto.rows.filter(album__in=pks, pk=Subquery(first))
        return {row.album_id: row.photo for row in rows.select_related("photo")}

    def restore(self, things: list[AlbumPage]) -> int:
        for album in things[: self.at_once]:
            trash.restore_album(user=self.request.user, album=album)
        return len(things[: self.at_once])

    def purge(self, things: list[AlbumPage]) -> int:
        for album in things[: self.at_once]:
            trash.purge_album(user=self.request.user, album=album)
        return len(things[: self.at_once])


def when(by: Any, at: datetime | None) -> dict[str, Any]:
    """Who threw it away, when, and how many days are left."""
    gone = (timezone.now() - at).days if at else 0
    return {"by": by, "at": at, "left": max(1, settings.TRASH_DAYS - gone)}


urlpatterns: list[URLPattern] = [
    path("trash/", TrashedPhotosView.as_view(), name="trash_photos"),
    path("trash/albums/", TrashedAlbumsView.as_view(), name="trash_albums"),
    # Wagtail's own addresses, found before Wagtail's views.
    path("images/<int:image_id>/delete/", trashing.PhotoDeleteView.as_view()),
    path("images/multiple/<int:image_id>/delete/", trashing.MultipleDeleteView.as_view()),
]
