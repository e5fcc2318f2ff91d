"""Photos that look alike."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class NearPair(models.Model):
    """Two photos whose perceptual hashes differ in few bits. The older one comes first."""

    first = models.ForeignKey("galleries.Photo", on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey("galleries.Photo", on_delete=models.CASCADE, related_name="+")
    distance = models.PositiveSmallIntegerField(help_text="bits of 64 that differ")
    found_at = models.DateTimeField(default=timezone.now)
    # Somebody looked, and both are to stay.
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    kept_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_row_per_near_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="near_pair_older_first"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id} ({self.distance})"


class Compared(models.Model):
    """A photo has been compared with all others as it was then: with this hash, up to this distance."""

    photo = models.OneToOneField(
        "galleries.Photo", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    phash = models.CharField(max_length=16)
    bits = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.photo_id}: {self.phash}"
