"""What is told at start about settings for mail and text messages."""

import pytest
from django.core import checks

from outbox.checks import NEEDED


def found():
    return {message.id for message in checks.run_checks(tags=["vitrine"])} & {
        f"vitrine.E0{number}" for number in range(40, 50)
    }


@pytest.fixture
def production(settings):
    settings.PRODUCTION = True
    settings.SMS_BACKEND = ""
    settings.OUTBOX_EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    return settings


def test_a_site_without_text_messages_may_start(production):
    assert found() == set()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("OUTBOX_EMAIL_BACKEND", "outbox.mail_backend.OutboxBackend", "vitrine.E040"),
        ("OUTBOX_EMAIL_BACKEND", "no.such.Backend", "vitrine.E041"),
        ("OUTBOX_EMAIL_BACKEND", "outbox.dev_mail.FileBackend", "vitrine.E042"),
        ("OUTBOX_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend", "vitrine.E042"),
        ("EMAIL_USE_SSL", True, "vitrine.E043"),
        ("SMS_BACKEND", "outbox.sms.console.ConsoleBackend", "vitrine.E045"),
        ("SMS_BACKEND", "outbox.sms.memory.MemoryBackend", "vitrine.E045"),
        ("SMS_BACKEND", "no.such.Backend", "vitrine.E046"),
        ("SMS_BACKEND", "outbox.models.Message", "vitrine.E046"),
    ],
)
def test_unusable_settings_are_told(production, name, value, expected):
    setattr(production, name, value)
    assert expected in found()


@pytest.mark.parametrize("backend", NEEDED)
def test_a_provider_needs_all_its_settings(production, backend):
    production.SMS_BACKEND = backend
    for name in NEEDED[backend]:
        setattr(production, name, {"code": "1"} if name.endswith("TEMPLATES") else "x")
    assert found() == set()
    for name in NEEDED[backend]:
        value = getattr(production, name)
        setattr(production, name, "")
        assert found() == {"vitrine.E047"}
        setattr(production, name, value)


def test_a_laptop_may_show_codes_in_its_log(settings):
    settings.SMS_BACKEND = "outbox.sms.console.ConsoleBackend"
    settings.OUTBOX_EMAIL_BACKEND = "outbox.dev_mail.FileBackend"
    assert found() == set()
