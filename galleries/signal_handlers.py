"""Photos and albums that Wagtail's admin saves itself."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import PageViewRestriction
from wagtail.signals import page_unpublished, post_page_move

from galleries import contributions, delivery, exposure, invitations, leftovers
from galleries.models import AlbumPage, AlbumPhoto, Photo, PhotoRendition
from galleries.policy import Audience
from galleries.tasks import prepare_later, remove_files_later, review_addresses_later


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
    """The raw upload goes with its photo, and so do copies that anybody may read."""
    files = [("default", str(instance.upload.name or ""))]
    if instance.audience >= Audience.OPENING and delivery.has_open_bucket():
        files += [(delivery.OPEN_RENDITIONS, name) for name in exposure.rendition_names(instance)]
    leftovers.leave(files)
    remove_files_later()


def file_left(instance: Photo | PhotoRendition, **kwargs: Any) -> None:
    """In place of Wagtail's own, which asks the bucket for every file while somebody waits for the page."""
    alias = "default" if isinstance(instance, Photo) else delivery.RENDITIONS
    leftovers.leave([(alias, str(instance.file.name or ""))])
    remove_files_later()


@receiver([post_save, post_delete], sender=AlbumPage)
@receiver([post_save, post_delete], sender=AlbumPhoto)
@receiver([post_save, post_delete], sender=PageViewRestriction)
@receiver(page_unpublished)
@receiver(post_page_move)
def audience_may_differ(sender: Any, raw: bool = False, **kwargs: Any) -> None:
    """An album opened or closed, or a photo went in or out: the addresses in the bucket may have to follow."""
    if not raw:
        review_addresses_later()
        review_addresses_later(fewer=False)


@receiver(post_save, sender=EmailAddress)
def mailbox_confirmed(sender: Any, instance: EmailAddress, raw: bool = False, **kwargs: Any) -> None:
    """The albums to which a mailbox was invited are its owner's as soon as she has shown that she reads it."""
    if not raw and instance.verified:
        invitations.claim(instance.user)


@receiver(user_logged_in)
def person_came(sender: Any, user: Any, **kwargs: Any) -> None:
    """For mailboxes that were confirmed in a way that no signal told of, and for people who have made peace."""
    invitations.claim(user)


@receiver(pre_delete, sender=AlbumPage)
def album_goes(sender: Any, instance: AlbumPage, **kwargs: Any) -> None:
    contributions.forget_waiting(instance)
