"""What people do with their webhooks."""

from collections.abc import Iterable
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common import limits
from common.errors import AppError
from community import standing
from jobs import actions as jobs
from users import security_log
from users.models import User
from webhooks import addresses, ending, signing
from webhooks.hearing import SEND
from webhooks.models import TEST, Delivery, Event, Webhook

AT_MOST = 10


class TooManyWebhooks(AppError):
    code = "too_many_webhooks"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            _("You have %(most)d webhooks. Remove one that you do not need.") % {"most": AT_MOST}
        )


class Inactive(AppError):
    code = "webhook_inactive"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("This webhook is not active."))


class OnItsWay(AppError):
    code = "delivery_waiting"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("This delivery is on its way already."))


def make(
    *, user: Any, url: str, events: Iterable[str], request: HttpRequest | None = None
) -> tuple[Webhook, str]:
    """A new webhook, and its secret, which nobody is told again. A mail tells the person of it."""
    standing.check(user)
    wanted = _checked_events(events)
    _check_room(user)  # before the address is looked up, and once more below
    limits.hit("webhook_account", user.pk)
    url = url.strip()
    addresses.check(url)
    secret = signing.new_secret()
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # one at a time: they are counted
        _check_room(user)
        sealed = signing.seal(secret)
        webhook = Webhook.objects.create(user=user, url=url, events=wanted, sealed_secret=sealed)
        _tell(request, security_log.Kind.WEBHOOK_ADDED, webhook)
    return webhook, secret


def change(
    *,
    user: Any,
    webhook: Webhook,
    url: str | None = None,
    events: Iterable[str] | None = None,
    active: bool | None = None,
    request: HttpRequest | None = None,
) -> Webhook:
    """Another address, other events, a pause or its end. What is None stays."""
    standing.check(user)
    changes: dict[str, Any] = {}
    if events is not None:
        changes["events"] = _checked_events(events)
    if url is not None and url.strip() != webhook.url:
        limits.hit("webhook_account", user.pk)
        changes["url"] = url.strip()
        addresses.check(changes["url"])
    with transaction.atomic():
        if active is False:
            ending.end(webhook, Webhook.Ended.BY_HERSELF)
        elif active:
            changes |= {"active": True, "ended_why": "", "failing_since": None, "failures": 0}
        if changes:
            Webhook.objects.filter(pk=webhook.pk).update(**changes)
        webhook.refresh_from_db()
        if "url" in changes:
            _tell(request, security_log.Kind.WEBHOOK_MOVED, webhook)
    return webhook


def renew_secret(*, user: Any, webhook: Webhook) -> str:
    """The new secret, which counts at once and is told this once."""
    standing.check(user)
    secret = signing.new_secret()
    Webhook.objects.filter(pk=webhook.pk).update(sealed_secret=signing.seal(secret))
    return secret


@transaction.atomic
def remove(*, webhook: Webhook, request: HttpRequest | None = None) -> None:
    """Its log goes with it."""
    security_log.record(webhook.user, security_log.Kind.WEBHOOK_REMOVED, request, url=webhook.url)
    webhook.delete()


@transaction.atomic
def test(*, user: Any, webhook: Webhook) -> Delivery:
    """Have a delivery sent that says nothing; it is tried once."""
    _check_sends(user, webhook)
    row = Delivery.objects.create(webhook=webhook, event=TEST)
    jobs.start(SEND, row.pk)
    return row


@transaction.atomic
def resend(*, user: Any, delivery: Delivery) -> Delivery:
    """Send it anew, with the same key, as its reader may see it now."""
    _check_sends(user, delivery.webhook)
    closed = Delivery.objects.filter(pk=delivery.pk).exclude(state__in=Delivery.OPEN)
    anew = {"state": Delivery.State.WAITING, "attempts": 0, "next_at": timezone.now(), "finished_at": None}
    if not closed.update(**anew):
        raise OnItsWay
    jobs.start(SEND, delivery.pk)
    delivery.refresh_from_db()
    return delivery


def _tell(request: HttpRequest | None, kind: str, webhook: Webhook) -> None:
    """The log, and a mail: whoever had her account for a minute would hear of all that she does from then on."""
    security_log.record(webhook.user, kind, request, url=webhook.url)
    if request is None:  # a command of the operator's
        return
    told = {"webhook": webhook}
    get_adapter(request).send_notification_mail("account/email/webhook_added", webhook.user, told)


def _check_sends(user: Any, webhook: Webhook) -> None:
    standing.check(user)
    if not webhook.active:
        raise Inactive
    limits.hit("webhook_send_account", user.pk)


def _check_room(user: Any) -> None:
    if Webhook.objects.filter(user=user).count() >= AT_MOST:
        raise TooManyWebhooks


def _checked_events(events: Iterable[str]) -> list[str]:
    """In the order in which they are always told."""
    wanted = set(events)
    known = [str(event) for event in Event.values if event in wanted]
    if not known or len(known) != len(wanted):
        text = _("Choose what it is told of.")
        raise ValidationError({"events": ValidationError(text, code="invalid")})
    return known
