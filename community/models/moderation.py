"""What people report, and what moderators decide."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


class Case(models.Model):
    """Something that was reported or waits for approval: a comment, a photo, an album or a person."""

    comment = models.ForeignKey(
        "community.AlbumComment", null=True, blank=True, on_delete=models.CASCADE, related_name="cases"
    )
    photo = models.ForeignKey(
        "galleries.Photo", null=True, blank=True, on_delete=models.CASCADE, related_name="cases"
    )
    album = models.ForeignKey(
        "galleries.AlbumPage", null=True, blank=True, on_delete=models.CASCADE, related_name="cases"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="cases"
    )
    # As "comment:7": one open case for each thing.
    about = models.CharField(max_length=40)
    # A comment that waits for approval makes a case without a report.
    awaits_approval = models.BooleanField(default=False)
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.UniqueConstraint(
                fields=["about"], condition=Q(closed_at__isnull=True), name="one_open_case_about_one_thing"
            )
        ]
        indexes = [models.Index(fields=["closed_at", "opened_at"], name="case_open")]

    def __str__(self) -> str:
        return self.about


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
        constraints = [models.UniqueConstraint(fields=["case", "reporter"], name="one_report_per_case_and_person")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.reason}"


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

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["subject", "at"], name="decision_subject_at")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.action}"


class Suspension(models.Model):
    """A person who may read and sign in, but neither write, like, follow, report nor upload."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="suspension"
    )
    until = models.DateTimeField(null=True, blank=True)  # empty: for good
    decision = models.ForeignKey(Decision, null=True, on_delete=models.SET_NULL, related_name="+")

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
