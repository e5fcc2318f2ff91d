"""Handing work to the background."""

from typing import Any

from django.db import transaction
from django_tasks.base import Task


def enqueue_on_commit(task: Task[Any, Any], *ids: int | str) -> None:
    """Queue the task once the rows it speaks of are there for the worker to read.

    django-tasks 0.12 has no such setting, and a worker on another machine is fast enough to ask
    for a row before its transaction ended.
    """
    transaction.on_commit(lambda: task.enqueue(*ids))
