"""Where a person is signed in: one row for each browser and each app."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SessionQuerySet(models.QuerySet["Session"]):
    def alive(self, now: datetime | None = None) -> "SessionQuerySet":
        """Those that still let somebody in."""
        return self.filter(ended_at=None, expires_at__gt=now or timezone.now())


class Session(models.Model):
    """A sign-in. Cookies carry its id in Django's session, tokens as the claim ``sid``; it is read with the user."""

    class Kind(models.TextChoices):
        WEB = "web", _("browser")
        API = "api", _("app")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sessions")
    kind = models.CharField(max_length=3, choices=Kind.choices)
    device = models.CharField(max_length=120, blank=True)
    user_agent = models.CharField(max_length=400, blank=True)
    network = models.CharField(max_length=64, blank=True)  # never the whole address: 203.0.113.0/24
    created_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=20, blank=True)
    # What Django makes of the password: a changed one ends the session whichever door changed it.
    auth_hash = models.CharField(max_length=128)
    # The one refresh token that counts.
    refresh_jti = models.CharField(max_length=64, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        indexes = [models.Index(fields=["user", "ended_at"], name="session_user_ended")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"
