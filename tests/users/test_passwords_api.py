"""Forgotten and changed passwords, by mail, by phone, and by knowing the old one."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client

from tests.factories import make_user
from tests.users.app import App
from tests.users.phone_helpers import NUMBER, PASSWORD, another, ask_code
from users.models import SecurityEvent

pytestmark = pytest.mark.django_db

LINK = re.compile(r"/accounts/password/reset/key/([0-9a-z]+)-([^/\s]+)/")


def post(door, client=None, **body):
    return (client or Client()).post(f"/api/v1/auth/password/{door}/", body, "application/json")


def link_for(user, mailbox):
    """uid and token of a fresh link."""
    assert post("reset", login=user.email).status_code == 202
    return dict(zip(("uid", "token"), LINK.search(mailbox.to(user.email)[-1].body).groups(), strict=True))


def kinds(user):
    return list(SecurityEvent.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_the_link_gives_a_new_password_and_ends_every_session(owner, mailbox):
    phone = App(owner)
    assert post("reset/confirm", **link_for(owner, mailbox), password=PASSWORD).status_code == 200
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)
    assert not phone.is_in()
    assert phone.renew().status_code == 401
    assert {"reset_asked", "password_reset"} <= set(kinds(owner))
    assert len(mailbox.to(owner.email)) == 2  # the link, and that it was used


def test_the_link_leads_to_the_site_whatever_the_request_says_its_host_is(owner, mailbox):
    Client().post(
        "/api/v1/auth/password/reset/", {"login": owner.email}, "application/json", HTTP_HOST="localhost"
    )
    assert "http://testserver/accounts/password/reset/key/" in mailbox[0].body
    assert "localhost" not in mailbox[0].body


def test_a_link_counts_once(owner, mailbox):
    link = link_for(owner, mailbox)
    assert post("reset/confirm", **link, password=PASSWORD).status_code == 200
    again = post("reset/confirm", **link, password="another-word-8")
    assert (again.status_code, again.json()["code"]) == (400, "invalid_token")


def test_a_link_dies_with_the_next_one(owner, mailbox):
    old, new = link_for(owner, mailbox), link_for(owner, mailbox)
    assert post("reset/confirm", **old, password=PASSWORD).json()["code"] == "invalid_token"
    assert post("reset/confirm", **new, password=PASSWORD).status_code == 200


def test_a_link_dies_with_the_next_sign_in(owner, mailbox):
    link = link_for(owner, mailbox)
    App(owner)
    assert post("reset/confirm", **link, password=PASSWORD).json()["code"] == "invalid_token"


def test_a_link_dies_after_an_hour(owner, mailbox, settings):
    link = link_for(owner, mailbox)
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert post("reset/confirm", **link, password=PASSWORD).json()["code"] == "invalid_token"


def test_a_link_is_good_for_its_own_account(owner, stranger, mailbox):
    mine, yours = link_for(owner, mailbox), link_for(stranger, mailbox)
    answer = post("reset/confirm", uid=yours["uid"], token=mine["token"], password=PASSWORD)
    assert answer.json()["code"] == "invalid_token"


def test_a_closed_account_gets_no_link(owner, mailbox):
    owner.is_active = False
    owner.save()
    assert post("reset", login=owner.email).status_code == 202
    assert not any(LINK.search(mail.body) for mail in mailbox)


@pytest.mark.parametrize(
    "wrong",
    [
        {"uid": "zzzzzzzzzzzzzzzzzzzz"}, {"uid": "-1"}, {"uid": "é"}, {"uid": "\x00"}, {"uid": ""}, {"uid": None},
        {"uid": 5}, {"uid": []}, {"token": ""}, {"token": "x"}, {"token": "a-b-c"}, {"token": "\x00-x"},
        {"token": "x" * 200}, {"token": None}, {"token": {}}, {"password": "short"}, {"password": "1234567890"},
        {"password": None}, {"password": ["x"]}, {"password": "owner@example"}, {"password": "x" * 2000},
    ],
)  # fmt: skip
def test_a_malformed_link_or_a_weak_password_is_refused(owner, mailbox, wrong):
    link = link_for(owner, mailbox)
    response = post("reset/confirm", **{**link, "password": PASSWORD, **wrong})
    assert response.status_code == 400, response.content
    assert response.json()["code"] in ("invalid", "invalid_token")
    owner.refresh_from_db()
    assert owner.check_password("secret-8")


def test_after_a_weak_password_the_link_still_counts(owner, mailbox):
    link = link_for(owner, mailbox)
    assert post("reset/confirm", **link, password="short").status_code == 400
    assert post("reset/confirm", **link, password=PASSWORD).status_code == 200


def test_whoever_reads_the_mail_has_confirmed_the_address(owner, mailbox):
    EmailAddress.objects.create(user=owner, email=owner.email, primary=True, verified=False)
    assert post("reset/confirm", **link_for(owner, mailbox), password=PASSWORD).status_code == 200
    assert EmailAddress.objects.get(user=owner).verified


def test_after_a_reset_the_owner_is_not_locked_out_any_more(owner, mailbox, settings):
    settings.LIMITS = {**settings.LIMITS, "sign_in_account": "1/15m"}
    for n in range(3):
        Client().post(
            "/api/v1/auth/token/", {"username": "owner", "password": "x"}, REMOTE_ADDR=f"203.0.113.{n}"
        )
    post("reset/confirm", **link_for(owner, mailbox), password=PASSWORD)
    answer = Client().post("/api/v1/auth/token/", {"username": "owner", "password": PASSWORD})
    assert answer.status_code == 200


def test_the_number_gives_a_new_password_too(client, owner):
    owner.phone, owner.phone_verified = NUMBER, True
    owner.save()
    phone = App(owner)
    code = ask_code(client, "reset")
    wrong = post("reset/confirm", phone=NUMBER, code=another(code), password=PASSWORD)
    assert wrong.json()["code"] == "wrong_code"
    assert post("reset/confirm", phone="138 0013 8000", code=code, password=PASSWORD).status_code == 200
    assert not phone.is_in()
    assert (
        post("reset/confirm", phone=NUMBER, code=code, password="another-word-8").json()["code"]
        == "wrong_code"
    )


def test_asking_by_number_sends_the_code(owner, phones):
    owner.phone, owner.phone_verified = NUMBER, True
    owner.save()
    assert post("reset", login="138 0013 8000").json() == {"retry_after": 60}
    assert phones[0].purpose == "reset"


def test_a_number_without_an_account_is_told_to_whoever_reads_its_messages(client):
    answer = post("reset/confirm", phone=NUMBER, code=ask_code(client, "reset"), password=PASSWORD)
    assert (answer.status_code, answer.json()["code"]) == (404, "no_account")


def test_a_number_that_was_never_confirmed_resets_nothing(client, owner):
    owner.phone = NUMBER
    owner.save()
    answer = post("reset/confirm", phone=NUMBER, code=ask_code(client, "reset"), password=PASSWORD)
    assert answer.json()["code"] == "no_account"


@pytest.mark.parametrize("login", ["", "owner", "@", "a@b", "\x00@b.org", "x" * 300, None, 5, [], {"a": 1}])
def test_what_is_neither_address_nor_number_is_refused(login):
    response = post("reset", login=login)
    assert response.status_code == 400
    assert response.json()["code"] == "invalid"


def test_an_address_is_written_to_three_times_in_a_quarter_of_an_hour(owner, mailbox, clock):
    answers = [post("reset", login=owner.email).status_code for _ in range(5)]
    assert answers == [202, 202, 202, 429, 429]
    clock.forward(minutes=15)
    assert post("reset", login=owner.email.upper()).status_code == 202


def test_a_network_asks_so_often_and_no_more(settings):
    settings.LIMITS = {**settings.LIMITS, "reset_network": "3/1h"}
    answers = [post("reset", login=f"a{n}@example.org").status_code for n in range(5)]
    assert answers == [202, 202, 202, 429, 429]


@pytest.mark.django_db(transaction=True)
def test_of_ten_who_use_one_link_at_once_one_wins(mailbox):
    person = make_user("racer")
    link = link_for(person, mailbox)

    def use(n):
        try:
            return post("reset/confirm", **link, password=f"word-number-{n}").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        answers = sorted(pool.map(use, range(10)))
    assert answers == [200] + [400] * 9


# --- changing it ---


def change(app, old="secret-8", new=PASSWORD):
    return app.post("password_change", as_person=True, old=old, new=new)


def test_changing_it_ends_all_sessions_and_gives_the_app_a_new_one(owner):
    here, there = App(owner), App(owner)
    answer = change(here)
    assert answer.status_code == 200
    assert not here.is_in() and not there.is_in()
    bearer = {"authorization": f"Bearer {answer.json()['access']}"}
    assert Client().get("/api/v1/auth/sessions/", headers=bearer).status_code == 200
    assert "password_changed" in kinds(owner)


def test_in_a_browser_too(owner):
    browser = Client()
    browser.force_login(owner)
    answer = post("change", browser, old="secret-8", new=PASSWORD)
    assert (answer.status_code, answer.json()) == (200, {})
    assert browser.get("/api/v1/auth/sessions/").status_code == 401


def test_changing_it_takes_the_old_one(owner):
    app = App(owner)
    answer = change(app, old="guess")
    assert (answer.status_code, answer.json()["code"]) == (400, "wrong_password")
    assert change(app, new="short").json()["errors"][0]["field"] == "new"


def test_guessing_the_old_one_is_limited(owner):
    app = App(owner)
    answers = [change(app, old=f"guess-{n}").status_code for n in range(12)]
    assert answers == [400] * 10 + [429] * 2


def test_nobody_changes_a_password_without_signing_in():
    assert post("change", old="secret-8", new=PASSWORD).status_code == 401
