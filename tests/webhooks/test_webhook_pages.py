"""The pages of one's webhooks."""

import uuid

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from tests.webhooks.receiving import work_off
from users.models import SecurityEvent
from webhooks import signing
from webhooks.models import Delivery, Event, Webhook

pytestmark = pytest.mark.django_db

LIST = reverse("webhooks:webhooks")


@pytest.fixture
def web(owner):
    client = Client()
    client.force_login(owner)
    return client


def fill_in(web, receiver, **fields):
    return web.post(LIST, {"url": receiver.url, "events": ["photo.ready"], **fields})


def test_a_new_webhook_shows_its_secret_once(web, receiver, owner):
    page = fill_in(web, receiver)
    row = Webhook.objects.get()
    assert (page.status_code, "no-store" in page["Cache-Control"]) == (200, True)
    assert signing.secret_of(row) in page.text
    assert (row.user, row.events) == (owner, ["photo.ready"])
    here = reverse("webhooks:webhook", args=[row.pk])
    assert signing.secret_of(row) not in web.get(here).text
    assert here in web.get(LIST).text and f'href="{LIST}"' in web.get(reverse("users:tokens")).text


@pytest.mark.parametrize(
    "fields",
    [
        {"url": ""},
        {"url": "\x00"},
        {"url": "https://127.0.0.1/"},
        {"events": []},
        {"events": ["x"]},
        {"url": "x" * 2000},
    ],
)
def test_a_form_that_is_not_right_says_so(web, receiver, fields):
    page = fill_in(web, receiver, **fields)
    assert page.status_code == 422 and page.context["form"].errors
    assert not Webhook.objects.exists()


def test_a_refusal_stands_above_the_form(web, receiver, owner):
    for _ in range(10):
        receiver.webhook(owner)
    assert "New webhook" not in web.get(LIST).text
    page = fill_in(web, receiver)
    assert page.status_code == 422 and page.context["form"].non_field_errors()


def test_change_pause_and_remove(web, receiver, owner):
    row = receiver.webhook(owner)
    here = reverse("webhooks:webhook", args=[row.pk])
    assert web.post(here, {"url": receiver.url + "?2", "events": ["comment.posted"]}).status_code == 302
    assert web.post(here, {"url": "https://127.0.0.1/", "events": ["comment.posted"]}).status_code == 422
    row.refresh_from_db()
    assert (row.url, row.events) == (receiver.url + "?2", ["comment.posted"])
    switch = reverse("webhooks:switch", args=[row.pk])
    assert "Resume" in web.post(switch, {"active": "off"}, follow=True).text
    assert "Pause" in web.post(switch, {"active": "on"}, follow=True).text
    assert web.post(reverse("webhooks:remove", args=[row.pk]), follow=True).status_code == 200
    assert not Webhook.objects.exists()


def test_the_person_hears_by_log_and_mail_of_what_leaves_the_site(web, receiver, owner, mailbox):
    """Whoever had her account for a minute could go on listening."""
    EmailAddress.objects.create(user=owner, email="owner@example.org", primary=True, verified=True)
    fill_in(web, receiver)
    here = reverse("webhooks:webhook", args=[Webhook.objects.get().pk])
    web.post(here, {"url": receiver.url + "?2", "events": ["photo.ready"]})
    web.post(here, {"url": receiver.url + "?2", "events": ["comment.posted"]})  # leads nowhere else
    web.post(reverse("webhooks:remove", args=[Webhook.objects.get().pk]))
    events = SecurityEvent.objects.filter(kind__startswith="webhook").order_by("pk")
    told = [(event.kind, event.detail["url"]) for event in events]
    moved = receiver.url + "?2"
    assert told == [("webhook_added", receiver.url), ("webhook_moved", moved), ("webhook_removed", moved)]
    assert [receiver.url in mail.body for mail in mailbox] == [True, True]
    assert moved in web.get(reverse("users:security_log")).text


def test_a_new_secret_is_shown_once(web, receiver, owner):
    row = receiver.webhook(owner)
    page = web.post(reverse("webhooks:secret", args=[row.pk]))
    row.refresh_from_db()
    assert signing.secret_of(row) in page.text and signing.secret_of(row) != receiver.secret


def test_the_log_and_sending_again(web, receiver, owner):
    row = receiver.webhook(owner)
    here = reverse("webhooks:webhook", args=[row.pk])
    assert "webhook.test" in web.post(reverse("webhooks:test", args=[row.pk]), follow=True).text
    work_off()
    sent = Delivery.objects.get()
    again = reverse("webhooks:resend", args=[row.pk, sent.key])
    assert again in web.get(here).text
    web.post(again)
    assert again not in web.get(here).text  # it is on its way
    assert "on its way already" in web.post(again, follow=True).text
    work_off()
    assert len(receiver.bodies) == 2
    assert web.post(reverse("webhooks:resend", args=[row.pk, uuid.uuid4()])).status_code == 404


def test_what_came_back_is_text_and_not_markup(web, receiver, owner):
    row = receiver.webhook(owner)
    Delivery.objects.create(
        webhook=row, event="photo.ready", state="failed", status=500, answer="<script>x</script>"
    )
    page = web.get(reverse("webhooks:webhook", args=[row.pk])).text
    assert "<script>x" not in page and "&lt;script&gt;x" in page


def test_others_have_no_page_of_it(web, receiver, stranger):
    row = receiver.webhook(stranger)
    key = Delivery.objects.create(webhook=row, event="webhook.test", state="failed").key
    assert web.get(reverse("webhooks:webhook", args=[row.pk])).status_code == 404
    for name in ("webhook", "remove", "switch", "test", "secret"):
        assert (
            web.post(reverse(f"webhooks:{name}", args=[row.pk]), {"url": "x", "events": "y"}).status_code
            == 404
        )
    assert web.post(reverse("webhooks:resend", args=[row.pk, key])).status_code == 404
    assert receiver.url not in web.get(LIST).text
    assert Client().get(LIST)["Location"].startswith(reverse("account_login"))


def test_a_look_changes_nothing(web, receiver, owner):
    row = receiver.webhook(owner)
    for name in ("remove", "switch", "test", "secret"):
        assert web.get(reverse(f"webhooks:{name}", args=[row.pk])).status_code == 405


def test_pages_cost_the_same_for_many(web, receiver, owner, django_assert_max_num_queries):
    for _ in range(10):
        row = receiver.webhook(owner)
    Delivery.objects.bulk_create(
        Delivery(webhook=row, event=Event.PHOTO_READY, thing=number, body={}) for number in range(70)
    )
    here = reverse("webhooks:webhook", args=[row.pk])
    for address in (LIST, here, f"{here}?page=2", f"{here}?page=%00", f"{here}?page={'9' * 50}"):
        with django_assert_max_num_queries(12):
            assert web.get(address).status_code == 200
