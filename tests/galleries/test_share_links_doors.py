"""Whoever manages an album shares it, and for everybody else there is no such page: every viewer, every state."""

from typing import Any

import pytest
from django.test import Client

from galleries.models import ShareLink
from tests.galleries.test_permission_matrix import MAY_OPEN, STATES, VIEWERS, Scene

pytestmark = pytest.mark.django_db
MANAGES = {"owner", "moderator", "editor"}


def allowed(answer: Any) -> bool:
    """Whether something was there. 403 is only for those who wait to be deleted: they are refused whatever they ask."""
    status = answer.status_code
    assert status in (200, 201, 204, 302, 401, 403, 404, 422), status
    assert status != 403 or answer.json()["code"] == "account_being_deleted"
    led_away = answer.get("Location") == "/accounts/deletion/"
    return status not in (401, 403, 404) and not led_away


def pages(scene: Scene, client: Client, link: int) -> set[bool]:
    sharing = f"/sharing/{scene.album.pk}/"
    asked = [client.get(sharing), client.get(f"{sharing}links/{link}/")]
    asked += [
        client.post(f"{sharing}{door}")
        for door in (
            "visibility/",
            "links/",
            *(f"links/{link}/{act}/" for act in ("address", "revoke", "remove")),
        )
    ]
    return {allowed(answer) for answer in asked}


def api(scene: Scene, client: Client, link: int) -> set[bool]:
    links = f"/api/v1/albums/{scene.album.pk}/links/"
    json: Any = {"content_type": "application/json"}
    asked = [client.get(links), client.post(links, {}, **json), client.get(f"{links}{link}/")]
    asked += [client.post(f"{links}{link}/address/"), client.patch(f"{links}{link}/", {}, **json)]
    asked += [client.delete(f"{links}{link}/")]
    return {allowed(answer) for answer in asked}


@pytest.mark.parametrize("state", STATES)
def test_only_those_who_manage_an_album_that_they_see_share_it(state: str) -> None:
    scene = Scene(state)
    expected = MANAGES & MAY_OPEN[state]
    for viewer in VIEWERS:
        client = scene.client(viewer)
        for doors in (pages, api):
            tried = doors(scene, client, _link(scene))
            assert (viewer, doors.__name__, tried) == (viewer, doors.__name__, {viewer in expected})


def _link(scene: Scene) -> int:
    """A good link for each to try; one that never was where the album is gone."""
    if scene.state == "deleted":
        return 1
    hash = str(ShareLink.objects.count())
    return ShareLink.objects.create(album=scene.album, token_hash=hash, stamp="x").pk


@pytest.mark.parametrize("state", STATES)
def test_a_new_guest_comes_in_where_the_album_is_on_the_site(state: str) -> None:
    scene = Scene(state)
    door = scene.doors["link"]
    by_page = Client().post(door).status_code
    by_api = Client().post(
        "/api/v1/links/open/", {"token": door.split("/")[2]}, content_type="application/json"
    )
    comes_in = "link" in MAY_OPEN[state]
    assert (by_page, by_api.status_code) == ((302, 200) if comes_in else (404, 404))
    for ended in ("ended link", "expired link"):
        assert Client().get(scene.doors[ended]).status_code == 404
