"""Albums given to curators: by a group of Wagtail's for each such album, with rights on its page and its photos.

The group is named after the album, with its number, by which it is found again. An administrator may just as well
give rights to groups of her own in Wagtail's forms; nothing here asks who made a group.
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from wagtail.log_actions import log

from galleries import permissions, roles
from galleries.models import AlbumPage

PREFIX = "Curators: "
PAGE_RIGHTS = ("change_page", "publish_page")


def people() -> QuerySet[Any]:
    """Whoever can be given an album: those of the group Curators."""
    return get_user_model().objects.filter(groups__name=roles.CURATORS, is_active=True).order_by("username")


def of_album(album: AlbumPage) -> QuerySet[Any]:
    """Those to whom the album is given."""
    return get_user_model().objects.filter(groups__in=_groups(album)).order_by("username").distinct()


@transaction.atomic
def give(*, user: Any, album: AlbumPage, chosen: list[Any]) -> bool:
    """Have exactly these people curate the album; whether that is a change. An album of nobody's has no group."""
    if not permissions.edits_every_album(user) or album.is_trashed:
        raise PermissionDenied
    AlbumPage.objects.select_for_update(of=("self",)).filter(pk=album.pk).first()
    before = {person.pk for person in of_album(album)}
    allowed = {person.pk for person in people()} | before
    after = {person.pk for person in chosen} & allowed
    if before == after:
        return False
    if after:
        _group(album).user_set.set(after)
    else:
        _groups(album).delete()
    names = sorted(get_user_model().objects.filter(pk__in=after).values_list("username", flat=True))
    log(album, "galleries.curators", user=user, data={"curators": names})
    return True


def take_all_back(users: set[int]) -> None:
    """Who leaves the group Curators curates no album any more."""
    for group in Group.objects.filter(name__startswith=PREFIX, user__in=users).distinct():
        group.user_set.remove(*users)


def rename(album: AlbumPage) -> None:
    """The group bears the title that the album has now."""
    _groups(album).exclude(name=_name(album)).update(name=_name(album))


def forget(album: AlbumPage) -> None:
    """The album is gone for good. Its rights went with its page and collection; the group says nothing any more."""
    _groups(album).delete()


def _group(album: AlbumPage) -> Group:
    group = _groups(album).first() or Group.objects.create(name=_name(album))
    roles.give_pages(group, album, PAGE_RIGHTS)
    roles.give_collection(group, album.collection, roles.EVERY_IMAGE_RIGHT)
    return group


def _groups(album: AlbumPage) -> QuerySet[Group]:
    return Group.objects.filter(name__startswith=PREFIX, name__endswith=_number(album))


def _name(album: AlbumPage) -> str:
    number = _number(album)
    return f"{PREFIX}{album.title[: 150 - len(PREFIX) - len(number)]}{number}"


def _number(album: AlbumPage) -> str:
    return f" #{album.pk}"
