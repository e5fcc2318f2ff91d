from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from common import health


class JobsConfig(AppConfig):
    name = "jobs"
    verbose_name = _("background work")

    def ready(self) -> None:
        health.register("worker", _worker)


def _worker() -> str:
    from jobs import beats  # models may be imported only once the apps are ready

    if settings.TASKS_ENGINE == "inline" or beats.is_heard():
        return ""
    return "no worker has been heard of lately"
