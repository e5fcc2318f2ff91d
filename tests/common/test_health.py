"""The two addresses for probes."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.storage import storages
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from common import health
from jobs.models import WorkerBeat


@pytest.fixture
def worker(db: None) -> WorkerBeat:
    return WorkerBeat.objects.create(name="here:1", processes=2, beat_at=timezone.now())


def fail(*args: object, **kwargs: object) -> None:
    raise OperationalError("password authentication failed for user vitrine")


def test_alive_needs_no_database(client: Client) -> None:  # which this test may not touch
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "alive"})
    assert response["Cache-Control"] == "no-store"


def test_probes_come_by_address_and_without_tls(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["gallery.example.com"], True
    assert client.get("/healthz", headers={"host": "10.0.0.7:8000"}).status_code == 200


def test_ready_when_everything_answers(client: Client, worker: WorkerBeat) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ready",
        "checks": {"database": "ok", "cache": "ok", "storage": "ok", "worker": "ok"},
    }
    assert "Retry-After" not in response


def test_readiness_leaves_no_file_behind(client: Client, worker: WorkerBeat) -> None:
    client.get("/readyz")
    assert not [name for alias in ("default", "renditions") for name in storages[alias].listdir("")[1]]


@pytest.mark.parametrize(
    ("broken", "check"),
    [
        ("django.db.backends.utils.CursorWrapper.execute", "database"),
        ("django.core.cache.backends.locmem.LocMemCache.set", "cache"),
        ("django.core.files.storage.FileSystemStorage._save", "storage"),
    ],
)
def test_not_ready_when_something_fails(
    client: Client,
    worker: WorkerBeat,
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
    broken: str,
    check: str,
) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    with monkeypatch.context() as patched:
        patched.setattr(broken, fail)
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert response.json()["checks"][check] == "does not answer"
    assert b"password" not in response.content


@pytest.mark.parametrize("beat", [{"beat_at": timezone.now() - timedelta(minutes=1)}, {"processes": 0}])
def test_not_ready_without_a_living_worker(client: Client, worker: WorkerBeat, beat: dict[str, Any]) -> None:
    WorkerBeat.objects.update(**beat)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["worker"] == "no worker has been heard of lately"


def test_in_place_there_is_no_worker_to_wait_for(client: Client, db: None, settings: Any) -> None:
    settings.TASKS_ENGINE = "inline"
    assert client.get("/readyz").status_code == 200


def test_a_cache_that_forgets_is_told(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(cache), "get", lambda *args, **kwargs: None, raising=False)
    assert health.report()["cache"] == "forgets what it was told"
