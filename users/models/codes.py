"""Codes of six digits that go to a phone."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OneTimeCode(models.Model):
    """A code that was sent. Only its hash is kept; it counts once, for ten minutes and five tries."""

    class Purpose(models.TextChoices):
        SIGN_UP = "sign_up", _("sign-up")
        RESET = "reset", _("password reset")
        PHONE = "phone", _("new phone number")

    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    phone = models.CharField(max_length=20)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("code")
        verbose_name_plural = _("codes")
        indexes = [models.Index(fields=["phone", "purpose", "-created_at"], name="code_phone_purpose")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.created_at:%Y-%m-%d %H:%M}"
