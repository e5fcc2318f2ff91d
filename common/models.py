"""The one table of what all apps share."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class KeptAnswer(models.Model):
    """What a POST with an ``Idempotency-Key`` was answered; without ``status`` while it is still running.

    Of the key only a hash is kept, and the answer is encrypted with the key: a copy of the database opens no link
    that was told once.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key_hash = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    started_at = models.DateTimeField(default=timezone.now, db_index=True)
    status = models.PositiveSmallIntegerField(null=True)
    content_type = models.CharField(max_length=100, blank=True)
    body = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key_hash"], name="one_answer_per_key"),
        ]

    def __str__(self) -> str:
        return f"{self.key_hash[:8]} {self.status or 'running'}"
