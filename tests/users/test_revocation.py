"""Tokens and cookies are refused at the very next request, whichever way a session ends."""

import re
from io import StringIO
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from tests.factories import make_user
from tests.users.app import PASSWORD, App
from users import sessions
from users.actions import my_data, passwords
from users.models import Session

pytestmark = pytest.mark.django_db

NEW = "another-secret-9"


class Browser:
    """A signed-in browser."""

    def __init__(self, user):
        self.client = Client()
        self.client.force_login(user)

    def is_in(self):
        """On the site, in the API and in Wagtail's admin alike."""
        answers = [
            self.client.get(reverse("users:sessions")).status_code == 200,
            self.client.get(reverse("sessions")).status_code == 200,
        ]
        assert len(set(answers)) == 1
        return answers[0]


@pytest.fixture
def person():
    return make_user("lin")


@pytest.fixture
def phone(person):
    return App(person)


@pytest.fixture
def web(person):
    return Browser(person)


@pytest.fixture
def elsewhere(person):
    """Everything of hers that is signed in on other devices."""
    return [App(person), Browser(person)]


@pytest.fixture
def somebody_else():
    return App(make_user("zhou"))


def is_out(device):
    if isinstance(device, App):
        used = device.refresh
        return not device.is_in() and device.post("token_refresh", refresh=used).status_code == 401
    return not device.is_in()


# --- one session ----------------------------------------------------------------------------------


def test_signing_out_on_the_site_ends_the_cookie_and_nothing_else(web, phone):
    cookie = web.client.cookies["sessionid"].value
    web.client.post(reverse("account_logout"))
    thief = Client()
    thief.cookies["sessionid"] = cookie
    assert is_out(web)
    assert thief.get(reverse("sessions")).status_code == 401
    assert phone.is_in()


def test_signing_out_a_cookie_by_the_api_ends_it(web, phone):
    assert web.client.post(reverse("token_blacklist")).status_code == 200
    assert is_out(web)
    assert phone.is_in()


def test_signing_out_an_app_ends_its_tokens_and_nothing_else(web, phone, elsewhere):
    phone.post("token_blacklist", refresh=phone.refresh)
    assert is_out(phone)
    assert web.is_in() and all(device.is_in() for device in elsewhere)


def test_a_device_is_signed_out_from_another_one(person, phone, web):
    session = Session.objects.get(user=person, kind="api")
    assert web.client.post(reverse("users:end_session", args=[session.pk])).status_code == 302
    assert is_out(phone)
    assert web.is_in()


def test_an_app_signs_a_browser_out(person, phone, web):
    session = Session.objects.get(user=person, kind="web")
    assert phone.delete("session", session.pk).status_code == 204
    assert is_out(web)
    assert phone.is_in()


# --- all of them ----------------------------------------------------------------------------------


def log_out_everywhere(person, phone):
    assert phone.post("logout_all", as_person=True).status_code == 200


def change_the_password_by_command(person, phone):
    with patch("getpass.getpass", return_value=NEW):
        call_command("changepassword", "lin", stdout=StringIO())


def change_the_password_in_the_database(person, phone):
    person.set_password(NEW)
    type(person).objects.filter(pk=person.pk).update(password=person.password)


def give_a_password_in_the_admin(person, phone):
    admin = Client()
    admin.force_login(make_user("root", is_superuser=True))
    change_in_admin(admin, person, password1=NEW, password2=NEW, is_active="on")


def disable_in_the_admin(person, phone):
    admin = Client()
    admin.force_login(make_user("root", is_superuser=True))
    change_in_admin(admin, person)


def change_in_admin(admin, person, **fields):
    body = {"username": person.username, "email": person.email, "first_name": "A", "last_name": "B", **fields}
    answer = admin.post(reverse("wagtailusers_users:edit", args=[person.pk]), body)
    assert answer.status_code == 302, answer.context["form"].errors


def disable_in_the_database(person, phone):
    type(person).objects.filter(pk=person.pk).update(is_active=False)


def ask_to_be_deleted(person, phone):
    my_data.ask_for_deletion(user=person, remove_comments=False)


def delete(person, phone):
    person.delete()


DOORS = [
    log_out_everywhere,
    change_the_password_by_command,
    change_the_password_in_the_database,
    give_a_password_in_the_admin,
    disable_in_the_admin,
    disable_in_the_database,
    ask_to_be_deleted,
    delete,
]


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_nothing_of_hers_is_let_in_any_more(person, phone, web, elsewhere, somebody_else, door):
    assert phone.is_in() and web.is_in()
    door(person, phone)
    assert is_out(phone) and is_out(web)
    assert all(is_out(device) for device in elsewhere)
    assert somebody_else.is_in()


def test_a_reset_by_mail_ends_everything(person, phone, web, elsewhere, mailbox, client):
    client.post(reverse("account_reset_password"), {"email": person.email})
    link = re.search(r"https?://\S+", mailbox[-1].body)[0]
    page = client.get(link, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    person.refresh_from_db()
    assert person.check_password(NEW)
    assert is_out(phone) and is_out(web)
    assert all(is_out(device) for device in elsewhere)


# --- all but the one that asks --------------------------------------------------------------------


def test_signing_out_everywhere_else_keeps_this_browser(web, phone, elsewhere):
    assert web.client.post(reverse("users:end_other_sessions")).status_code == 302
    assert web.is_in()
    assert is_out(phone) and all(is_out(device) for device in elsewhere)


def test_signing_out_everywhere_else_keeps_this_app(web, phone, elsewhere):
    assert phone.post("logout_all", as_person=True, keep_current=True).json() == {"ended": 3}
    assert phone.is_in()
    assert is_out(web) and all(is_out(device) for device in elsewhere)


# --- the one that asks too, which gets a new one --------------------------------------------------


def test_changing_the_password_in_the_app_ends_everything(web, phone, elsewhere):
    answer = phone.post("password_change", as_person=True, old=PASSWORD, new=NEW)
    assert answer.status_code == 200 and answer.json()["refresh"], answer.content
    assert is_out(phone) and is_out(web) and all(is_out(device) for device in elsewhere)


def test_changing_the_password_on_the_site_ends_everything(person, web, phone, elsewhere):
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    web.client.post(reverse("account_change_password"), form)
    person.refresh_from_db()
    assert person.check_password(NEW)
    assert is_out(phone) and is_out(web) and all(is_out(device) for device in elsewhere)


# --- what must not come back ----------------------------------------------------------------------


def test_enabling_an_account_again_brings_no_session_back(person, phone, web):
    person.is_active = False
    person.save()
    person.is_active = True
    person.save()
    assert is_out(phone) and is_out(web)


def test_the_old_password_brings_no_session_back_by_itself(person, phone):
    passwords._set(person, NEW)
    passwords._set(person, PASSWORD)
    assert is_out(phone)


def test_a_session_that_ran_out_lets_nobody_in(person, phone, web):
    Session.objects.update(expires_at=sessions.timezone.now())
    assert is_out(phone) and is_out(web)
