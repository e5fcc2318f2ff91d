"""Tags in the admin: both labels, the words that mean them, how often they are used."""

from typing import Any

from django import forms
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.ui.tables import Column, NumberColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from common.text import folded, one_line
from galleries import tasks
from galleries.models import AlbumTag, PhotoTag, Tag, TagWord
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

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for field in ("name", "label_en", "label_zh"):
            if field in cleaned:
                cleaned[field] = one_line(cleaned[field])
        if cleaned.get("name") == "":
            self.add_error("name", _("The name holds nothing that can be shown."))
        words = cleaned["words"] = split_tags(cleaned.get("synonyms"))
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


class TagIndexView(generic.IndexView):
    def get_base_queryset(self) -> QuerySet[Tag]:
        photos = PhotoTag.objects.accepted().filter(tag=OuterRef("pk"))
        waiting = PhotoTag.objects.suggested().filter(tag=OuterRef("pk"))
        albums = AlbumTag.objects.filter(tag=OuterRef("pk"))
        tags: QuerySet[Tag] = Tag.objects.all()
        return tags.annotate(photos=_count(photos), waiting=_count(waiting), albums=_count(albums))

    def search_queryset(self, queryset: QuerySet[Tag]) -> QuerySet[Tag]:
        for word in folded(self.search_query).split()[:8] if self.is_searching else []:
            queryset = queryset.filter(pk__in=TagWord.objects.filter(key__contains=word).values("tag"))
        return queryset


class TagDeleteView(generic.DeleteView):
    @property
    def confirmation_message(self) -> str:
        count = self.object.photo_tags.count() + self.object.album_tags.count()
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
    ordering = "name"
    search_fields = ["words__text"]
    search_backend_name = None
    list_display = [
        "name",
        Column("label_en", label=gettext_lazy("English"), sort_key="label_en"),
        Column("label_zh", label=gettext_lazy("Chinese"), sort_key="label_zh"),
        NumberColumn("photos", label=gettext_lazy("Photos"), sort_key="photos"),
        NumberColumn("waiting", label=gettext_lazy("Suggestions"), sort_key="waiting"),
        NumberColumn("albums", label=gettext_lazy("Albums"), sort_key="albums"),
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


def _count(rows: QuerySet[Any]) -> Any:
    counted = rows.order_by().values("tag").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
