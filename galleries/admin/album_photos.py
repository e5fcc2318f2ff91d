"""The photos of one album in the admin: their order, captions, cover and state."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import policy_registry

from galleries import actions, permissions, policy, tasks
from galleries.admin.crumbs import album_crumbs
from galleries.models import AlbumPage, AlbumPhoto, Photo, PhotoTag
from jobs.models import Job

PER_PAGE = 100
CHOOSE_PER_PAGE = 60
COLLECTIONS_AT_MOST = 200


class AlbumMixin:
    """A view below /admin/albums/<page>/, for those who may edit the page; others get what Wagtail gives them."""

    request: HttpRequest
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not policy.can(policy.viewer_of(request), "edit", self.album):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    @cached_property
    def album(self) -> AlbumPage:
        return get_object_or_404(AlbumPage, pk=self.kwargs["page_id"])


class AlbumPhotosView(AlbumMixin, WagtailAdminTemplateMixin, TemplateView):
    template_name = "galleries/admin/album_photos.html"
    page_title = gettext_lazy("Photos")
    header_icon = "image"

    def get_page_subtitle(self) -> str:
        return self.album.get_admin_display_title()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*album_crumbs(self.request.user, self.album), {"url": "", "label": self.get_page_title()}]

    @cached_property
    def may_upload(self) -> bool:
        return permissions.may_add_to(self.request.user, self.album)

    @property
    def header_buttons(self) -> list[HeaderButton]:
        buttons = [
            HeaderButton(
                _("Add existing photos"),
                reverse("album_choose", args=[self.album.pk]),
                icon_name="image",
                priority=20,
            )
        ]
        if self.may_upload:
            url = reverse("album_upload", args=[self.album.pk])
            buttons.append(HeaderButton(_("Upload photos"), url, icon_name="upload", priority=10))
        return buttons

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        paginator = Paginator(self.album.album_photos.in_order(), PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        cards = cards_of(self.request.user, self.album, list(page.object_list))
        return {
            **super().get_context_data(**kwargs),
            "album": self.album,
            "cards": cards,
            "page_obj": page,
            "total": paginator.count,
            "offset": page.start_index() - 1 if paginator.count else 0,
            "elided_page_range": paginator.get_elided_page_range(page.number),
            "waiting": any(card["photo"].state == Photo.State.PREPARING for card in cards),
            "may_upload": self.may_upload,
        }


def cards_of(user: Any, album: AlbumPage, places: list[AlbumPhoto]) -> list[dict[str, Any]]:
    """What a card of the grid shows, for all of them with a constant number of queries."""
    ids = [place.photo_id for place in places]
    jobs = {job.target_id: job for job in Job.objects.open().filter(kind=tasks.PREPARE, target_id__in=ids)}
    mine = set(permissions.changeable(user).filter(pk__in=ids).values_list("pk", flat=True))
    counted = PhotoTag.objects.suggested().filter(content_object__in=ids).values_list("content_object")
    suggestions = dict(counted.annotate(Count("pk")).order_by())
    return [
        {
            "place": place,
            "photo": place.photo,
            "job": jobs.get(place.photo_id),
            "mine": place.photo_id in mine,
            "suggestions": suggestions.get(place.photo_id, 0),
            "is_cover": place.photo_id == album.cover_id,
        }
        for place in places
    ]


class PlaceView(AlbumMixin, View):
    """One photo's form: its caption is kept whichever button was pressed."""

    def post(self, request: HttpRequest, page_id: int, photo_id: int) -> HttpResponse:
        place = AlbumPhoto.objects.select_related("photo").filter(album=self.album, photo=photo_id).first()
        if place is None:
            messages.warning(request, _("The album does not show this photo any more."))
            return self.back()
        try:
            done = self.do(request.POST.get("do", ""), place)
        except ValidationError as error:
            messages.error(request, "; ".join(error.messages))
            return self.back(photo_id)
        if done:
            messages.success(request, done % {"title": place.photo.title})
        return self.back(photo_id)

    def do(self, what: str, place: AlbumPhoto) -> str:
        """Carry it out. Returns what to tell, with a place for the title."""
        user, photo = self.request.user, place.photo
        told = ""
        if "caption" in self.request.POST and what != "remove":
            caption = self.request.POST["caption"].replace("\r\n", "\n")
            edited = actions.edit_caption(user=user, album=self.album, photo=photo, caption=caption)
            told = _("The caption of “%(title)s” was saved.") if edited.caption != place.caption else ""
        if what in ("first", "up", "down", "last"):
            actions.move_photo(user=user, album=self.album, photo=photo, way=what)  # type: ignore[arg-type]
            return told or _("“%(title)s” was moved.")
        if what == "cover":
            actions.set_cover(user=user, album=self.album, photo=photo)
            return _("“%(title)s” is the cover now.")
        if what == "remove":
            actions.remove_photo(user=user, album=self.album, photo=photo)
            return _("“%(title)s” was taken out of the album. It stays in the library.")
        if what == "retry":
            actions.prepare_again(user=user, photo=photo)
            return _("“%(title)s” will be prepared again.")
        return told

    def back(self, photo_id: int | None = None) -> HttpResponse:
        """To the page of the list on which the photo stands now."""
        url = reverse("album_photos", args=[self.album.pk])
        order = list(self.album.album_photos.order_by("position", "pk").values_list("photo_id", flat=True))
        if photo_id in order:
            return redirect(f"{url}?p={order.index(photo_id) // PER_PAGE + 1}#photo-{photo_id}")
        page = self.request.POST.get("p", "")
        return redirect(f"{url}?p={page}" if page.isdecimal() else url)


class OrderView(AlbumMixin, View):
    """Where a dragged photo was dropped, counted on its page of the list; Wagtail's ``w-orderable`` calls this."""

    def post(self, request: HttpRequest, page_id: int, offset: int, photo_id: int) -> HttpResponse:
        photo = get_object_or_404(Photo, pk=photo_id)
        position = request.GET.get("position", "")
        if not position.isdecimal() or len(position) > 9:
            return JsonResponse({"success": False}, status=400)
        try:
            at = actions.move_photo(
                user=request.user, album=self.album, photo=photo, position=offset + int(position)
            )
        except ValidationError as error:
            return JsonResponse({"success": False, "error": "; ".join(error.messages)}, status=409)
        return JsonResponse({"success": True, "position": at})


class ChooseView(AlbumMixin, WagtailAdminTemplateMixin, TemplateView):
    """Photos that are there already: searched, ticked and added."""

    template_name = "galleries/admin/album_choose.html"
    page_title = gettext_lazy("Add existing photos")
    header_icon = "image"

    def get_page_subtitle(self) -> str:
        return self.album.get_admin_display_title()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        photos = {"url": reverse("album_photos", args=[self.album.pk]), "label": _("Photos")}
        return [
            *album_crumbs(self.request.user, self.album),
            photos,
            {"url": "", "label": self.get_page_title()},
        ]

    @cached_property
    def collections(self) -> Any:
        """To narrow the search by; none where there are too many for a list."""
        policy_of_photos = policy_registry.get_by_type(Photo)
        collections = policy_of_photos.collections_user_has_permission_for(self.request.user, "choose")
        return collections if collections.count() <= COLLECTIONS_AT_MOST else []

    def get_photos(self) -> QuerySet[Photo]:
        here = AlbumPhoto.objects.filter(album=self.album)
        photos = permissions.choosable(self.request.user).exclude(pk__in=here.values("photo"))
        words = self.request.GET.get("q", "").replace("\x00", "").split()[:8]
        for word in words:
            tagged = PhotoTag.objects.accepted().filter(tag__words__text__icontains=word)
            photos = photos.filter(
                Q(title__icontains=word)
                | Q(title_en__icontains=word)
                | Q(pk__in=tagged.values("content_object"))
            )
        collection = self.request.GET.get("collection", "")
        if collection.isdecimal() and len(collection) < 16:
            photos = photos.filter(collection=int(collection))
        return photos.order_by("-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        paginator = Paginator(self.get_photos(), CHOOSE_PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        return {
            **super().get_context_data(**kwargs),
            "album": self.album,
            "page_obj": page,
            "total": paginator.count,
            "elided_page_range": paginator.get_elided_page_range(page.number),
            "q": self.request.GET.get("q", ""),
            "collection": self.request.GET.get("collection", ""),
            "collections": self.collections.get_indented_choices() if self.collections else [],
        }

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        ids = [int(pk) for pk in request.POST.getlist("photos") if pk.isdecimal() and len(pk) < 16][:1000]
        photos = {photo.pk: photo for photo in permissions.choosable(request.user).filter(pk__in=ids)}
        if not photos:
            messages.warning(request, _("No photo was chosen."))
            return redirect(request.get_full_path())
        wanted = [photos[pk] for pk in ids if pk in photos]
        added = len(actions.add_photos(user=request.user, album=self.album, photos=wanted))
        text = ngettext("%(count)d photo was added.", "%(count)d photos were added.", added)
        messages.success(request, text % {"count": added})
        return redirect("album_photos", self.album.pk)
