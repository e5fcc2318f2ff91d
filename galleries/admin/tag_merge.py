"""Tags made one in the admin, with what changes told before; and tags whose names look alike."""

import re
import unicodedata
from collections import defaultdict
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from common.text import folded
from galleries import permissions, tag_actions
from galleries.admin.tag_counts import known_albums, known_rows, with_counts
from galleries.models import Photo, PhotoTag, Tag

State = PhotoTag.State
THUMBNAILS = 8
ALIKE_AT_MOST = 100
RIGHTS = ["galleries.change_tag", "galleries.delete_tag"]
NO_WORD = re.compile(r"[\W_]+")


class TagKeepersOnly(WagtailAdminTemplateMixin):
    """For those who may change and delete tags."""

    request: HttpRequest
    header_icon = "tag"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perms(RIGHTS):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        tags = {"url": reverse("tag:index"), "label": _("Tags")}
        return [*self.breadcrumbs_items, tags, {"url": "", "label": self.get_page_title()}]


class MergeView(TagKeepersOnly, TemplateView):
    """Which tag remains, and what follows; nothing is changed before the second button."""

    template_name = "galleries/admin/tag_merge.html"
    page_title = gettext_lazy("Merge tags")

    @cached_property
    def tags(self) -> list[Tag]:
        """The tags to be made one, those on most photos first."""
        asked = self.request.POST if self.request.method == "POST" else self.request.GET
        keys = [int(pk) for pk in asked.getlist("id") if pk.isdecimal() and len(pk) < 16]
        keys = keys[: tag_actions.MERGED_AT_MOST + 2]
        tags = with_counts(Tag.objects.filter(pk__in=keys), self.request.user)
        return list(tags.order_by("-photos", "name"))

    def target(self) -> tuple[Tag | None, str]:
        """The tag that remains, and what is wrong with the choice."""
        asked = self.request.POST if self.request.method == "POST" else self.request.GET
        if word := asked.get("word", "").replace("\x00", "").strip():
            found = Tag.objects.named(word)
            return found, "" if found else _("There is no tag “%(word)s”.") % {"word": word[:100]}
        chosen = next((tag for tag in self.tags if str(tag.pk) == asked.get("into")), None)
        if chosen is None and asked.get("into", "").isdecimal() and len(asked["into"]) < 16:
            chosen = Tag.objects.filter(pk=asked["into"]).first()
        return chosen or (self.tags[0] if len(self.tags) > 1 else None), ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        target, error = self.target()
        merge = None
        if target is not None:
            rows, albums = known_rows(user), known_albums(user)
            try:
                merge = tag_actions.plan_merge(self.tags, target, rows=rows, albums=albums)
            except ValidationError as refused:
                error = error or " ".join(refused.messages)
        return {
            **super().get_context_data(**kwargs),
            "tags": self.tags,
            "target": target,
            "error": error,
            "word": self.request.GET.get("word", ""),
            "merge": merge,
            "lines": lines_of(merge) if merge else [],
            "photos": self.thumbnails(merge) if merge else [],
            "knows_all": permissions.edits_every_album(user),
        }

    def thumbnails(self, merge: tag_actions.Merge) -> list[Photo]:
        """Some of the photos that get another tag, among those that the person may change."""
        rows = PhotoTag.objects.filter(tag__in=[tag.pk for tag in merge.sources]).exclude(
            state=State.REJECTED
        )
        photos = permissions.changeable(self.request.user).filter(pk__in=rows.values("content_object"))
        return list(photos.order_by("-pk")[:THUMBNAILS])

    def post(self, request: HttpRequest) -> HttpResponse:
        target, error = self.target()
        if target is None or "into" not in request.POST:
            messages.error(request, error or _("Choose the tag that remains."))
            return redirect("tag:index")
        try:
            merge = tag_actions.merge_tags(user=request.user, sources=self.tags, target=target)
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
            return redirect("tag:index")
        text = ngettext(
            "%(count)d tag was merged into “%(tag)s”.",
            "%(count)d tags were merged into “%(tag)s”.",
            len(merge.sources),
        )
        messages.success(request, text % {"count": len(merge.sources), "tag": target.name})
        return redirect("tag:edit", target.pk)


def lines_of(merge: tag_actions.Merge) -> list[tuple[str, Any]]:
    """What merging changes, as label and text; what it does not touch is left out."""
    lines: list[tuple[str, Any]] = [
        (_("Photos that bear them"), merge.photos[State.ACCEPTED]),
        (_("Suggestions that wait"), merge.photos[State.SUGGESTED]),
        (_("Rejected on photos"), merge.photos[State.REJECTED]),
        (_("Photos with more than one of these tags"), merge.both),
        (_("Of these, accepted by one person and rejected by another: accepted counts"), merge.disputed),
        (_("Albums"), merge.albums),
        (_("Drafts of albums"), merge.drafts),
        (_("Rules of albums"), merge.rules),
        (
            _("Rules that speak of more than one of these: “does not have it” counts, then “has it”"),
            merge.disputed_rules,
        ),
        (_("Words that will mean it"), ", ".join(merge.words)),
        (_("Addresses that will lead to it"), ", ".join(f"/tags/{slug}/" for slug in merge.addresses)),
    ]
    return [(label, text) for label, text in lines if text]


class AlikeView(TagKeepersOnly, TemplateView):
    """Tags whose names differ in little: a blank or a dash, accents, a plural."""

    template_name = "galleries/admin/tag_alike.html"
    page_title = gettext_lazy("Names that look alike")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        groups = alike()
        keys = [pk for group in groups for pk in group]
        tags = with_counts(Tag.objects.filter(pk__in=keys), self.request.user).in_bulk()
        return {
            **super().get_context_data(**kwargs),
            "groups": [
                {
                    "tags": [tags[pk] for pk in group],
                    "url": f"{reverse('tag_merge')}?{urlencode([('id', pk) for pk in group])}",
                }
                for group in groups
            ],
        }


def alike() -> list[list[int]]:
    """The keys of tags that look alike, in groups."""
    found: dict[str, set[int]] = defaultdict(set)
    for pk, *names in Tag.objects.values_list("pk", "name", "label_en", "label_zh"):
        for name in names:
            if key := _plain(name):
                found[key].add(pk)
    groups = dict.fromkeys(tuple(sorted(tags)) for _key, tags in sorted(found.items()) if len(tags) > 1)
    return [list(group)[: tag_actions.MERGED_AT_MOST] for group in groups][:ALIKE_AT_MOST]


def _plain(name: str) -> str:
    """The name without accents, blanks, signs and an English plural."""
    parts = unicodedata.normalize("NFD", folded(name))
    letters = NO_WORD.sub("", "".join(sign for sign in parts if not unicodedata.combining(sign)))
    if letters.isascii() and len(letters) > 3 and letters.endswith("s") and not letters.endswith("ss"):
        letters = letters[:-3] + "y" if letters.endswith("ies") and len(letters) > 5 else letters[:-1]
    return letters


urlpatterns = [
    path("tag/merge/", MergeView.as_view(), name="tag_merge"),
    path("tag/alike/", AlikeView.as_view(), name="tag_alike"),
]
