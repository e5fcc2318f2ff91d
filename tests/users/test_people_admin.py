"""People in the Wagtail admin: our fields, checked as everywhere, and what disabling ends."""

from typing import Any

import pytest
from django.test import Client

from galleries import avatar_files, avatars
from tests.factories import jpeg, make_user, upload
from tests.users.bearer import bearer
from users.models import Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(superuser: Any) -> Client:
    client = Client()
    client.force_login(superuser)
    return client


def form(**fields: str) -> dict[str, str]:
    return {
        "username": "mei", "email": "mei@example.org", "first_name": "", "last_name": "", "display_name": "梅",
        "phone": "", "language": "en", "location": "Hefei", "website": "https://mei.example/", "bio": "Words",
        "birthday": "1990-04-05", "gender": "woman", "is_active": "on", **fields,
    }  # fmt: skip


def edit(admin: Client, person: Any, **fields: str) -> Any:
    data = {name: value for name, value in form(**fields).items() if value != "off"}
    return admin.post(f"/admin/users/edit/{person.pk}/", data)


def test_all_our_fields_are_shown_and_saved(admin: Client) -> None:
    person = make_user("mei")
    page = admin.get(f"/admin/users/edit/{person.pk}/").content.decode()
    for name in ("display_name", "phone", "language", "location", "website", "bio", "birthday", "gender"):
        assert f'name="{name}"' in page, name
    assert edit(admin, person).status_code == 302
    person.refresh_from_db()
    assert (person.location, str(person.birthday), person.gender) == ("Hefei", "1990-04-05", "woman")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("website", "javascript:alert(1)"),
        ("website", "ftp://x.example/"),
        ("birthday", "2999-01-01"),
        ("bio", "x" * 1001),
    ],
)
def test_an_administrator_is_held_to_the_same_rules(admin: Client, field: str, value: str) -> None:
    person = make_user("mei")
    answer = edit(admin, person, **{field: value})
    assert answer.status_code == 200 and answer.context["form"].errors[field]
    person.refresh_from_db()
    assert not getattr(person, field)


def test_controls_are_taken_out_here_too(admin: Client) -> None:
    person = make_user("mei")
    edit(admin, person, display_name="a\u202eb")
    person.refresh_from_db()
    assert person.display_name == "ab"


def test_the_admin_shows_the_persons_own_picture(admin: Client) -> None:
    person = make_user("mei")
    avatars.change(person, upload(jpeg(300, 300)), "me.jpg")
    assert avatar_files.url(person, 96) in admin.get(f"/admin/users/edit/{person.pk}/").content.decode()
    assert avatar_files.url(person, 96) in admin.get("/admin/users/").content.decode()


def test_disabling_ends_every_sign_in(admin: Client) -> None:
    person = make_user("mei")
    app, browser = bearer(person), Client()
    browser.force_login(person)
    assert edit(admin, person, is_active="off").status_code == 302
    assert app.get("/api/v1/me/").status_code == 401
    assert browser.get("/accounts/profile/").status_code == 302
    assert not Session.objects.alive().filter(user=person).exists()


def test_enabling_again_brings_no_old_sign_in_back(admin: Client) -> None:
    person = make_user("mei")
    app = bearer(person)
    edit(admin, person, is_active="off")
    edit(admin, person)
    person.refresh_from_db()
    assert person.is_active and app.get("/api/v1/me/").status_code == 401
