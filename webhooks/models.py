"""Addresses that people have told of what happens, and what became of each telling."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Event(models.TextChoices):
    ALBUM_PUBLISHED = "album.published", _("an album was published")
    PHOTO_READY = "photo.ready", _("a photo is ready")
    COMMENT_POSTED = "comment.posted", _("a comment was posted")


# What the button "test" sends; nobody asks for it by name.
TEST = "webhook.test"
URL_LENGTH = 1000


class Webhook(models.Model):
    """An address of a person's, and what it is told of. Made and changed by ``webhooks.actions`` alone."""

    class Ended(models.TextChoices):
        NOT = "", _("not ended")
        BY_HERSELF = "paused", _("paused")
        FAILING = "failing", _("nothing arrived for three days")
        SUSPENDED = "suspended", _("the account is suspended")
        CLOSED = "closed", _("the account is closed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="webhooks")
    url = models.CharField(_("address"), max_length=URL_LENGTH)
    events = models.JSONField(_("events"), default=list)
    sealed_secret = models.TextField(editable=False)
    active = models.BooleanField(_("active"), default=True)
    ended_why = models.CharField(max_length=20, choices=Ended.choices, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # Since when nothing has arrived, and how many tries that were.
    failing_since = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        default_permissions = ()
        indexes = [models.Index(fields=["active"], condition=Q(active=True), name="webhook_active")]

    def __str__(self) -> str:
        return f"webhook {self.pk}"


def first_try() -> Any:
    return timezone.now()


class Delivery(models.Model):
    """One event on its way to one webhook. Its body is written anew for each try: see ``webhooks.sending``."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        DELIVERED = "delivered", _("delivered")
        FAILED = "failed", _("failed")
        DROPPED = "dropped", _("not sent")

    OPEN = (State.WAITING, State.SENDING)

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=40)
    # What it is about: the key of an album, a photo or a comment; and which of several times it was.
    thing = models.BigIntegerField(null=True)
    occasion = models.CharField(max_length=60, blank=True)
    # Whose words it holds: they go with the person.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    body = models.JSONField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    next_at = models.DateTimeField(null=True, default=first_try)
    claimed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    # --- of the last try
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.TextField(blank=True)
    error = models.CharField(max_length=40, blank=True)
    duration_ms = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["webhook", "event", "thing", "occasion"],
                condition=Q(thing__isnull=False),
                name="each_event_once_per_webhook",
            )
        ]
        indexes = [
            models.Index(fields=["state", "next_at"], name="delivery_state_next"),
            models.Index(fields=["webhook", "-id"], name="delivery_of_webhook"),
            models.Index(fields=["created_at"], name="delivery_created"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.key}"
