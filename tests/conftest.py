"""The people of the tests, by role."""

from typing import Any

import pytest

from tests.factories import make_album, make_user, ready_photo


@pytest.fixture
def owner(db: None) -> Any:
    return make_user("owner", display_name="林晚")


@pytest.fixture
def stranger(db: None) -> Any:
    """Signed in, and nothing to do with anything here."""
    return make_user("stranger")


@pytest.fixture
def superuser(db: None) -> Any:
    return make_user("root", is_superuser=True, is_staff=True)


@pytest.fixture
def public_album(owner: Any) -> Any:
    """A published album of the owner with three ready photos."""
    album = make_album("雾起黄山", owner=owner, title_en="Mist over Huangshan", slug="mist")
    for _ in range(3):
        ready_photo(owner=owner, album=album)
    return album


@pytest.fixture
def private_album(owner: Any) -> Any:
    """A private album of the owner with one ready photo."""
    album = make_album("家", owner=owner, slug="home-alone", visibility="private")
    ready_photo(owner=owner, album=album)
    return album
