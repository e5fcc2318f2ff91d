"""Sending one message: claim it, hand it over to the mail server or the network, wipe its words."""

import logging
import re
from collections.abc import Callable
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException, SMTPServerDisconnected

from django.conf import settings
from django.core.mail import get_connection
from django.utils import timezone

from jobs.registry import Permanent, Report
from outbox import mails, sms
from outbox.models import WIPED, Message

logger = logging.getLogger(__name__)


class NotNow(Exception):
    """It could not be sent, and may be a little later."""


def send(message_id: int, report: Report) -> None:
    """Send it unless it is over. May be repeated: only a worker that dies between the handing over and the note
    that follows makes a second copy, of the same Message-ID."""
    message = Message.objects.filter(pk=message_id).first()
    if message is None or message.state in (Message.State.SENT, Message.State.EXPIRED):
        return
    if message.state == Message.State.FAILED:
        raise Permanent("It failed before, and its words are gone. The person has to ask anew.")
    if message.expires_at <= timezone.now():
        close(message, Message.State.EXPIRED)
        return
    now = timezone.now()
    if not Message.objects.free().filter(pk=message.pk).update(state=Message.State.SENDING, claimed_at=now):
        raise NotNow("Somebody else is sending it.")
    try:
        SENDERS[message.kind](message)
    except BaseException:
        ours = Message.objects.filter(pk=message.pk, state=Message.State.SENDING, claimed_at=now)
        ours.update(state=Message.State.WAITING)
        raise
    close(message, Message.State.SENT)
    logger.info("%s was sent", message)


def gave_up(message_id: int, reason: str) -> None:
    """The last try has failed."""
    message = Message.objects.unsent().filter(pk=message_id).first()
    if message is not None:
        close(message, Message.State.FAILED)


def close(message: Message, state: Message.State) -> None:
    """It is over: nobody needs its words any more."""
    sent_at = timezone.now() if state == Message.State.SENT else None
    Message.objects.filter(pk=message.pk).update(state=state, sent_at=sent_at, **WIPED)


def _send_mail(message: Message) -> None:
    connection = get_connection(settings.OUTBOX_EMAIL_BACKEND)
    # "from None" throughout: a traceback in the log must not tell what was in the mail.
    try:
        mails.from_row(message, connection).send()
    except SMTPRecipientsRefused as error:
        code, text = next(iter(error.recipients.values()))
        raise _refusal(code, text) from None
    except SMTPServerDisconnected:
        raise NotNow("The mail server hung up.") from None
    except SMTPResponseException as error:
        raise _refusal(error.smtp_code, error.smtp_error) from None
    except (SMTPException, OSError) as error:
        raise NotNow(f"The mail server cannot be reached: {type(error).__name__}.") from None
    except ValueError:
        raise Permanent("It cannot be written as a mail.") from None


def _refusal(code: int, answer: bytes | str) -> Exception:
    """Whether the server says "never" (5xx), and why; it likes to repeat the address, which the log need not know."""
    said = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
    said = " ".join(re.sub(r"\S+@\S+", "…", said).split())[:200]
    if code in NOT_ABOUT_THE_MAIL or not 500 <= code < 600:
        return NotNow(f"The mail server says {code}: {said}")
    return Permanent(f"The mail server says {code}: {said}")


# The server does not know or let us in: an operator's matter, after which the mail can still go.
NOT_ABOUT_THE_MAIL = {530, 534, 535, 538}


def _send_sms(message: Message) -> None:
    try:
        sms.backend().send(message.to, message.purpose, message.params, message.language)
    except sms.Refused as error:
        raise Permanent(str(error)) from None
    except sms.Unavailable as error:
        raise NotNow(str(error)) from None


SENDERS: dict[str, Callable[[Message], None]] = {Message.Kind.MAIL: _send_mail, Message.Kind.SMS: _send_sms}
