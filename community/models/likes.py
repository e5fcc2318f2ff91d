"""What people like, keep and have looked at."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

ALBUM_OR_PHOTO = Q(album__isnull=False, photo__isnull=True) | Q(album__isnull=True, photo__isnull=False)


class Like(models.Model):
    """A person likes an album or a photo."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="likes")
    album = models.ForeignKey(
        "galleries.AlbumPage", null=True, blank=True, on_delete=models.CASCADE, related_name="likes"
    )
    photo = models.ForeignKey(
        "galleries.Photo", null=True, blank=True, on_delete=models.CASCADE, related_name="likes"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=ALBUM_OR_PHOTO, name="like_of_album_or_photo"),
            models.UniqueConstraint(
                fields=["album", "user"],
                condition=Q(album__isnull=False),
                name="one_like_per_album_and_person",
            ),
            models.UniqueConstraint(
                fields=["photo", "user"],
                condition=Q(photo__isnull=False),
                name="one_like_per_photo_and_person",
            ),
        ]
        indexes = [models.Index(fields=["user", "created_at"], name="like_user_created")]

    def __str__(self) -> str:
        return f"{self.user_id} likes {self.album_id or self.photo_id}"


class LikeCount(models.Model):
    """How many likes an album or a photo has; changes in the transaction in which the like does."""

    album = models.OneToOneField(
        "galleries.AlbumPage", null=True, blank=True, on_delete=models.CASCADE, related_name="like_count"
    )
    photo = models.OneToOneField(
        "galleries.Photo", null=True, blank=True, on_delete=models.CASCADE, related_name="like_count"
    )
    likes = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=ALBUM_OR_PHOTO, name="count_of_album_or_photo")]

    def __str__(self) -> str:
        return str(self.likes)


class FavouriteList(models.Model):
    """A person's named list of photos and albums, for herself alone."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="favourite_lists"
    )
    # Empty for the list that everybody has from the beginning.
    name = models.CharField(_("name"), max_length=80, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="one_list_of_a_name_per_person")
        ]
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name or str(_("Favourites"))


class Favourite(models.Model):
    """A photo or an album in a list."""

    list = models.ForeignKey(FavouriteList, on_delete=models.CASCADE, related_name="favourites")
    album = models.ForeignKey(
        "galleries.AlbumPage", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    photo = models.ForeignKey(
        "galleries.Photo", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=ALBUM_OR_PHOTO, name="favourite_album_or_photo"),
            models.UniqueConstraint(
                fields=["list", "album"], condition=Q(album__isnull=False), name="album_once_in_a_list"
            ),
            models.UniqueConstraint(
                fields=["list", "photo"], condition=Q(photo__isnull=False), name="photo_once_in_a_list"
            ),
        ]
        indexes = [models.Index(fields=["list", "added_at"], name="favourite_list_added")]

    def __str__(self) -> str:
        return f"{self.list_id}: {self.album_id or self.photo_id}"


class Visit(models.Model):
    """When a person last looked at an album, or at a photo in it. Swept after 90 days."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="visits")
    album = models.ForeignKey("galleries.AlbumPage", on_delete=models.CASCADE, related_name="+")
    photo = models.ForeignKey(
        "galleries.Photo", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    seen_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "album"],
                condition=Q(photo__isnull=True),
                name="one_visit_per_person_and_album",
            ),
            models.UniqueConstraint(
                fields=["user", "album", "photo"],
                condition=Q(photo__isnull=False),
                name="one_visit_per_person_and_photo",
            ),
        ]
        indexes = [models.Index(fields=["user", "seen_at"], name="visit_user_seen")]

    def __str__(self) -> str:
        return f"{self.user_id} saw {self.album_id}/{self.photo_id}"
