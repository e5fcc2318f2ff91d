"""Doors of the workbench: what is done to the ticked photos of an album, and taken back."""

import json
import math
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import LogActionRegistry, LogFormatter

from common.errors import AppError
from common.text import one_line
from galleries import changes, permissions
from galleries.admin.album_mixin import AlbumMixin
from galleries.admin.crumbs import album_crumbs
from galleries.changes import Outcome, Refused
from galleries.models import AlbumChange, AlbumPage

TARGETS = 20
BIGGEST_KEY = 2**63 - 1

Way = Callable[..., Outcome]


class ChangeView(AlbumMixin, View):
    """What the grid's form and its script post: photos, what to do, and what it needs."""

    http_method_names = ["post", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().dispatch(request, *args, **kwargs)
        except AppError as error:
            return self.refused(str(error), error.status)
        except PermissionDenied:
            if not wants_json(request):
                raise
            return self.refused(_("You may not do this any more."), 403)
        except Http404:
            if not wants_json(request):
                raise
            return self.refused(_("The album is not there any more."), 404)

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        do = WAYS.get(request.POST.get("do", ""))
        if do is None:
            raise Refused(_("This action is not known."))
        form = request.POST
        outcome = do(form, user=request.user, album=self.album, photos=_photos(form))
        return self.answer(outcome)

    def answer(self, outcome: Outcome) -> HttpResponse:
        if wants_json(self.request):
            return JsonResponse(outcome.as_dict(), status=409 if outcome.is_conflict else 200)
        if not outcome.told:
            return self.back(outcome.done)
        told = messages.success if outcome.done else messages.warning
        buttons = []
        if outcome.undo is not None:
            url = reverse("album_undo", args=[self.album.pk])
            buttons = [messages.button(f"{url}?change={outcome.undo}", _("Undo"))]
        told(self.request, outcome.told, buttons=buttons)
        return self.back(outcome.done)

    def refused(self, told: str, status: int) -> HttpResponse:
        if wants_json(self.request):
            return JsonResponse({"told": told}, status=status)
        if status == 400:
            return HttpResponse(told, status=400, content_type="text/plain; charset=utf-8")
        messages.error(self.request, told)
        return self.back([])

    def back(self, photos: list[int]) -> HttpResponse:
        """To the photos, on the page where the first of them stands now."""
        url = reverse("album_photos", args=[self.kwargs["page_id"]])
        page = self.request.POST.get("p", "")
        url += f"?p={page}" if page.isascii() and page.isdecimal() and len(page) < 9 else ""
        return redirect(f"{url}#photo-{photos[0]}" if len(photos) == 1 else url)


class UndoView(ChangeView):
    """Take back the last change. Asked by a link, it shows a page with the button."""

    http_method_names = ["get", "post", "options"]

    def get(self, request: HttpRequest, page_id: int) -> HttpResponse:
        return ConfirmView.as_view()(request, page_id=page_id)

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        change = _number(request.POST.get("change", ""))
        return self.answer(changes.undo(user=request.user, album=self.album, change=change))


class ConfirmView(AlbumMixin, WagtailAdminTemplateMixin, TemplateView):
    """Who works without scripts follows a link to here."""

    template_name = "galleries/admin/album_undo.html"
    page_title = gettext_lazy("Take back")
    header_icon = "undo"

    def get_page_subtitle(self) -> str:
        return self.album.get_admin_display_title()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        photos = {"url": reverse("album_photos", args=[self.album.pk]), "label": _("Photos")}
        crumbs = album_crumbs(self.request.user, self.album)
        return [*crumbs, photos, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        number = _number(self.request.GET.get("change", ""))
        change = AlbumChange.objects.filter(pk=number, album=self.album, user=self.request.user.pk).first()
        if change is None:
            raise Http404
        told = changes.DONE[change.kind] % {"count": change.count}
        return {**super().get_context_data(**kwargs), "album": self.album, "change": change, "told": told}


class TargetsView(AlbumMixin, View):
    """Albums to which the photos may be copied or moved."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, page_id: int) -> HttpResponse:
        albums = permissions.editable_albums(request.user).exclude(pk=page_id)
        for word in one_line(request.GET.get("q", "")).split()[:8]:
            albums = albums.filter(Q(title__icontains=word) | Q(title_en__icontains=word))
        found = albums.order_by("-pk")[:TARGETS]
        return JsonResponse({"albums": list(found.values("id", "title"))})


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


# --- what the form says ----------------------------------------------------------------------------


def _number(text: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) < 20 and 0 < int(text) <= BIGGEST_KEY:
        return int(text)
    raise Refused(_("This number is not one that is given here."))


def _photos(form: QueryDict) -> list[int] | None:
    """The ticked photos; None for all of the album."""
    if form.get("all") == "1":
        return None
    return [_number(text) for text in form.getlist("photos")]


def _needed(form: QueryDict, name: str) -> str:
    if name not in form:
        raise Refused(_("The field “%(name)s” is missing.") % {"name": name})
    return str(form[name])


def _seen(form: QueryDict, kind: type) -> dict[int, Any] | None:
    """What the editor saw, by photo; None when the page does not say."""
    if "seen" not in form:
        return None
    try:
        said = json.loads(str(form["seen"]))
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or any(type(value) is not kind for value in said.values()):
        raise Refused(_("What the page showed cannot be read. Reload it."))
    return {_number(key): value for key, value in said.items()}


def _move(form: QueryDict, **at: Any) -> Outcome:
    seen = _seen(form, int)
    if "way" in form:
        return changes.move(**at, way=str(form["way"]) or "?", seen=seen)
    before = _needed(form, "before")
    return changes.move(**at, before=_number(before) if before else None, seen=seen)


def _caption(form: QueryDict, **at: Any) -> Outcome:
    return changes.write_caption(**at, caption=_needed(form, "caption"), seen=_seen(form, str))


def _text(what: str, name: str) -> Way:
    def way(form: QueryDict, **at: Any) -> Outcome:
        return changes.write(**at, what=what, text=_needed(form, name), seen=_seen(form, str))

    return way


def _taken(form: QueryDict, **at: Any) -> Outcome:
    try:
        hours = float(_needed(form, "hours").replace(",", ".").replace("−", "-"))
    except ValueError:
        hours = math.nan  # told as every number that makes no sense
    return changes.shift_taken(**at, hours=hours)


def _per_cent(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 4 and int(text) <= 100):
        raise Refused(_("The confidence is a number from 0 to 100."))
    return int(text)


def _accept(form: QueryDict, **at: Any) -> Outcome:
    return changes.accept(**at, least=_per_cent(_needed(form, "confidence")))


def _reject(form: QueryDict, **at: Any) -> Outcome:
    below = form.get("confidence", "")
    return changes.reject(**at, below=_per_cent(below) if below else None)


def _to_album(do: Way) -> Way:
    def way(form: QueryDict, **at: Any) -> Outcome:
        target = AlbumPage.objects.filter(pk=_number(_needed(form, "album"))).first()
        if target is None:
            raise Refused(_("The other album is not there any more."), status=404)
        return do(**at, target=target)

    return way


def _plain(do: Way) -> Way:
    return lambda form, **at: do(**at)


WAYS: dict[str, Way] = {
    "move": _move,
    "cover": _plain(changes.choose_cover),
    "remove": _plain(changes.remove),
    "tags-add": lambda form, **at: changes.add(**at, text=_needed(form, "tags")),
    "tags-remove": lambda form, **at: changes.take_away(**at, text=_needed(form, "tags")),
    "tags-accept": _accept,
    "tags-reject": _reject,
    "caption": _caption,
    "title": _text("title", "title"),
    "alt": _text("alt", "alt"),
    "alt-en": _text("alt-en", "alt_en"),
    "licence": _text("licence", "licence"),
    "taken": _taken,
    "copy": _to_album(changes.copy),
    "transfer": _to_album(changes.transfer),
    "trash": _plain(changes.throw_away),
    "analyse": _plain(changes.analyse),
    "retry": _plain(changes.prepare_again),
}


# --- how the histories tell it ---------------------------------------------------------------------


class _Formatter(LogFormatter):
    kind: str

    def format_message(self, log_entry: Any) -> str:
        count = log_entry.data.get("count")
        return changes.DONE[self.kind] % {"count": count if isinstance(count, int) else 0}


@hooks.register("register_log_actions")
def log_actions(registry: LogActionRegistry) -> None:
    for kind, label in changes.LABELS.items():
        formatter = type("_Formatter", (_Formatter,), {"kind": kind, "label": label})
        registry.register_action(changes.action_of(kind))(formatter)


urlpatterns = [
    path("albums/<int:page_id>/photos/change/", ChangeView.as_view(), name="album_change"),
    path("albums/<int:page_id>/photos/undo/", UndoView.as_view(), name="album_undo"),
    path("albums/<int:page_id>/photos/albums/", TargetsView.as_view(), name="album_targets"),
]
