"""The groups that every installation has: Editors, who look after all albums, and Authors, who fill their own."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupApprovalTask, GroupCollectionPermission, GroupPagePermission, Page

from galleries.models import AlbumIndexPage

EDITORS = "Editors"  # Wagtail makes a group of this name; we give it the rights it lacks
AUTHORS = "Authors"


def ensure_roles() -> None:
    """Make the groups and give them what they lack. May be repeated; takes nothing away."""
    editors = Group.objects.get_or_create(name=EDITORS)[0]
    authors = Group.objects.get_or_create(name=AUTHORS)[0]
    root = Collection.get_first_root_node()
    for group in (editors, authors):
        group.permissions.add(_permission("wagtailadmin", "access_admin"))
    editors.permissions.add(
        *Permission.objects.filter(content_type__app_label="galleries", content_type__model="tag")
    )
    if root is not None:
        _allow_images(editors, root, ["add_image", "change_image", "choose_image"])
    for index in AlbumIndexPage.objects.all():
        _allow_pages(editors, index.get_parent() or index, ["add_page", "change_page", "publish_page"])
        _allow_pages(authors, index, ["add_page"])
        _allow_images(authors, index.own_collection(), ["add_image", "choose_image"])
    # Editors may publish, so they may approve what authors submit.
    for task in GroupApprovalTask.objects.filter(groups__name="Moderators"):
        task.groups.add(editors)


def exist() -> bool:
    """Whether the groups have been made; an administrator may have changed their rights since."""
    return Group.objects.filter(name=AUTHORS).exists()


def _allow_pages(group: Group, page: Page, codenames: list[str]) -> None:
    for codename in codenames:
        permission = _permission("wagtailcore", codename)
        GroupPagePermission.objects.get_or_create(group=group, page_id=page.pk, permission=permission)


def _allow_images(group: Group, collection: Collection, codenames: list[str]) -> None:
    for codename in codenames:
        permission = _permission("wagtailimages", codename)
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=collection, permission=permission
        )


def _permission(app_label: str, codename: str) -> Any:
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)
