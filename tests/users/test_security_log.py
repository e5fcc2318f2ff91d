"""What happened to an account, for its owner to read."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobs import registry
from tests.factories import make_user
from tests.users.app import PASSWORD, App
from tests.users.test_sessions import SAFARI
from users.models import SecurityEvent, Session

pytestmark = pytest.mark.django_db


def sign_in(client, person):
    body = {"login": person.username, "password": PASSWORD}
    assert client.post(reverse("account_login"), body).status_code == 302


def kinds():
    return [event.kind for event in SecurityEvent.objects.order_by("pk")]


def test_signing_in_and_out_is_noted(person):
    client = Client(headers={"user-agent": SAFARI}, REMOTE_ADDR="203.0.113.77")
    sign_in(client, person)
    client.post(reverse("account_logout"))
    assert kinds() == ["signed_in", "signed_out"]
    event = SecurityEvent.objects.earliest("pk")
    assert (event.device, event.network) == ("Mobile Safari, iOS", "203.0.113.0/24")


def test_signing_in_and_out_of_an_app_is_noted(person):
    app = App(person)
    app.post("token_blacklist", refresh=app.refresh)
    assert kinds() == ["signed_in", "signed_out"]


def test_the_log_shows_what_happened_and_nobody_elses(web, person):
    App(make_user("zhou"), device="Somebody's")
    App(person, device="Lin's phone")
    web.post(reverse("users:end_session", args=[Session.objects.get(device="Lin's phone").pk]))
    page = web.get(reverse("users:security_log"))
    assert [event.kind for event in page.context["page"]] == ["session_ended", "signed_in", "signed_in"]
    assert "Lin&#x27;s phone" in page.content.decode()


@pytest.mark.parametrize("number", ["2", "0", "-1", "x", "99", "\x00"])
def test_the_log_has_pages(web, person, number):
    SecurityEvent.objects.bulk_create(SecurityEvent(user=person, kind="signed_in") for _ in range(40))
    page = web.get(reverse("users:security_log"), {"page": number})
    assert page.status_code == 200
    assert page.context["page"].paginator.num_pages == 2


def test_what_happened_half_a_year_ago_is_forgotten(person):
    for days in (179, 181):
        SecurityEvent.objects.create(user=person, kind="signed_in", at=timezone.now() - timedelta(days=days))
    registry.get("sweep_security_log").work(0, lambda percent: None)
    assert SecurityEvent.objects.count() == 1
