"""The end of webhooks: nothing is sent any more, and what waited is dropped."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from outbox.actions import send_mail
from webhooks.models import Delivery, Webhook

MAIL = "webhook_ended"


@transaction.atomic
def end(webhook: Webhook, why: str) -> bool:
    """Whether it was active until now."""
    if not Webhook.objects.filter(pk=webhook.pk, active=True).update(active=False, ended_why=why):
        return False
    webhook.active, webhook.ended_why = False, why
    drop_waiting(webhook, why)
    if why == Webhook.Ended.FAILING:
        _tell(webhook)
    return True


def end_all(user: Any, why: str) -> None:
    """All of a person's."""
    for webhook in Webhook.objects.filter(user=user, active=True):
        end(webhook, why)


def drop_waiting(webhook: Webhook, why: str) -> None:
    waiting = Delivery.objects.filter(webhook=webhook, state=Delivery.State.WAITING)
    waiting.update(
        state=Delivery.State.DROPPED, error=why, body=None, next_at=None, finished_at=timezone.now()
    )


def _tell(webhook: Webhook) -> None:
    person: Any = webhook.user
    if person.email:
        context = {"name": person.public_name, "webhook": webhook}
        send_mail(to=person.email, template=MAIL, context=context, language=person.language)
