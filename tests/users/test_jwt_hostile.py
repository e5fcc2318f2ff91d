"""Tokens that somebody made up, changed or stole: 4xx with a code, and nothing happens."""

import base64
import json

import jwt
import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_user
from tests.users.app import PASSWORD, App
from users import tokens
from users.models import Session

pytestmark = pytest.mark.django_db

DOORS = ("header", "token_refresh", "token_verify", "token_blacklist")
POSTED = ("token_obtain_pair", "token_refresh", "token_verify", "token_blacklist", "logout_all")
NESTED = base64.urlsafe_b64encode(b"[" * 2900).decode()


@pytest.fixture
def app():
    return App(make_user("lin"))


def present(door, token):
    """Show the token at the door, in the way that door takes it."""
    client = Client()
    if door == "header":
        return client.get(reverse("sessions"), headers={"Authorization": f"Bearer {token}"})
    field = "token" if door == "token_verify" else "refresh"
    return client.post(reverse(door), json.dumps({field: token}), "application/json")


def claims(app, door, **changed):
    """What a good token for that door would say, but for the changes; None takes a claim away."""
    raw = app.access if door == "header" else app.refresh
    said = {**jwt.decode(raw, options={"verify_signature": False}), **changed}
    return {name: value for name, value in said.items() if value is not None}


def signed(said, *, kid=None, key=None, algorithm="HS256"):
    ring = tokens.key_ring()
    headers = {} if kid == "" else {"kid": kid or ring.key_name}
    return jwt.encode(said, ring.keys[ring.key_name] if key is None else key, algorithm, headers=headers)


def assert_refused(app, answer):
    assert answer.status_code in (400, 401), answer.content
    assert answer.json()["code"] in (
        "invalid",
        "token_not_valid",
        "bad_authorization_header",
        "not_authenticated",
    )
    assert app.is_in()


def test_a_token_made_like_ours_is_taken(app):
    """Or else the tests below would show nothing."""
    for door in DOORS:
        assert present(door, signed(claims(app, door))).status_code == 200
        app = App(make_user())


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    "token",
    [
        "", " ", "x", ".", "..", "a.b.c", "a.b.c.d", "中文", "\x00", "a\x00.b.c", "é" * 50, "=" * 100, "x" * 1_000_000,
        f"{NESTED}.e30.x", f"e30.{NESTED}.x", "bnVsbA.bnVsbA.bnVsbA",
        "eyJhbGciOiJIUzI1NiIsImtpZCI6bnVsbH0.e30.x", "eyJhbGciOiJIUzI1NiIsImtpZCI6WzFdfQ.e30.x",
    ],
    ids=lambda token: f"{len(token)} {token[:12]!r}",
)  # fmt: skip
def test_what_is_no_token_is_refused(app, door, token):
    if door == "header" and ("\x00" in token or not token.isascii()):
        token = token.encode().decode("latin-1")  # as servers hand headers over
    assert_refused(app, present(door, token))


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "somebody"}, {"aud": ["vitrine"]}, {"aud": None}, {"iss": "https://evil.example"}, {"iss": None},
        {"exp": None}, {"exp": 1_600_000_000}, {"exp": "soon"}, {"exp": 1e400}, {"exp": []}, {"iat": None},
        {"iat": 10**12}, {"jti": None}, {"jti": 5}, {"sid": None}, {"sid": "x"}, {"sid": ""}, {"sid": 5}, {"sid": []},
        {"sid": "a5f62cb8-35f3-433c-ac92-08df5213cd4b"},
        {"sid": "a\x00"}, {"user_id": None}, {"user_id": "0"}, {"user_id": {}},
        {"user_id": "x\x00"}, {"token_type": None}, {"token_type": "sliding"}, {"nbf": 10**12},
    ],
    ids=str,
)  # fmt: skip
def test_a_token_that_we_did_not_mean_is_refused_even_with_our_signature(app, door, changed):
    if door == "token_verify" and "token_type" in changed and changed["token_type"]:
        pytest.skip("verifying asks for no kind")
    assert_refused(app, present(door, signed(claims(app, door, **changed))))


@pytest.mark.parametrize("door", DOORS)
def test_the_session_of_somebody_else_is_refused(app, door):
    other = App(make_user("zhou"))
    sid = str(Session.objects.get(user__username="zhou").pk)
    assert_refused(app, present(door, signed(claims(app, door, sid=sid))))
    assert other.is_in()


@pytest.mark.parametrize("door", DOORS)
def test_a_signature_of_another_key_is_refused(app, door):
    assert_refused(app, present(door, signed(claims(app, door), key="k" * 64)))
    assert_refused(app, present(door, signed(claims(app, door), key="k" * 64, kid="unknown")))
    assert_refused(app, present(door, signed(claims(app, door), kid="unknown")))
    assert_refused(app, present(door, signed(claims(app, door), kid="")))


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("algorithm", ["none", "HS384", "HS512"])
def test_the_token_does_not_choose_the_algorithm(app, door, algorithm):
    key = "" if algorithm == "none" else None
    token = signed(claims(app, door), algorithm=algorithm, key=key)
    assert_refused(app, present(door, token))


@pytest.mark.parametrize("door", DOORS)
def test_a_token_without_its_signature_is_refused(app, door):
    token = signed(claims(app, door)).rpartition(".")[0]
    assert_refused(app, present(door, token))
    assert_refused(app, present(door, f"{token}."))


def test_a_token_signed_with_the_sites_own_secret_is_refused(app, settings):
    for door in DOORS:
        assert_refused(app, present(door, signed(claims(app, door), key=settings.SECRET_KEY)))


@pytest.mark.parametrize("value", [None, True, 5, 1.5, [], ["x"], {}, {"a": 1}, "\ud800", "\x00"], ids=repr)
@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("token_obtain_pair", {"username": "lin", "password": PASSWORD, "otp": "1", "device": "x"}),
        ("token_obtain_pair", {"login": "lin", "password": PASSWORD}),
        ("token_refresh", {"refresh": "x"}),
        ("token_verify", {"token": "x"}),
        ("token_blacklist", {"refresh": "x"}),
    ],
)
def test_values_of_another_kind_break_nothing(app, name, body, value):
    for field in body:
        answer = Client().post(reverse(name), json.dumps({**body, field: value}), "application/json")
        assert answer.status_code in (200, 400, 401), answer.content
        assert answer.status_code == 200 or answer.json()["code"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"x",
        b"{",
        b"[]",
        b"null",
        b"5",
        b'"x"',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"refresh": NaN}',
    ],
    ids=lambda body: repr(body[:8]),
)
@pytest.mark.parametrize("name", POSTED)
def test_bodies_that_make_no_sense_are_refused(app, name, body):
    headers = {"Authorization": f"Bearer {app.access}"} if name == "logout_all" else {}
    answer = Client().post(reverse(name), body, "application/json", headers=headers)
    if name == "logout_all" and not body:
        return
    assert answer.status_code == 400, answer.content
    assert answer.json()["code"] in ("invalid", "parse_error")


def test_a_body_of_many_megabytes_is_not_read(app):
    answer = Client().post(reverse("token_refresh"), b" " * 6_000_000, "application/json")
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize("name", POSTED)
def test_looking_at_what_is_for_posting_is_refused(app, name):
    answer = Client().get(reverse(name), headers={"Authorization": f"Bearer {app.access}"})
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


def test_names_and_passwords_of_any_length_are_refused_in_time():
    make_user("lin")
    for body in (
        {"username": "x" * 500_000, "password": "y"},
        {"username": "lin", "password": "y" * 500_000},
    ):
        answer = Client().post(reverse("token_obtain_pair"), json.dumps(body), "application/json")
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
