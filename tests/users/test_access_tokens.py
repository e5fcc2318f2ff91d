"""Personal access tokens: who makes them, and what they open."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from tests.factories import make_user
from tests.users.bearer import bearer
from tests.users.programs import made, opens, with_token
from users import access_tokens
from users.authentication import SESSION
from users.models import PersonalToken, SecurityEvent

pytestmark = pytest.mark.django_db

TOKENS = "/api/v1/me/tokens/"


def ask(client, **fields):
    body = {"name": "PicGo", "scopes": ["read"], **fields}
    return client.post(TOKENS, body, content_type="application/json")


# --- making ---------------------------------------------------------------------------------------


def test_a_token_is_told_once_and_opens_what_its_scopes_say(web, person):
    answer = ask(web, scopes=["upload", "read"])
    assert answer.status_code == 201
    assert answer["Cache-Control"] == "no-store"
    told = answer.json()
    assert told["token"].startswith(told["prefix"] + "_")
    assert (told["name"], told["scopes"], told["state"]) == ("PicGo", ["read", "upload"], "active")
    assert (told["expires_at"], told["last_used_at"]) == (None, None)
    assert with_token(told["token"]).get("/api/v1/me/").json()["username"] == "lin"
    [listed] = web.get(TOKENS).json()["results"]
    assert "token" not in listed
    assert listed["id"] == told["id"]


def test_only_a_hash_of_the_secret_is_kept(web):
    token = ask(web).json()["token"]
    secret = token[14:]  # behind vt_ and the key
    row = PersonalToken.objects.values().get()
    assert secret not in str(row)
    assert row["secret_hash"] == access_tokens.hash_of(token)


def test_an_app_makes_one_too(person):
    assert ask(bearer(person)).status_code == 201


def test_a_guest_makes_none():
    assert ask(Client()).status_code == 401


def test_the_person_hears_of_it_by_log_and_mail(web, person, mailbox):
    told = ask(web, name="Lin's PicGo").json()
    event = SecurityEvent.objects.get(kind="token_made")
    assert (event.detail["token"], event.detail["key"]) == ("Lin's PicGo", told["prefix"])
    [mail] = mailbox
    assert mail.to == ["lin@example.org"]
    assert "Lin's PicGo" in mail.body
    assert told["token"] not in mail.body + str(event.detail)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": " "}, "name"),
        ({"name": "\u202e"}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "a" * 81}, "name"),
        ({"name": ["a"]}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["admin"]}, "scopes"),
        ({"scopes": "read"}, "scopes"),
        ({"scopes": [{"a": []}]}, "scopes"),
        ({"scopes": None}, "scopes"),
        ({"expires_at": "2001-01-01T00:00:00Z"}, "expires_at"),
        ({"expires_at": "9999-12-31T23:59:59Z"}, "expires_at"),
        ({"expires_at": "0001-01-01T00:00:00+14:00"}, "expires_at"),
        ({"expires_at": 10**30}, "expires_at"),
        ({"expires_at": "soon"}, "expires_at"),
    ],
)
def test_what_makes_no_sense_is_told_by_field(web, fields, field):
    answer = ask(web, **fields)
    assert answer.status_code == 400, answer.text
    assert answer.json()["errors"][0]["field"].split(".")[0] == field
    assert not PersonalToken.objects.exists()


@pytest.mark.parametrize("body", ["[]", "1", '"x"', "null", "[" * 100_000])
def test_a_body_that_is_no_object_is_refused(web, body):
    assert web.post(TOKENS, body, content_type="application/json").status_code == 400


def test_a_name_is_given_once(web):
    ask(web)
    answer = ask(web)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "name_taken")
    web.delete(f"{TOKENS}{PersonalToken.objects.get().pk}/")
    assert ask(web).status_code == 201


def test_nobody_has_more_than_fifty(web, person, monkeypatch):
    monkeypatch.setattr(access_tokens, "AT_MOST", 2)
    made(person, name="one")
    made(person, name="two")
    made(make_user("zhou"), name="three")
    answer = ask(web)
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_tokens")


def test_making_many_has_a_limit(web, settings):
    settings.LIMITS = {**settings.LIMITS, "token_account": "1/1h"}
    ask(web, name="one")
    answer = ask(web, name="two")
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_a_moment_to_end_is_kept_as_it_was_sent(web):
    end = (timezone.now() + timedelta(days=30)).replace(microsecond=0)
    told = ask(web, expires_at=end.isoformat()).json()
    assert parse_datetime(told["expires_at"]) == end


# --- scopes ---------------------------------------------------------------------------------------


def test_reading_needs_read_and_changing_needs_write(person):
    _row, reads = made(person, "read")
    _row, writes = made(person, "write", name="other")
    refused = reads.patch("/api/v1/me/", {"bio": "x"}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "insufficient_scope")
    assert writes.patch("/api/v1/me/", {"bio": "x"}, content_type="application/json").status_code == 200
    assert reads.get("/api/v1/me/").json()["bio"] == "x"
    assert writes.get("/api/v1/me/").json()["code"] == "insufficient_scope"


def test_the_moderators_queue_needs_its_own_scope(superuser):
    _row, reads = made(superuser, "read", "write", "upload")
    _row, moderates = made(superuser, "moderate", name="other")
    assert reads.get("/api/v1/moderation/cases/").json()["code"] == "insufficient_scope"
    assert moderates.get("/api/v1/moderation/cases/").status_code == 200


def test_the_scope_gives_nobody_a_right_that_she_does_not_have(person):
    _row, program = made(person, "moderate")
    assert program.get("/api/v1/moderation/cases/").json()["code"] == "permission_denied"


def test_direct_uploads_need_upload(person):
    _row, reads = made(person, "read", "write")
    _row, uploads = made(person, "upload", name="other")
    assert reads.post("/api/v1/uploads/").json()["code"] == "insufficient_scope"
    assert uploads.post("/api/v1/uploads/").json()["code"] == "invalid"


ALL = ("read", "upload", "write", "moderate")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "me/tokens/"),
        ("post", "me/tokens/"),
        ("delete", "me/tokens/00000000-0000-4000-8000-000000000000/"),
        ("post", "auth/password/change/"),
        ("get", "auth/phone/"),
        ("post", "auth/phone/"),
        ("get", "auth/sessions/"),
        ("delete", "auth/sessions/00000000-0000-4000-8000-000000000000/"),
        ("post", "auth/logout-all/"),
        ("get", "me/exports/"),
        ("post", "me/exports/"),
        ("get", "me/exports/00000000-0000-4000-8000-000000000000/file/"),
        ("put", "me/deletion/"),
        ("options", "me/tokens/"),
    ],
)
def test_what_guards_the_account_is_out_of_its_reach(person, method, path):
    _row, program = made(person, *ALL)
    answer = getattr(program, method)(f"/api/v1/{path}", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "session_required")


def test_no_door_of_sign_ins_is_open_to_tokens():
    """Every address below auth/ either asks for nobody, or for a session."""
    for route in _routes_below("auth/"):
        view = route.callback.view_class
        assert view.authentication_classes == () or view.token_scope == SESSION, route


def _routes_below(beginning):
    """Ours below /api/v1/; signing out by the token that came along ends nothing but that."""
    from users.api.urls import urlpatterns

    assert get_resolver()
    found = [p for p in urlpatterns if isinstance(p, URLPattern) and str(p.pattern).startswith(beginning)]
    return [route for route in found if route.name != "token_blacklist"]


def test_a_token_signs_nobody_out(person, web):
    _row, program = made(person, *ALL)
    assert program.post("/api/v1/auth/logout/").status_code == 401
    assert opens(program) and web.get(TOKENS).status_code == 200


def test_a_token_opens_the_api_and_no_page(person):
    _row, program = made(person, *ALL)
    assert program.get(reverse("users:tokens")).status_code == 302
    assert program.get(reverse("users:sessions")).status_code == 302


def test_a_cookie_that_comes_along_gives_a_token_nothing(person, web):
    _row, program = made(person, "read")
    program.cookies = web.cookies
    assert program.get(TOKENS).json()["code"] == "session_required"
