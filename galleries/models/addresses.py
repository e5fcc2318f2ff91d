"""Lasting addresses of photos, and where they are put that a program sent for the sake of one."""

from django.conf import settings
from django.db import models
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from galleries.models.albums import AlbumPage
from galleries.models.photos import Photo


def new_key() -> str:
    """Nobody can guess it, and it says nothing of photo, album or person."""
    return get_random_string(22)


class PhotoAddress(models.Model):
    """The key of ``/media/i/<key>.jpg``. It stays when the photo's files change; whether it opens, the policy says."""

    photo = models.OneToOneField(Photo, on_delete=models.CASCADE, related_name="address")
    key = models.CharField(max_length=22, unique=True, default=new_key)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("address of a photo")
        verbose_name_plural = _("addresses of photos")

    def __str__(self) -> str:
        return self.key


class UploadsAlbum(models.Model):
    """Which album is the person's “Uploads”: what programs send without naming one."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="uploads_album"
    )
    album = models.OneToOneField(AlbumPage, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("uploads album")
        verbose_name_plural = _("uploads albums")

    def __str__(self) -> str:
        return f"{self.person_id}: {self.album_id}"
