"""Tags in the admin: both labels, the words that mean them, how often they are used."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, NumberColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from common.text import folded, one_line
from galleries import tag_actions, tasks
from galleries.admin.tag_counts import known_albums, known_rows, with_counts
from galleries.models import PhotoTag, Tag, TagWord
from galleries.tagging import split_tags

AT_MOST = 10


class TagForm(forms.ModelForm):
    """A tag with its words. A word that means another tag is refused, and that tag is named."""

    synonyms = forms.CharField(
        label=gettext_lazy("Other words"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Synonyms in both languages, separated by commas or lines."),
    )

    class Meta:
        model = Tag
        fields = ["name", "label_en", "label_zh"]
        help_texts = {
            "name": gettext_lazy("The word that forms show and that was typed first. The address stays.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            own = {folded(self.instance.name), folded(self.instance.label_en), folded(self.instance.label_zh)}
            words = self.instance.words.exclude(key__in=own).values_list("text", flat=True)
            self.initial["synonyms"] = ", ".join(words)
        self.name_before = self.instance.name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for field in ("name", "label_en", "label_zh"):
            if field in cleaned:
                cleaned[field] = one_line(cleaned[field])
        if cleaned.get("name") == "":
            self.add_error("name", _("The name holds nothing that can be shown."))
        words = cleaned["words"] = split_tags(cleaned.get("synonyms"))
        if self.name_before and folded(self.name_before) != folded(cleaned.get("name") or ""):
            words.append(
                self.name_before
            )  # whoever types the old name means this tag; taken away by editing anew
        for field, claimed in [
            (f, [cleaned[f]]) for f in ("name", "label_en", "label_zh") if f in cleaned
        ] + [("synonyms", words)]:
            self._claim(field, claimed)
        return cleaned

    def _claim(self, field: str, words: list[str]) -> None:
        if too_long := next((word for word in words if len(word) > 100), None):
            self.add_error(field, _("“%(word)s…” is too long.") % {"word": too_long[:20]})
        taken = TagWord.objects.filter(key__in=[folded(word) for word in words]).exclude(tag=self.instance.pk)
        for word in taken.select_related("tag"):
            text = _("“%(word)s” means the tag “%(tag)s” already.")
            self.add_error(field, text % {"word": word.text, "tag": word.tag.name})

    def save(self, commit: bool = True) -> Tag:
        tag: Tag = super().save(commit=commit)
        words = [tag.name, tag.label_en, tag.label_zh, *self.cleaned_data["words"]]
        tag.words.exclude(key__in=[folded(word) for word in words]).delete()
        tag.claim_words(words)
        tasks.index_tag_later(tag)  # the words are part of what photos and albums are found by
        return tag


class TagFilterSet(WagtailFilterSet):
    use = django_filters.ChoiceFilter(
        choices=[("unused", gettext_lazy("unused")), ("used", gettext_lazy("used"))],
        method="by_use",
        label=gettext_lazy("Use"),
        empty_label=gettext_lazy("All"),
    )
    missing = django_filters.ChoiceFilter(
        choices=[("label_en", gettext_lazy("English label")), ("label_zh", gettext_lazy("Chinese label"))],
        method="without",
        label=gettext_lazy("Without"),
        empty_label=gettext_lazy("All"),
    )

    class Meta:
        model = Tag
        fields: list[str] = []

    def by_use(self, tags: QuerySet[Tag], name: str, value: str) -> QuerySet[Tag]:
        free = tag_actions.unused().values("pk")
        return tags.filter(pk__in=free) if value == "unused" else tags.exclude(pk__in=free)

    def without(self, tags: QuerySet[Tag], name: str, value: str) -> QuerySet[Tag]:
        return tags.filter(**{value: ""})


class TagIndexView(generic.IndexView):
    template_name = "galleries/admin/tags.html"

    def get_base_queryset(self) -> QuerySet[Tag]:
        return with_counts(Tag.objects.all(), self.request.user)

    @cached_property
    def columns(self) -> list[Any]:
        return [BulkActionsCheckboxColumn("bulk_actions", obj_type="tag"), *super().columns]

    def _get_title_column(self, field_name: str, *args: Any, **kwargs: Any) -> Column:
        """With the id by which a row's checkbox is described."""
        kwargs["get_title_id"] = lambda tag: f"tag_{tag.pk}_title"
        return super()._get_title_column(field_name, *args, **kwargs)

    @property
    def may_merge(self) -> bool:
        return bool(self.request.user.has_perms(["galleries.change_tag", "galleries.delete_tag"]))

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = list(super().header_more_buttons)
        if self.may_merge:
            buttons.append(Button(_("Names that look alike"), reverse("tag_alike"), icon_name="copy"))
        if self.user_has_permission("delete"):
            url = reverse("wagtail_bulk_action", args=["galleries", "tag", "remove_unused"])
            url += f"?id=all&next={self.index_url}"
            buttons.append(Button(_("Remove unused tags"), url, icon_name="bin"))
        return buttons

    def get_list_more_buttons(self, instance: Tag) -> list[Any]:
        buttons = super().get_list_more_buttons(instance)
        if self.may_merge:
            url = f"{reverse('tag_merge')}?id={instance.pk}"
            buttons.append(Button(_("Merge into another"), url, icon_name="copy", priority=25))
        return buttons

    def search_queryset(self, queryset: QuerySet[Tag]) -> QuerySet[Tag]:
        for word in folded(self.search_query).split()[:8] if self.is_searching else []:
            queryset = queryset.filter(pk__in=TagWord.objects.filter(key__contains=word).values("tag"))
        return queryset


class TagDeleteView(generic.DeleteView):
    @property
    def confirmation_message(self) -> str:
        known, albums = known_rows(self.request.user).filter(tag=self.object), known_albums(self.request.user)
        borne = self.object.album_tags.all()
        if albums is not None:
            borne = borne.filter(content_object__in=albums.order_by().values("pk"))
        count = known.exclude(state=PhotoTag.State.REJECTED).count() + borne.count()
        text = ngettext(
            "“%(tag)s” will be taken from %(count)d photo or album.",
            "“%(tag)s” will be taken from %(count)d photos and albums.",
            count,
        )
        return text % {"tag": self.object.name, "count": count}


class TagViewSet(ModelViewSet):
    model = Tag
    icon = "tag"
    menu_order = 320
    add_to_admin_menu = True
    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 50
    filterset_class = TagFilterSet
    ordering = "name"
    search_fields = ["words__text"]
    search_backend_name = None
    list_display = [
        "name",
        Column("label_en", label=gettext_lazy("English"), sort_key="label_en", classname="v-wide"),
        Column("label_zh", label=gettext_lazy("Chinese"), sort_key="label_zh"),
        NumberColumn("photos", label=gettext_lazy("Photos"), sort_key="photos"),
        NumberColumn("waiting", label=gettext_lazy("Suggestions"), sort_key="waiting", classname="v-wide"),
        NumberColumn("albums", label=gettext_lazy("Albums"), sort_key="albums", classname="v-wide"),
    ]
    index_view_class = TagIndexView
    delete_view_class = TagDeleteView

    def get_form_class(self, for_update: bool = False) -> type[TagForm]:
        return TagForm


def autocomplete(request: HttpRequest) -> JsonResponse:
    """The names of the tags of which one word begins with what was typed."""
    typed = folded(request.GET.get("term", ""))
    if not typed:
        return JsonResponse([], safe=False)
    words = (
        TagWord.objects.filter(key__startswith=typed[:100])
        .order_by("key")
        .values_list("tag__name", flat=True)
    )
    return JsonResponse(list(dict.fromkeys(words[: 3 * AT_MOST]))[:AT_MOST], safe=False)
