"""Mails and text messages on their way out."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

GOOD_FOR = timedelta(hours=24)
# Longer than any one sending lasts: whoever claimed a message before that is gone.
CLAIM = timedelta(seconds=90)


def tomorrow() -> Any:
    return timezone.now() + GOOD_FOR


class MessageQuerySet(models.QuerySet["Message"]):
    def unsent(self) -> "MessageQuerySet":
        """Waiting, or begun by a worker that did not say how it ended."""
        return self.filter(state__in=[Message.State.WAITING, Message.State.SENDING])

    def free(self) -> "MessageQuerySet":
        """Unsent, and in nobody's hands."""
        stale = models.Q(state=Message.State.SENDING, claimed_at__lt=timezone.now() - CLAIM)
        return self.filter(models.Q(state=Message.State.WAITING) | stale)


class Message(models.Model):
    """One mail or text message. Its words are wiped as soon as they are of no more use: they hold links and codes."""

    class Kind(models.TextChoices):
        MAIL = "mail", _("mail")
        SMS = "sms", _("text message")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        EXPIRED = "expired", _("came too late")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    purpose = models.CharField(
        max_length=60, blank=True, help_text=_("what it is about; tells the texts apart")
    )
    to = models.TextField(help_text=_("addresses, or a number like +8613800000000"))
    language = models.CharField(max_length=10, blank=True)
    subject = models.TextField(blank=True)

    # wiped when it is over
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    params = models.JSONField(
        default=dict, blank=True, help_text=_("what a text message says besides its template")
    )
    headers = models.JSONField(default=dict, blank=True)

    sender = models.TextField(blank=True)
    copies = models.JSONField(default=dict, blank=True, help_text=_("cc, bcc and reply_to of a mail"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=tomorrow)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(fields=["state", "expires_at"], name="outbox_state_expires"),
            models.Index(fields=["created_at"], name="outbox_created"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} ({self.purpose})"


# What nobody may read any more once the message is over.
WIPED: dict[str, Any] = {"text": "", "html": "", "params": {}, "headers": {}}
