"""A mail as a row, and the row as the same mail again."""

from email.utils import formatdate, getaddresses, make_msgid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives

from outbox.models import Message

HTML = "text/html"


def to_row(mail: EmailMessage, **fields: Any) -> Message:
    """The mail as a row that is not saved yet. ValueError for what an outbox does not carry, or what no mail may hold.

    Message-ID and date are settled here: were the mail ever sent twice, its reader's program sees that it is one.
    """
    if mail.attachments:
        raise ValueError("The outbox carries no attachments: send a link.")
    mail.message()  # refuses line breaks in headers now and not in the background
    headers = {name: str(value) for name, value in mail.extra_headers.items()}
    known = {name.lower() for name in headers}
    if "message-id" not in known:
        headers["Message-ID"] = make_msgid(domain=urlsplit(settings.BASE_URL).hostname or "localhost")
    if "date" not in known:
        headers["Date"] = formatdate(localtime=settings.EMAIL_USE_LOCALTIME)
    text, html = _texts(mail)
    copies = {"cc": mail.cc, "bcc": mail.bcc, "reply_to": mail.reply_to}
    return Message(
        kind=Message.Kind.MAIL,
        to=", ".join(mail.to),
        subject=str(mail.subject),
        text=text,
        html=html,
        headers=headers,
        sender=mail.from_email,
        copies={
            name: [str(address) for address in addresses] for name, addresses in copies.items() if addresses
        },
        **fields,
    )


def from_row(message: Message, connection: Any) -> EmailMultiAlternatives:
    """The mail, ready to be sent over that connection."""
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=message.sender,
        to=addresses(message.to),
        headers=message.headers,
        connection=connection,
        **message.copies,
    )
    if message.html:
        mail.attach_alternative(message.html, HTML)
    return mail


def addresses(text: str) -> list[str]:
    """The addresses of a list with commas; a name may stand before each, in quotation marks if it holds one."""
    return [f'"{name}" <{address}>' if name else address for name, address in getaddresses([text])]


def _texts(mail: EmailMessage) -> tuple[str, str]:
    body, alternatives = _storable(mail.body), list(getattr(mail, "alternatives", []))
    if mail.content_subtype == "html" and not alternatives:
        return "", body
    if mail.content_subtype != "plain" or len(alternatives) > 1 or any(a[1] != HTML for a in alternatives):
        raise ValueError("The outbox carries plain text and HTML only.")
    return body, _storable(alternatives[0][0]) if alternatives else ""


def _storable(text: Any) -> str:
    return str(text).replace("\x00", "")  # which PostgreSQL does not take
