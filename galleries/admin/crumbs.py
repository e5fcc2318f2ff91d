"""The way to an album, as the admin's header shows it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.permissions import page_permission_policy

from galleries.models import AlbumPage


def album_crumbs(user: Any, album: AlbumPage) -> list[dict[str, Any]]:
    """The pages above the album that the person may see, and the album's own form."""
    top = page_permission_policy.explorable_root_instance(user)
    pages = album.get_ancestors().descendant_of(top, inclusive=True) if top else []
    crumbs = [
        {"url": reverse("wagtailadmin_explore", args=[page.pk]), "label": page.get_admin_display_title()}
        for page in pages
        if not page.is_root()
    ]
    edit = {
        "url": reverse("wagtailadmin_pages:edit", args=[album.pk]),
        "label": album.get_admin_display_title(),
    }
    return [*crumbs, edit]


def photos_crumb(album: AlbumPage) -> dict[str, Any]:
    return {"url": reverse("album_photos", args=[album.pk]), "label": _("Photos")}
