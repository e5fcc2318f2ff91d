from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from common import health

DAY = 86400


class JobsConfig(AppConfig):
    name = "jobs"
    verbose_name = _("background work")

    def ready(self) -> None:
        from common import idempotency  # models may be imported only once the apps are ready
        from jobs import registry

        health.register("worker", _worker)
        # Here, because common knows no jobs.
        registry.periodic(
            "sweep_kept_answers",
            seconds=DAY,
            work=idempotency.sweep,
            label=_("Forget old answers of the API"),
        )


def _worker() -> str:
    from jobs import beats  # models may be imported only once the apps are ready

    if settings.TASKS_ENGINE == "inline" or beats.is_heard():
        return ""
    return "no worker has been heard of lately"
