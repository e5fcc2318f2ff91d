from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

DAY = 86400


class UsersConfig(AppConfig):
    name = "users"
    verbose_name = _("people")

    def ready(self) -> None:
        from jobs import registry
        from users import (  # noqa: F401  (some register themselves)
            account_data,
            allauth_events,
            checks,
            codes,
            erasing,
            exporting,
            language,
            my_data,
            security_log,
            sessions,
            signal_handlers,
            unconfirmed,
        )

        my_data.register("account", export=account_data.export, erase=account_data.erase)
        registry.periodic("sweep_codes", seconds=DAY, work=codes.sweep)
        registry.periodic("sweep_unconfirmed", seconds=DAY, work=unconfirmed.sweep)
        registry.periodic("sweep_sessions", seconds=DAY, work=sessions.sweep)
        registry.periodic("sweep_security_log", seconds=DAY, work=security_log.sweep)
