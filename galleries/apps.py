from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GalleriesConfig(AppConfig):
    name = "galleries"
    verbose_name = _("galleries")

    def ready(self) -> None:
        from galleries import signal_handlers, tasks  # noqa: F401  (receivers and kinds of jobs)
