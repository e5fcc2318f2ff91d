"""The photos of one album in the admin: the grid in which they are arranged, and adding some that are there."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import policy_registry

from galleries import actions, permissions
from galleries.admin.album_mixin import AlbumMixin
from galleries.admin.cards import CARDS, cards_of, with_photos
from galleries.admin.crumbs import album_crumbs, photos_crumb
from galleries.admin.desk import desk
from galleries.admin.images import SURE
from galleries.models import AlbumPhoto, Licence, Photo, PhotoTag

CHOOSE_PER_PAGE = 60
COLLECTIONS_AT_MOST = 200


class AlbumPhotosView(AlbumMixin, WagtailAdminTemplateMixin, TemplateView):
    """The album's photos as a grid. What is done to them goes to ``changes``; without a script it is a plain form."""

    template_name = "galleries/admin/album_photos.html"
    page_title = gettext_lazy("Photos")
    header_icon = "image"

    def get_page_subtitle(self) -> str:
        return self.album.get_admin_display_title()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*album_crumbs(self.request.user, self.album), {"url": "", "label": self.get_page_title()}]

    @property
    def header_buttons(self) -> list[HeaderButton]:
        choose = reverse("album_choose", args=[self.album.pk])
        return [HeaderButton(_("Add existing photos"), choose, icon_name="image", priority=20)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        paginator = Paginator(self.order, CARDS)
        page = paginator.get_page(self.request.GET.get("p"))
        offset = page.start_index() - 1 if paginator.count else 0
        places = list(with_photos(self.places.filter(photo__in=list(page.object_list))))
        return {
            **super().get_context_data(**kwargs),
            "album": self.album,
            "cards": cards_of(self.request.user, self.album, places),
            "page_obj": page,
            "total": paginator.count,
            "offset": offset,
            "desk": desk(self.album, self.order, offset),
            "elided_page_range": paginator.get_elided_page_range(page.number),
            "sure": SURE,
            "licences": Licence.choices,
        }


class ChooseView(AlbumMixin, WagtailAdminTemplateMixin, TemplateView):
    """Photos that are there already: searched, ticked and added."""

    template_name = "galleries/admin/album_choose.html"
    page_title = gettext_lazy("Add existing photos")
    header_icon = "image"

    def get_page_subtitle(self) -> str:
        return self.album.get_admin_display_title()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        crumbs = [*album_crumbs(self.request.user, self.album), photos_crumb(self.album)]
        return [*crumbs, {"url": "", "label": self.get_page_title()}]

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
