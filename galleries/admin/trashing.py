"""Wagtail's views that delete photos and albums, made to put them into the trash."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.pages import bulk_actions as page_actions
from wagtail.images.views import images, multiple
from wagtail.images.views.bulk_actions.image_bulk_action import ImageBulkAction
from wagtail.models import Page

from galleries import permissions, signals, trash
from galleries.admin.usage import uses_of
from galleries.models import AlbumPage, Photo

# With thumbnails, in a confirmation; of the others it says how many they are.
SHOWN = 60


class PhotoDeleteView(images.DeleteView):
    """One photo, after a look at where it is used."""

    template_name = "galleries/admin/photo_trash.html"
    page_title = gettext_lazy("Put into the trash")
    usage_url_name = None  # the page itself says it

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return to_trash(request, self.object) or super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        use = uses_of(self.request.user, [self.object])[0]
        return {**super().get_context_data(**kwargs), "use": use, "days": settings.TRASH_DAYS}

    def form_valid(self, form: Any) -> HttpResponse:
        url = self.get_success_url()
        trash.trash_photos(user=self.request.user, photos=[self.object])
        messages.success(self.request, said_of_photos(1), buttons=[link_to("trash_photos")])
        return redirect(url)


class MultipleDeleteView(multiple.DeleteView):
    """The uploader's second thoughts about what has just come in."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        photo = get_object_or_404(Photo, pk=kwargs[self.pk_url_kwarg])
        trash.trash_photos(user=request.user, photos=[photo])
        return JsonResponse({"success": True, self.context_object_id_name: photo.pk})


def to_trash(request: HttpRequest, photo: Photo) -> HttpResponse | None:
    """Where the trash is, for whoever asks for a photo that lies in it; None when it does not lie there."""
    if photo.trashed_at is None:
        return None
    if not permissions.changeable_with_trash(request.user).filter(pk=photo.pk).exists():
        raise PermissionDenied
    messages.warning(request, _("“%(title)s” is in the trash.") % {"title": photo.title})
    return redirect("trash_photos")


def link_to(name: str) -> Any:
    """The button in a message that leads to the trash."""
    return messages.button(reverse(name), _("Trash"))


def said_of_photos(count: int) -> str:
    """What is told after photos went into the trash."""
    text = ngettext("%(count)d photo is in the trash.", "%(count)d photos are in the trash.", count)
    return text % {"count": count}


class TrashPhotos(ImageBulkAction):
    """In place of Wagtail's bulk action; see ``bulk`` for what else holds for it."""

    display_name = gettext_lazy("Delete")
    action_type = "delete"
    aria_label = gettext_lazy("Put the ticked photos into the trash")
    template_name = "galleries/admin/photos_trash.html"
    action_priority = 100
    classes = {"serious"}

    def get_actionable_objects(self) -> tuple[list[Any], dict[str, list[Any]]]:
        """As Wagtail's, which asks for each photo by itself."""
        ids: Any = self.request.GET.getlist("id")
        if "all" in ids:
            ids = self.get_all_objects_in_listing_query(self.request.GET.get("childOf"))
        photos = self.get_queryset(self.model, ids)
        pks = [photo.pk for photo in photos]
        hers = set(permissions.changeable(self.request.user).filter(pk__in=pks).values_list("pk", flat=True))
        closed = [photo for photo in photos if photo.pk not in hers]
        return [photo for photo in photos if photo.pk in hers], {"items_with_no_access": closed}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        photos = [row["item"] for row in context["items"]]
        uses = uses_of(self.request.user, photos[:SHOWN])
        more = len(photos) - len(uses)
        return {**context, "count": len(photos), "uses": uses, "more": more, "days": settings.TRASH_DAYS}

    def get_execution_context(self) -> dict[str, Any]:
        return {"user": self.request.user}

    @classmethod
    def execute_action(cls, images: list[Photo], user: Any = None, **kwargs: Any) -> tuple[int, int]:
        return trash.trash_photos(user=user, photos=images), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return said_of_photos(num_parent_objects)


# --- albums ----------------------------------------------------------------------------------------


@hooks.register("before_delete_page")
def album_into_trash(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Wagtail has asked whether she may delete the page. An album goes into the trash; what holds albums stays."""
    if isinstance(page, AlbumPage):
        return _album_into_trash(request, page)
    if holds_albums(page):
        messages.error(request, ALBUMS_FIRST % {"title": page.get_admin_display_title()})
        return redirect("wagtailadmin_explore", page.pk)
    return None


ALBUMS_FIRST = gettext_lazy("“%(title)s” has albums below it. Delete or move them first.")


def holds_albums(page: Page) -> bool:
    """Whether albums stand below a page."""
    return page.numchild > 0 and AlbumPage.objects.descendant_of(page).exists()


def _album_into_trash(request: HttpRequest, album: AlbumPage) -> HttpResponse:
    next_url = get_valid_next_url_from_request(request)
    if request.method != "POST":
        return render(request, "galleries/admin/album_trash.html", _about(request, album, next_url))
    parent = album.get_parent()
    with_photos = request.POST.get("photos") == "too"
    photos = trash.trash_album(user=request.user, album=album, with_photos=with_photos)
    text = _("The album “%(title)s” is in the trash.") % {"title": album.get_admin_display_title()}
    if photos:
        text = f"{text} {said_of_photos(photos)}"
    messages.success(request, text, buttons=[link_to("trash_albums")])
    return redirect(next_url or reverse("wagtailadmin_explore", args=[parent.pk]))


def _about(request: HttpRequest, album: AlbumPage, next_url: str) -> dict[str, Any]:
    shown = list(album.album_photos.ready().in_order()[:6])
    return {
        "page": album,
        "photos": [place.photo for place in shown],
        "count": album.album_photos.filter(photo__trashed_at=None).count(),
        "only_here": trash.only_in(request.user, album).count(),
        "links": album.share_links.filter(revoked_at=None).count(),
        "hanging": [text for _receiver, text in signals.hanging.send(sender=AlbumPage, album=album) if text],
        "days": settings.TRASH_DAYS,
        "next": next_url,
    }


class TrashPages(page_actions.DeleteBulkAction):
    """Albums go into the trash; other pages are deleted, as long as no albums stand below them."""

    template_name = "galleries/admin/pages_trash.html"

    def check_perm(self, page: Page) -> bool:
        # The album's own rights, which Wagtail would not ask: its rows are plain pages.
        return super().check_perm(page.specific_deferred) and not holds_albums(page)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        held = [row["item"] for row in context["items_with_no_access"] if holds_albums(row["item"])]
        albums = [row["item"] for row in context["items"] if isinstance(row["item"], AlbumPage)]
        return {**context, "days": settings.TRASH_DAYS, "albums": len(albums), "with_albums": held}

    @classmethod
    def execute_action(cls, objects: list[Page], user: Any = None, **kwargs: Any) -> tuple[int, int]:
        below = 0
        for page in objects:
            if issubclass(page.specific_class, AlbumPage):
                trash.trash_album(user=user, album=page.specific)
            else:
                below += page.get_descendant_count()
                page.delete(user=user)
        return len(objects), below

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        albums = sum(issubclass(page.specific_class, AlbumPage) for page in self.actionable_objects)
        if albums < num_parent_objects:
            return super().get_success_message(num_parent_objects, num_child_objects)
        text = ngettext("%(count)d album is in the trash.", "%(count)d albums are in the trash.", albums)
        return text % {"count": albums}
