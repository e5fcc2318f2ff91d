"""Who reads what of a profile, on the page and in the API."""

import datetime
from typing import Any

import pytest
from django.test import Client

from tests.factories import make_album, make_user
from users import profile

pytestmark = pytest.mark.django_db

SECRETS = {
    "bio": "Walks before sunrise",
    "location": "Huangshan City",
    "website": "https://lin.example/",
    "birthday": datetime.date(1990, 4, 5),
    "gender": "woman",
}
READS = {
    "everyone": {"guest", "member", "self"},
    "members": {"member", "self"},
    "nobody": {"self"},
}


def a_person(**shown: str) -> Any:
    return make_user("lin", display_name="林晚", shown={"page": "everyone", **shown}, **SECRETS)


def client_of(viewer: str, person: Any) -> Client:
    client = Client()
    if viewer == "member":
        client.force_login(make_user("member"))
    elif viewer == "self":
        client.force_login(person)
    return client


def on_page(field: str) -> str:
    return {"birthday": "1990-04-05", "gender": "woman", "website": "lin.example"}.get(field) or str(
        SECRETS[field]
    )


@pytest.mark.parametrize("viewer", ["guest", "member", "self"])
@pytest.mark.parametrize("audience", list(READS))
@pytest.mark.parametrize("field", list(SECRETS))
def test_a_private_field_is_read_by_those_whom_it_is_shown_to(field: str, audience: str, viewer: str) -> None:
    person = a_person(**{field: audience})
    client = client_of(viewer, person)
    reads = viewer in READS[audience]
    assert (on_page(field) in client.get("/people/lin/").content.decode()) is reads
    expected = str(SECRETS[field]) if reads else None
    assert client.get("/api/v1/users/lin/").json()[field] == expected


@pytest.mark.parametrize("viewer", ["guest", "member"])
def test_without_a_choice_birthday_and_gender_stay_private(viewer: str) -> None:
    person = a_person()
    answer = client_of(viewer, person).get("/api/v1/users/lin/").json()
    assert answer["birthday"] is None and answer["gender"] is None
    assert answer["bio"] == SECRETS["bio"]


@pytest.mark.parametrize("viewer", ["guest", "member", "self"])
def test_address_and_number_are_on_no_page(viewer: str) -> None:
    person = a_person()
    type(person).objects.filter(pk=person.pk).update(phone="+8613800000000")
    client = client_of(viewer, person)
    for address in ("/people/lin/", "/api/v1/users/lin/"):
        text = client.get(address).content.decode()
        assert "lin@example.org" not in text and "13800000000" not in text


def test_nonsense_in_the_row_counts_as_the_default() -> None:
    person = make_user("odd", birthday=datetime.date(1990, 1, 1), shown={"birthday": "aliens", "page": 7})
    assert profile.audience(person, "birthday") == "nobody"
    assert Client().get("/people/odd/").status_code == 404


@pytest.mark.parametrize("address", ["/people/{}/", "/api/v1/users/{}/"])
def test_who_shows_nothing_looks_like_nobody(address: str) -> None:
    make_user("quiet")
    client = Client()
    hidden, missing = client.get(address.format("quiet")), client.get(address.format("nobody-at-all"))
    assert hidden.status_code == missing.status_code == 404
    assert hidden.headers["Content-Type"] == missing.headers["Content-Type"]


@pytest.mark.parametrize("address", ["/people/quiet/", "/api/v1/users/quiet/"])
def test_who_shows_nothing_finds_herself(address: str) -> None:
    person = make_user("quiet")
    client = Client()
    client.force_login(person)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", ["/people/lin/", "/api/v1/users/lin/"])
def test_a_visible_album_makes_a_page_and_a_private_one_does_not(address: str) -> None:
    person = make_user("lin")
    album = make_album("One", owner=person, visibility="private")
    assert Client().get(address).status_code == 404
    type(album).objects.filter(pk=album.pk).update(visibility="public")
    assert Client().get(address).status_code == 200


@pytest.mark.parametrize("change", [{"is_active": False}, {"delete_after": "2030-01-01T00:00:00Z"}])
@pytest.mark.parametrize("address", ["/people/lin/", "/api/v1/users/lin/"])
def test_who_is_disabled_or_leaves_is_not_found(address: str, change: dict[str, Any]) -> None:
    person = a_person()
    make_album("One", owner=person)
    assert Client().get(address).status_code == 200
    type(person).objects.filter(pk=person.pk).update(**change)
    assert Client().get(address).status_code == 404


def test_a_page_for_members_is_not_there_for_guests() -> None:
    person = a_person(page="members")
    assert client_of("guest", person).get("/people/lin/").status_code == 404
    assert client_of("member", person).get("/people/lin/").status_code == 200
