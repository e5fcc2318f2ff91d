from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    name = "outbox"
    verbose_name = _("outgoing messages")

    def ready(self) -> None:
        from jobs import registry
        from outbox import actions, checks, tasks  # noqa: F401  (checks register themselves)

        tasks.register()
        registry.periodic("clear_outbox", seconds=600, work=actions.clear_up, label=_("Clear old messages"))
