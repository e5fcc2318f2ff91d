"""Whom people follow, and whom they keep away."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class Follow(models.Model):
    """A person follows another, or an album."""

    follower = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="followers"
    )
    album = models.ForeignKey(
        "galleries.AlbumPage", null=True, blank=True, on_delete=models.CASCADE, related_name="followers"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, album__isnull=True)
                | Q(person__isnull=True, album__isnull=False),
                name="follow_person_or_album",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | ~Q(person=F("follower")), name="nobody_follows_herself"
            ),
            models.UniqueConstraint(
                fields=["follower", "person"], condition=Q(person__isnull=False), name="one_follow_per_person"
            ),
            models.UniqueConstraint(
                fields=["follower", "album"], condition=Q(album__isnull=False), name="one_follow_per_album"
            ),
        ]
        indexes = [
            models.Index(fields=["follower", "created_at"], name="follow_follower_created"),
            models.Index(fields=["person", "created_at"], name="follow_person_created"),
        ]

    def __str__(self) -> str:
        return f"{self.follower_id} follows {self.person_id or self.album_id}"


class Distance(models.Model):
    """A person keeps another away from her (block), or out of her own lists and notifications (mute).

    A block works both ways: neither comments on, likes or follows what is the other's, and neither hears of the
    other. Whoever is blocked or muted is not told.
    """

    class Kind(models.TextChoices):
        BLOCK = "block"
        MUTE = "mute"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="distances")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kept_away_by"
    )
    kind = models.CharField(max_length=5, choices=Kind.choices)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "person", "kind"], name="one_distance_of_a_kind"),
            models.CheckConstraint(condition=~Q(user=F("person")), name="no_distance_to_herself"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}s {self.person_id}"


class Announcement(models.Model):
    """That an album has new photos is told to its followers once a day: how far that has come."""

    album = models.ForeignKey("galleries.AlbumPage", on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    # The key of the last person who was told, in the order of keys.
    told_up_to = models.PositiveBigIntegerField(default=0)
    finished = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["album", "day"], name="one_announcement_a_day")]

    def __str__(self) -> str:
        return f"{self.album_id} on {self.day}"
