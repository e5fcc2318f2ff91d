"""Making an account from an app, by e-mail and by phone."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client

from tests.factories import make_user
from tests.users.phone_helpers import NUMBER, PASSWORD, ask_code, register
from users import unconfirmed
from users.models import SecurityEvent, User

pytestmark = pytest.mark.django_db

MAIL = "wanderer@example.org"


def sign_in(client, name="wanderer", password=PASSWORD):
    return client.post("/api/v1/auth/token/", {"username": name, "password": password}, "application/json")


def key_in(mail):
    return (
        mail.body.split("/confirm-email/")[1].split("/")[0] if "/confirm-email/" in mail.body else mail.body
    )


def test_by_phone_one_has_tokens_at_once(client):
    response = register(client, phone="138 0013 8000", code=ask_code(client))
    assert response.status_code == 201
    headers = {"Authorization": f"Bearer {response.json()['access']}"}
    assert client.get("/api/v1/auth/sessions/", headers=headers).status_code == 200
    user = User.objects.get()
    assert (user.phone, user.phone_verified, user.mailbox) == (NUMBER, True, None)
    assert user.terms_accepted_at is not None
    assert SecurityEvent.objects.filter(user=user, kind="signed_up").exists()


def test_by_phone_one_signs_in_with_the_number_afterwards(client):
    register(client, phone=NUMBER, code=ask_code(client))
    assert sign_in(client, "138 0013 8000").status_code == 200


def test_by_email_one_signs_in_once_the_address_is_confirmed(client, mailbox):
    response = register(client, email=MAIL)
    assert response.status_code == 202
    assert "access" not in response.json()
    assert sign_in(client).json()["code"] == "email_not_verified"
    [mail] = mailbox.to(MAIL)
    confirmed = client.post("/api/v1/auth/email/confirm/", {"key": key_in(mail)}, "application/json")
    assert confirmed.status_code == 200
    assert sign_in(client, MAIL).status_code == 200


def test_a_link_confirms_once(client, mailbox):
    register(client, email=MAIL)
    key = {"key": key_in(mailbox[0])}
    assert client.post("/api/v1/auth/email/confirm/", key, "application/json").status_code == 200
    again = client.post("/api/v1/auth/email/confirm/", key, "application/json")
    assert (again.status_code, again.json()["code"]) == (400, "invalid_key")


@pytest.mark.parametrize(
    "key", ["", "x", "a:b:c", "\x00", "MQ:1abc:xxxxxxxx", "é" * 100, "x" * 500, 5, None, [], {}]
)
def test_a_malformed_key_is_refused(client, key):
    response = client.post("/api/v1/auth/email/confirm/", {"key": key}, "application/json")
    assert response.status_code == 400
    assert response.json()["code"] in ("invalid", "invalid_key")


def test_a_taken_mailbox_gets_the_same_answer_and_its_owner_a_mail(client, mailbox):
    make_user("first", email=MAIL)
    taken = register(client, email="WANDERER@Example.org")
    free = register(client, username="other", email="free@example.org")
    assert (taken.status_code, taken.content) == (free.status_code, free.content)
    assert not User.objects.filter(username="wanderer").exists()
    [mail] = mailbox.to(MAIL)
    assert "confirm-email" not in mail.body


def test_a_name_that_was_tried_with_a_taken_mailbox_looks_taken_like_any_other(client):
    make_user("first", email=MAIL)
    register(client, email=MAIL)
    register(client, username="other", email="free@example.org")
    for name in ("wanderer", "other"):
        response = register(client, username=name, email="third@example.org")
        assert response.json()["errors"][0]["code"] == "username_taken"


def test_a_taken_number_is_told_to_whoever_reads_its_messages(client):
    make_user(phone=NUMBER, phone_verified=True)
    response = register(client, phone=NUMBER, code=ask_code(client))
    assert (response.status_code, response.json()["code"]) == (409, "phone_taken")


def test_a_number_that_somebody_never_confirmed_goes_to_its_owner(client):
    squatter = make_user(phone=NUMBER)
    assert register(client, phone=NUMBER, code=ask_code(client)).status_code == 201
    squatter.refresh_from_db()
    assert squatter.phone is None


def test_an_account_that_is_never_confirmed_goes_after_a_week(client, clock, mailbox):
    register(client, email=MAIL)
    register(client, username="other", email="other@example.org")
    [mail] = mailbox.to("other@example.org")
    client.post("/api/v1/auth/email/confirm/", {"key": key_in(mail)}, "application/json")
    make_user("by-staff")
    clock.forward(days=6)
    unconfirmed.sweep()
    assert User.objects.count() == 3
    clock.forward(days=2)
    unconfirmed.sweep()
    assert set(User.objects.values_list("username", flat=True)) == {"other", "by-staff"}
    assert register(client, email=MAIL).status_code == 202


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("terms", False), ("terms", None), ("terms", "maybe"), ("terms", []),
        ("password", "short"), ("password", "12345678901"), ("password", "password"), ("password", "wanderer1"),
        ("password", ""), ("password", None), ("password", {}), ("password", "x" * 2000), ("password", 12345678),
        ("username", ""), ("username", "a"), ("username", "x" * 41), ("username", "a b"), ("username", "a@b.org"),
        ("username", "<script>"), ("username", "a\x00b"), ("username", "13800138000"), ("username", "\ud800"),
        ("username", "a\u202eb"), ("username", None), ("username", []), ("username", {"a": 1}), ("username", "-dash"),
        ("email", "nonsense"), ("email", "a@b"), ("email", "a@b.org\nBcc: x@y.org"), ("email", None), ("email", 7),
        ("email", "a\x00@b.org"), ("email", "x" * 300 + "@b.org"), ("email", ["a@b.org"]), ("device", "x" * 500),
    ],
)  # fmt: skip
def test_a_wrong_field_is_refused_and_nothing_is_left_behind(client, field, value):
    response = register(client, **{"email": MAIL, field: value})
    assert response.status_code == 400, response.content
    assert response.json()["code"] in ("invalid", "parse_error")
    assert not User.objects.exists()
    assert not EmailAddress.objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        "admin",
        "Admin",
        "ａｄｍｉｎ",
        "аdmin",
        "adm1n",
        "r00t",
        "vitrine",
        "Vítrine",
        "管理员",
        "sign_in",
        "api",
    ],
)
def test_nobody_speaks_for_the_site(client, name):
    response = register(client, username=name, email=MAIL)
    assert response.json()["errors"][0] == {
        "field": "username", "message": "This name cannot be chosen.", "code": "username_reserved",
    }  # fmt: skip


def test_a_name_that_differs_in_capitals_alone_is_taken(client):
    make_user("Wanderer", email="first@example.org")
    assert register(client, email=MAIL).json()["errors"][0]["code"] == "username_taken"


def test_a_chinese_name_is_one(client):
    assert register(client, username="林晚", email=MAIL).status_code == 202


@pytest.mark.parametrize("given", [{}, {"email": MAIL, "phone": NUMBER, "code": "123456"}, {"phone": NUMBER}])
def test_an_address_or_a_number_with_its_code_is_needed(client, given):
    assert register(client, **given).status_code == 400


@pytest.mark.parametrize("body", ["[]", "5", '"x"', "null", "{", "[" * 5000])
def test_a_body_of_another_shape_is_refused(client, body):
    for door in ("register", "codes", "email/confirm", "password/reset", "password/reset/confirm"):
        response = client.post(f"/api/v1/auth/{door}/", body, "application/json")
        assert response.status_code == 400, (door, response.content)
        assert response.json()["code"]


def test_a_network_makes_so_many_accounts_and_no_more(client, settings):
    settings.LIMITS = {**settings.LIMITS, "sign_up_network": "2/1h"}
    answers = [register(client, username=f"name{n}", email=f"a{n}@example.org").status_code for n in range(4)]
    assert answers == [202, 202, 429, 429]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same", ["mailbox", "name"])
def test_of_ten_who_sign_up_at_once_one_wins(settings, same):
    settings.LIMITS = {**settings.LIMITS, "sign_up_mailbox": "100/1h"}

    def one(n):
        own = (
            {"username": f"racer{n}", "email": MAIL}
            if same == "mailbox"
            else {"email": f"racer{n}@example.org"}
        )
        try:
            return register(Client(), **own).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        answers = sorted(pool.map(one, range(10)))
    assert User.objects.count() == 1
    if same == "mailbox":
        assert answers == [202] * 10
    else:
        assert answers[0] == 202
        assert set(answers[1:]) <= {400, 409}
