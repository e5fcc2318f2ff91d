"""The kinds of work of this app, as the background knows them."""

from django.utils.translation import gettext_lazy as _

from jobs import registry
from jobs.registry import Report
from outbox import sending
from outbox.models import Message

# With pauses of a quarter of an hour at most these go on until the message is too late to be of use.
TRIES = {Message.Kind.MAIL: 100, Message.Kind.SMS: 8}
LABELS = {Message.Kind.MAIL: _("Send a mail"), Message.Kind.SMS: _("Send a text message")}
KINDS = tuple(str(kind) for kind in TRIES)


def register() -> None:
    for kind, tries in TRIES.items():
        registry.register(str(kind), work=send, gave_up=sending.gave_up, tries=tries, label=LABELS[kind])


def send(target_id: int, report: Report) -> None:
    sending.send(target_id, report)
