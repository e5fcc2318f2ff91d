"""Going away: asked for, hidden at once, and taken back in time."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from tests.factories import make_album, make_user
from tests.users.bearer import bearer
from tests.users.leaving import background, days_pass, waiting
from users.models import SecurityEvent, Session

pytestmark = pytest.mark.django_db

User = get_user_model()
NAME, ADDRESS, NUMBER = "zhouyan-unmistakable", "zhouyan@private.example", "+8613912345678"


@pytest.fixture
def person(db: None) -> Any:
    return make_user(NAME, email=ADDRESS, phone=NUMBER, display_name="Unmistakable Zhou", language="en")


@pytest.fixture
def browser(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def ask(browser: Client, **fields: str) -> Any:
    return browser.post("/accounts/deletion/", {"password": "secret-8", "comments": "keep", **fields})


def put(client: Client, **fields: str) -> Any:
    return client.put("/api/v1/me/deletion/", fields, content_type="application/json")


# --- asking -----------------------------------------------------------------------------------------


def test_asking_hides_her_and_signs_her_out_everywhere(browser: Client, person: Any) -> None:
    make_album("Mist", owner=person, slug="mist")
    app = bearer(person)
    answer = ask(browser, comments="remove")
    assert answer.status_code == 200 and b"being deleted" in answer.content
    person.refresh_from_db()
    assert person.delete_comments and person.is_active
    assert abs(person.delete_after - timezone.now() - timedelta(days=14)) < timedelta(minutes=1)
    assert not Session.objects.alive().filter(user=person).exists()
    assert browser.get("/accounts/profile/").status_code == 302
    assert app.get("/api/v1/me/").status_code == 401
    assert Client().get("/albums/mist/").status_code == 404
    assert SecurityEvent.objects.filter(user=person, kind="deletion_asked").exists()


def test_a_mail_says_how_it_is_taken_back(browser: Client, person: Any, mailbox: Any) -> None:
    ask(browser)
    [mail] = mailbox.to(ADDRESS)
    assert "http://testserver/accounts/deletion/" in mail.body


@pytest.mark.parametrize("password", ["", "wrong", "secret-8 ", "x" * 2000, "a\x00b"])
def test_without_the_password_nothing_happens(browser: Client, person: Any, password: str) -> None:
    assert ask(browser, password=password).status_code == 422
    assert put(bearer(person), password=password).status_code in (400, 403)
    person.refresh_from_db()
    assert person.delete_after is None


def test_the_password_cannot_be_guessed_here(browser: Client, person: Any) -> None:
    app = bearer(person)
    codes = [put(app, password=f"guess-{n}").json()["code"] for n in range(12)]
    assert codes[0] == "wrong_password" and codes[-1] == "too_many"
    assert ask(browser).status_code == 422  # the same count on both doors
    person.refresh_from_db()
    assert person.delete_after is None


def test_who_has_no_password_has_signed_in_a_moment_ago(person: Any) -> None:
    person.set_unusable_password()
    person.save()
    client = Client()
    client.force_login(person)
    Session.objects.filter(user=person).update(created_at=timezone.now() - timedelta(hours=1))
    assert "sign out and in again" in ask(client).content.decode()
    app = bearer(person)
    Session.objects.filter(user=person, kind="api").update(created_at=timezone.now() - timedelta(hours=1))
    assert put(app).json()["code"] == "sign_in_again"
    Session.objects.filter(user=person).update(created_at=timezone.now())
    assert put(app, comments="remove").json()["comments"] == "remove"


@pytest.mark.parametrize("comments", ["perhaps", ""])
def test_a_choice_that_is_none_is_refused(browser: Client, person: Any, comments: str) -> None:
    assert ask(browser, comments=comments).status_code == 422
    person.refresh_from_db()
    assert person.delete_after is None


def test_the_last_superuser_stays(person: Any) -> None:
    person.is_superuser = True
    person.save()
    answer = put(bearer(person), password="secret-8")
    assert (answer.status_code, answer.json()["code"]) == (409, "last_superuser")
    make_user("second", is_superuser=True)
    assert put(bearer(person), password="secret-8").status_code == 200


# --- the days in between ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["/", "/accounts/profile/", "/accounts/my-data/", "/albums/", "/people/x/"]
)
def test_a_browser_comes_to_the_one_page_there_is(person: Any, address: str) -> None:
    waiting(person)
    client = Client()
    client.post("/accounts/login/", {"login": NAME, "password": "secret-8"})
    answer = client.get(address)
    assert answer.status_code == 302 and answer["Location"] == "/accounts/deletion/"
    assert b"take_back" in client.get("/accounts/deletion/").content


@pytest.mark.parametrize("kind", ["cookie", "token"])
@pytest.mark.parametrize("address", ["/api/v1/me/", "/api/v1/me/exports/", "/api/v1/auth/sessions/"])
def test_a_program_is_told_so(person: Any, address: str, kind: str) -> None:
    waiting(person)
    client = bearer(person) if kind == "token" else Client()
    if kind == "cookie":
        client.force_login(person)
    answer = client.get(address)
    assert (answer.status_code, answer.json()["code"]) == (403, "account_being_deleted")
    assert "me/deletion" in answer.json()["detail"]
    assert client.get("/api/v1/me/deletion/").json()["delete_after"]


def test_signing_out_works_meanwhile(person: Any) -> None:
    waiting(person)
    client = Client()
    client.force_login(person)
    client.post("/accounts/logout/")
    assert client.get("/").status_code == 200


def test_asked_again_the_day_stays(person: Any) -> None:
    waiting(person)
    day = person.delete_after
    assert put(bearer(person), password="secret-8").status_code == 200
    waiting(person)
    assert person.delete_after == day


@pytest.mark.parametrize("door", ["page", "api"])
def test_taken_back_everything_is_as_it_was(person: Any, door: str) -> None:
    make_album("Mist", owner=person, slug="mist")
    waiting(person)
    assert Client().get("/albums/mist/").status_code == 404
    if door == "page":
        client = Client()
        client.force_login(person)
        assert client.post("/accounts/deletion/", {"take_back": "1"}).status_code == 302
        assert client.get("/accounts/profile/").status_code == 200
    else:
        assert bearer(person).delete("/api/v1/me/deletion/").status_code == 204
    assert Client().get("/albums/mist/").status_code == 200
    person.refresh_from_db()
    assert person.delete_after is None and not person.delete_comments
    background()
    assert User.objects.filter(pk=person.pk).exists()


def test_there_is_nothing_to_take_back_before_and_after(person: Any) -> None:
    answer = bearer(person).delete("/api/v1/me/deletion/")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_being_deleted")
    waiting(person)
    days_pass(person, 14)
    assert bearer(person).delete("/api/v1/me/deletion/").json()["code"] == "not_being_deleted"


def test_the_page_does_not_delete_by_a_link(browser: Client, person: Any) -> None:
    browser.get("/accounts/deletion/?password=secret-8&comments=keep")
    person.refresh_from_db()
    assert person.delete_after is None
