"""Who hears of an event. The doors only note that something happened; who is told is found in the background."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q

from jobs import actions as jobs
from jobs.registry import Report
from webhooks import events
from webhooks.models import Delivery, Event, Webhook

SEND = "send_webhook"
# Each event has its kind of job, whose thing is the album, the photo or the comment.
KINDS = {event: f"webhook_{event.replace('.', '_')}" for event in Event.values}


def happened(event: str, thing: int) -> None:
    """Called in the transaction in which it happened. One small question while nobody has a webhook."""
    if Webhook.objects.filter(active=True).exists():
        jobs.start(KINDS[event], thing)


def spread(event: str, thing: int) -> None:
    """Write down a delivery for each webhook that hears of it. Done again it finds them there."""
    what = events.about(event, thing)
    if what is None:
        return
    told: dict[int, bool] = {}
    rows = []
    for webhook in _candidates(what):
        user = webhook.user
        if event not in webhook.events:
            continue
        if user.pk not in told:
            told[user.pk] = not events.deaf_because(user) and events.data_of(user, event, thing) is not None
        if told[user.pk]:
            rows.append(
                Delivery(
                    webhook=webhook, event=event, thing=thing, occasion=what.occasion, author_id=what.author
                )
            )
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    fresh = Delivery.objects.filter(event=event, thing=thing, state=Delivery.State.WAITING)
    jobs.start_many(SEND, list(fresh.values_list("pk", flat=True)))


def work(event: str) -> Any:
    def do(thing: int, report: Report) -> None:
        spread(event, thing)

    return do


def _candidates(what: events.About) -> Any:
    """The webhooks of whose affair it is, and of those who may be editors of everything."""
    people = get_user_model()._default_manager.filter(is_active=True, delete_after=None)
    concerned = people.filter(
        Q(pk=what.concerns)
        | Q(is_superuser=True)
        | Q(pk__in=people.filter(groups__isnull=False).values("pk"))
    )
    rows = Webhook.objects.filter(active=True, user__in=concerned.values("pk"))
    return rows.select_related("user").order_by("user_id", "pk")
