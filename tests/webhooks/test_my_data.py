"""Webhooks in what a person takes along."""

import io
import json
import zipfile

import pytest

from tests.webhooks.receiving import happened
from users.my_data import Archive
from webhooks import my_data
from webhooks.models import Event

pytestmark = pytest.mark.django_db


def test_addresses_and_the_log_go_along_and_no_secret(receiver, owner, stranger, public_album):
    receiver.webhook(owner)
    secret = receiver.secret
    receiver.webhook(stranger)
    happened(Event.ALBUM_PUBLISHED, public_album)
    target = io.BytesIO()
    archive = Archive(target)
    my_data.export(owner, archive)
    archive.close()
    files = zipfile.ZipFile(target)
    [hook] = json.loads(files.read("webhooks.json"))
    [sent] = json.loads(files.read("webhook-deliveries.json"))
    assert hook["url"] == receiver.url and hook["events"] == list(Event.values)
    assert (sent["event"], sent["state"], sent["status"]) == ("album.published", "delivered", 200)
    everything = b"".join(files.read(name) for name in files.namelist())
    assert secret.encode() not in everything and b"sealed" not in everything
