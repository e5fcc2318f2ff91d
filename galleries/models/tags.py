"""Tags: one thing with one name, whatever language it is written in."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.managers import _TaggableManager
from taggit.models import ItemBase, TagBase

from common.text import folded, has_cjk, one_line
from galleries.models.rules import RuleTag

if TYPE_CHECKING:
    from galleries.models.photos import Photo


class TagQuerySet(models.QuerySet["Tag"]):
    def named(self, text: str) -> "Tag | None":
        """The tag that this word means: its name, one of its labels or a synonym, in any case."""
        return self.filter(words__key=folded(text)).first()

    def unused(self) -> "TagQuerySet":
        """Tags on no photo, suggested for none, on no album and in no rule. Rejected ones do not count."""
        own = models.OuterRef("pk")
        borne = PhotoTag.objects.filter(tag=own).exclude(state=PhotoTag.State.REJECTED)
        uses = (borne, AlbumTag.objects.filter(tag=own), RuleTag.objects.filter(tag=own))
        return self.filter(*(~models.Exists(rows) for rows in uses))


class Tag(TagBase):
    """A subject with its English and Chinese label. ``name`` is what Wagtail's forms show and type."""

    label_en = models.CharField(_("English label"), max_length=100, blank=True)
    label_zh = models.CharField(_("Chinese label"), max_length=100, blank=True)

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    @property
    def label(self) -> str:
        """The word for it in the reader's language, else whatever there is."""
        chinese = (get_language() or "").startswith("zh")
        first, second = (self.label_zh, self.label_en) if chinese else (self.label_en, self.label_zh)
        return first or second or self.name

    def get_absolute_url(self) -> str:
        return reverse("galleries:tag", args=[self.slug])

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
            self.claim_words([self.name, self.label_en, self.label_zh])

    def claim_words(self, words: Iterable[str]) -> None:
        """Let these words mean this tag. A word that already means another tag keeps its meaning."""
        keys = {folded(word): one_line(word) for word in words if folded(word)}
        known = set(TagWord.objects.filter(key__in=keys).values_list("key", flat=True))
        TagWord.objects.bulk_create(
            [TagWord(tag=self, key=key, text=text) for key, text in keys.items() if key not in known],
            ignore_conflicts=True,
        )


class TagWord(models.Model):
    """A word that means a tag: its labels and synonyms in both languages. One word means one tag."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="words")
    text = models.CharField(max_length=100)
    key = models.CharField(max_length=100, unique=True)

    def __str__(self) -> str:
        return self.text


class TagAddress(models.Model):
    """Where a tag stood before it was merged into another; its address on the site leads on."""

    slug = models.SlugField(max_length=100, unique=True, allow_unicode=True)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="addresses")

    def __str__(self) -> str:
        return self.slug


def tag_for(*, en: str = "", zh: str = "") -> Tag:
    """The tag that one of these labels means, made when there is none; a missing label is filled in.

    The English label makes the name and the slug, so that addresses stay readable everywhere.
    """
    en, zh = one_line(en)[:100], one_line(zh)[:100]
    tag = next((found for word in (en, zh) if word and (found := Tag.objects.named(word))), None)
    if tag is None:
        try:
            with transaction.atomic():
                return Tag.objects.create(name=en or zh, label_en=en, label_zh=zh)
        except IntegrityError:  # somebody made it this very moment
            tag = Tag.objects.get(name=en or zh)
    if (en and not tag.label_en) or (zh and not tag.label_zh):
        tag.label_en, tag.label_zh = tag.label_en or en, tag.label_zh or zh
        tag.save(update_fields=["label_en", "label_zh"])
    return tag


def tag_for_word(word: str) -> Tag:
    """The tag that a typed word means; a new one gets the label of the word's own script."""
    return tag_for(zh=word) if has_cjk(word) else tag_for(en=word)


class PhotoTagManager(_TaggableManager):
    """``photo.tags`` as people know it: what is accepted.

    What an editor takes away is kept as rejected, so that it is never suggested again; a
    suggestion that an editor types becomes accepted. Wagtail's form calls nothing but ``set``; who
    it is that decides stands in the photo's ``tagged_by``.
    """

    instance: "Photo"

    def _to_tag_model_instances(self, tags: Iterable["Tag | str"], tag_kwargs: dict[str, Any]) -> list[Tag]:
        found = [tag if isinstance(tag, Tag) else tag_for_word(tag) for tag in tags]
        return list(dict.fromkeys(found))

    def add(self, *tags: "Tag | str", **kwargs: Any) -> None:
        self._remove_prefetched_objects()
        for tag in self._to_tag_model_instances(tags, {}):
            row, created = PhotoTag.objects.get_or_create(
                content_object=self.instance,
                tag=tag,
                defaults={
                    "source": PhotoTag.Source.EDITOR,
                    "state": PhotoTag.State.ACCEPTED,
                    "decided_by": self.instance.tagged_by,
                    "decided_at": timezone.now(),
                },
            )
            if not created:
                row.decide(PhotoTag.State.ACCEPTED, by=self.instance.tagged_by)

    def remove(self, *tags: "Tag | str") -> None:
        self._remove_prefetched_objects()
        wanted = self._to_tag_model_instances(tags, {})
        for row in PhotoTag.objects.accepted().filter(content_object=self.instance, tag__in=wanted):
            row.decide(PhotoTag.State.REJECTED, by=self.instance.tagged_by)

    def set(self, tags: Iterable["Tag | str"], **kwargs: Any) -> None:
        wanted = self._to_tag_model_instances(tags, {})
        now = list(
            Tag.objects.filter(
                photo_tags__in=PhotoTag.objects.accepted().filter(content_object=self.instance)
            )
        )
        self.remove(*[tag for tag in now if tag not in wanted])
        self.add(*[tag for tag in wanted if tag not in now])

    def clear(self) -> None:
        self.set([])


class PhotoTagQuerySet(models.QuerySet["PhotoTag"]):
    def accepted(self) -> "PhotoTagQuerySet":
        return self.filter(state=PhotoTag.State.ACCEPTED)

    def suggested(self) -> "PhotoTagQuerySet":
        return self.filter(state=PhotoTag.State.SUGGESTED)


class PhotoTag(ItemBase):
    """A tag on a photo: who said so, how sure, and what an editor made of it."""

    class Source(models.TextChoices):
        ANALYZER = "analyzer", _("analyzer")
        AUTHOR = "author", _("author")
        EDITOR = "editor", _("editor")

    class State(models.TextChoices):
        SUGGESTED = "suggested", _("suggested")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="photo_tags")
    content_object = models.ForeignKey("galleries.Photo", on_delete=models.CASCADE, related_name="photo_tags")
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.EDITOR)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACCEPTED)
    confidence = models.FloatField(null=True, blank=True, help_text=_("0 to 1, from the analyzer"))
    analyzer = models.CharField(max_length=50, blank=True, help_text=_("which analyzer said so"))
    mock = models.BooleanField(default=False, help_text=_("a guess of the mock analyzer, which did not look"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Set as soon as a person has decided; the analyzer keeps its hands off from then on.
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PhotoTagQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="one_row_per_photo_and_tag")
        ]
        indexes = [
            models.Index(fields=["tag", "state", "content_object"], name="phototag_tag_state_photo"),
            models.Index(
                fields=["decided_at"], name="phototag_decided_at", condition=Q(decided_at__isnull=False)
            ),
        ]

    @classmethod
    def tags_for(cls, model: type[models.Model], instance: Any = None, **extra: Any) -> models.QuerySet[Tag]:
        """What taggit's manager lists: accepted tags."""
        return super().tags_for(model, instance, photo_tags__state=cls.State.ACCEPTED, **extra)

    def decide(self, state: str, by: Any = None) -> None:
        """Write down a person's decision."""
        self.state, self.decided_at, self.decided_by = state, timezone.now(), by
        self.save(update_fields=["state", "decided_at", "decided_by"])


class AlbumTag(ItemBase):
    """A tag on an album. Travels with the page's drafts, so it is Wagtail's own kind of child."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="album_tags")
    content_object = ParentalKey("galleries.AlbumPage", on_delete=models.CASCADE, related_name="album_tags")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="one_row_per_album_and_tag")
        ]
