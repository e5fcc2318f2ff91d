"""Text messages: kept like mails, wiped like mails, and sent by who is set up."""

import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from common.errors import AppError
from outbox import actions, sms
from outbox.models import Message
from outbox.sms import base

pytestmark = pytest.mark.django_db

PARAMS = {"code": "123456", "minutes": 10}


def ask(**fields):
    return actions.send_sms(
        **{"phone": "+8613800000000", "purpose": "sign_up", "params": PARAMS, "language": "en", **fields}
    )


def test_a_code_arrives_and_is_wiped(phones):
    message = ask()
    [sent] = phones
    assert (sent.phone, sent.purpose, sent.code, sent.language) == (
        "+8613800000000",
        "sign_up",
        "123456",
        "en",
    )
    message.refresh_from_db()
    assert message.state == Message.State.SENT
    assert "123456" not in str(Message.objects.values().get())


def test_a_code_that_is_late_is_not_sent(phones):
    message = ask(expires=timezone.now() - timedelta(seconds=1))
    assert list(phones) == []
    message.refresh_from_db()
    assert message.state == Message.State.EXPIRED


@pytest.mark.parametrize(
    "phone", ["", "hello", "13800000000", "+86", "+86138000000000000", "+8613800000000\n;x"]
)
def test_what_is_no_number_is_refused(phone):
    with pytest.raises(AppError) as refused:
        ask(phone=phone)
    assert refused.value.code == "invalid_phone"
    assert not Message.objects.exists()


def test_without_a_provider_nothing_is_kept(settings):
    settings.SMS_BACKEND = ""
    with pytest.raises(AppError) as refused:
        ask()
    assert (refused.value.code, refused.value.status) == ("sms_unavailable", 503)
    with pytest.raises(sms.Refused):
        sms.backend()


def test_params_that_no_template_knows_are_a_mistake_of_ours():
    with pytest.raises(ValueError, match="code"):
        ask(params={"code": "123456"})


def test_the_code_stands_in_the_log_of_a_laptop(settings, caplog):
    caplog.set_level(logging.WARNING)
    settings.SMS_BACKEND = "outbox.sms.console.ConsoleBackend"
    ask()
    assert actions.deliver_waiting() == 1
    assert "123456" in caplog.text


@pytest.mark.parametrize(
    ("phone", "purpose", "language", "expected"),
    [
        ("+8613800000000", "reset", "en", "r-en"),
        ("+8613800000000", "reset", "zh-hans", "r"),
        ("+8613800000000", "sign_up", "en", "c-en"),
        ("+8613800000000", "sign_up", "zh-hans", "c"),
        ("+85251234567", "reset", "zh-hans", "abroad"),
    ],
)
def test_the_nearest_template_is_taken(phone, purpose, language, expected):
    templates = {"code": "c", "code@en": "c-en", "reset": "r", "reset@en": "r-en", "abroad-code": "abroad"}
    assert base.template_for(templates, phone, purpose, language) == expected


def test_a_number_abroad_without_a_template_for_it_is_refused():
    with pytest.raises(sms.Refused):
        base.template_for({"code": "c"}, "+85251234567", "reset", "en")
