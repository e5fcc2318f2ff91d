"""Where photos stand in albums."""

from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from galleries import rule_sight
from galleries.models.photos import Photo
from galleries.querysets import AlbumPhotoQuerySet

if TYPE_CHECKING:
    from galleries.models.albums import AlbumPage


class AlbumPhotoManager(models.Manager.from_queryset(AlbumPhotoQuerySet)):  # type: ignore[misc]
    """All places but those that a rule filled and that may not be seen at this moment: they are there for nobody."""

    def get_queryset(self) -> AlbumPhotoQuerySet:
        places: AlbumPhotoQuerySet = super().get_queryset()
        return places.filter(rule_sight.standing())

    def append(self, album: "AlbumPage", photos: list[Photo]) -> list["AlbumPhoto"]:
        """Put photos at the end of the album, in the order given; those that it shows already stay where they are."""
        with transaction.atomic():
            # One writer at a time for the positions of one album.
            type(album).objects.select_for_update(of=("self",), no_key=True).filter(pk=album.pk).first()
            rows = AlbumPhoto.rows.filter(album=album)
            there = set(rows.values_list("photo_id", flat=True))
            last = rows.aggregate(last=Max("position"))["last"]
            start = 0 if last is None else last + 1
            # What the rule brought stays from now on because somebody wants it.
            rows.filter(by_rule=True, photo__in=[photo.pk for photo in photos]).update(by_rule=False)
            fresh = [photo for photo in dict.fromkeys(photos) if photo.pk not in there]
            new = [AlbumPhoto(album=album, photo=photo, position=start + i) for i, photo in enumerate(fresh)]
            return list(self.bulk_create(new))


class AlbumPhoto(models.Model):
    """A photo's place in an album. Not a child of the page's drafts: see docs/decisions/0003-album-photos.md."""

    album = models.ForeignKey("galleries.AlbumPage", on_delete=models.CASCADE, related_name="album_photos")
    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="album_photos")
    position = models.PositiveIntegerField(default=0)
    caption = models.TextField(_("caption in this album"), blank=True, max_length=2000)
    added_at = models.DateTimeField(auto_now_add=True)
    # How often somebody put it elsewhere: who moves it must have seen the last of these.
    moves = models.PositiveIntegerField(default=0)
    # It stands here because of the album's rule, and goes when the rule no longer finds it.
    by_rule = models.BooleanField(default=False)

    objects = AlbumPhotoManager()
    # With those, for the work on the rows themselves.
    rows = models.Manager.from_queryset(AlbumPhotoQuerySet)()

    class Meta:
        verbose_name = _("photo of an album")
        verbose_name_plural = _("photos of an album")
        constraints = [
            models.UniqueConstraint(fields=["album", "photo"], name="one_place_per_album_and_photo")
        ]
        indexes = [
            models.Index(fields=["album", "position"], name="albumphoto_album_position"),
            models.Index(fields=["album"], condition=Q(by_rule=True), name="albumphoto_by_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.album_id}/{self.photo_id}"
