"""The small API that Wagtail's admin reads itself, kept to what its explorer menu needs."""

from types import NoneType
from typing import Any

from django.urls import path
from wagtail.admin.api.views import PagesAdminAPIViewSet

from galleries.admin.images import not_here


class PagesForExplorer(PagesAdminAPIViewSet):
    """The tree of pages. What changes pages has its views, whose hooks would not be asked here."""

    actions: dict[str, Any] = {}


class Nothing:
    """An address that Wagtail 8.0 writes into every page of its admin, used or not: 404.

    Images would be listed to whoever enters the admin; documents are not installed at all, and
    without the name of their address no page of the admin could be built.
    """

    model = NoneType

    @staticmethod
    def get_urlpatterns() -> list[Any]:
        return [path("", not_here, name="listing"), path("<int:pk>/", not_here, name="detail")]
