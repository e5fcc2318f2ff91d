"""What happened to an account, for the person to read."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SecurityEvent(models.Model):
    """One line of the security log. ``detail`` holds short facts, never a secret."""

    class Kind(models.TextChoices):
        SIGNED_UP = "signed_up", _("Account made")
        SIGNED_IN = "signed_in", _("Signed in")
        SIGN_IN_FAILED = "sign_in_failed", _("Failed sign-in")
        SIGNED_OUT = "signed_out", _("Signed out")
        SESSION_ENDED = "session_ended", _("Signed out from another device")
        TOKEN_REUSED = "token_reused", _("An old token was used again; its session was ended")
        PASSWORD_CHANGED = "password_changed", _("Password changed")
        PASSWORD_RESET = "password_reset", _("Password reset")
        RESET_ASKED = "reset_asked", _("Password reset asked for")
        EMAIL_CHANGED = "email_changed", _("E-mail address changed")
        PHONE_CHANGED = "phone_changed", _("Phone number changed")
        SECOND_FACTOR_ON = "second_factor_on", _("Second factor switched on")
        SECOND_FACTOR_OFF = "second_factor_off", _("Second factor switched off")
        CONNECTED = "connected", _("Other account connected")
        DISCONNECTED = "disconnected", _("Other account disconnected")
        TOKEN_MADE = "token_made", _("Access token made")
        TOKEN_REVOKED = "token_revoked", _("Access token revoked")
        WEBHOOK_ADDED = "webhook_added", _("Webhook added")
        WEBHOOK_MOVED = "webhook_moved", _("Webhook led elsewhere")
        WEBHOOK_REMOVED = "webhook_removed", _("Webhook removed")
        EXPORTED = "exported", _("Data exported")
        DELETION_ASKED = "deletion_asked", _("Deletion asked for")
        DELETION_TAKEN_BACK = "deletion_taken_back", _("Deletion taken back")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="security_events"
    )
    kind = models.CharField(max_length=24, choices=Kind.choices)
    at = models.DateTimeField(default=timezone.now)
    device = models.CharField(max_length=120, blank=True)
    network = models.CharField(max_length=64, blank=True)
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("security event")
        verbose_name_plural = _("security events")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["user", "-at"], name="security_user_at")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
