"""Uploads that go past us, straight into the bucket."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Upload(models.Model):
    """A permission to send one file, and what became of it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for the file")
        RECEIVED = "received", _("being examined")
        READY = "ready", _("taken in")
        REFUSED = "refused", _("refused")
        EXPIRED = "expired", _("expired")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    album = models.ForeignKey(
        "galleries.AlbumPage", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    photo = models.ForeignKey(
        "galleries.Photo", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Where the bytes lie in the storage ``default`` until they are examined; made here, at random.
    key = models.CharField(max_length=100, unique=True)
    filename = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    # Whether the album is to show a picture that the owner has elsewhere already; if not, she is told of it.
    show_known = models.BooleanField(default=True)
    # Why it was refused: for programs, and for people. "restored": the photo came out of the trash for it.
    code = models.CharField(max_length=50, blank=True)
    reason = models.TextField(blank=True)
    known = models.BooleanField(default=False, help_text="the owner had these bytes already")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["state", "expires_at"], name="upload_state_expires")]

    def __str__(self) -> str:
        return f"{self.uid} {self.state}"
