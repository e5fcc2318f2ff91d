"""Cookies that count as long as their row does, and the list of devices."""

from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session as Cookie
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from jobs import registry
from tests.factories import make_user
from tests.users.app import PASSWORD, App
from users import sessions
from users.middleware import SignInMiddleware
from users.models import Session

pytestmark = pytest.mark.django_db

SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def person():
    return make_user("lin")


@pytest.fixture
def web(person):
    client = Client()
    client.force_login(person)
    return client


def is_in(client):
    return client.get(reverse("users:sessions")).status_code == 200


def sign_in(client, person, **more):
    body = {"login": person.username, "password": PASSWORD, **more}
    assert client.post(reverse("account_login"), body).status_code == 302


# --- a cookie and its row -------------------------------------------------------------------------


def test_signing_in_on_the_site_opens_a_session_that_knows_device_and_network(person):
    client = Client(headers={"user-agent": SAFARI}, REMOTE_ADDR="203.0.113.77")
    sign_in(client, person)
    session = Session.objects.get()
    assert (session.user, session.kind) == (person, "web")
    assert (session.device, session.network) == ("Mobile Safari, iOS", "203.0.113.0/24")
    assert is_in(client)


def test_a_cookie_without_a_row_is_nobodys_and_is_cleared_away(web):
    Session.objects.all().delete()
    assert not is_in(web)
    assert not Cookie.objects.exists()


def test_a_cookie_with_somebody_elses_row_is_nobodys(web):
    other = App(make_user("zhou"))
    assert other.is_in()
    store = web.session
    store["sign_in"] = str(Session.objects.get(user__username="zhou").pk)
    store.save()
    assert not is_in(web)


@pytest.mark.parametrize("row", [None, "", "no uuid", "\x00", 5, ["x"], {"a": 1}])
def test_a_cookie_with_a_malformed_row_is_nobodys(web, row):
    store = web.session
    store["sign_in"] = row
    store.save()
    assert not is_in(web)


def test_who_asks_costs_the_cookie_and_one_row(web, django_assert_num_queries):
    web.get("/robots.txt")
    with django_assert_num_queries(3):  # the cookie's contents, who asks, and the list
        assert web.get(reverse("sessions")).status_code == 200


def test_the_browser_in_which_django_renews_the_hash_stays_signed_in(web, person):
    person.set_password("another-secret-9")
    person.save()
    store = web.session
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()  # as update_session_auth_hash does
    store.save()
    assert is_in(web)
    assert Session.objects.get().auth_hash == person.get_session_auth_hash()


def test_a_new_secret_key_keeps_everybody_signed_in_while_the_old_one_is_known(web, person, settings):
    app = App(person)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new-" * 15, [settings.SECRET_KEY]
    assert is_in(web) and app.is_in()
    app.keep(app.renew())
    assert set(Session.objects.values_list("auth_hash", flat=True)) == {person.get_session_auth_hash()}
    settings.SECRET_KEY_FALLBACKS = []
    assert is_in(web) and app.is_in()


def test_signing_in_again_in_one_browser_leaves_one_session(web, person):
    is_in(web)
    other = make_user("zhou")
    web.post(reverse("account_logout"))
    sign_in(web, other)
    assert list(Session.objects.filter(ended_at=None).values_list("user__username", flat=True)) == ["zhou"]


def test_asynchronous_views_see_the_same_person(web, person):
    request = RequestFactory().get("/")
    request.session = web.session
    SignInMiddleware(lambda request: None).process_request(request)
    assert async_to_sync(request.auser)() == person == request.user


def test_more_devices_than_anybody_has_make_room_for_each_other(person, web, monkeypatch):
    monkeypatch.setattr(sessions, "AT_MOST", 3)
    apps = [App(person) for _ in range(3)]
    assert not is_in(web)
    assert all(app.is_in() for app in apps)


# --- how long -------------------------------------------------------------------------------------


def days_left():
    return round((Session.objects.get().expires_at - timezone.now()) / timedelta(days=1))


def test_a_remembered_browser_stays_for_thirty_days(person):
    client = Client()
    sign_in(client, person, remember="on")
    assert days_left() == 30
    assert client.cookies["sessionid"]["max-age"] == 30 * 86400


def test_another_browser_goes_when_it_closes_and_after_a_day_of_silence(person):
    client = Client()
    sign_in(client, person)
    assert days_left() == 1
    assert not client.cookies["sessionid"]["max-age"]


def test_a_browser_that_is_not_remembered_stays_as_long_as_it_is_used(person):
    client = Client()
    sign_in(client, person)
    Session.objects.update(
        last_seen_at=timezone.now() - timedelta(hours=20), expires_at=timezone.now() + timedelta(hours=4)
    )
    assert is_in(client)
    assert days_left() == 1


def test_visits_are_noted_every_five_minutes(web, django_assert_num_queries):
    is_in(web)
    before = Session.objects.get().last_seen_at
    is_in(web)
    assert Session.objects.get().last_seen_at == before
    Session.objects.update(last_seen_at=timezone.now() - timedelta(minutes=6))
    is_in(web)
    assert Session.objects.get().last_seen_at > before


def test_pictures_are_no_visits(web):
    long_ago = timezone.now() - timedelta(hours=1)
    Session.objects.update(last_seen_at=long_ago)
    web.get("/media/ab/cdefghijklmnopqrstuv/320.jpg")
    assert Session.objects.get().last_seen_at == long_ago


def test_visits_of_an_app_are_noted_with_its_network(person):
    app = App(person)
    Session.objects.update(last_seen_at=timezone.now() - timedelta(minutes=6))
    app.client.get(
        reverse("sessions"), headers={"Authorization": f"Bearer {app.access}"}, REMOTE_ADDR="198.51.100.9"
    )
    session = Session.objects.get()
    assert session.network == "198.51.100.0/24"
    assert session.last_seen_at > timezone.now() - timedelta(minutes=1)


def test_what_ended_a_month_ago_is_forgotten(web, person):
    App(person)
    app = App(person)
    api = Session.objects.filter(kind="api")
    api.update(ended_at=timezone.now() - timedelta(days=31))
    Session.objects.filter(pk=api.first().pk).update(ended_at=timezone.now() - timedelta(days=29))
    registry.get("sweep_sessions").work(0, lambda percent: None)
    assert Session.objects.count() == 2
    assert is_in(web) and not app.is_in()


# --- the list -------------------------------------------------------------------------------------


def test_the_api_lists_where_one_is_signed_in_and_nobody_elses(person, web):
    App(make_user("zhou"))
    app = App(person, device="Lin's phone")
    ended = App(person)
    ended.post("token_blacklist", refresh=ended.refresh)
    found = app.get().json()["results"]
    assert [(row["kind"], row["device"], row["current"]) for row in found] == [
        ("api", "Lin's phone", True), ("web", "", False)
    ]  # fmt: skip
    assert set(found[0]) == {
        "id", "kind", "device", "network", "created_at", "last_seen_at", "expires_at", "current"
    }  # fmt: skip


def test_the_list_costs_the_same_however_long_it_is(person, django_assert_num_queries):
    app = App(person)
    for _ in range(5):
        App(person)
    with django_assert_num_queries(2):
        assert len(app.get().json()["results"]) == 6


def test_the_list_has_pages(person):
    app = App(person)
    for _ in range(4):
        App(person)
    address, seen = reverse("sessions") + "?page_size=2", []
    while address:
        page = app.client.get(address, headers={"Authorization": f"Bearer {app.access}"}).json()
        seen += [row["id"] for row in page["results"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == 5


def test_somebody_elses_session_is_not_there(person):
    app, other = App(person), App(make_user("zhou"))
    answer = app.delete("session", Session.objects.get(user__username="zhou").pk)
    missing = app.delete("session", "00000000-0000-0000-0000-000000000000")
    assert answer.status_code == missing.status_code == 404
    assert {**answer.json(), "request_id": ""} == {**missing.json(), "request_id": ""}
    assert other.is_in()


def test_ending_the_session_that_asks_signs_it_out(person):
    app = App(person)
    assert app.delete("session", Session.objects.get().pk).status_code == 204
    assert not app.is_in()


def test_a_cookie_needs_the_csrf_token_to_end_anything(person):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    answer = client.post(reverse("logout_all"))
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
    assert is_in(client)


def test_the_page_shows_this_device_apart_from_the_others(web, person):
    App(person, device="Lin's <phone>")
    page = web.get(reverse("users:sessions"))
    assert page.context["current"].kind == "web"
    assert [session.kind for session in page.context["others"]] == ["api"]
    assert "Lin&#x27;s &lt;phone&gt;" in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_the_page_ends_nobody_elses_session(web):
    other = App(make_user("zhou"))
    address = reverse("users:end_session", args=[Session.objects.get(user__username="zhou").pk])
    assert web.post(address).status_code == 404
    assert other.is_in()


@pytest.mark.parametrize("name", ["users:sessions", "users:security_log"])
def test_a_guest_is_asked_to_sign_in(name):
    answer = Client().get(reverse(name))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/")


@pytest.mark.parametrize("address", ["users:end_other_sessions", "users:sessions"])
def test_looking_changes_nothing(web, person, address):
    app = App(person)
    web.get(reverse(address))
    assert app.is_in()
