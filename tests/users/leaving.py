"""Somebody goes away, and time passes."""

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model

from jobs import runner
from jobs.models import Job
from users import erasing
from users.actions import my_data as actions

User = get_user_model()


def waiting(person: Any) -> None:
    """She has asked to be deleted."""
    actions.ask_for_deletion(user=person, remove_comments=False)
    person.refresh_from_db()


def days_pass(person: Any, days: int) -> None:
    """The clock of this one account."""
    row = User.objects.get(pk=person.pk)
    User.objects.filter(pk=person.pk).update(delete_after=row.delete_after - timedelta(days=days))


def background() -> None:
    """What the workers do within the hour."""
    erasing.start_due()
    for job in Job.objects.waiting().filter(kind=erasing.ERASE):
        runner.run(job.pk)
