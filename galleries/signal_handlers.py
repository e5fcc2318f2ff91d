"""Photos and albums that Wagtail's admin saves itself."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import PageViewRestriction
from wagtail.signals import page_unpublished, post_page_move

from galleries import (
    contributions,
    curators,
    delivery,
    exposure,
    invitations,
    leftovers,
    roles,
    rule_signals,
    signals,
)
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
    curators.forget(instance)


@receiver(post_save, sender=AlbumPage)
def album_named(sender: Any, instance: AlbumPage, created: bool, raw: bool = False, **kwargs: Any) -> None:
    fields = kwargs.get("update_fields")
    if not (created or raw) and (fields is None or "title" in fields):
        curators.rename(instance)


@receiver(signals.came_back)
def shown_again(sender: Any, photo: Photo, **kwargs: Any) -> None:
    """What stands in albums counts there again, for rules and for addresses too."""
    rule_signals.note(photo=photo.pk)
    review_addresses_later(fewer=False)
    for album in AlbumPage.objects.filter(pk__in=AlbumPhoto.rows.filter(photo=photo).values("album")):
        signals.contents_changed.send(sender=AlbumPage, album=album)


@receiver(m2m_changed, sender=get_user_model().groups.through)
def no_curator_any_more(
    sender: Any, instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: Any
) -> None:
    """Who leaves the group Curators has no album of others any more. ``pre_clear`` still knows who was in it."""
    if action not in ("post_remove", "pre_clear"):
        return
    group = instance if reverse else Group.objects.filter(name=roles.CURATORS).first()
    if group is None or group.name != roles.CURATORS:
        return
    if action == "pre_clear":
        members = group.user_set if reverse else group.user_set.filter(pk=instance.pk)
        curators.take_all_back(set(members.values_list("pk", flat=True)))
    elif reverse:
        curators.take_all_back(set(pk_set or ()))
    elif group.pk in (pk_set or ()):
        curators.take_all_back({instance.pk})
