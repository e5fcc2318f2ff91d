"""Mail templates of the tests, and mail servers that do as they are told."""

from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends import locmem

from outbox.models import Message

HERE = Path(__file__).parent


class Server(locmem.EmailBackend):
    """Raises what stands in ``trouble``, or sends."""

    trouble: list[Exception] = []
    meanwhile: Any = None

    def send_messages(self, messages: Any) -> int:
        if Server.meanwhile:
            Server.meanwhile()
        if Server.trouble:
            raise Server.trouble[0]
        return super().send_messages(messages)


@pytest.fixture
def server(settings):
    settings.OUTBOX_EMAIL_BACKEND = "tests.outbox.conftest.Server"
    Server.trouble, Server.meanwhile = [], None
    yield Server
    Server.trouble, Server.meanwhile = [], None


@pytest.fixture
def templates(settings):
    first = {**settings.TEMPLATES[0], "DIRS": [HERE / "templates", *settings.TEMPLATES[0]["DIRS"]]}
    settings.TEMPLATES = [first]


@pytest.fixture
def letter(db):
    """A mail that waits, with a secret link in it."""
    mail.EmailMultiAlternatives(
        "Confirm",
        "https://x/secret-link",
        to=["a@example.org"],
        alternatives=[("<p>secret-link</p>", "text/html")],
    ).send()
    return Message.objects.get()


def job_of(message):
    from jobs.models import Job

    return Job.objects.filter(kind=message.kind, target_id=message.pk).latest("pk")
