"""What moderators see in the admin."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.sidebar import LinkMenuItem

from community import cases
from community.admin import bulk
from community.admin.cases import CasesView
from community.admin.one_case import CaseView, answer
from community.models import Case

# Counted no further: it is many either way.
MOST = 99


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    return [
        path("moderation/", CasesView.as_view(), name="moderation"),
        path("moderation/results/", CasesView.as_view(results_only=True), name="moderation_results"),
        path("moderation/<int:pk>/", CaseView.as_view(), name="admin_case"),
        path("moderation/appeals/<int:pk>/", answer, name="admin_appeal"),
    ]


for action in bulk.ACTIONS:
    hooks.register("register_bulk_action", action)


def waiting() -> int:
    """How many cases are open or hold an appeal without an answer; no more than ``MOST`` + 1."""
    rows = Case.objects.filter(Q(closed_at__isnull=True) | Q(pk__in=Case.objects.appealed().values("pk")))
    return rows[: MOST + 1].count()


class ModerationMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return cases.moderates(request.user)

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        number = waiting()
        count = f" ({MOST}+)" if number > MOST else f" ({number})" if number else ""
        return LinkMenuItem(self.name, f"{self.label}{count}", self.url, icon_name=self.icon_name)


@hooks.register("register_admin_menu_item")
def moderation_menu_item() -> MenuItem:
    """Not called Reports: Wagtail's own menu has an item of that name, about other things."""
    return ModerationMenuItem(
        gettext_lazy("Moderation"),
        reverse("moderation"),
        name="moderation",
        icon_name="clipboard-list",
        order=95,
    )


class ModerationPanel(Component):
    """Cases that wait, on the admin's first page."""

    name = "moderation"
    template_name = "community/admin/_panel.html"
    order = 80

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {
            "open": Case.objects.open().count(),
            "approval": Case.objects.in_state("approval").count(),
            "appeals": Case.objects.appealed().count(),
        }


@hooks.register("construct_homepage_panels")
def moderation_panel(request: HttpRequest, panels: list[Any]) -> None:
    if cases.moderates(request.user):
        panels.append(ModerationPanel())


@hooks.register("register_permissions")
def the_right_to_moderate() -> QuerySet[Permission]:
    """Offered in the form of a group."""
    return Permission.objects.filter(content_type__app_label="community", codename="moderate")


@hooks.register("insert_global_admin_css")
def admin_css() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/moderation-admin.css"))
