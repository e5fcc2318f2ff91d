"""``me/webhooks/``: one's own, and nobody else's."""

import uuid

import pytest
from django.test import Client

from tests.factories import make_user
from tests.users.programs import made as token_for
from tests.webhooks.receiving import happened, work_off
from webhooks import signing
from webhooks.models import Delivery, Event, Webhook

pytestmark = pytest.mark.django_db

HOOKS = "/api/v1/me/webhooks/"


@pytest.fixture
def app(owner):
    client = Client()
    client.force_login(owner)
    return client


def send(client, method, address, body=None):
    return getattr(client, method)(address, body, content_type="application/json")


def make(client, receiver, **fields):
    return send(client, "post", HOOKS, {"url": receiver.url, "events": ["photo.ready"], **fields})


def address_of(answer):
    return f"{HOOKS}{answer.json()['id']}/"


def test_from_making_to_removing(app, receiver, owner):
    made = make(app, receiver, events=["comment.posted", "album.published", "comment.posted"])
    body = made.json()
    assert made.status_code == 201 and "no-store" in made["Cache-Control"]
    assert body["events"] == ["album.published", "comment.posted"] and body["active"] is True
    row = Webhook.objects.get()
    assert signing.secret_of(row) == body["secret"] and body["secret"].startswith("whsec_")
    assert body["secret"] not in row.sealed_secret
    here = address_of(made)
    shown = app.get(here).json()
    assert "secret" not in shown and shown["url"] == receiver.url
    assert app.get(HOOKS).json()["results"] == [shown]
    changed = send(app, "patch", here, {"events": ["photo.ready"], "url": receiver.url + "?2"})
    assert changed.status_code == 200 and changed.json()["url"].endswith("?2")
    assert app.delete(here).status_code == 204
    assert app.get(here).status_code == 404


def test_a_new_secret_is_told_once(app, receiver):
    made = make(app, receiver)
    answer = app.post(address_of(made) + "secret/")
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    assert answer.json()["secret"] == signing.secret_of(Webhook.objects.get()) != made.json()["secret"]


def test_pause_and_begin_again(app, receiver, owner, public_album):
    here = address_of(make(app, receiver, events=list(Event.values)))
    assert send(app, "patch", here, {"active": False}).json()["ended_why"] == "paused"
    happened(Event.ALBUM_PUBLISHED, public_album)
    assert receiver.heard == []
    assert app.post(here + "test/").json()["code"] == "webhook_inactive"
    Webhook.objects.update(ended_why="failing", failures=20)
    again = send(app, "patch", here, {"active": True}).json()
    assert (again["active"], again["ended_why"], again["failures"]) == (True, "", 0)
    happened(Event.ALBUM_PUBLISHED, public_album)
    assert len(receiver.heard) == 1


def test_a_test_is_sent_once(app, receiver):
    here = address_of(make(app, receiver))
    answer = app.post(here + "test/")
    assert answer.status_code == 202 and answer.json()["event"] == "webhook.test"
    work_off()
    [body] = receiver.bodies
    assert body["event"] == "webhook.test" and body["id"] == answer.json()["id"]
    assert body["data"] == {"webhook": str(Webhook.objects.get().pk)}


def test_the_log_and_sending_again(app, receiver, public_album):
    here = address_of(make(app, receiver, events=["album.published"]))
    happened(Event.ALBUM_PUBLISHED, public_album)
    app.post(here + "test/")
    test, first = app.get(here + "deliveries/").json()["results"]
    assert (test["state"], test["event"], test["status"]) == ("waiting", "webhook.test", None)
    assert (first["state"], first["status"], first["attempts"]) == ("delivered", 200, 1)
    assert first["body"]["data"]["id"] == public_album.pk and first["next_at"] is None
    again = f"{here}deliveries/{first['id']}/resend/"
    assert app.post(again).status_code == 202
    refused = app.post(again)
    assert (refused.status_code, refused.json()["code"]) == (409, "delivery_waiting")
    work_off()
    assert [body["id"] for body in receiver.bodies].count(first["id"]) == 2
    assert (
        len(
            app.get(here + "deliveries/", {"state": "delivered", "event": "album.published"}).json()[
                "results"
            ]
        )
        == 1
    )
    assert app.get(here + "deliveries/", {"state": "x"}).status_code == 400
    assert app.post(f"{here}deliveries/{uuid.uuid4()}/resend/").status_code == 404


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"url": ""}, "url"), ({"url": None}, "url"), ({"url": "x\x00"}, "url"), ({"url": ["a"]}, "url"),
        ({"url": "http://127.0.0.1/"}, "url"), ({"url": "https://a:b@example.org/"}, "url"),
        ({"url": "https://" + "x" * 5000}, "url"), ({"url": 10**400}, "url"),
        ({"events": []}, "events"), ({"events": ["webhook.test"]}, "events"), ({"events": "photo.ready"}, "events"),
        ({"events": [{}]}, "events"), ({"events": None}, "events"), ({"secret": "mine"}, "secret"),
    ],
)  # fmt: skip
def test_bad_bodies_are_told_by_field(app, receiver, fields, field):
    answer = make(app, receiver, **fields)
    assert answer.status_code == 400, answer.text
    assert answer.json()["errors"][0]["field"].split(".")[0] == field
    assert not Webhook.objects.exists()


@pytest.mark.parametrize("body", ["", "[]", "null", "{" * 3000, '{"active": 7}', "\x00"])
def test_no_body_breaks_anything(app, receiver, body):
    here = address_of(make(app, receiver))
    for method, address in (
        ("post", HOOKS),
        ("patch", here),
        ("post", here + "test/"),
        ("post", here + "secret/"),
    ):
        assert send(app, method, address, body).status_code < 500


def test_ten_are_enough(app, receiver):
    for number in range(10):
        assert make(app, receiver, url=f"{receiver.url}?{number}").status_code == 201
    refused = make(app, receiver)
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_webhooks")


def test_limits_are_told(app, receiver, settings):
    settings.LIMITS = {**settings.LIMITS, "webhook_account": "1/1h", "webhook_send_account": "1/1h"}
    here = address_of(make(app, receiver))
    assert make(app, receiver).status_code == 429
    assert [app.post(here + "test/").status_code for _ in range(2)] == [202, 429]


def test_others_are_not_there(app, receiver, stranger):
    receiver.webhook(stranger)
    webhook = Webhook.objects.get()
    row = Delivery.objects.create(webhook=webhook, event="webhook.test", state="failed")
    here = f"{HOOKS}{webhook.pk}/"
    assert app.get(HOOKS).json()["results"] == []
    asked = [
        ("get", here), ("patch", here), ("delete", here), ("post", here + "secret/"), ("post", here + "test/"),
        ("get", here + "deliveries/"), ("post", f"{here}deliveries/{row.key}/resend/"),
    ]  # fmt: skip
    own = address_of(make(app, receiver))
    assert app.post(f"{own}deliveries/{row.key}/resend/").status_code == 404
    for method, address in asked:
        body = {} if method == "patch" else None
        assert send(app, method, address, body).status_code == 404
        assert send(Client(), method, address, body).status_code == 401
    assert Webhook.objects.filter(pk=webhook.pk, active=True).exists()


def test_tokens_read_and_send_again_but_make_none(receiver, owner):
    webhook = receiver.webhook(owner)
    here = f"{HOOKS}{webhook.pk}/"
    _row, reads = token_for(owner, "read", name="a")
    _row, writes = token_for(owner, "read", "write", name="b")
    assert reads.get(here + "deliveries/").status_code == 200
    assert reads.post(here + "test/").json()["code"] == "insufficient_scope"
    assert writes.post(here + "test/").status_code == 202
    for method, address in (("post", HOOKS), ("patch", here), ("delete", here), ("post", here + "secret/")):
        answer = send(writes, method, address, {})
        assert (answer.status_code, answer.json()["code"]) == (403, "session_required")


def test_a_suspended_person_makes_none(app, receiver, owner):
    from community.models import Suspension

    Suspension.objects.create(person=owner)
    assert make(app, receiver).status_code == 403


def test_the_same_key_makes_one(app, receiver):
    body = {"url": receiver.url, "events": ["photo.ready"]}
    key = {"Idempotency-Key": "k1"}
    first, second = (app.post(HOOKS, body, content_type="application/json", headers=key) for _ in range(2))
    assert first.json() == second.json() and Webhook.objects.count() == 1


def test_the_log_costs_the_same_for_many(app, receiver, owner, public_album, django_assert_max_num_queries):
    webhook = receiver.webhook(owner)
    happened(Event.ALBUM_PUBLISHED, public_album)
    for number in range(1, 31):
        Delivery.objects.create(webhook=webhook, event="photo.ready", thing=number, body={})
        Delivery.objects.create(webhook=webhook, event="comment.posted", thing=number, body={})
    with django_assert_max_num_queries(12):
        app.get(f"{HOOKS}{webhook.pk}/deliveries/?page_size=100")


def test_who_is_told_does_not_cost_more_for_more_people(
    receiver, public_album, django_assert_max_num_queries
):
    from webhooks import hearing

    for _ in range(5):
        receiver.webhook(make_user())
    with django_assert_max_num_queries(12):
        hearing.spread(Event.ALBUM_PUBLISHED, public_album.pk)
