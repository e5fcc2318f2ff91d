"""Receivers of webhooks, on this machine."""

import pytest

from tests.common.conftest import names, server  # noqa: F401
from tests.webhooks.receiving import Receiver
from webhooks import sending


@pytest.fixture
def receiver(server, settings, monkeypatch):  # noqa: F811
    """By http and on a loopback address, which no stranger's may have."""
    monkeypatch.setattr(sending, "SECONDS", 30.0)  # for machines with much else to do
    settings.DEBUG = True
    settings.WEBHOOK_PRIVATE_HOSTS = [f"127.0.0.1:{server.port}"]
    return Receiver(server)
