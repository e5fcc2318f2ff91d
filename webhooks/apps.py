from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

DAY = 86400


class WebhooksConfig(AppConfig):
    name = "webhooks"
    verbose_name = _("webhooks")

    def ready(self) -> None:
        from jobs import registry
        from users import my_data as person_data
        from webhooks import hearing, my_data, sending, signal_handlers  # noqa: F401  (receivers)

        person_data.register("webhooks", export=my_data.export, erase=my_data.erase, hide=my_data.hide)
        registry.register(hearing.SEND, work=sending.send, label=_("Tell a webhook"))
        for event, kind in hearing.KINDS.items():
            registry.register(kind, work=hearing.work(event), label=_("Find whose webhooks hear of it"))
        registry.periodic(
            "look_for_webhook_deliveries",
            seconds=30,
            work=sending.look_round,
            label=_("Look for webhooks to tell"),
        )
        registry.periodic(
            "sweep_webhook_deliveries",
            seconds=DAY,
            work=sending.sweep,
            label=_("Shorten the logs of webhooks"),
        )
