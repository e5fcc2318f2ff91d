from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class GalleriesConfig(AppConfig):
    name = "galleries"
    verbose_name = _("galleries")

    def ready(self) -> None:
        from galleries import permissions, signal_handlers, tasks  # noqa: F401  (receivers and kinds of jobs)
        from galleries.admin.album_form import AlbumForm
        from galleries.models import AlbumPage

        # Here and not on the class: the form needs the models and the policy, which need the class.
        AlbumPage.base_form_class = AlbumForm
        permissions.register()
        post_migrate.connect(make_roles, sender=self)


def make_roles(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """After migrating, the groups are there; what an administrator changed in them since stays."""
    from django.contrib.auth.management import create_permissions
    from django.db import OperationalError, ProgrammingError, transaction

    from galleries import roles
    from galleries.models import AlbumIndexPage

    try:
        with transaction.atomic(using):
            if AlbumIndexPage.objects.exists() and not roles.exist():
                create_permissions(sender, verbosity=0, using=using)  # Django makes them a moment later
                roles.ensure_roles()
    except (OperationalError, ProgrammingError):
        pass  # migrated part of the way only; the groups come with the rest
