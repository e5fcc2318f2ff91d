"""Keeping photos and albums in lists of one's own. The doors have found the thing for a viewer who may see it."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from common import limits
from common.text import one_line
from community import errors, standing, things
from community.favourites import DEFAULT, MOST_ENTRIES, MOST_LISTS, key_of
from community.models import Favourite, FavouriteList


def make_list(*, user: Any, name: str) -> FavouriteList:
    """A new list. Two of one person never have the same name."""
    _may_write(user)
    name = _cleaned(name)
    with transaction.atomic():
        _one_at_a_time(user)
        if FavouriteList.objects.filter(owner=user).exclude(name="").count() >= MOST_LISTS:
            text = _("You have %(n)d lists already, and more there cannot be.") % {"n": MOST_LISTS}
            raise errors.NotPossible(text, code="too_many_lists")
        with _name_taken():
            return FavouriteList.objects.create(owner=user, name=name)


def default_list(*, user: Any) -> FavouriteList:
    """The list that everybody has, made when it is first used."""
    _may_write(user)
    return FavouriteList.objects.get_or_create(owner=user, name="")[0]


def rename_list(*, user: Any, favourites: FavouriteList, name: str) -> FavouriteList:
    _may_write(user)
    _not_the_default(favourites)
    favourites.name = _cleaned(name)
    with _name_taken():
        if not FavouriteList.objects.filter(pk=favourites.pk).update(name=favourites.name):
            raise Http404
    return favourites


def remove_list(*, user: Any, favourites: FavouriteList) -> None:
    """The list goes; the photos and albums in it stay where they are."""
    _may_write(user)
    _not_the_default(favourites)
    favourites.delete()


def add(*, user: Any, favourites: FavouriteList, thing: Any) -> bool:
    """Put a photo or an album into the list; False when it is there already."""
    _may_write(user)
    with things.or_gone(), transaction.atomic():
        return _added(favourites.pk, thing)


def remove(*, user: Any, favourites: FavouriteList, thing: Any) -> None:
    """Take it out again, if it is there."""
    _may_write(user)
    Favourite.objects.filter(list=favourites, **things.named(thing)).delete()


def remove_entry(*, user: Any, favourites: FavouriteList, pk: int) -> None:
    """Take one entry out, whatever it is."""
    _may_write(user)
    Favourite.objects.filter(list=favourites, pk=pk).delete()


def sort_into(
    *, user: Any, thing: Any, chosen: Collection[str], among: Collection[str], new: str = ""
) -> None:
    """Have the thing in those of the lists ``among`` that are ``chosen``, and in no other of them: what the menu
    says. Keys that are nobody's or somebody else's are passed over. ``new`` is the name of one more list."""
    _may_write(user)
    with things.or_gone(), transaction.atomic():
        if new:
            _added(make_list(user=user, name=new).pk, thing)
        if DEFAULT in chosen and DEFAULT in among:
            default_list(user=user)
        # Always in the same order, so that two such forms never wait for each other.
        for favourites in FavouriteList.objects.filter(owner=user).order_by("pk"):
            key = key_of(favourites)
            if key in among and key in chosen:
                _added(favourites.pk, thing)
            elif key in among:
                Favourite.objects.filter(list=favourites, **things.named(thing)).delete()


def _may_write(user: Any) -> None:
    standing.check(user)
    limits.hit("favourite_account", user.pk)


def _cleaned(name: str) -> str:
    name = one_line(name)
    if not name:
        raise ValidationError({"name": ValidationError(_("A list needs a name."), code="required")})
    if len(name) > (FavouriteList._meta.get_field("name").max_length or 0):
        raise ValidationError({"name": ValidationError(_("This name is too long."), code="max_length")})
    return name


def _not_the_default(favourites: FavouriteList) -> None:
    if not favourites.name:
        text = _("This list is always there: it can be emptied, but neither renamed nor deleted.")
        raise errors.NotPossible(text, code="default_list")


def _one_at_a_time(user: Any) -> None:
    """Until the transaction ends nobody else makes a list for her. Rows may point to her meanwhile."""
    get_user_model().objects.select_for_update(no_key=True).filter(pk=user.pk).first()


@contextmanager
def _name_taken() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise errors.NotPossible(_("You have a list of this name already."), code="name_taken") from error


def _added(list_pk: int, thing: Any) -> bool:
    """One at a time for each list, so that none grows beyond its bound."""
    favourites = FavouriteList.objects.select_for_update(no_key=True).filter(pk=list_pk).first()
    if favourites is None:
        raise Http404
    if Favourite.objects.filter(list=favourites, **things.named(thing)).exists():
        return False
    if Favourite.objects.filter(list=favourites).count() >= MOST_ENTRIES:
        text = _("A list holds %(n)d photos and albums at most. Begin another one.") % {"n": MOST_ENTRIES}
        raise errors.NotPossible(text, code="list_full")
    Favourite.objects.create(list=favourites, **things.named(thing))
    return True
