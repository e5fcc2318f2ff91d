"""How a delivery leaves: its shape and signature, what counts as arrived, trying again, giving up."""

import hashlib
import hmac
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from jobs import registry
from tests.common.local_server import answer, raw
from tests.webhooks.receiving import happened, only_delivery, work_off
from webhooks import actions, sending
from webhooks.models import Delivery, Event, Webhook

pytestmark = pytest.mark.django_db

OK, BROKEN = answer(204), answer(500, b"Something broke.")


def due():
    """What the background looks for every half minute."""
    sending.look_round()
    return work_off()


def test_what_arrives(receiver, owner, public_album):
    receiver.webhook(owner)
    happened(Event.ALBUM_PUBLISHED, public_album)
    row, [asked], [body] = only_delivery(), receiver.server.received, receiver.bodies
    assert (asked.method, asked.path, asked.headers["Content-Type"]) == ("POST", "/hook", "application/json")
    assert asked.headers["Vitrine-Event"] == body["event"] == "album.published"
    assert uuid.UUID(asked.headers["Vitrine-Delivery"]) == uuid.UUID(body["id"]) == row.key
    assert body["created_at"].endswith("Z")
    data = body["data"]
    assert (data["id"], data["title"], data["photo_count"]) == (public_album.pk, "雾起黄山", 3)
    assert data["url"].startswith("http://testserver/") and data["published_at"].endswith("Z")
    assert (row.state, row.status, row.attempts, row.body) == ("delivered", 200, 1, body)
    assert row.duration_ms is not None and row.finished_at is not None


def test_the_signature_is_an_hmac_of_time_and_body(receiver, owner, public_album):
    receiver.webhook(owner)
    happened(Event.ALBUM_PUBLISHED, public_album)
    [asked] = receiver.server.received
    said = dict(part.split("=", 1) for part in asked.headers["Vitrine-Signature"].split(","))
    mac = hmac.new(receiver.secret.encode(), said["t"].encode() + b"." + asked.body, hashlib.sha256)
    assert said["v1"] == mac.hexdigest()
    assert said["t"] == asked.headers["Vitrine-Timestamp"]
    assert abs(int(said["t"]) - timezone.now().timestamp()) < 60


def test_a_new_secret_counts_at_once(receiver, owner, public_album):
    webhook = receiver.webhook(owner)
    before, after = receiver.secret, actions.renew_secret(user=owner, webhook=webhook)
    happened(Event.ALBUM_PUBLISHED, public_album)
    [asked] = receiver.server.received
    at, body = asked.headers["Vitrine-Timestamp"].encode(), asked.body
    macs = [hmac.new(s.encode(), at + b"." + body, hashlib.sha256).hexdigest() for s in (before, after)]
    assert [mac in asked.headers["Vitrine-Signature"] for mac in macs] == [False, True]


def test_photos_and_comments_have_the_shapes_of_the_api(receiver, owner, stranger, public_album):
    from community.actions.comments import add_comment

    receiver.webhook(owner)
    photo = public_album.album_photos.first().photo
    happened(Event.PHOTO_READY, photo)
    comment = add_comment(user=stranger, album=public_album, text="Fine!")
    work_off()
    first, second = (body["data"] for body in receiver.bodies)
    assert (first["id"], first["state"], first["title"]) == (photo.pk, "ready", photo.title)
    assert first["picture"]["sources"]
    assert (second["id"], second["text"], second["author"]["username"]) == (comment.pk, "Fine!", "stranger")
    assert second["created_at"].endswith("Z") and second["album"] == public_album.pk


def test_a_secret_whose_key_is_gone_sends_nothing(receiver, owner, public_album, settings):
    receiver.webhook(owner)
    settings.SECRET_KEY = "other-" * 12
    happened(Event.ALBUM_PUBLISHED, public_album)
    assert receiver.server.received == []
    assert only_delivery().error == "secret_lost"


@pytest.mark.parametrize(
    ("given", "status", "error"),
    [
        (BROKEN, 500, "status"),
        (answer(404), 404, "status"),
        (answer(302, location="http://127.0.0.1:1/"), 302, "status"),
        (raw([b"what?\r\n\r\n"]), None, "bad_answer"),
    ],
)
def test_what_did_not_arrive_is_tried_again(receiver, owner, public_album, given, status, error):
    receiver.webhook(owner)
    receiver.server.answers = [given]
    happened(Event.ALBUM_PUBLISHED, public_album)
    row = only_delivery()
    assert (row.state, row.status, row.error, row.attempts) == ("waiting", status, error, 1)
    assert timedelta(seconds=50) < row.next_at - timezone.now() <= timedelta(seconds=60)
    assert due() == 0 and len(receiver.server.received) == 1


def test_eight_tries_within_a_day(receiver, owner, public_album, clock):
    receiver.webhook(owner)
    receiver.server.answers = [BROKEN]
    begun = timezone.now()
    happened(Event.ALBUM_PUBLISHED, public_album)
    for _more in range(20):
        row = only_delivery()
        if row.state != "waiting":
            break
        clock.forward(seconds=(row.next_at - timezone.now()).total_seconds() + 1)
        due()
    assert (row.state, row.attempts, len(receiver.server.received)) == ("failed", 8, 8)
    assert row.next_at is None and row.answer == "Something broke."
    assert timedelta(hours=23) < timezone.now() - begun < timedelta(hours=25)
    keys = {asked.headers["Vitrine-Delivery"] for asked in receiver.server.received}
    assert keys == {str(row.key)}


def test_what_arrives_later_is_forgiven(receiver, owner, public_album, clock):
    webhook = receiver.webhook(owner)
    receiver.server.answers = [BROKEN, OK]
    happened(Event.ALBUM_PUBLISHED, public_album)
    webhook.refresh_from_db()
    assert webhook.failing_since is not None and webhook.failures == 1
    clock.forward(minutes=2)
    due()
    webhook.refresh_from_db()
    assert (only_delivery().state, webhook.failing_since, webhook.failures) == ("delivered", None, 0)


def fail_for(webhook, **since):
    Webhook.objects.filter(pk=webhook.pk).update(
        failing_since=timezone.now() - timedelta(**since), failures=20
    )


def test_three_days_of_failing_end_it_with_a_mail(receiver, owner, public_album, private_album, mailbox):
    webhook = receiver.webhook(owner)
    receiver.server.answers = [BROKEN]
    happened(Event.ALBUM_PUBLISHED, public_album)
    fail_for(webhook, days=2, hours=23)
    happened(Event.ALBUM_PUBLISHED, private_album)
    webhook.refresh_from_db()
    assert webhook.active
    fail_for(webhook, days=3, hours=1)
    Delivery.objects.filter(thing=private_album.pk).update(next_at=timezone.now())
    due()
    webhook.refresh_from_db()
    assert (webhook.active, webhook.ended_why) == (False, "failing")
    assert set(Delivery.objects.values_list("state", flat=True)) == {"dropped"}
    mail = mailbox[-1]
    assert receiver.url in mail.body and str(webhook.pk) in mail.body
    assert mail.to == [owner.email]


def test_one_failure_after_a_quiet_time_does_not_end_it(receiver, owner, public_album):
    webhook = receiver.webhook(owner)
    Webhook.objects.update(failing_since=timezone.now() - timedelta(days=9), failures=1)
    receiver.server.answers = [BROKEN]
    happened(Event.ALBUM_PUBLISHED, public_album)
    webhook.refresh_from_db()
    assert webhook.active


def test_of_a_long_answer_the_beginning_is_kept(receiver, owner, public_album):
    receiver.webhook(owner)
    receiver.server.answers = [answer(200, b"a\x00b" + b"x" * 200_000)]
    happened(Event.ALBUM_PUBLISHED, public_album)
    row = only_delivery()
    assert row.state == "delivered" and row.answer.startswith("abxx") and len(row.answer) < 2049


def test_an_answer_that_drips_is_not_waited_for(receiver, owner, public_album, monkeypatch):
    monkeypatch.setattr(sending, "SECONDS", 0.3)
    receiver.webhook(owner)
    receiver.server.answers = [raw([b"HTTP/1.1 200 OK\r\n", *[b"X: y\r\n"] * 50], pause=0.1)]
    happened(Event.ALBUM_PUBLISHED, public_album)
    assert (only_delivery().state, only_delivery().error) == ("waiting", "timeout")


def test_a_killed_worker_leaves_a_claim_that_runs_out(receiver, owner, public_album, clock):
    receiver.webhook(owner)
    happened(Event.ALBUM_PUBLISHED, public_album)
    now = timezone.now()
    Delivery.objects.update(state="sending", claimed_at=now, next_at=now)
    assert due() == 0
    clock.forward(seconds=61)
    assert due() == 1
    assert only_delivery().state == "delivered"


def test_the_log_is_kept_for_thirty_days(receiver, owner, public_album):
    receiver.webhook(owner)
    happened(Event.ALBUM_PUBLISHED, public_album)
    sending.sweep()
    assert Delivery.objects.count() == 1
    Delivery.objects.update(created_at=timezone.now() - timedelta(days=31))
    sending.sweep()
    assert Delivery.objects.count() == 0


def test_the_background_knows_its_work():
    periods = registry.periods()
    assert periods["look_for_webhook_deliveries"] <= timedelta(minutes=1)
    assert periods["sweep_webhook_deliveries"] == timedelta(days=1)
    assert all(registry.label(kind) != kind for kind in ("send_webhook", "webhook_comment_posted"))
