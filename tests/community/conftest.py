"""What many tests of the community begin with."""

from typing import Any

import pytest
from django.test import Client

from tests.community.moderating import make_moderator, reported, say, signed_in
from tests.factories import make_user


@pytest.fixture
def photo(public_album: Any) -> Any:
    """The first photo of the public album."""
    return public_album.album_photos.first().photo


@pytest.fixture
def browser(stranger: Any) -> Client:
    """The stranger's browser, signed in."""
    client = Client()
    client.force_login(stranger)
    return client


@pytest.fixture
def moderator(db: None) -> Any:
    return make_moderator()


@pytest.fixture
def comment(public_album: Any, stranger: Any) -> Any:
    """What somebody may have against it."""
    return say(public_album, stranger, "Buy my watches")


@pytest.fixture
def case(comment: Any) -> Any:
    """It has been reported."""
    return reported(comment, by=make_user("witness"), note="He says so everywhere")


@pytest.fixture
def queue(moderator: Any) -> Client:
    """The moderator's browser."""
    return signed_in(moderator)
