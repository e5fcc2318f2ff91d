"""The cards of an album's grid, and all that can be read of one photo beside it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.permissions import page_permission_policy

from galleries import permissions, policy, tasks
from galleries.admin.album_mixin import AlbumMixin, numbers
from galleries.admin.crumbs import album_crumbs, photos_crumb
from galleries.admin.images import facts
from galleries.models import TRASH_URL_PATH, AlbumPage, AlbumPhoto, Licence, PhotoTag
from jobs.models import Job

# As many cards as one answer holds; their keys still fit into one address.
CARDS = 100
# As many photos as words or uses are told of; their keys come in a form.
MANY = 5000
ALBUMS_NAMED = 12
CARD = "galleries/admin/_photo_card.html"
# What no card shows; the rest of the row is small.
UNSEEN = ("measures", "caption", "caption_en", "description", "alt_en", "placeholder")
# The words of a photo that can be changed for many at once, by the name that the form sends.
WORDS = {
    "caption": "caption",
    "title": "photo__title",
    "alt": "photo__description",
    "alt-en": "photo__alt_en",
    "licence": "photo__licence",
}


def cards_of(user: Any, album: AlbumPage, places: Sequence[AlbumPhoto]) -> list[dict[str, Any]]:
    """What a card of the grid shows, for all of them with a constant number of queries."""
    ids = [place.photo_id for place in places]
    jobs = {job.target_id: job for job in Job.objects.open().filter(kind=tasks.PREPARE, target_id__in=ids)}
    mine = set(permissions.changeable(user).filter(pk__in=ids).values_list("pk", flat=True))
    counted = PhotoTag.objects.suggested().filter(content_object__in=ids).values_list("content_object")
    suggestions = dict(counted.annotate(Count("pk")).order_by())
    return [
        {
            # As text: a template works out anew how each number is written in the reader's language.
            "key": str(place.photo_id),
            "moves": str(place.moves),
            "photo": place.photo,
            "thumbnail": place.photo.get_rendition("max-320x320"),
            "progress": jobs[place.photo_id].progress if place.photo_id in jobs else 0,
            "mine": place.photo_id in mine,
            "suggestions": suggestions.get(place.photo_id, 0) if place.photo_id in mine else 0,
            "is_cover": place.photo_id == album.cover_id,
        }
        for place in places
    ]


def albums_with(user: Any, ids: list[int], besides: AlbumPage) -> list[AlbumPage]:
    """Other albums that show one of these photos, as far as the person may know of them."""
    edited = page_permission_policy.instances_user_has_permission_for(user, "change").order_by().values("pk")
    known = AlbumPage.objects.filter(policy.visible_albums(policy.Viewer(user)) | Q(pk__in=edited))
    shown = AlbumPhoto.objects.filter(photo__in=ids).exclude(album=besides).order_by().values("album")
    named = known.filter(pk__in=shown).exclude(url_path__startswith=TRASH_URL_PATH)
    return list(named.order_by("title", "pk")[:ALBUMS_NAMED])


def with_photos(places: Any) -> Any:
    """The places with as much of their photos as a card shows."""
    return places.select_related("photo").defer(*(f"photo__{name}" for name in UNSEEN))


class CardsView(AlbumMixin, View):
    """Some photos of the album as cards: those that were scrolled to, came in, or may have changed since.

    With ``order`` also the keys of all its photos in their order.
    """

    def get(self, request: HttpRequest, page_id: int) -> HttpResponse:
        answer: dict[str, Any] = {"total": len(self.order)}
        ids = numbers(request.GET.get("ids", ""), CARDS)
        answer["cards"] = self.cards(list(with_photos(self.places.filter(photo__in=ids)))) if ids else []
        if "order" in request.GET:
            answer["order"] = self.order
        response = JsonResponse(answer)
        response["Cache-Control"] = "no-store"
        return response

    def cards(self, places: list[AlbumPhoto]) -> list[dict[str, Any]]:
        template, position = get_template(CARD), {pk: at for at, pk in enumerate(self.order)}
        found = []
        for card in cards_of(self.request.user, self.album, places):
            photo = card["photo"]
            html = template.render({"card": card, "number": str(position[photo.pk] + 1)}).strip()
            found.append({"id": photo.pk, "html": html, "position": position[photo.pk], "state": photo.state})
        return found


class DetailsView(AlbumMixin, WagtailAdminTemplateMixin, TemplateView):
    """One photo of the album with all that can be said of it; a page of its own where no script asks."""

    page_title = gettext_lazy("Photo of the album")
    header_icon = "image"

    def get_template_names(self) -> list[str]:
        part = self.request.headers.get("X-Requested-With") == "XMLHttpRequest"
        return ["galleries/admin/_photo_details.html" if part else "galleries/admin/album_details.html"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        crumbs = [*album_crumbs(self.request.user, self.album), photos_crumb(self.album)]
        return [*crumbs, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        place = self.places.select_related("photo__uploaded_by_user").filter(photo=kwargs["photo_id"]).first()
        if place is None:
            raise Http404
        photo = place.photo
        mine = permissions.may_change(self.request.user, photo)
        rows = photo.photo_tags.select_related("tag").order_by("-confidence", "pk")
        return {
            **super().get_context_data(**kwargs),
            "album": self.album,
            "place": place,
            "photo": photo,
            "picture": photo.get_rendition("max-640x640"),
            "number": self.order.index(photo.pk) + 1,
            "total": len(self.order),
            "mine": mine,
            "is_cover": photo.pk == self.album.cover_id,
            "accepted": [row for row in rows if row.state == PhotoTag.State.ACCEPTED],
            "suggested": [row for row in rows if row.state == PhotoTag.State.SUGGESTED] if mine else [],
            "licences": Licence.choices,
            "facts": facts(photo) if mine else [],
            "also_in": albums_with(self.request.user, [photo.pk], besides=self.album),
        }


class AskView(AlbumMixin, View):
    """What must be known of many photos before something is done to them: ``words`` or ``uses``.

    Asked by POST, since the keys of a thousand photos do not fit into an address; nothing is changed.
    """

    http_method_names = ["post"]

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        wanted = numbers(request.POST.get("ids", ""), MANY)
        places = self.places.filter(photo__in=wanted)
        words = request.POST.get("words")
        if words in WORDS:
            return JsonResponse({"words": dict(places.values_list("photo", WORDS[words]))})
        return render(
            request,
            "galleries/admin/_photo_uses.html",
            self.uses(list(places.values_list("photo", flat=True))),
        )

    def uses(self, ids: list[int]) -> dict[str, Any]:
        return {
            "count": len(ids),
            "changeable": permissions.changeable(self.request.user).filter(pk__in=ids).count(),
            "albums": albums_with(self.request.user, ids, besides=self.album),
            "is_cover": self.album.cover_id in ids,
        }
