"""Tokens that a person makes for programs of hers."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PersonalTokenQuerySet(models.QuerySet["PersonalToken"]):
    def alive(self, now: datetime | None = None) -> "PersonalTokenQuerySet":
        """Those that still open something, as far as the row itself says."""
        lasting = Q(expires_at=None) | Q(expires_at__gt=now or timezone.now())
        return self.filter(lasting, revoked_at=None)

    def shown(self) -> "PersonalTokenQuerySet":
        """Those that the person's list names: also what ended without her doing, so that she sees why."""
        return self.exclude(revoked_why=PersonalToken.BY_HERSELF)


class PersonalToken(models.Model):
    """A personal access token. ``key`` is the part that may be seen; of the secret only the hash is kept."""

    class Scope(models.TextChoices):
        READ = "read", _("read")
        UPLOAD = "upload", _("upload")
        WRITE = "write", _("write")
        MODERATE = "moderate", _("moderate")

    BY_HERSELF = "revoked"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="personal_tokens"
    )
    name = models.CharField(_("name"), max_length=80)
    key = models.CharField(max_length=16, unique=True)
    secret_hash = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True, db_index=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_why = models.CharField(max_length=20, blank=True)
    # As of a session: a changed password ends the token whichever door changed it.
    auth_hash = models.CharField(max_length=128)

    objects = PersonalTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")
        indexes = [models.Index(fields=["user", "revoked_at"], name="token_user_revoked")]

    def __str__(self) -> str:
        return self.prefix

    @property
    def prefix(self) -> str:
        """How the token begins: enough to find it again in a program's settings."""
        return f"vt_{self.key}"
