"""What was done to an album's photos lately, so that it can be taken back."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

KEPT = timedelta(days=2)


class AlbumChangeQuerySet(models.QuerySet["AlbumChange"]):
    def forget_old(self) -> int:
        """Remove what nobody takes back any more. Returns how many."""
        return self.filter(made_at__lt=timezone.now() - KEPT).delete()[0]


class AlbumChange(models.Model):
    """One action of an editor on photos of an album: how things stood before it, and what it made of them."""

    album = models.ForeignKey("galleries.AlbumPage", on_delete=models.CASCADE, related_name="changes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # As the workbench calls it: "move", "tags-add", "caption" …
    kind = models.CharField(max_length=20)
    count = models.PositiveIntegerField()
    # By photo or row. What somebody else has changed since is told by comparing with ``after``.
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = AlbumChangeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["album", "user", "-id"], name="albumchange_album_user")]

    def __str__(self) -> str:
        return f"{self.album_id}: {self.kind} of {self.count}"

    @property
    def photo_ids(self) -> list[int]:
        return list(self.before.get("photos", []))
