"""The rule of an album that fills itself."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from galleries import policy, rule_actions, rules
from galleries.admin.album_mixin import AlbumMixin
from galleries.admin.crumbs import album_crumbs, photos_crumb
from galleries.admin.rule_form import RuleForm
from galleries.models import AlbumPage, AlbumPhoto, AlbumRule, Photo

SHOWN = 12


class RuleView(AlbumMixin, WagtailAdminTemplateMixin, TemplateView):
    """The form, with what the album would show. ``GET`` with its fields looks without saving anything."""

    template_name = "galleries/admin/album_rule.html"
    page_title = gettext_lazy("Rule")
    header_icon = "cogs"

    def get_page_subtitle(self) -> str:
        return self.album.get_admin_display_title()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        crumbs = [*album_crumbs(self.request.user, self.album), photos_crumb(self.album)]
        return [*crumbs, {"url": "", "label": self.get_page_title()}]

    @property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(_("Photos"), reverse("album_photos", args=[self.album.pk]), icon_name="image")]

    @cached_property
    def rule(self) -> AlbumRule | None:
        return AlbumRule.objects.select_related("author").filter(album=self.album).first()

    @cached_property
    def viewer(self) -> policy.Viewer:
        return policy.viewer_of(self.request)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = any(name in request.GET for name in RuleForm.base_fields)
        form = self.form(request.GET if asked else None)
        if asked and request.headers.get("X-Requested-With") == "XMLHttpRequest":
            answer = render(request, "galleries/admin/_rule_preview.html", self.preview(form))
            answer["Cache-Control"] = "no-store"
            return answer
        return self.answer(form)

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        if request.POST.get("do") == "end":
            return self.end(keep_photos=request.POST.get("photos") != "out")
        form = self.form(request.POST)
        if not form.is_valid() or request.POST.get("do") == "preview":
            return self.answer(form, status=200 if form.is_valid() else 400)
        count = min(rules.MOST, rules.found(form.terms, self.album.pk).count())
        rule_actions.set_rule(user=request.user, album=self.album, terms=form.terms)
        text = ngettext(
            "The rule was saved. It finds %(count)d photo, which will be in the album in a moment.",
            "The rule was saved. It finds %(count)d photos, which will be in the album in a moment.",
            count,
        )
        messages.success(request, text % {"count": count}, buttons=[self.photos_button()])
        return redirect("album_rule", self.album.pk)

    def end(self, *, keep_photos: bool) -> HttpResponse:
        if self.rule is None:
            messages.warning(self.request, _("The album has no rule any more."))
            return redirect("album_rule", self.album.pk)
        stay, gone = rule_actions.end_rule(user=self.request.user, album=self.album, keep_photos=keep_photos)
        told = [_("The album does not fill itself any more.")]
        if stay:
            told.append(ngettext("%(count)d photo stays.", "%(count)d photos stay.", stay) % {"count": stay})
        if gone:
            text = ngettext("%(count)d photo was taken out.", "%(count)d photos were taken out.", gone)
            told.append(text % {"count": gone})
        messages.success(self.request, " ".join(told), buttons=[self.photos_button()])
        return redirect("album_rule", self.album.pk)

    def photos_button(self) -> Any:
        return messages.button(reverse("album_photos", args=[self.album.pk]), _("Photos"))

    def form(self, data: Any) -> RuleForm:
        return RuleForm(data, viewer=self.viewer, rule=self.rule)

    def answer(self, form: RuleForm, status: int = 200) -> HttpResponse:
        context = self.get_context_data(**self.preview(form))
        return self.render_to_response(context, status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs["form"]
        by_rule = AlbumPhoto.objects.filter(album=self.album, by_rule=True)
        return {
            **super().get_context_data(**kwargs),
            "album": self.album,
            "rule": self.rule,
            "by_rule": by_rule.ready().count() if self.rule else 0,
            "media": form.media,
        }

    def preview(self, form: RuleForm) -> dict[str, Any]:
        """What the album would show: how many, and the first of them; how many more there are that it must not."""
        if form.is_bound:
            terms = form.terms if form.is_valid() else None
        else:
            terms = rules.terms_of(self.rule) if self.rule else None
        if terms is None:
            return {"asked": form.is_bound, "form": form}
        found = rules.found(terms, self.album.pk)
        count = found.count()
        # The bytes and the words of a photo are shown to those only who may see it, whatever the rule says.
        first = found.visible_to(self.viewer).order_by("taken_at", "pk")[:SHOWN]
        return {
            "asked": True,
            "form": form,
            "terms": terms,
            "count": count,
            "most": rules.MOST,
            "first": [(photo, photo.get_rendition("max-320x320")) for photo in first],
            "more": max(0, count - SHOWN),
            "kept_out": self.kept_out(terms),
        }

    def kept_out(self, terms: rules.Terms) -> int:
        """How many photos fit that may not be shown here, of those that the person sees herself."""
        here = AlbumPhoto.rows.filter(album=self.album, by_rule=False).values("photo")
        shown = rules.found(terms, self.album.pk).order_by().values("pk")
        fitting = rules.matching(terms) & Photo.objects.visible_to(self.viewer)
        return fitting.exclude(pk__in=here).exclude(pk__in=shown).count()


@hooks.register("register_page_header_buttons")
def rule_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if page.specific_class is not AlbumPage or page.pk is None:
        return
    if page_permission_policy.user_has_permission_for_instance(user, "change", page):
        yield Button(_("Rule"), reverse("album_rule", args=[page.pk]), icon_name="cogs", priority=6)


urlpatterns = [path("albums/<int:page_id>/rule/", RuleView.as_view(), name="album_rule")]
