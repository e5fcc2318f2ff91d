"""Sending one delivery: claim it, write its body as its reader may see it now, sign it, note what came back.

A try that fails is made again after the pauses of ``PAUSES``, about a day all told. The rows say when; ``look_round``
starts what is due. A worker that dies in between leaves a claim that runs out, and the event is sent once more: a
receiver tells by ``Vitrine-Delivery`` that it had it already.
"""

import json
import logging
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from rest_framework.renderers import JSONRenderer

from common import sealed
from common.http import Answer, OutgoingError, fetch
from common.text import clean
from jobs import actions as jobs
from jobs.registry import Report
from webhooks import addresses, ending, events, signing
from webhooks.hearing import SEND
from webhooks.models import TEST, Delivery, Webhook

logger = logging.getLogger(__name__)
State = Delivery.State

PAUSES = [
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=4),
    timedelta(hours=8),
    timedelta(hours=9),
]
SECONDS = 5.0
READ_AT_MOST = 64 * 1024
ANSWER_KEPT = 2048
# Longer than any one sending lasts: whoever claimed a delivery before that is gone.
CLAIM = timedelta(seconds=60)
# A webhook ends when nothing has arrived for so long, and more than one event was tried.
GIVEN_UP_AFTER = timedelta(days=3)
GIVEN_UP_TRIES = 10
KEPT_FOR = timedelta(days=30)
AT_ONCE = 500


def look_round() -> int:
    """Start what is due, and what a worker left behind."""
    due = Delivery.objects.filter(_free()).order_by("next_at", "pk").values_list("pk", flat=True)
    return jobs.start_many(SEND, list(due[:AT_ONCE]))


def sweep() -> None:
    """Forget what happened a month ago."""
    Delivery.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()


def send(delivery_id: int, report: Report) -> None:
    """Send it if it is due and nobody else does."""
    now = timezone.now()
    claimed = Delivery.objects.filter(_free(), pk=delivery_id).update(
        state=State.SENDING, claimed_at=now, attempts=F("attempts") + 1
    )
    if not claimed:
        return
    row = Delivery.objects.select_related("webhook__user").get(pk=delivery_id)
    webhook = row.webhook
    if why := events.deaf_because(webhook.user):
        ending.end(webhook, why)
    if not webhook.active:
        _drop(row, webhook.ended_why or "inactive")
        return
    data = _data(row)
    if data is None:
        _drop(row, "not_visible")
        return
    _try(row, data)


def _free() -> Q:
    """Due, and in nobody's hands."""
    now = timezone.now()
    due = Q(state=State.WAITING, next_at__lte=now)
    return due | Q(state=State.SENDING, claimed_at__lt=now - CLAIM)


def _data(row: Delivery) -> dict[str, Any] | None:
    if row.event == TEST:
        return {"webhook": str(row.webhook_id)}
    return events.data_of(row.webhook.user, row.event, int(row.thing or 0))


def _try(row: Delivery, data: dict[str, Any]) -> None:
    body = {"id": str(row.key), "event": row.event, "created_at": _utc(row.created_at), "data": data}
    sent = JSONRenderer().render(body)
    begun = time.monotonic()
    answer, error = None, ""
    try:
        answer = _post(row, sent)
    except OutgoingError as refusal:
        error = refusal.code
    except ValidationError:
        error = "not_allowed"  # the rules have changed since it was registered
    except sealed.Broken:
        error = "secret_lost"
    noted: dict[str, Any] = {
        "body": json.loads(sent),
        "status": answer.status if answer is not None else None,
        "answer": _beginning(answer),
        "error": error or ("" if _is_good(answer) else "status"),
        "duration_ms": round((time.monotonic() - begun) * 1000),
    }
    if _is_good(answer):
        if _close(row, state=State.DELIVERED, next_at=None, finished_at=timezone.now(), **noted):
            Webhook.objects.filter(pk=row.webhook_id).update(failing_since=None, failures=0)
        return
    _failed(row, noted)


def _post(row: Delivery, body: bytes) -> Answer:
    url, at = row.webhook.url, int(time.time())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Vitrine-Webhooks",
        "Accept-Encoding": "identity",
        "Vitrine-Event": row.event,
        "Vitrine-Delivery": str(row.key),
        "Vitrine-Timestamp": str(at),
        "Vitrine-Signature": signing.signature(signing.secret_of(row.webhook), at, body),
    }
    hosts = addresses.allowed_hosts(url)
    limits: dict[str, Any] = {"timeout": SECONDS, "max_bytes": READ_AT_MOST, "cut": True}
    return fetch("POST", url, allowed_hosts=hosts, headers=headers, data=body, **limits)


def _failed(row: Delivery, noted: dict[str, Any]) -> None:
    now = timezone.now()
    is_last = row.event == TEST or row.attempts > len(PAUSES)
    if is_last:
        noted.update(state=State.FAILED, next_at=None, finished_at=now)
    else:
        noted.update(state=State.WAITING, next_at=now + PAUSES[row.attempts - 1])
    if not _close(row, **noted) or row.event == TEST:
        return
    own = Webhook.objects.filter(pk=row.webhook_id)
    own.update(failing_since=Coalesce("failing_since", now), failures=F("failures") + 1)
    over = own.filter(failing_since__lte=now - GIVEN_UP_AFTER, failures__gte=GIVEN_UP_TRIES)
    webhook = over.select_related("user").first()
    if webhook is not None and ending.end(webhook, Webhook.Ended.FAILING):
        logger.info("%s was ended: nothing arrived for %s", webhook, GIVEN_UP_AFTER)


def _drop(row: Delivery, why: str) -> None:
    noted: dict[str, Any] = {"body": None, "answer": "", "status": None, "duration_ms": None}
    _close(row, state=State.DROPPED, error=why, next_at=None, finished_at=timezone.now(), **noted)


def _close(row: Delivery, **changes: Any) -> bool:
    """Write down how it ended; False when somebody else has taken it meanwhile, or its person is gone."""
    ours = Delivery.objects.filter(pk=row.pk, state=State.SENDING, claimed_at=row.claimed_at)
    return bool(ours.update(**changes))


def _is_good(answer: Answer | None) -> bool:
    return answer is not None and 200 <= answer.status < 300


def _beginning(answer: Answer | None) -> str:
    return "" if answer is None else clean(answer.body[:ANSWER_KEPT].decode("utf-8", "replace"))


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
