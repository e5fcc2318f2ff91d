"""Photos and albums that Wagtail's admin saves itself."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from galleries.models import AlbumPage, AlbumPhoto, Photo
from galleries.tasks import prepare_later


@receiver(post_save, sender=Photo)
def photo_saved(
    sender: type[Photo], instance: Photo, created: bool, raw: bool = False, **kwargs: Any
) -> None:
    """A new picture is prepared; one that lands in an album's collection is shown by the album."""
    if raw:
        return
    if instance.state == Photo.State.PREPARING and instance.file:
        prepare_later(instance)
    if created:
        album = AlbumPage.objects.filter(collection=instance.collection_id).first()
        if album is not None:
            AlbumPhoto.objects.append(album, [instance])


@receiver(post_delete, sender=Photo)
def photo_deleted(sender: type[Photo], instance: Photo, **kwargs: Any) -> None:
    """The raw upload goes with its photo; Wagtail itself sees to the master and the renditions."""
    if instance.upload:
        storage, name = instance.upload.storage, str(instance.upload.name)
        transaction.on_commit(lambda: storage.delete(name))
