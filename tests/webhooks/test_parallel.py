"""Many at the same moment: nothing is sent twice, and nobody has an eleventh webhook."""

import pytest

from common.errors import AppError
from tests.factories import make_album, make_user
from tests.parallel import all_at_once
from tests.webhooks.receiving import work_off
from webhooks import actions, hearing, sending
from webhooks.models import Delivery, Event, Webhook

pytestmark = pytest.mark.django_db(transaction=True)


def outcome(do):
    try:
        do()
    except AppError as refusal:
        return refusal.code
    return "done"


def test_a_delivery_is_sent_once_however_many_workers_take_it(receiver):
    owner = make_user()
    album = make_album("Once", owner=owner)
    receiver.webhook(owner)
    all_at_once(lambda _: hearing.spread(Event.ALBUM_PUBLISHED, album.pk), range(4))
    [row] = Delivery.objects.all()
    all_at_once(lambda _: sending.send(row.pk, lambda percent: None), range(6))
    work_off()
    row.refresh_from_db()
    assert (len(receiver.bodies), row.state, row.attempts) == (1, "delivered", 1)
    again = all_at_once(lambda _: outcome(lambda: actions.resend(user=owner, delivery=row)), range(4))
    assert sorted(again) == ["delivery_waiting"] * 3 + ["done"]
    work_off()
    assert len(receiver.bodies) == 2


def test_there_are_never_eleven(receiver):
    owner = make_user()
    for _ in range(8):
        receiver.webhook(owner)
    made = all_at_once(lambda _: outcome(lambda: receiver.webhook(owner)), range(5))
    assert sorted(made) == ["done"] * 2 + ["too_many_webhooks"] * 3
    assert Webhook.objects.count() == 10
