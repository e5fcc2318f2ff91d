"""Saying who one is, on the settings page and in the API."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.factories import make_user
from tests.users.bearer import bearer

pytestmark = pytest.mark.django_db

FORM = {
    "display_name": "林晚", "bio": "Walks", "birthday": "1990-04-05", "gender": "woman", "location": "黄山",
    "website": "https://lin.example/", "language": "en", "shown_birthday": "members", "shown_page": "everyone",
}  # fmt: skip


@pytest.fixture
def person(db: None) -> Any:
    return make_user("lin")


@pytest.fixture
def browser(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def api(person: Any) -> Any:
    return bearer(person)


def patch(api: Client, **fields: Any) -> Any:
    return api.patch("/api/v1/me/", fields, content_type="application/json")


def test_the_settings_page_is_for_who_is_signed_in() -> None:
    answer = Client().get("/accounts/profile/")
    assert answer.status_code == 302 and "next=/accounts/profile/" in answer["Location"]
    assert Client().get("/api/v1/me/").status_code == 401


def test_the_form_saves_all_of_it(browser: Client, person: Any) -> None:
    assert browser.post("/accounts/profile/", FORM).status_code == 302
    person.refresh_from_db()
    assert (person.display_name, person.location, person.language) == ("林晚", "黄山", "en")
    assert str(person.birthday) == "1990-04-05"
    assert person.shown["birthday"] == "members" and person.shown["page"] == "everyone"


def test_the_api_changes_only_what_is_sent(api: Client, person: Any) -> None:
    assert patch(api, display_name="Lin", shown={"gender": "everyone"}).status_code == 200
    answer = patch(api, bio="Words").json()
    assert answer["display_name"] == "Lin" and answer["bio"] == "Words"
    assert answer["shown"]["gender"] == "everyone" and answer["shown"]["birthday"] == "nobody"


def test_the_api_does_not_change_what_is_not_a_profile(api: Client, person: Any) -> None:
    patch(api, username="root", email="other@example.org", is_superuser=True, delete_after="2030-01-01")
    person.refresh_from_db()
    assert (person.username, person.email, person.is_superuser) == ("lin", "lin@example.org", False)
    assert person.delete_after is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("website", "javascript:alert(1)"),
        ("website", "ftp://files.example/"),
        ("website", "http://" + "a" * 300 + ".example/"),
        ("website", "data:text/html,hello"),
        ("birthday", "2999-01-01"),
        ("birthday", "1066-10-14"),
        ("birthday", "yesterday"),
        ("gender", "dragon"),
        ("language", "tlh"),
        ("display_name", "x" * 81),
        ("bio", "x" * 1001),
        ("location", "x" * 121),
        ("display_name", "a\x00b"),
    ],
)
def test_what_makes_no_sense_is_refused_by_both_doors(
    browser: Client, api: Client, person: Any, field: str, value: str
) -> None:
    answer = browser.post("/accounts/profile/", {**FORM, field: value})
    assert answer.status_code == 422 and f"id_{field}_error".encode() in answer.content
    answer = patch(api, **{field: value})
    assert answer.status_code == 400 and answer.json()["code"] == "invalid"
    assert field in str(answer.json()["errors"])
    person.refresh_from_db()
    assert person.display_name == "" and person.website == ""


@pytest.mark.parametrize(
    "body", ["[]", "7", '"x"', "{", '{"display_name": ["x"]}', '{"shown": 7}', '{"bio": null}']
)
def test_wrong_types_are_the_clients_fault(api: Client, body: str) -> None:
    assert api.patch("/api/v1/me/", body, content_type="application/json").status_code == 400


@pytest.mark.parametrize("shown", [{"email": "everyone"}, {"birthday": "aliens"}, {"": "nobody"}])
def test_only_private_fields_can_be_shown_and_only_to_whom_there_is(
    api: Client, shown: dict[str, str]
) -> None:
    assert patch(api, shown=shown).status_code == 400


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "{{ 7 }}{% now %}", "'; DROP TABLE users_user; --", "a\r\nSet-Cookie: b=1"],
)
def test_hostile_words_are_kept_as_words(browser: Client, person: Any, text: str) -> None:
    assert (
        browser.post("/accounts/profile/", {**FORM, "bio": text, "display_name": text[:80]}).status_code
        == 302
    )
    page = browser.get("/people/lin/").content.decode()
    assert "<script>alert" not in page
    person.refresh_from_db()
    assert "\n" not in person.display_name


def test_controls_that_turn_text_around_are_taken_out(api: Client) -> None:
    answer = patch(api, display_name="ab\u202ecd\u2066 ", bio="one\u200f\ntwo").json()
    assert answer["display_name"] == "abcd" and answer["bio"] == "one\ntwo"


def test_a_website_that_is_wrong_is_never_a_link(person: Any) -> None:
    type(person).objects.filter(pk=person.pk).update(
        shown={"page": "everyone"}, website="https://ok.example/"
    )
    assert b'href="https://ok.example/" rel="nofollow noopener ugc"' in Client().get("/people/lin/").content


def test_the_site_follows_the_chosen_language_at_once_and_at_the_next_sign_in(
    browser: Client, person: Any
) -> None:
    answer = browser.post("/accounts/profile/", {**FORM, "language": "zh-hans"})
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "zh-hans"
    person.refresh_from_db()
    other = Client()
    answer = other.post("/accounts/login/", {"login": "lin", "password": "secret-8"})
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "zh-hans"
    assert 'lang="zh-Hans"' in other.get("/accounts/profile/").content.decode()


def test_who_chose_no_language_gets_no_cookie(person: Any) -> None:
    answer = Client().post("/accounts/login/", {"login": "lin", "password": "secret-8"})
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies
