"""Photo: the site's image model."""

import re
from datetime import datetime, timedelta, timezone
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from wagtail.images.models import AbstractImage, AbstractRendition, Filter
from wagtail.search import index

from galleries import delivery, policy
from galleries.models.tags import PhotoTag, PhotoTagManager
from galleries.querysets import PhotoQuerySet

FORMATS = ("avif", "webp", "jpeg")
_NUMBER = re.compile(r"\d+")


class Licence(models.TextChoices):
    ALL_RIGHTS = "all-rights", _("All rights reserved")
    BY = "cc-by-4.0", "CC BY 4.0"
    BY_SA = "cc-by-sa-4.0", "CC BY-SA 4.0"
    BY_NC = "cc-by-nc-4.0", "CC BY-NC 4.0"
    BY_NC_ND = "cc-by-nc-nd-4.0", "CC BY-NC-ND 4.0"
    ZERO = "cc0-1.0", "CC0 1.0"


def upload_key(photo: "Photo", filename: str) -> str:
    """Where the bytes lie that the owner sent. Only ``ingest`` writes here, with a finished key."""
    return filename


class Photo(AbstractImage):
    """A photograph. ``file`` is the clean, upright master; ``upload`` the bytes as they came.

    Both are private. What pages show are the renditions that background work makes ahead; where
    those lie is said by ``rendition_key``, and whether someone may have them by ``policy``.
    """

    # Who changes the tags in this request; the form says so, since taggit's manager takes no person.
    tagged_by: Any = None

    class State(models.TextChoices):
        PREPARING = "preparing", _("being prepared")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")

    upload = models.FileField(upload_to=upload_key, max_length=255, editable=False)
    source_format = models.CharField(max_length=10, editable=False)
    sha256 = models.CharField(max_length=64, editable=False, db_index=True)
    md5 = models.CharField(max_length=32, editable=False)

    title_en = models.CharField(_("title in English"), max_length=255, blank=True)
    caption = models.TextField(_("caption"), blank=True, max_length=2000)
    caption_en = models.TextField(_("caption in English"), blank=True, max_length=2000)
    alt_en = models.CharField(_("description in English"), max_length=255, blank=True)
    licence = models.CharField(
        _("licence"), max_length=20, choices=Licence.choices, default=Licence.ALL_RIGHTS
    )

    # --- what the camera said (Exif 2.32), typed and allow-listed by pictures.exif
    camera = models.CharField(_("camera"), max_length=120, blank=True)
    lens = models.CharField(_("lens"), max_length=120, blank=True)
    focal_length = models.FloatField(_("focal length"), null=True, blank=True, help_text="mm")
    aperture = models.FloatField(_("aperture"), null=True, blank=True, help_text="f-number")
    exposure_time = models.FloatField(_("exposure time"), null=True, blank=True, help_text="s")
    iso = models.PositiveIntegerField("ISO", null=True, blank=True)
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    taken_offset = models.SmallIntegerField(
        null=True, blank=True, editable=False, help_text="minutes east of UTC"
    )
    latitude = models.FloatField(null=True, blank=True, editable=False)
    longitude = models.FloatField(null=True, blank=True, editable=False)
    show_position = models.BooleanField(
        _("show where it was taken"),
        default=False,
        help_text=_("The position stays private unless this is on."),
    )

    # --- what preparing found out
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARING, editable=False)
    failure = models.TextField(blank=True, editable=False)
    rendition_key = models.CharField(max_length=40, unique=True, null=True, editable=False)  # noqa: DJ001
    rendition_widths = models.JSONField(default=list, editable=False)
    # For whom the addresses that are about were made; matters in buckets only, see exposure.
    audience = models.PositiveSmallIntegerField(
        choices=policy.Audience.choices, default=policy.Audience.NAMED, editable=False
    )
    has_alpha = models.BooleanField(default=False, editable=False)
    placeholder = models.CharField(max_length=60, blank=True, editable=False, help_text="blurhash")
    tone = models.CharField(max_length=3, blank=True, editable=False)
    measures = models.JSONField(default=dict, editable=False)
    phash = models.CharField(max_length=16, blank=True, editable=False, db_index=True)

    # --- in the trash since, and by whom; places in albums wait for its return
    trashed_at = models.DateTimeField(null=True, blank=True, editable=False, db_index=True)
    trashed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # How often its owner sent the same bytes again, which were not stored twice.
    sent_again = models.PositiveIntegerField(default=0, editable=False)

    tags = TaggableManager(
        through=PhotoTag, manager=PhotoTagManager, blank=True, verbose_name=_("tags"), help_text=None
    )

    objects = PhotoQuerySet.as_manager()

    admin_form_fields = (
        "title", "title_en", "file", "description", "alt_en", "caption", "caption_en", "collection", "tags",
        "licence", "show_position", "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height",
    )  # fmt: skip

    search_fields = [
        *[
            f
            for f in AbstractImage.search_fields
            if not isinstance(f, index.SearchField | index.AutocompleteField | index.RelatedFields)
        ],
        index.SearchField("title", boost=10),
        index.AutocompleteField("title"),
        index.SearchField("title_en", boost=10),
        index.AutocompleteField("title_en"),
        index.SearchField("description"),
        index.SearchField("alt_en"),
        index.SearchField("caption"),
        index.SearchField("caption_en"),
        index.SearchField("tag_words", boost=5),
        index.FilterField("state"),
        index.FilterField("trashed_at"),
    ]

    class Meta(AbstractImage.Meta):
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["-pk"]
        permissions = [("choose_image", "Can choose image")]
        constraints = [
            models.UniqueConstraint(
                fields=["uploaded_by_user", "sha256"],
                condition=~Q(sha256=""),
                name="one_photo_per_owner_and_content",
            )
        ]

    def get_upload_to(self, filename: str) -> str:
        """``masters/ab/abcdef….jpg``: ingest names the file, at random and without a word of the user's."""
        return f"masters/{filename[:2]}/{filename}"

    @property
    def owner(self) -> Any:
        return self.uploaded_by_user

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY

    @property
    def stays(self) -> bool:
        """False when it is of somebody who waits to be deleted."""
        return self.uploaded_by_user is None or self.uploaded_by_user.delete_after is None

    @property
    def is_shown(self) -> bool:
        """Whether it may stand for an album: as ``AlbumPhotoQuerySet.ready`` has it."""
        return self.is_ready and self.stays and self.trashed_at is None and not hasattr(self, "withheld")

    @classmethod
    def get_indexed_objects(cls) -> models.QuerySet:
        """As Wagtail asks for them to fill the search index, with all their words in three queries."""
        accepted = PhotoTag.objects.accepted().prefetch_related("tag__words")
        return (
            super()
            .get_indexed_objects()
            .prefetch_related(models.Prefetch("photo_tags", accepted, to_attr="accepted_rows"))
        )

    @property
    def tag_words(self) -> str:
        """Every word of every accepted tag, for the search index."""
        if hasattr(self, "accepted_rows"):
            return " ".join(word.text for row in self.accepted_rows for word in row.tag.words.all())
        if self.pk is None:
            return ""
        words = (
            PhotoTag.objects.accepted().filter(content_object=self).values_list("tag__words__text", flat=True)
        )
        return " ".join(word for word in words if word)

    @property
    def alt(self) -> str:
        """The text in place of the picture: what the editor wrote, else the titles."""
        return self.description or " · ".join(part for part in (self.title, self.title_en) if part)

    @property
    def ratio_class(self) -> str:
        """``r-150`` for 3:2, in steps of 5 between 40 and 320; picture.css knows each."""
        return f"r-{min(320, max(40, round(self.width / self.height * 20) * 5))}"

    @property
    def tone_class(self) -> str:
        return f"t-{self.tone}" if self.tone else ""

    @property
    def local_taken_at(self) -> datetime | None:
        """What the clock showed where the photo was taken, without a zone."""
        if self.taken_at is None:
            return None
        return self.taken_at.astimezone(timezone(timedelta(minutes=self.taken_offset or 0))).replace(
            tzinfo=None
        )

    @property
    def exposure(self) -> str:
        """``1/60 s`` or ``30 s``; empty when the camera did not say."""
        seconds = self.exposure_time
        if not seconds:
            return ""
        return f"1/{round(1 / seconds)} s" if seconds < 0.3 else f"{seconds:g} s"

    def get_rendition(self, filter: Filter | str) -> "PhotoRendition":
        """The ready rendition that comes nearest to what Wagtail's templates ask for.

        Nothing is ever decoded here: an admin page with fifty thumbnails must not start fifty
        encoders. A photo that is still being prepared answers with a drawing that says so.
        """
        spec = filter.spec if isinstance(filter, Filter) else str(filter)
        if not self.rendition_key:
            return PhotoRendition(image=self, filter_spec=spec, file="", width=320, height=214)
        wanted = max((int(number) for number in _NUMBER.findall(spec)), default=self.rendition_widths[-1])
        width = next((w for w in self.rendition_widths if w >= wanted), self.rendition_widths[-1])
        return self.rendition("jpeg", width)

    def get_renditions(self, *filters: Filter | str) -> dict[str, "PhotoRendition"]:
        return {f.spec if isinstance(f, Filter) else f: self.get_rendition(f) for f in filters}

    def download_file(self, *, full: bool) -> tuple[str, str, str]:
        """What a visitor downloads: storage and name, and what the storage is to make of it."""
        width = self.rendition_widths[-1]
        if full:
            return "default", str(self.file.name), ""
        if delivery.made_by_storage():
            return "default", str(self.file.name), delivery.commands(f"{width}.jpg")
        return delivery.RENDITIONS, rendition_name(self.rendition_key or "", "jpeg", width), ""

    def rendition(self, format: str, width: int) -> "PhotoRendition":
        """The rendition of that format and width, without a query: key and widths say all of it."""
        return PhotoRendition(
            image=self,
            filter_spec=f"format-{format}|width-{width}",
            file=rendition_name(self.rendition_key or "", format, width),
            width=width,
            height=max(1, round(self.height * width / self.width)),
        )


def rendition_name(key: str, format: str, width: int) -> str:
    """Where a rendition lies in the storage ``renditions``."""
    return f"{key}/{width}.{'jpg' if format == 'jpeg' else format}"


class PhotoRendition(AbstractRendition):
    """A smaller copy of a photo, made ahead by background work; the row says that the file is there."""

    image = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="renditions")
    bytes = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="unique_photo_rendition"
            )
        ]

    @property
    def url(self) -> str:
        """An address for Wagtail's admin; pages ask ``delivery`` themselves."""
        if not self.file:
            return static(f"admin/{self.image.state}.svg")
        return delivery.rendition_url(self.image, PurePosixPath(self.file.name).name, public=False)
