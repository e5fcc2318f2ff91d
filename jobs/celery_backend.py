"""django-tasks on Celery. Ids only, no results: what became of the work stands in the Job row."""

from typing import Any

from celery import current_app
from django.utils import timezone
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.signals import task_enqueued


class CeleryBackend(BaseTaskBackend):
    """Sends the task's import path and arguments to the Celery task ``jobs.call``."""

    supports_async_task = False
    supports_get_result = False
    supports_defer = True
    supports_priority = False

    def enqueue(self, task: Task[Any, Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> TaskResult[Any]:
        self.validate_task(task)
        message = current_app.send_task(
            "jobs.call",
            args=[task.module_path, list(args), kwargs],
            eta=task.run_after,
            queue=task.queue_name,
        )
        result: TaskResult[Any] = TaskResult(
            task=task,
            id=message.id,
            status=TaskResultStatus.READY,
            enqueued_at=timezone.now(),
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=list(args),
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
        task_enqueued.send(type(self), task_result=result)
        return result
