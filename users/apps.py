from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

DAY = 86400


class UsersConfig(AppConfig):
    name = "users"
    verbose_name = _("people")

    def ready(self) -> None:
        from jobs import registry
        from users import (  # noqa: F401  (some register themselves)
            access_tokens,
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
        registry.periodic("sweep_codes", seconds=DAY, work=codes.sweep, label=_("Remove old codes"))
        registry.periodic(
            "sweep_unconfirmed",
            seconds=DAY,
            work=unconfirmed.sweep,
            label=_("Remove accounts that nobody confirmed"),
        )
        registry.periodic("sweep_sessions", seconds=DAY, work=sessions.sweep, label=_("Remove old sessions"))
        registry.periodic(
            "sweep_access_tokens",
            seconds=DAY,
            work=access_tokens.sweep,
            label=_("Remove old access tokens"),
        )
        registry.periodic(
            "sweep_security_log", seconds=DAY, work=security_log.sweep, label=_("Shorten the security log")
        )
