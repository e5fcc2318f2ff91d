"""What is left of the limits stands in every answer of the API that was counted."""

import json
import re

import pytest

from common import throttling
from tests.users.bearer import bearer

pytestmark = pytest.mark.django_db
POLICY = re.compile(r'"[a-z_]+-\d+";q=\d+;w=\d+(, "[a-z_]+-\d+";q=\d+;w=\d+)*')
LIMIT = re.compile(r'"[a-z_]+-\d+";r=\d+;t=\d+(, "[a-z_]+-\d+";r=\d+;t=\d+)*')


@pytest.fixture(autouse=True)
def counters_are_here(monkeypatch):
    monkeypatch.setattr(throttling, "_away_until", 0.0)


def left(answer, name):
    found = re.search(rf'"{name}";r=(\d+);t=(\d+)', answer["RateLimit"])
    return (int(found[1]), int(found[2]))


def limited(settings, **rules):
    settings.LIMITS = {**settings.LIMITS, **rules}


def test_a_person_sees_her_own_limit(owner, settings):
    program = bearer(owner)
    first, second = program.get("/api/v1/me/"), program.get("/api/v1/me/")
    assert first["RateLimit-Policy"] == '"api_account-3600";q=3000;w=3600'
    assert POLICY.fullmatch(first["RateLimit-Policy"]) and LIMIT.fullmatch(first["RateLimit"])
    assert left(first, "api_account-3600")[0] == 2999
    assert left(second, "api_account-3600")[0] == 2998
    assert 3590 <= left(second, "api_account-3600")[1] <= 3600


def test_guests_are_counted_by_their_network(client, settings):
    settings.TRUSTED_PROXIES = 1
    for address, there in (("203.0.113.5", 5999), ("203.0.113.5", 5998), ("203.0.113.6", 5999)):
        answer = client.get("/api/v1/albums/", headers={"X-Forwarded-For": address})
        assert left(answer, "api_network-3600")[0] == there


def test_too_many_are_refused_and_told_when_to_come_back(owner, stranger, settings, clock):
    limited(settings, api_account="2/1m")
    program = bearer(owner)
    assert [program.get("/api/v1/me/").status_code for _ in range(3)] == [200, 200, 429]
    refused = program.get("/api/v1/me/")
    assert refused.json()["code"] == "too_many"
    assert 0 < int(refused["Retry-After"]) <= 60
    assert left(refused, "api_account-60") == (0, int(refused["Retry-After"]))
    assert refused["Content-Type"] == "application/problem+json"
    assert bearer(stranger).get("/api/v1/me/").status_code == 200
    clock.forward(seconds=61)
    assert program.get("/api/v1/me/").status_code == 200


def test_other_limits_that_were_counted_are_told_too(owner, public_album, settings):
    limited(settings, comment_account="1/1m 5/1h")
    program = bearer(owner)
    body = json.dumps({"album": public_album.pk, "text": "Hello"})
    made = program.post("/api/v1/comments/", body, "application/json")
    assert made.status_code == 201
    assert (left(made, "comment_account-60")[0], left(made, "comment_account-3600")[0]) == (0, 4)
    assert '"comment_account-60";q=1;w=60' in made["RateLimit-Policy"]
    again = program.post("/api/v1/comments/", body.replace("Hello", "Again"), "application/json")
    assert again.status_code == 429 and left(again, "comment_account-60")[0] == 0
    assert "comment_account" not in program.get("/api/v1/me/")["RateLimit"]


def test_limits_that_tell_of_others_are_not_told(client, owner):
    body = json.dumps({"username": "owner", "password": "wrong"})
    answer = client.post("/api/v1/auth/token/", body, "application/json")
    assert answer.status_code in (400, 401)
    assert "sign_in" not in answer.get("RateLimit", "") + answer.get("RateLimit-Policy", "")


def test_pages_have_no_such_headers(client, public_album):
    for path in ("/", "/albums/mist/"):
        assert "RateLimit" not in client.get(path)


def test_without_counters_the_api_still_answers(client, settings):
    away = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {**settings.CACHES, "limits": away}
    answer = client.get("/api/v1/albums/")
    assert answer.status_code == 200 and "RateLimit" not in answer
    assert throttling._away_until > 0


def test_who_may_keep_an_answer_is_said(client, owner, public_album):
    program = bearer(owner)
    assert client.get("/api/v1/albums/")["Cache-Control"] == "private, no-cache"
    assert client.get("/api/v1/albums/0/")["Cache-Control"] == "no-store"
    body = json.dumps({"album": public_album.pk, "text": "Hello"})
    made = program.post("/api/v1/comments/", body, "application/json")
    assert made["Cache-Control"] == "no-store"
    for name in ("Authorization", "Cookie", "Accept-Language"):
        assert name in client.get("/api/v1/albums/")["Vary"]
