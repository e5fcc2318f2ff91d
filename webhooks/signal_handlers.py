"""What happens below, and whose webhooks end."""

from typing import Any

from django.conf import settings
from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.models import PageLogEntry
from wagtail.signals import page_published

from community.models import Suspension
from community.signals import commented
from galleries.models import AlbumPage
from galleries.signals import photo_ready
from webhooks import ending, hearing
from webhooks.models import Event, Webhook

PUBLISHED, UNPUBLISHED = "wagtail.publish", "wagtail.unpublish"
# What is written down when a day is set, and nothing happens yet.
SCHEDULED = "wagtail.publish.schedule"


@receiver(page_published, sender=AlbumPage)
def album_was_published(instance: AlbumPage, **said: Any) -> None:
    if instance.live and _was_away(instance):
        hearing.happened(Event.ALBUM_PUBLISHED, instance.pk)


@receiver(photo_ready)
def photo_became_ready(photo: Any, **said: Any) -> None:
    hearing.happened(Event.PHOTO_READY, photo.pk)


@receiver(commented)
def comment_was_posted(comment: Any, **said: Any) -> None:
    hearing.happened(Event.COMMENT_POSTED, comment.pk)


@receiver(post_save, sender=settings.AUTH_USER_MODEL)
def account_was_closed(instance: Any, created: bool, raw: bool = False, **said: Any) -> None:
    if not (created or raw or instance.is_active):
        ending.end_all(instance, Webhook.Ended.CLOSED)


@receiver(post_save, sender=Suspension)
def person_was_suspended(instance: Suspension, raw: bool = False, **said: Any) -> None:
    if not raw:
        ending.end_all(instance.person, Webhook.Ended.SUSPENDED)


def _was_away(album: AlbumPage) -> bool:
    """Whether it was not on the site until now; Wagtail writes its log after the signal."""
    if album.first_published_at == album.last_published_at:
        return True
    entries = PageLogEntry.objects.filter(page=album.pk).exclude(action__startswith=SCHEDULED)
    moves = entries.filter(action__startswith=PUBLISHED) | entries.filter(action__startswith=UNPUBLISHED)
    last = moves.order_by("-timestamp", "-pk").values_list("action", flat=True).first()
    return last is not None and last.startswith(UNPUBLISHED)
