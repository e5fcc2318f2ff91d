"""Asking for mails and text messages, and clearing up after them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import phonenumbers
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import transaction
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from common.errors import AppError
from common.text import one_line
from jobs import actions as job_actions
from jobs import runner
from jobs.models import Job
from outbox import mails
from outbox.models import WIPED, Message
from outbox.sms import PARAMS
from outbox.tasks import KINDS

KEPT_FOR = timedelta(days=30)


def send_mail(
    *,
    to: str | Sequence[str],
    template: str,
    context: Mapping[str, Any] | None = None,
    language: str = "",
    expires: datetime | None = None,
    headers: Mapping[str, str] | None = None,
) -> Message:
    """Have a mail written from ``templates/outbox/mail/<template>.{subject.txt,txt,html}`` in the person's language.

    Links in it begin with the tag ``{% base_url %}``; a request's own host would be what a stranger says it is.
    ``headers`` are further lines of its head, as ``List-Unsubscribe``.
    """
    language = language or settings.LANGUAGE_CODE
    with translation.override(language):
        subject = _plain(f"outbox/mail/{template}.subject.txt", context)
        text = _plain(f"outbox/mail/{template}.txt", context)
        html = render_to_string(f"outbox/mail/{template}.html", dict(context or {}))
    recipients = [to] if isinstance(to, str) else list(to)
    mail = EmailMultiAlternatives(
        one_line(subject), text.strip() + "\n", to=recipients, headers=dict(headers or {})
    )
    mail.attach_alternative(html, mails.HTML)
    return keep_mail(mail, purpose=template, language=language, expires=expires)


def keep_mail(
    mail: EmailMessage, *, purpose: str = "", language: str = "", expires: datetime | None = None
) -> Message:
    """Keep a mail of Django's until it has left. ValueError for one that must not be sent."""
    message = mails.to_row(mail, purpose=purpose, language=language or translation.get_language() or "")
    return _keep(message, expires)


def send_sms(
    *,
    phone: str,
    purpose: str,
    params: Mapping[str, Any],
    language: str = "",
    expires: datetime | None = None,
) -> Message:
    """Have a text message sent to a number in the form +8613800000000. ``purpose`` chooses its template at the
    provider's; ``params`` are ``code`` and the ``minutes`` that it is good for."""
    if not settings.SMS_BACKEND:
        raise AppError(_("Text messages cannot be sent from here."), code="sms_unavailable", status=503)
    if set(params) != set(PARAMS):
        raise ValueError(f"A text message needs {PARAMS}, and no more.")
    message = Message(
        kind=Message.Kind.SMS,
        to=_international(phone),
        purpose=purpose,
        language=language or settings.LANGUAGE_CODE,
        params={name: str(value) for name, value in params.items()},
    )
    return _keep(message, expires)


def deliver_waiting() -> int:
    """Try everything that waits now, in this process, whatever pause it is in. Returns how many were sent."""
    sent = 0
    for job in Job.objects.waiting().filter(kind__in=KINDS).order_by("pk"):
        Job.objects.waiting().filter(pk=job.pk).update(run_after=timezone.now())
        done = runner.run(job.pk)
        sent += (
            done is not None and Message.objects.filter(pk=job.target_id, state=Message.State.SENT).exists()
        )
    return sent


def clear_up() -> None:
    """Wipe what came too late, and forget what is long over."""
    now = timezone.now()
    Message.objects.free().filter(expires_at__lte=now).update(state=Message.State.EXPIRED, **WIPED)
    Message.objects.filter(created_at__lt=now - KEPT_FOR).delete()


def forget(*addresses: str) -> int:
    """Forget every message to these mail addresses or numbers, sent or not: the person is gone."""
    gone, _rows = Message.objects.filter(to__in=[address for address in addresses if address]).delete()
    return gone


@transaction.atomic
def _keep(message: Message, expires: datetime | None) -> Message:
    if expires is not None:
        message.expires_at = expires
    message.save()
    job_actions.start(message.kind, message.pk)
    return message


def _plain(name: str, context: Mapping[str, Any] | None) -> str:
    """A template of plain text, where an ampersand is an ampersand."""
    return Engine.get_default().get_template(name).render(Context(dict(context or {}), autoescape=False))


def _international(phone: str) -> str:
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise AppError(_("This is no phone number."), code="invalid_phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
