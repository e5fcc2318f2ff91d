"""People of the admin, by role, and their browsers."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from galleries import roles
from tests.factories import make_album, make_user, ready_photo


@pytest.fixture(autouse=True)
def _roles(db: None) -> None:
    roles.ensure_roles()  # a test that empties the tables takes the groups with it


@pytest.fixture
def editor() -> Any:
    return in_group("editor", roles.EDITORS)


@pytest.fixture
def author() -> Any:
    return in_group("author", roles.AUTHORS)


@pytest.fixture
def other_author() -> Any:
    return in_group("other-author", roles.AUTHORS)


@pytest.fixture
def visitor() -> Any:
    """Signed in, without a way into the admin."""
    return make_user("visitor")


@pytest.fixture
def as_editor(editor: Any) -> Client:
    return signed_in(editor)


@pytest.fixture
def as_author(author: Any) -> Client:
    return signed_in(author)


@pytest.fixture
def album(author: Any) -> Any:
    """The author's published album with four ready photos."""
    album = make_album("雾起黄山", owner=author, slug="mist")
    for number in range(4):
        ready_photo(owner=author, album=album, title=f"P{number}")
    return album


@pytest.fixture
def other_album(other_author: Any) -> Any:
    """A private album of another author with one ready photo."""
    album = make_album("Secret garden", owner=other_author, slug="secret", visibility="private")
    ready_photo(owner=other_author, album=album, title="Hidden rose")
    return album


def in_group(name: str, group: str) -> Any:
    user = make_user(name)
    user.groups.add(Group.objects.get(name=group))
    return user


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def titles(album: Any) -> list[str]:
    """The photos of the album in its order."""
    return [place.photo.title for place in album.album_photos.in_order()]
