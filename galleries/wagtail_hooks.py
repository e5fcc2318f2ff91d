"""What editors see in the admin, and the policy's guard before every page."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button, ListingButton
from wagtail.images.views.chooser import viewset as chooser_viewset
from wagtail.models import Collection, Page
from wagtail.permissions import page_permission_policy

from galleries import actions, permissions, policy, viewer
from galleries.admin import api, bulk, images, jobs, tag_bulk
from galleries.admin.home import WaitingPanel
from galleries.admin.tags import TagViewSet
from galleries.admin.urls import urlpatterns
from galleries.models import AlbumIndexPage, AlbumPage
from galleries.policy import Visibility

# Wagtail builds the chooser's addresses from this object a moment later.
chooser_viewset.create_view_class = images.UploadView
chooser_viewset.choose_view_class = images.ChooseView
chooser_viewset.choose_results_view_class = images.ChooseResultsView


@hooks.register("before_serve_page", order=-100)
def only_what_may_be_seen(page: Page, request: HttpRequest, serve_args: Any, serve_kwargs: Any) -> None:
    """An album that the viewer may not see answers like one that does not exist."""
    if not isinstance(page, AlbumPage):
        return
    if page.visibility == Visibility.UNLISTED:
        viewer.came_by(request, page.slug)
    if not policy.can(policy.viewer_of(request), "view", page):
        raise Http404


# --- views and menus -------------------------------------------------------------------------------


@hooks.register("register_admin_urls", order=-100)  # before Wagtail's own, of which some are replaced
def admin_urls() -> list[Any]:
    return urlpatterns


@hooks.register("register_admin_viewset")
def tag_viewset() -> TagViewSet:
    return TagViewSet("tag")


for action in (*bulk.ACTIONS, *tag_bulk.ACTIONS):
    hooks.register("register_bulk_action", action, order=10)  # after Wagtail's, whose names they bear


class AlbumsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        root = page_permission_policy.explorable_root_instance(request.user)
        index = AlbumIndexPage.objects.first() if root else None
        if index is None or not index.path.startswith(root.path):
            return False
        self.url = reverse("wagtailadmin_explore", args=[index.pk])
        return True


@hooks.register("register_admin_menu_item")
def albums_menu_item() -> MenuItem:
    return AlbumsMenuItem(
        gettext_lazy("Albums"), "#", name="albums", icon_name="folder-open-inverse", order=90
    )


class JobsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return jobs.may_see_jobs(request.user)


@hooks.register("register_reports_menu_item")
def jobs_menu_item() -> MenuItem:
    return JobsMenuItem(gettext_lazy("Background work"), reverse("jobs"), icon_name="history", order=50)


@hooks.register("construct_main_menu")
def call_images_photos(request: HttpRequest, items: list[MenuItem]) -> None:
    for item in items:
        if item.name == "images":
            item.label = _("Photos")


@hooks.register("construct_homepage_panels")
def waiting_panel(request: HttpRequest, panels: list[Any]) -> None:
    if jobs.may_see_jobs(request.user):
        panels.append(WaitingPanel(request))


@hooks.register("insert_global_admin_css")
def admin_css() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("admin/vitrine.css"))


@hooks.register("insert_global_admin_js")
def admin_js() -> SafeString:
    return format_html('<script type="module" src="{}"></script>', static("admin/labels.js"))


@hooks.register("construct_help_menu")
def no_news_of_wagtail(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if "whats-new" not in item.name and item.name != "editor-guide"]


# --- albums ----------------------------------------------------------------------------------------


@hooks.register("register_page_header_buttons")
def photos_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Any:
    if (album := _editable_album(page, user)) is not None:
        yield Button(_("Photos"), reverse("album_photos", args=[album.pk]), icon_name="image", priority=5)


@hooks.register("register_page_listing_buttons")
def photos_listing_button(page: Page, user: Any, next_url: str | None = None) -> Any:
    if (album := _editable_album(page, user)) is not None:
        yield ListingButton(
            _("Photos"), reverse("album_photos", args=[album.pk]), icon_name="image", priority=5
        )


def _editable_album(page: Page, user: Any) -> Page | None:
    if page.specific_class is not AlbumPage or page.pk is None:
        return None
    # Not page.permissions_for_user(): for authors it looks up the workflow of each row.
    return page if page_permission_policy.user_has_permission_for_instance(user, "change", page) else None


@hooks.register("before_copy_page")
def copy_what_may_be_seen(request: HttpRequest, page: Page) -> None:
    """Wagtail lets everybody copy every page; not an album that one may neither see nor edit."""
    if not permissions.may_explore(request.user, page):
        raise PermissionDenied


@hooks.register("after_copy_page")
def copy_shows_the_same_photos(request: HttpRequest, page: Page, new_page: Page) -> None:
    sources = AlbumPage.objects.descendant_of(page, inclusive=True).order_by("path")
    copies = AlbumPage.objects.descendant_of(new_page, inclusive=True).order_by("path")
    for source, copy in zip(sources, copies, strict=False):
        actions.copy_photos(user=request.user, album=copy, source=source)


@hooks.register("construct_page_chooser_queryset")
def choose_what_may_be_seen(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    return permissions.without_hidden_albums(pages, request.user)


@hooks.register("describe_collection_contents")
def album_of_collection(collection: Collection) -> dict[str, Any] | None:
    """Wagtail refuses to delete a collection that holds something, and says what: an album counts."""
    below = {"collection__path__startswith": collection.path}
    owners = [*AlbumPage.objects.filter(**below)[:20], *AlbumIndexPage.objects.filter(**below)[:1]]
    if not owners:
        return None
    names = ", ".join(f"“{owner.title}”" for owner in owners[:5])
    return {
        "count": len(owners),
        "count_text": _("It belongs to the album %(names)s.") % {"names": names},
        "url": reverse("wagtailadmin_pages:edit", args=[owners[0].pk]),
    }


@hooks.register("construct_admin_api", order=100)
def only_what_the_explorer_reads(router: Any) -> None:
    router.register_endpoint("pages", api.PagesForExplorer)
    router.register_endpoint("images", api.Nothing)
    router.register_endpoint("documents", api.Nothing)
