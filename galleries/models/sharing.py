"""Who else may open an album: people by name, and whoever holds a link. What its moderators withhold."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Max, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AlbumGrant(models.Model):
    """One person, or a mailbox whose owner has not signed up yet, may open the album whatever its visibility."""

    class Role(models.TextChoices):
        VIEW = "view", _("look")
        COMMENT = "comment", _("look and comment")
        CONTRIBUTE = "contribute", _("look, comment and add photos")

    album = models.ForeignKey("galleries.AlbumPage", on_delete=models.CASCADE, related_name="grants")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="album_grants"
    )
    # The normalised mailbox that was invited; empty once it is a person's.
    mailbox = models.CharField(max_length=254, blank=True)
    # Then it stands here: whoever invited a mailbox is not told whose it is.
    invited_as = models.CharField(max_length=254, blank=True, editable=False)
    role = models.CharField(_("may"), max_length=12, choices=Role.choices, default=Role.VIEW)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["album", "user"],
                condition=Q(user__isnull=False),
                name="one_grant_per_album_and_person",
            ),
            models.UniqueConstraint(
                fields=["album", "mailbox"], condition=~Q(mailbox=""), name="one_grant_per_album_and_mailbox"
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, mailbox="") | Q(user__isnull=True) & ~Q(mailbox=""),
                name="grant_of_a_person_or_a_mailbox",
            ),
        ]
        indexes = [models.Index(fields=["mailbox"], name="grant_mailbox")]

    def __str__(self) -> str:
        return f"{self.album_id}: {self.user_id or self.mailbox} may {self.role}"

    @property
    def address(self) -> str:
        """The mailbox that was invited; empty for a person who was invited by her name."""
        return self.mailbox or self.invited_as


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    def alive(self, now: datetime | None = None) -> "ShareLinkQuerySet":
        """Links that somebody who came in by them before may still use: neither revoked nor over."""
        now = now or timezone.now()
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now), revoked_at__isnull=True)

    def open(self, now: datetime | None = None) -> "ShareLinkQuerySet":
        """Links by which somebody new may come in."""
        return self.alive(now).filter(Q(max_visits__isnull=True) | Q(visit_count__lt=F("max_visits")))

    def ended(self, now: datetime | None = None) -> "ShareLinkQuerySet":
        """Links that open nothing to anybody any more."""
        return self.filter(Q(revoked_at__isnull=False) | Q(expires_at__lte=now or timezone.now()))

    def with_statistics(self) -> "ShareLinkQuerySet":
        """Adds ``last_visit_at``, ``downloads`` and ``picks``: what the album's owner is told of each."""
        visits = LinkVisit.objects.filter(link=OuterRef("pk")).order_by().values("link")
        picks = Pick.objects.filter(visit__link=OuterRef("pk")).order_by().values("visit__link")
        return self.annotate(
            last_visit_at=Subquery(visits.annotate(last=Max("last_at")).values("last")),
            downloads=Coalesce(Subquery(visits.annotate(sum=Sum("downloads")).values("sum")), 0),
            picks=Coalesce(Subquery(picks.annotate(n=Count("pk")).values("n")), 0),
        )


class ShareLink(models.Model):
    """An address that opens one album for whoever holds it. The token itself is kept by nobody but its holders."""

    album = models.ForeignKey("galleries.AlbumPage", on_delete=models.CASCADE, related_name="share_links")
    # SHA-256 of the token of 128 random bits.
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    label = models.CharField(_("label"), max_length=120, blank=True)
    # Django's hash; empty for none.
    password = models.CharField(max_length=128, blank=True, editable=False)
    # Changes with the password: who came in before has to show the new one.
    stamp = models.CharField(max_length=22, editable=False)
    expires_at = models.DateTimeField(_("ends"), null=True, blank=True)
    max_visits = models.PositiveIntegerField(_("visits at most"), null=True, blank=True)
    visit_count = models.PositiveIntegerField(default=0, editable=False)
    allow_download = models.BooleanField(_("downloads"), default=False)
    allow_picks = models.BooleanField(_("guests may mark their favourites for you"), default=False)
    allow_upload = models.BooleanField(
        _("guests may send photos, which wait for your consent"), default=False
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Set when the picture addresses that its visitors had have been ended.
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["album", "created_at"], name="sharelink_album_created")]

    def __str__(self) -> str:
        return self.label or f"link {self.pk}"

    @property
    def state(self) -> str:
        """``open``, ``full`` (nobody new comes in), ``expired`` or ``revoked``."""
        if self.revoked_at is not None:
            return "revoked"
        if self.expires_at is not None and self.expires_at <= timezone.now():
            return "expired"
        full = self.max_visits is not None and self.visit_count >= self.max_visits
        return "full" if full else "open"

    @property
    def is_alive(self) -> bool:
        """Whether somebody who came in by it before may still look."""
        return self.state in ("open", "full")

    @property
    def has_password(self) -> bool:
        return bool(self.password)


class LinkVisit(models.Model):
    """One browser that came in by a link: what the owner's statistics count. No address, no User-Agent."""

    link = models.ForeignKey(ShareLink, on_delete=models.CASCADE, related_name="visits")
    # At random, in the visitor's own session; says who picked what.
    key = models.CharField(max_length=22)
    name = models.CharField(_("your name"), max_length=80, blank=True)
    first_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)
    downloads = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["link", "key"], name="one_visit_per_link_and_key")]

    def __str__(self) -> str:
        return f"{self.link_id}: {self.name or self.key[:6]}"


class Pick(models.Model):
    """A photo that a guest has marked for the album's owner ("proofing")."""

    visit = models.ForeignKey(LinkVisit, on_delete=models.CASCADE, related_name="picks")
    photo = models.ForeignKey("galleries.Photo", on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "photo"], name="one_pick_per_visit_and_photo")
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} picked {self.photo_id}"


class Contribution(models.Model):
    """A photo that somebody sent into another's album: it waits in the tray until the owner decides."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")

    album = models.ForeignKey("galleries.AlbumPage", on_delete=models.CASCADE, related_name="contributions")
    photo = models.ForeignKey("galleries.Photo", on_delete=models.CASCADE, related_name="contributions")
    # What the sender called the file; the photo itself may be one that the owner had before, with a title of hers.
    name = models.CharField(max_length=255, blank=True)
    # Whether the photo came in by this: refused, it goes again.
    brought = models.BooleanField(default=False)
    # By whom: a guest with a link, or a person with a grant.
    visit = models.ForeignKey(LinkVisit, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["album", "photo"], name="one_contribution_per_album_and_photo")
        ]
        indexes = [models.Index(fields=["album", "state", "created_at"], name="contribution_tray")]

    def __str__(self) -> str:
        return f"{self.photo_id} for {self.album_id}: {self.state}"


class Withheld(models.Model):
    """An album or a photo that moderators have taken out of sight; its owner and editors still see it.

    Not a column of the album: publishing an older draft would bring back what was withheld.
    """

    album = models.OneToOneField(
        "galleries.AlbumPage", null=True, blank=True, on_delete=models.CASCADE, related_name="withheld"
    )
    photo = models.OneToOneField(
        "galleries.Photo", null=True, blank=True, on_delete=models.CASCADE, related_name="withheld"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(album__isnull=False, photo__isnull=True)
                | Q(album__isnull=True, photo__isnull=False),
                name="withheld_album_or_photo",
            )
        ]

    def __str__(self) -> str:
        return f"album {self.album_id}" if self.album_id else f"photo {self.photo_id}"
