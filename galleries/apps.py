from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class GalleriesConfig(AppConfig):
    name = "galleries"
    verbose_name = _("galleries")

    def ready(self) -> None:
        from wagtail.images import signal_handlers as wagtails

        from galleries import avatar_files, my_data, people, permissions, rule_signals, signal_handlers, tasks  # noqa: F401  (receivers and kinds of jobs)
        from galleries.admin.album_form import AlbumForm
        from galleries.models import AlbumPage
        from users import my_data as person_data
        from users import profile

        # Here and not on the class: the form needs the models and the policy, which need the class.
        AlbumPage.base_form_class = AlbumForm
        # Wagtail connects it a moment later, by this name.
        wagtails.post_delete_file_cleanup = signal_handlers.file_left
        permissions.register()
        profile.page_because(people.shows_albums)
        profile.avatars_by(avatar_files.addresses)
        person_data.register("galleries", export=my_data.export, erase=my_data.erase, hide=my_data.hide)
        post_migrate.connect(make_roles)


def make_roles(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """After migrating, the groups are there; what an administrator changed in them since stays."""
    from django.apps import apps
    from django.contrib.auth.management import create_permissions
    from django.db import OperationalError, ProgrammingError, transaction

    from galleries import roles
    from galleries.models import AlbumIndexPage

    # After the last app: administrators are given the rights of all of them.
    if sender != [config for config in apps.get_app_configs() if config.models_module is not None][-1]:
        return
    try:
        with transaction.atomic(using):
            if AlbumIndexPage.objects.exists() and not roles.exist():
                create_permissions(sender, verbosity=0, using=using)  # Django makes them a moment later
                roles.make_once()
    except (OperationalError, ProgrammingError):
        pass  # migrated part of the way only; the groups come with the rest
