from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunityConfig(AppConfig):
    name = "community"
    verbose_name = _("community")

    def ready(self) -> None:
        from community import background, my_data, signal_handlers  # noqa: F401  (receivers)
        from users import my_data as person_data

        person_data.register("community", export=my_data.export, erase=my_data.erase)
        background.register()
