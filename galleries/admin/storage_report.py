"""What the pictures take, by album and owner, and the biggest of them."""

from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, NumberColumn, TitleColumn
from wagtail.admin.views.reports import ReportView

from galleries import permissions, storage_sizes
from galleries.models import TRASH_URL_PATH, AlbumPage, Photo
from galleries.storage_sizes import Sums
from users.models import User

# A spreadsheet would run a text that begins so.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass
class Row:
    """One line: an album, or an owner."""

    key: int | None
    title: str
    owner: str
    url: str
    sums: Sums

    photos = property(attrgetter("sums.photos"))
    masters = property(attrgetter("sums.masters"))
    renditions = property(attrgetter("sums.renditions"))
    total = property(attrgetter("sums.total"))


class SizeColumn(Column):
    """Bytes, in words."""

    def get_value(self, instance: Any) -> str:
        return filesizeformat(super().get_value(instance) or 0)


class StorageView(ReportView):
    """What the listings have in common: rows that the database has summed up, sorted here, with totals above."""

    header_icon = "folder-inverse"
    template_name = "galleries/admin/storage.html"
    any_permission_required = None
    default_ordering = "-total"
    only_for_all = False
    export_headings = {
        "title": gettext_lazy("Title"),
        "owner": gettext_lazy("Owner"),
        "photos": gettext_lazy("Photos"),
        "masters": gettext_lazy("Pictures (bytes)"),
        "renditions": gettext_lazy("Renditions (bytes)"),
        "total": gettext_lazy("Together (bytes)"),
    }
    custom_field_preprocess = {
        name: {"csv": lambda text: f"'{text}" if str(text).startswith(FORMULA) else str(text)}
        for name in ("title", "owner")
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.sees_all = permissions.edits_every_album(request.user)
        if not may_see_storage(request.user) or (self.only_for_all and not self.sees_all):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def size_columns(self) -> list[Column]:
        return [
            NumberColumn("photos", label=_("Photos"), accessor="photos", sort_key="photos"),
            SizeColumn(
                "masters", label=_("Pictures"), accessor="masters", sort_key="masters", classname="v-wide"
            ),
            SizeColumn(
                "renditions",
                label=_("Renditions"),
                accessor="renditions",
                sort_key="renditions",
                classname="v-wide",
            ),
            SizeColumn("total", label=_("Together"), accessor="total", sort_key="total"),
        ]

    @cached_property
    def rows(self) -> list[Row]:
        raise NotImplementedError

    def get_filtered_queryset(self) -> Any:
        key = str(self.ordering)
        return sorted(self.rows, key=attrgetter(key.lstrip("-")), reverse=key.startswith("-"))

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        # The answer to a sorted column, or a file, has no totals above it.
        if not self.results_only and not self.is_export:
            context |= {"tiles": self.tiles(), "sees_all": self.sees_all, "pages": self.pages()}
        return context

    def tiles(self) -> list[tuple[str, str, str]]:
        """Label, number and remark."""
        if not self.sees_all:
            mine = storage_sizes.of_photos(permissions.changeable(self.request.user))
            return [(_("Photos that you may change"), filesizeformat(mine.total), str(mine.photos))]
        whole = storage_sizes.of_everything()
        return [
            (_("Everything"), filesizeformat(whole.all.total), _count(whole.all.photos)),
            (_("Pictures"), filesizeformat(whole.all.masters), _("clean masters")),
            (_("Renditions"), filesizeformat(whole.all.renditions), _("made for pages")),
            (_("In the trash"), filesizeformat(whole.in_trash.total), _count(whole.in_trash.photos)),
            (_("In no album"), filesizeformat(whole.in_no_album.total), _count(whole.in_no_album.photos)),
            (
                _("Duplicates saved"),
                filesizeformat(whole.saved),
                _("%(sent)d sent again, %(shown)d shown in another album too")
                % {"sent": whole.sent_again, "shown": whole.shown_again},
            ),
        ]

    def pages(self) -> list[dict[str, Any]]:
        """The reports that the person may see."""
        found = [("storage", _("Albums")), ("storage_photos", _("Biggest photos"))]
        if self.sees_all:
            found.insert(1, ("storage_owners", _("Owners")))
        return [
            {"url": reverse(name), "label": label, "is_here": name == self.index_url_name}
            for name, label in found
        ]


class AlbumsView(StorageView):
    page_title = gettext_lazy("Storage")
    index_url_name = "storage"
    index_results_url_name = "storage_results"
    export_filename = "storage-albums"
    list_export = ["title", "owner", "photos", "masters", "renditions", "total"]

    @cached_property
    def columns(self) -> list[Column]:
        title = TitleColumn("title", label=_("Album"), sort_key="title", get_url=attrgetter("url"))
        return [title, Column("owner", label=_("Owner"), sort_key="owner"), *self.size_columns()]

    @cached_property
    def rows(self) -> list[Row]:
        albums = AlbumPage.objects.exclude(url_path__startswith=TRASH_URL_PATH)
        if self.sees_all:
            sums = storage_sizes.of_albums()
        else:
            albums = albums.filter(pk__in=permissions.editable_albums(self.request.user).values("pk"))
            sums = storage_sizes.of_albums(albums)
        found = albums.order_by("pk").values_list("pk", "title", "owner")
        names = _names()
        return [
            Row(pk, title, names.get(owner, ""), reverse("album_photos", args=[pk]), sums.get(pk, Sums()))
            for pk, title, owner in found
        ]


class OwnersView(StorageView):
    page_title = gettext_lazy("Storage by owner")
    index_url_name = "storage_owners"
    index_results_url_name = "storage_owners_results"
    export_filename = "storage-owners"
    list_export = ["title", "photos", "masters", "renditions", "total"]
    only_for_all = True

    @cached_property
    def columns(self) -> list[Column]:
        # Without a link: the listing of photos knows no filter by owner.
        return [TitleColumn("title", label=_("Owner"), sort_key="title"), *self.size_columns()]

    @cached_property
    def rows(self) -> list[Row]:
        names = _names()
        sums = storage_sizes.of_owners()
        return [Row(pk, names.get(pk) or _("nobody"), "", "", sums[pk]) for pk in sums]


class PhotosView(StorageView):
    """The photos whose masters are the largest; the database sorts these."""

    page_title = gettext_lazy("Biggest photos")
    index_url_name = "storage_photos"
    index_results_url_name = "storage_photos_results"
    export_filename = "storage-photos"
    list_export = ["title", "owner", "masters", "width", "height"]
    default_ordering = "-file_size"
    most = 500

    @cached_property
    def columns(self) -> list[Column]:
        def edit(photo: Photo) -> str:
            return reverse("wagtailimages:edit", args=[photo.pk])

        return [
            TitleColumn("title", label=_("Photo"), get_url=edit),
            Column("owner", label=_("Owner"), accessor=_owner),
            Column(
                "size",
                label=_("Dimensions"),
                accessor=lambda photo: f"{photo.width} × {photo.height}",
                classname="v-wide",
            ),
            SizeColumn("masters", label=_("Picture"), accessor="file_size", sort_key="file_size"),
            SizeColumn("renditions", label=_("Renditions"), accessor="rendition_bytes"),
        ]

    def get_filtered_queryset(self) -> QuerySet[Photo]:
        photos = permissions.changeable(self.request.user).filter(file_size__isnull=False)
        photos = photos.select_related("uploaded_by_user")
        return photos.order_by(self.ordering or "", "-pk")[: self.most]

    def get_table(self, object_list: Any) -> Any:
        photos = list(object_list)
        made = storage_sizes.rendition_bytes(photos)
        for photo in photos:
            photo.rendition_bytes = made.get(photo.pk, 0)
        return super().get_table(photos)

    def to_row_dict(self, item: Photo) -> Any:
        return {
            "title": item.title,
            "owner": _owner(item),
            "masters": item.file_size,
            "width": item.width,
            "height": item.height,
        }


def _owner(photo: Photo) -> str:
    return photo.uploaded_by_user.public_name if photo.uploaded_by_user else ""


def _count(photos: int) -> str:
    return ngettext("%(n)d photo", "%(n)d photos", photos) % {"n": photos}


def _names() -> dict[int | None, str]:
    """Everybody's name, by key."""
    return {user.pk: user.public_name for user in User.objects.only("username", "display_name")}


def may_see_storage(user: Any) -> bool:
    return permissions.may_change_any(user)


class StorageMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_storage(request.user)


@hooks.register("register_reports_menu_item")
def storage_menu_item() -> MenuItem:
    return StorageMenuItem(gettext_lazy("Storage"), reverse("storage"), icon_name="folder-inverse", order=70)


urlpatterns = [
    path("storage/", AlbumsView.as_view(), name="storage"),
    path("storage/results/", AlbumsView.as_view(results_only=True), name="storage_results"),
    path("storage/owners/", OwnersView.as_view(), name="storage_owners"),
    path("storage/owners/results/", OwnersView.as_view(results_only=True), name="storage_owners_results"),
    path("storage/photos/", PhotosView.as_view(), name="storage_photos"),
    path("storage/photos/results/", PhotosView.as_view(results_only=True), name="storage_photos_results"),
]
