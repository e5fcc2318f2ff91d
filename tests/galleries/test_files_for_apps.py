"""An app that has a token and no cookie loads what the API tells it of."""

import pytest
from django.test import Client

from tests.factories import make_user
from tests.galleries.test_permission_matrix import Scene
from tests.users.bearer import bearer
from tests.users.programs import made

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return Scene("private")


@pytest.fixture
def address(scene):
    told = bearer(scene.owner).get(f"/api/v1/photos/{scene.photo.pk}/").json()
    return told["picture"]["sources"][0]["url"].removeprefix("http://testserver")


def status(client, address):
    answer = client.get(address)
    if answer.streaming:
        list(answer.streaming_content)
    return answer.status_code


def test_its_owner_has_the_picture_by_her_token(scene, address):
    assert "sig=" in address
    assert status(bearer(scene.owner), address) == 200
    assert status(made(scene.owner, "read")[1], address) == 200


def test_nobody_else_has(scene, address):
    for client in (Client(), bearer(make_user()), made(scene.owner, "upload")[1]):
        assert status(client, address) == 404
    for words in ("Bearer x", "Bearer vt_0123456789_" + "A" * 43, "Bearer ", "Bearer a b c", "Basic eDp5"):
        assert status(Client(headers={"Authorization": words}), address) == 404


def test_a_token_counts_before_a_cookie(scene, address):
    stranger = Client(headers={"Authorization": bearer(make_user()).defaults["HTTP_AUTHORIZATION"]})
    stranger.force_login(scene.owner)
    assert status(stranger, address) == 404
