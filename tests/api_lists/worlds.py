"""What the worlds in the modules beside this one have in common.

A world is a function that adds so many things to what stands there already, each with an owner, pictures
and words of its own; it says beside itself which lists show them. The first has all that any of them has.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.auth.models import Group
from django.test import Client

from community import roles as community_roles
from galleries import roles
from galleries.models import AlbumPage, Photo, Tag
from tests.api_lists import making
from tests.factories import make_user
from tests.users.bearer import bearer


@dataclass(frozen=True)
class Address:
    """Where a list is, below ``/api/v1/`` and with names of the world ``w``; where in its answer the things
    stand; how many it shows at once, however many are asked for."""

    path: str
    part: str = "results"
    at_most: int = 100


@dataclass
class World:
    """Whoever asks (``me``), and what is there once however many things there are."""

    groups: tuple[str, ...]
    # What a world keeps for its addresses and for the next time it is called.
    kept: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def me(self) -> Any:
        user = make_user("me")
        for name in self.groups:
            if not Group.objects.filter(name=name).exists():  # a test that emptied the tables took it along
                roles.ensure_roles()
                community_roles.ensure_moderators()
            user.groups.add(Group.objects.get(name=name))
        return user

    @cached_property
    def client(self) -> Client:
        return bearer(self.me)

    @cached_property
    def album(self) -> AlbumPage:
        """An album of one's own."""
        return making.albums([self.me])[0]

    @cached_property
    def other(self) -> AlbumPage:
        """Somebody else's album with a photo."""
        return making.full_albums(making.people(1))[0]

    @cached_property
    def photo(self) -> Photo:
        """A photo of one's own in that album."""
        photo = making.photos([self.me])[0]
        making.shown(self.album, [photo])
        return photo

    @cached_property
    def tag(self) -> Tag:
        return making.tags(1)[0]


Maker = Callable[[World, int], Any]


@dataclass
class Lists:
    """A world, the lists that show its things, and of which groups whoever asks is."""

    make: Maker
    addresses: list[Address] = field(default_factory=list)
    groups: tuple[str, ...] = ()


WORLDS: dict[str, Lists] = {}


def shows(
    *paths: str, part: str = "results", at_most: int = 100, groups: tuple[str, ...] = (roles.AUTHORS,)
) -> Any:
    """Say of a world that these lists show each of its things once, to somebody of these groups.

    Authors are the default: they have more rights to be asked for than other members.
    """

    def decorate(make: Maker) -> Maker:
        lists = WORLDS.setdefault(make.__name__, Lists(make, groups=groups))
        lists.addresses += [Address(path, part, at_most) for path in paths]
        return make

    return decorate
