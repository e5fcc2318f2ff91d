"""Numbers can be counted up: an unlisted album is there for a client of the API only when it shows its address."""

from urllib.parse import quote

import pytest
from django.test import Client

from tests.factories import make_album, make_user, ready_photo
from tests.users.bearer import bearer

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make_user("owner")


@pytest.fixture
def album(owner):
    return make_album("雾中", slug="雾中", owner=owner, visibility="unlisted")


@pytest.fixture
def doors(owner, album):
    photo = ready_photo(owner=owner, album=album)
    return [
        f"/api/v1/{door}"
        for door in (
            f"albums/{album.pk}/",
            f"albums/{album.pk}/photos/",
            f"albums/{album.pk}/like/",
            f"albums/{album.pk}/zip/",
            f"photos/{photo.pk}/",
            f"photos/{photo.pk}/like/",
            f"comments/?album={album.pk}",
        )
    ]


def codes(client, doors, **headers):
    return {client.get(door, headers=headers).status_code for door in doors}


def test_counting_up_numbers_finds_no_unlisted_album(owner, album, doors):
    type(album).objects.filter(pk=album.pk).update(download="original")
    for stranger in (Client(), bearer(make_user())):
        assert codes(stranger, doors) == {404}
        assert codes(stranger, doors, **{"Album-Address": "another"}) == {404}
        assert codes(stranger, doors, **{"Album-Address": "%00%FF"}) == {404}
        assert codes(stranger, doors, **{"Album-Address": quote(album.slug)}) == {200}
    assert codes(bearer(owner), doors) == {200}


def test_the_page_itself_is_there_for_whoever_has_its_address(album, doors):
    assert Client().get(album.url).status_code == 200


def test_the_address_tells_the_number(album):
    [found] = Client().get("/api/v1/albums/", {"address": album.slug}).json()["results"]
    assert found["id"] == album.pk
    assert Client().get("/api/v1/albums/").json()["results"] == []
    assert Client().get("/api/v1/albums/", {"address": "another"}).json()["results"] == []
