"""A person's webhooks, as she takes them along, and when she goes."""

from typing import Any

from users.my_data import Archive
from webhooks import ending
from webhooks.models import Delivery, Webhook

WEBHOOK = ("id", "url", "events", "active", "ended_why", "created_at", "failing_since")
DELIVERY = ("webhook_id", "key", "event", "state", "attempts", "created_at", "finished_at", "status", "error")


def export(person: Any, archive: Archive) -> None:
    """webhooks.json and webhook-deliveries.json; neither secrets nor what was said of others."""
    own = Webhook.objects.filter(user=person).order_by("created_at", "pk")
    archive.rows("webhooks.json", own.values(*WEBHOOK).iterator())
    sent = Delivery.objects.filter(webhook__user=person).order_by("pk")
    archive.rows("webhook-deliveries.json", sent.values(*DELIVERY).iterator())


def erase(person: Any) -> None:
    """Her webhooks, and what tells of her in the logs of others."""
    Webhook.objects.filter(user=person).delete()
    Delivery.objects.filter(author=person).delete()


def hide(person: Any) -> None:
    """They end with the day on which she asks to be deleted; whoever comes back begins them again."""
    if person.delete_after is not None:
        ending.end_all(person, Webhook.Ended.CLOSED)
