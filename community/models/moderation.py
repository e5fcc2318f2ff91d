"""What people report, and what moderators decide."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

# How long somebody may object to a decision about herself.
APPEAL_TIME = timedelta(days=30)


class CaseQuerySet(models.QuerySet["Case"]):
    def open(self) -> "CaseQuerySet":
        return self.filter(closed_at__isnull=True)

    def closed(self) -> "CaseQuerySet":
        return self.filter(closed_at__isnull=False)

    def appealed(self) -> "CaseQuerySet":
        """Those in which somebody objects and waits for an answer."""
        waiting = Decision.objects.filter(appealed_at__isnull=False, answered_at__isnull=True)
        return self.filter(pk__in=waiting.order_by().values("case"))

    def in_state(self, state: str) -> "CaseQuerySet":
        """``open``, ``approval`` (open, and a comment waits), ``appeals``, ``closed``, or ``all``."""
        rows: dict[str, Any] = {
            "open": self.open,
            "approval": lambda: self.open().filter(comment__state="waiting"),
            "appeals": self.appealed,
            "closed": self.closed,
            "all": self.all,
        }
        found: CaseQuerySet = rows[state]()
        return found

    def with_things(self) -> "CaseQuerySet":
        return self.select_related("comment", "photo", "album", "person", "subject")


class Case(models.Model):
    """Something that was reported or waits for approval: a comment, a photo, an album or a person.

    It outlives the thing, so that nobody gets rid of what was decided by taking the thing away.
    """

    class Kind(models.TextChoices):
        COMMENT = "comment", _("comment")
        PHOTO = "photo", _("photo")
        ALBUM = "album", _("album")
        PERSON = "person", _("person")

    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices)
    comment = models.ForeignKey(
        "community.AlbumComment", null=True, blank=True, on_delete=models.SET_NULL, related_name="cases"
    )
    photo = models.ForeignKey(
        "galleries.Photo", null=True, blank=True, on_delete=models.SET_NULL, related_name="cases"
    )
    # For a comment or a photo: where it was met.
    album = models.ForeignKey(
        "galleries.AlbumPage", null=True, blank=True, on_delete=models.SET_NULL, related_name="cases"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="cases"
    )
    # Whose it is: who wrote, uploaded or made it, or the person herself.
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # As "comment:7": one open case for each thing.
    about = models.CharField(max_length=40)
    # What it said or was called when the case was opened; its author may have changed it since.
    excerpt = models.TextField(blank=True, max_length=500)
    # A comment that waits for approval makes a case without a report.
    awaits_approval = models.BooleanField(default=False)
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        # One right instead of Django's four: cases are opened by reports and closed by decisions.
        default_permissions = ()
        permissions = [("moderate", _("Can decide about reports and comments that wait for approval"))]
        constraints = [
            models.UniqueConstraint(
                fields=["about"], condition=Q(closed_at__isnull=True), name="one_open_case_about_one_thing"
            )
        ]
        indexes = [
            models.Index(fields=["closed_at", "opened_at"], name="case_open"),
            models.Index(fields=["about"], name="case_about"),
        ]

    def __str__(self) -> str:
        return self.about

    @property
    def thing(self) -> models.Model | None:
        """What it is about; None when that is gone."""
        thing: models.Model | None = getattr(self, self.kind)
        return thing

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class Report(models.Model):
    """One person's word that something is wrong. Nobody but moderators learns who said so."""

    class Reason(models.TextChoices):
        SPAM = "spam", _("spam or advertising")
        ABUSE = "abuse", _("insult, hate or harassment")
        SEXUAL = "sexual", _("sexual content")
        VIOLENCE = "violence", _("violence or danger")
        PRIVACY = "privacy", _("it shows somebody's private matters")
        COPYRIGHT = "copyright", _("copyright")
        OTHER = "other", _("something else")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="reports"
    )
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    note = models.TextField(_("note"), blank=True, max_length=1000)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["case", "reporter"], name="one_report_per_case_and_person")
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.reason}"


class DecisionQuerySet(models.QuerySet["Decision"]):
    def told(self) -> "DecisionQuerySet":
        """Those that somebody hears of. That nothing was done stays among moderators: it would tell of a report."""
        return self.exclude(action=Decision.Action.KEEP)


class Decision(models.Model):
    """What a moderator did about a case, and what its subject answered. The log: rows are never changed or removed
    but for the appeal."""

    class Action(models.TextChoices):
        KEEP = "keep", _("keep")
        APPROVE = "approve", _("approve")
        HIDE = "hide", _("hide")
        RESTORE = "restore", _("show again")
        REMOVE = "remove", _("remove")
        WARN = "warn", _("warn the person")
        SUSPEND = "suspend", _("suspend the person")
        LIFT = "lift", _("end the suspension")

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("the decision stands")
        REVERSED = "reversed", _("the decision is taken back")

    # What takes something from somebody, who may object.
    AGAINST = (Action.HIDE, Action.REMOVE, Action.WARN, Action.SUSPEND)

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="decisions")
    action = models.CharField(max_length=10, choices=Action.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    # Whom it concerns, who is told.
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="decisions"
    )
    # What the subject is told.
    message = models.TextField(blank=True, max_length=1000)
    # For the other moderators.
    note = models.TextField(blank=True, max_length=1000)
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)  # for SUSPEND; empty: for good
    appeal = models.TextField(blank=True, max_length=2000)
    appealed_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True, max_length=2000)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    outcome = models.CharField(max_length=8, blank=True, choices=Outcome.choices)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["subject", "at"], name="decision_subject_at")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.action}"

    @property
    def appeal_ends_at(self) -> datetime:
        return self.at + APPEAL_TIME

    @property
    def can_be_appealed(self) -> bool:
        in_time = timezone.now() < self.appeal_ends_at
        return self.action in self.AGAINST and self.appealed_at is None and in_time

    @property
    def awaits_answer(self) -> bool:
        return self.appealed_at is not None and self.answered_at is None


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def running(self) -> "SuspensionQuerySet":
        return self.filter(Q(until__isnull=True) | Q(until__gt=timezone.now()))

    def over(self) -> "SuspensionQuerySet":
        return self.filter(until__lte=timezone.now())


class Suspension(models.Model):
    """A person who may read and sign in, but neither write, like, follow, report nor upload."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="suspension"
    )
    until = models.DateTimeField(null=True, blank=True)  # empty: for good
    decision = models.ForeignKey(Decision, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.person_id} until {self.until}"


@register_setting(icon="clipboard-list")
class ModerationRules(BaseGenericSetting):
    """What is asked of comments before they are shown."""

    words = models.TextField(
        _("words"),
        blank=True,
        help_text=_("One on each line. A comment that holds one of them waits for approval."),
    )
    most_links = models.PositiveSmallIntegerField(
        _("links in one comment at most"), default=3, help_text=_("A comment with more waits for approval.")
    )
    approve_first = models.BooleanField(
        _("a person's first comment waits for approval"),
        default=False,
        help_text=_("Who had one approved is trusted from then on."),
    )

    class Meta:
        verbose_name = _("rules for comments")
