"""Who moderates from the beginning: Wagtail's group Moderators, and the Editors."""

from typing import Any

from django.contrib.auth.models import Group, Permission

from galleries.roles import EDITORS

MODERATORS = "Moderators"
RIGHTS = (
    ("wagtailadmin", "access_admin"),
    ("community", "moderate"),
    ("community", "change_moderationrules"),
)


def ensure_moderators() -> None:
    """Give both groups what moderating needs. May be repeated; takes nothing away."""
    for name in (MODERATORS, EDITORS):
        group = Group.objects.get_or_create(name=name)[0]
        group.permissions.add(*rights())


def rights() -> list[Any]:
    return [
        Permission.objects.get(content_type__app_label=app, codename=codename) for app, codename in RIGHTS
    ]


def exist() -> bool:
    """Whether the right to moderate was made before; an administrator may have changed who has it since."""
    return Permission.objects.filter(content_type__app_label="community", codename="moderate").exists()
