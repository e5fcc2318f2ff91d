"""What a Celery worker runs."""

from typing import Any

from celery import shared_task
from django.utils.module_loading import import_string


@shared_task(name="jobs.call")
def call(path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
    import_string(path).call(*args, **kwargs)
