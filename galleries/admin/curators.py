"""Giving an album to curators, and the right in the form of a group that lets people publish what they made."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter
from wagtail.models import Page

from galleries import curators, permissions, publishing, roles
from galleries.admin.crumbs import album_crumbs
from galleries.models import AlbumPage


class _People(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        name = obj.public_name
        return name if name == obj.username else f"{name} ({obj.username})"


def choices(album: AlbumPage) -> QuerySet[Any]:
    """Whoever can be given the album, and whoever has it: also somebody who may not come into the admin any more."""
    either = Q(pk__in=curators.people().values("pk")) | Q(pk__in=curators.of_album(album).values("pk"))
    return get_user_model().objects.filter(either).order_by("username")


class CuratorsForm(forms.Form):
    people = _People(
        queryset=None, required=False, label=gettext_lazy("Curators"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, album: AlbumPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["people"]
        field.queryset = choices(album)


class CuratorsView(WagtailAdminTemplateMixin, FormView):
    """Who looks after this album beside the editors; for those who may edit every album."""

    template_name = "galleries/admin/album_curators.html"
    page_title = gettext_lazy("Curators")
    header_icon = "group"
    form_class = CuratorsForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not permissions.edits_every_album(request.user) or self.album.is_trashed:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def album(self) -> AlbumPage:
        return get_object_or_404(AlbumPage, pk=self.kwargs["page_id"])

    def get_page_subtitle(self) -> str:
        return self.album.get_admin_display_title()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*album_crumbs(self.request.user, self.album), {"url": "", "label": self.get_page_title()}]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "album": self.album}

    def get_initial(self) -> dict[str, Any]:
        return {"people": [person.pk for person in curators.of_album(self.album)]}

    def form_valid(self, form: CuratorsForm) -> HttpResponse:
        chosen = list(form.cleaned_data["people"])
        if curators.give(user=self.request.user, album=self.album, chosen=chosen):
            messages.success(self.request, _("The curators of the album were changed."))
        return redirect("album_curators", self.album.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        users = reverse("wagtailusers_users:index")
        may_change_people = self.request.user.has_perm("users.change_user")
        return {
            **super().get_context_data(**kwargs),
            "album": self.album,
            "group": roles.CURATORS,
            "users_url": users if may_change_people else "",
            "anybody": choices(self.album).exists(),
        }


urlpatterns = [path("albums/<int:page_id>/curators/", CuratorsView.as_view(), name="album_curators")]


@hooks.register("register_page_header_buttons")
def curators_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Any:
    if page.specific_class is AlbumPage and page.pk is not None and permissions.edits_every_album(user):
        url = reverse("album_curators", args=[page.pk])
        yield Button(_("Curators"), url, icon_name="group", priority=55)


@hooks.register("register_permissions")
def the_right_to_publish_ones_own() -> QuerySet[Permission]:
    """Offered in the form of a group."""
    app_label, codename = publishing.RIGHT.split(".")
    return Permission.objects.filter(content_type__app_label=app_label, codename=codename)


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    @actions.register_action("galleries.curators")
    class CuratorsChanged(LogFormatter):
        label = gettext_lazy("Change curators")

        def format_message(self, entry: Any) -> str:
            names = ", ".join(entry.data.get("curators") or [])
            if not names:
                return _("Took the album from its curators")
            return _("Gave the album to the curators %(names)s") % {"names": names}
