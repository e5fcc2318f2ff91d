"""The people of the tests, by role."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.utils import timezone

from outbox.sms import memory
from tests.caching import empty
from tests.database import django_db_keepdb, django_db_setup, migrated  # noqa: F401
from tests.factories import make_album, make_user, ready_photo
from tests.fakes.oidc import provider  # noqa: F401
from tests.fakes.s3_fixtures import moto_url, on_s3, s3, s3_server  # noqa: F401
from tests.fakes.storage_fixtures import fake_kodo, on_kodo  # noqa: F401
from tests.mailbox import Mailbox, Phones


@pytest.fixture
def owner(db: None) -> Any:
    return make_user("owner", display_name="林晚")


@pytest.fixture
def stranger(db: None) -> Any:
    """Signed in, and nothing to do with anything here."""
    return make_user("stranger")


@pytest.fixture
def superuser(db: None) -> Any:
    return make_user("root", is_superuser=True, is_staff=True)


@pytest.fixture
def public_album(owner: Any) -> Any:
    """A published album of the owner with three ready photos."""
    album = make_album("雾起黄山", owner=owner, title_en="Mist over Huangshan", slug="mist")
    for _ in range(3):
        ready_photo(owner=owner, album=album)
    return album


@pytest.fixture
def private_album(owner: Any) -> Any:
    """A private album of the owner with one ready photo."""
    album = make_album("家", owner=owner, slug="home-alone", visibility="private")
    ready_photo(owner=owner, album=album)
    return album


@pytest.fixture(autouse=True)
def outgoing(settings: Any) -> Iterator[None]:
    """Mail goes the way it goes in real life; pytest-django would have it skip the outbox."""
    settings.EMAIL_BACKEND = "outbox.mail_backend.OutboxBackend"
    memory.sent.clear()
    yield
    memory.sent.clear()


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    """Each test begins with all limits untouched."""
    for alias in ("limits", "default"):  # allauth's own counters are in the second
        empty(caches[alias])


class Clock:
    """The time, which a test may move on. The columns' own defaults go by the real one."""

    ahead = timedelta(0)

    def forward(self, **units: float) -> None:
        self.ahead += timedelta(**units)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock, seconds, now = Clock(), time.time, timezone.now
    monkeypatch.setattr(time, "time", lambda: seconds() + clock.ahead.total_seconds())
    monkeypatch.setattr(timezone, "now", lambda: now() + clock.ahead)
    return clock


@pytest.fixture
def mailbox(db: None) -> Mailbox:
    """The mails that have left; reading it sends what waits."""
    return Mailbox()


@pytest.fixture
def phones(db: None) -> Phones:
    """The text messages that have left; reading it sends what waits."""
    return Phones()
