"""Whether there is an account, no door tells: same status, same body. Times: benchmarks/enumeration.py."""

import pytest
from django.test import Client

from tests.factories import make_user
from tests.users.phone_helpers import NUMBER, PASSWORD, register

pytestmark = pytest.mark.django_db

OTHER = "+8613900139000"


@pytest.fixture(autouse=True)
def known(db):
    return make_user("known", email="known@example.org", phone=NUMBER, phone_verified=True)


def same(known, unknown):
    """Whether two answers differ in nothing but the request's own number."""

    def told(response):
        body = response.json()
        body.pop("request_id", None)
        return response.status_code, body, sorted(response.headers), sorted(response.cookies)

    assert told(known) == told(unknown)
    return told(known)[0]


def post(door, **body):
    return Client().post(f"/api/v1/auth/{door}/", body, "application/json")


@pytest.mark.parametrize(
    ("known", "unknown"), [("known", "nobody"), ("known@example.org", "nobody@example.org"), (NUMBER, OTHER)]
)
def test_at_the_sign_in(known, unknown):
    guess = {"password": "guess"}
    assert same(post("token", username=known, **guess), post("token", username=unknown, **guess)) == 401


def test_at_the_sign_in_a_closed_account_looks_like_none(known):
    known.is_active = False
    known.save()
    given = {"password": "secret-8"}
    assert same(post("token", username="known", **given), post("token", username="nobody", **given)) == 401


def test_at_the_sign_in_when_it_was_tried_too_often():
    for name in ("known", "nobody"):
        for _ in range(10):
            post("token", username=name, password="guess")
    answers = [post("token", username=name, password="guess") for name in ("known", "nobody")]
    assert [answer.status_code for answer in answers] == [429, 429]


def test_at_the_sign_up_by_mail():
    known = register(Client(), username="first", email="known@example.org")
    assert same(known, register(Client(), username="second", email="nobody@example.org")) == 202


@pytest.mark.parametrize("purpose", ["sign_up", "reset"])
def test_when_asking_for_a_code(purpose):
    answers = [post("codes", phone=phone, purpose=purpose) for phone in (NUMBER, OTHER)]
    assert same(*answers) == 202


@pytest.mark.parametrize(("known", "unknown"), [("known@example.org", "nobody@example.org"), (NUMBER, OTHER)])
def test_when_asking_for_a_new_password(known, unknown):
    assert same(post("password/reset", login=known), post("password/reset", login=unknown)) == 202


def test_when_guessing_the_code_of_a_reset():
    for phone in (NUMBER, OTHER):
        post("codes", phone=phone, purpose="reset")
    given = {"code": "x", "password": PASSWORD}
    answers = [post("password/reset/confirm", phone=phone, **given) for phone in (NUMBER, OTHER)]
    assert same(*answers) == 400


def test_when_guessing_the_code_of_a_sign_up():
    for phone in (NUMBER, OTHER):
        post("codes", phone=phone, purpose="sign_up")
    answers = [register(Client(), phone=phone, code="x") for phone in (NUMBER, OTHER)]
    assert same(*answers) == 400
