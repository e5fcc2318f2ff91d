"""The three places where pictures may lie, each as it is configured for real."""

import pytest
from django.core.files.storage import storages

from config.settings.storage import pictures
from tests.fakes.storage_fixtures import qiniu_storages


@pytest.fixture
def on_disk(settings, tmp_path):
    settings.STORAGES = qiniu_storages(**pictures("local", tmp_path))


@pytest.fixture(params=["local", "kodo", "s3"])
def place(request):
    """local, kodo or s3; with all three storages of the site there."""
    request.getfixturevalue({"local": "on_disk", "kodo": "on_kodo", "s3": "on_s3"}[request.param])
    return request.param


@pytest.fixture
def storage(place):
    return storages["default"]


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    """Between two attempts hardly any time passes."""
    monkeypatch.setattr("common.kodo.transport.PAUSE", 0.01)
