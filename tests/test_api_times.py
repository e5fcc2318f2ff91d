"""Times in the API are UTC, whatever zone the site lives in; labels and messages follow Accept-Language."""

import json
import re

import pytest
from django.utils import timezone

from galleries.models import Photo
from tests.factories import add_tag
from tests.users.bearer import bearer

pytestmark = pytest.mark.django_db
TIME = re.compile(r"\d{4}-\d\d-\d\dT[0-9:.]+(.*)")


def zones(thing):
    """What stands behind each time in a body."""
    if isinstance(thing, dict):
        return [zone for value in thing.values() for zone in zones(value)]
    if isinstance(thing, list):
        return [zone for value in thing for zone in zones(value)]
    found = TIME.fullmatch(thing) if isinstance(thing, str) else None
    return [found[1]] if found else []


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "UTC"])
def test_every_time_ends_in_z(settings, public_album, owner, zone):
    settings.TIME_ZONE = zone
    Photo.objects.update(taken_at=timezone.now())
    photo = Photo.objects.first()
    add_tag(photo, "mist")
    program = bearer(owner)
    body = json.dumps({"album": public_album.pk, "text": "Hello"})
    comment = program.post("/api/v1/comments/", body, "application/json").json()
    program.post(f"/api/v1/albums/{public_album.pk}/links/", "{}", "application/json")
    for where in ("me/", "albums/", f"albums/{public_album.pk}/", f"albums/{public_album.pk}/photos/", "photos/",
                  f"photos/{photo.pk}/", f"comments/{comment['id']}/", f"albums/{public_album.pk}/links/",
                  "auth/sessions/"):  # fmt: skip
        found = zones(program.get(f"/api/v1/{where}").json())
        assert found and set(found) == {"Z"}, where


def test_the_moment_is_the_same(settings, public_album, owner):
    settings.TIME_ZONE = "Asia/Shanghai"
    Photo.objects.update(taken_at="2024-05-01T08:30:00+08:00")
    photo = Photo.objects.first()
    assert bearer(owner).get(f"/api/v1/photos/{photo.pk}/").json()["taken_at"] == "2024-05-01T00:30:00Z"


def test_messages_follow_accept_language(client):
    asked = {
        lang: client.get("/api/v1/albums/0/", headers={"Accept-Language": lang}) for lang in ("en", "zh-CN")
    }
    assert "nothing" in asked["en"].json()["detail"]
    assert asked["en"].json()["detail"] != asked["zh-CN"].json()["detail"]
    assert asked["en"].json()["code"] == asked["zh-CN"].json()["code"] == "not_found"
    assert asked["zh-CN"]["Content-Language"] == "zh-hans"
    assert "Accept-Language" in asked["en"]["Vary"]


def test_unknown_parameters_are_passed_over_and_unknown_fields_are_not(client, owner, public_album):
    assert client.get("/api/v1/albums/?utm_source=mail&_=1").status_code == 200
    program = bearer(owner)
    for where, body in (("comments/", {"album": public_album.pk, "text": "Hi", "colour": "red"}),
                        ("me/tokens/", {"name": "x", "scopes": ["read"], "colour": "red"}),
                        ("reports/", {"album": public_album.pk, "reason": "spam", "colour": "red"}),
                        ("auth/token/", {"username": "owner", "password": "x", "colour": "red"})):  # fmt: skip
        answer = program.post(f"/api/v1/{where}", json.dumps(body), "application/json")
        assert answer.status_code == 400, where
        assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [("colour", "unknown_field")], (
            where
        )
    answer = program.patch("/api/v1/me/", json.dumps({"bio": "x", "id": 5}), "application/json")
    assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [("id", "unknown_field")]
