"""The groups that every installation has, and the rights that each is given once (docs/decisions/0017).

What an administrator changes afterwards stays: ``make_once`` runs after a migration, and only the first time.
"""

import logging
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.urls import get_resolver
from wagtail import hooks
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from galleries import publishing
from galleries.models import AlbumIndexPage, PublishingRules

ADMINISTRATORS = "Administrators"
EDITORS = "Editors"  # Wagtail makes a group of this name; we give it the rights it lacks
CURATORS = "Curators"
AUTHORS = "Authors"
MODERATORS = "Moderators"  # Wagtail's own, and community's

EVERY_PAGE_RIGHT = ("add_page", "bulk_delete_page", "change_page", "lock_page", "publish_page", "unlock_page")
EVERY_IMAGE_RIGHT = ("add_image", "change_image", "choose_image")
EVERY_COLLECTION_RIGHT = ("add_collection", "change_collection", "delete_collection")

logger = logging.getLogger(__name__)


def exist() -> bool:
    """Whether the groups have been made; an administrator may have changed or deleted them since."""
    # The rules are written down with them, and nobody can delete those.
    return PublishingRules.objects.exists()


def make_once() -> None:
    """The groups of a new installation, and those that an older one does not have yet.

    A group that bears the name already has people in it whom nobody wanted to give all this: it is left alone.
    """
    older = Group.objects.filter(name=AUTHORS).exists()
    new = []
    for name, give in ((ADMINISTRATORS, _administrators), (CURATORS, _curators)):
        if Group.objects.filter(name=name).exists():
            logger.warning("There is a group %r already: it keeps the rights that it has.", name)
        else:
            give()
            new.append(name)
    if older:
        _let_approve(new)
    else:
        _editors_and_authors()
        _workflow()
    PublishingRules.load()


def ensure_roles() -> None:
    """Make every group and give it what it lacks. May be repeated; takes nothing away."""
    _editors_and_authors()
    _administrators()
    _curators()
    _workflow()
    PublishingRules.load()


def _administrators() -> None:
    """Whatever a group can be given: all that the form of a group offers, on all pages and collections."""
    group = Group.objects.get_or_create(name=ADMINISTRATORS)[0]
    offered = Permission.objects.none()
    _ = get_resolver().url_patterns  # Wagtail's viewsets offer theirs when the addresses are read
    for ask in hooks.get_hooks("register_permissions"):
        offered = offered | ask()
    group.permissions.add(*offered)
    root = Collection.get_first_root_node()
    give_pages(group, Page.get_first_root_node(), EVERY_PAGE_RIGHT)
    give_collection(group, root, (*EVERY_IMAGE_RIGHT, *EVERY_COLLECTION_RIGHT))


def _editors_and_authors() -> None:
    editors = Group.objects.get_or_create(name=EDITORS)[0]
    authors = Group.objects.get_or_create(name=AUTHORS)[0]
    tags = Permission.objects.filter(content_type__app_label="galleries", content_type__model="tag")
    editors.permissions.add(_permission("wagtailadmin", "access_admin"), *tags)
    authors.permissions.add(_permission("wagtailadmin", "access_admin"))
    give_collection(editors, Collection.get_first_root_node(), EVERY_IMAGE_RIGHT)
    for index in AlbumIndexPage.objects.all():
        give_pages(editors, index.get_parent() or index, ("add_page", "change_page", "publish_page"))
        _may_make_albums(authors, index)


def _curators() -> None:
    """Their own albums like authors, published without a review; which others, ``galleries.curators`` says."""
    group = Group.objects.get_or_create(name=CURATORS)[0]
    app_label, codename = publishing.RIGHT.split(".")
    group.permissions.add(_permission("wagtailadmin", "access_admin"), _permission(app_label, codename))
    for index in AlbumIndexPage.objects.all():
        _may_make_albums(group, index)


def _may_make_albums(group: Group, index: AlbumIndexPage) -> None:
    give_pages(group, index, ("add_page",))
    give_collection(group, index.own_collection(), ("add_image", "choose_image"))


def _workflow() -> None:
    """What is submitted waits for those who may publish. Wagtail brings such a workflow; another one is respected."""
    approvers = Group.objects.get_or_create(name=MODERATORS)[0]
    for index in AlbumIndexPage.objects.all():
        if index.get_workflow() is None:
            task = GroupApprovalTask.objects.create(name="Moderators approval")
            task.groups.add(approvers)
            workflow = Workflow.objects.create(name="Moderators approval")
            WorkflowTask.objects.create(workflow=workflow, task=task)
            WorkflowPage.objects.create(workflow=workflow, page=index.page_ptr)
    _let_approve([ADMINISTRATORS, EDITORS])


def _let_approve(names: Iterable[str]) -> None:
    """These groups decide wherever Wagtail's moderators do."""
    groups = Group.objects.filter(name__in=set(names) & {ADMINISTRATORS, EDITORS})
    for task in GroupApprovalTask.objects.filter(groups__name=MODERATORS):
        task.groups.add(*groups)


def give_pages(group: Group, page: Page, codenames: Iterable[str]) -> None:
    """These rights on the page and what lies below it; asked first what is there, as this runs before many tests."""
    rows = GroupPagePermission.objects
    wanted = _permissions("wagtailcore", codenames)
    there = set(rows.filter(group=group, page_id=page.pk).values_list("permission_id", flat=True))
    rows.bulk_create(
        GroupPagePermission(group=group, page_id=page.pk, permission_id=pk)
        for pk in wanted
        if pk not in there
    )


def give_collection(group: Group, collection: Collection | None, codenames: Iterable[str]) -> None:
    """These rights on the collection and what lies below it."""
    if collection is None:
        return
    rows = GroupCollectionPermission.objects
    wanted = [*_permissions("wagtailimages", codenames), *_permissions("wagtailcore", codenames)]
    there = set(rows.filter(group=group, collection=collection).values_list("permission_id", flat=True))
    rows.bulk_create(
        GroupCollectionPermission(group=group, collection=collection, permission_id=pk)
        for pk in wanted
        if pk not in there
    )


def _permissions(app_label: str, codenames: Iterable[str]) -> list[int]:
    rows = Permission.objects.filter(content_type__app_label=app_label, codename__in=list(codenames))
    return list(rows.values_list("pk", flat=True))


def _permission(app_label: str, codename: str) -> Any:
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)
