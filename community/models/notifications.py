"""What people are told, where and how often."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a notification is about."""

    COMMENT = "comment", _("somebody comments on your album or photo")
    REPLY = "reply", _("somebody answers your comment")
    MENTION = "mention", _("somebody mentions you")
    COMMENT_LIKE = "comment_like", _("somebody likes your comment")
    LIKE = "like", _("somebody likes your album or photo")
    FOLLOW = "follow", _("somebody follows you")
    NEW_PHOTOS = "new_photos", _("new photos of those whom you follow")
    INVITED = "invited", _("somebody invites you to an album")
    PICKS = "picks", _("a guest has marked favourites in your album")
    CONTRIBUTION = "contribution", _("photos wait for your consent")
    WAITING = "waiting", _("a comment waits for approval")
    MODERATION = "moderation", _("moderators decided something about you or yours")


class Notification(models.Model):
    """One thing that a person is told. What happens again while it is unread joins it: ``actors`` grows.

    It names what it is about by key; whether the recipient may still see that is asked whenever it is shown.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    album = models.ForeignKey(
        "galleries.AlbumPage", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    photo = models.ForeignKey(
        "galleries.Photo", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    comment = models.ForeignKey(
        "community.AlbumComment", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    # For MODERATION: what was decided.
    decision = models.ForeignKey(
        "community.Decision", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    # What makes two the same, as "like:album:7".
    about = models.CharField(max_length=80)
    # How many times it happened, people without an account included.
    times = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "about"],
                condition=models.Q(read_at__isnull=True),
                name="one_unread_notification_about_one_thing",
            )
        ]
        indexes = [
            models.Index(fields=["recipient", "-updated_at"], name="notification_recipient"),
            models.Index(fields=["mailed_at", "updated_at"], name="notification_mailed"),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id}: {self.about}"


class NotificationActor(models.Model):
    """Who did what the notification tells of."""

    notification = models.ForeignKey(Notification, on_delete=models.CASCADE, related_name="actors")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notification", "person"], name="one_actor_per_notification")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.notification_id}"


class NotificationChoice(models.Model):
    """How a person wants to hear of one kind; without a row ``community.notifications`` says the default."""

    class Mail(models.TextChoices):
        NEVER = "never", _("no mail")
        ONCE = "once", _("a mail at once")
        DAILY = "daily", _("in the daily mail")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_choices"
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    on_site = models.BooleanField(default=True)
    mail = models.CharField(max_length=5, choices=Mail.choices, default=Mail.DAILY)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_choice_per_kind")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}: {self.mail}"


class Habits(models.Model):
    """What a person has chosen for herself in the community."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="habits"
    )
    history_paused = models.BooleanField(_("browsing history is paused"), default=False)
    digest_sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Part of each unsubscribe link; a new one makes the older ones worthless.
    unsubscribe_key = models.CharField(max_length=22, blank=True, editable=False)

    def __str__(self) -> str:
        return f"habits of {self.user_id}"
