"""Work that goes on in the background, as an editor may see it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class JobQuerySet(models.QuerySet["Job"]):
    def open(self) -> "JobQuerySet":
        """Waiting or at work."""
        return self.filter(state__in=Job.OPEN)

    def waiting(self) -> "JobQuerySet":
        return self.filter(state=Job.State.QUEUED)

    def running(self) -> "JobQuerySet":
        return self.filter(state=Job.State.RUNNING)

    def failed(self) -> "JobQuerySet":
        return self.filter(state=Job.State.FAILED)


class Job(models.Model):
    """One piece of work on one thing: ``kind`` names the work, ``target_id`` the row it is about.

    No task backend of ours takes up what a killed worker left behind, so the state of the work
    is kept here and not in the backend. See docs/decisions/0004-jobs.md.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("at work")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    OPEN = (State.QUEUED, State.RUNNING)

    kind = models.CharField(max_length=50)
    target_id = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    progress = models.PositiveSmallIntegerField(default=0, help_text=_("per cent"))
    reason = models.TextField(blank=True, help_text=_("why it failed the last time"))
    again = models.BooleanField(default=False, help_text=_("was asked for once more after it began"))
    created_at = models.DateTimeField(default=timezone.now)
    run_after = models.DateTimeField(default=timezone.now)
    queued_at = models.DateTimeField(default=timezone.now)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "target_id"],
                condition=Q(state__in=["queued", "running"]),
                name="one_open_job_per_thing",
            )
        ]
        indexes = [
            models.Index(fields=["state", "run_after"], name="jobs_state_run_after"),
            models.Index(fields=["kind", "target_id"], name="jobs_kind_target"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target_id}"


class WorkerBeat(models.Model):
    """When a ``manage.py worker`` was last alive. A row, because a cache in memory is not shared with the site."""

    name = models.CharField(max_length=200, unique=True)
    processes = models.PositiveSmallIntegerField(help_text=_("workers that are up"))
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class LastRun(models.Model):
    """When something periodic was started last. Workers agree on this row that one of them starts it."""

    name = models.CharField(max_length=50, unique=True)
    started_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
