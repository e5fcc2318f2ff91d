"""Tencent and Aliyun, by their SDKs, against servers of this machine that speak as they do."""

import json
import logging
import traceback

import pytest

from outbox.sms import Refused, Unavailable, aliyun, base, tencent
from tests.common.local_server import LocalServer, answer, silence
from tests.fakes import sms as fake

PARAMS = {"code": "918273", "minutes": "10"}


@pytest.fixture
def provider():
    with LocalServer() as server:
        yield server


@pytest.fixture
def tencent_set_up(provider, settings, monkeypatch):
    monkeypatch.setattr(tencent, "SECONDS", 0.3)
    settings.SMS_TENCENT_SECRET_ID, settings.SMS_TENCENT_SECRET_KEY = "key-id", "key-secret"
    settings.SMS_TENCENT_APP_ID, settings.SMS_TENCENT_SIGN_NAME = "1400", "光格"
    settings.SMS_TENCENT_TEMPLATES = {"code": "1001", "code@en": "1002"}
    settings.SMS_TENCENT_ENDPOINT = provider.url
    provider.answers = [fake.tencent_says()]
    return provider


@pytest.fixture
def aliyun_set_up(provider, settings, monkeypatch):
    monkeypatch.setattr(aliyun, "SECONDS", 0.3)
    settings.SMS_ALIYUN_ACCESS_KEY_ID, settings.SMS_ALIYUN_ACCESS_KEY_SECRET = "key-id", "key-secret"
    settings.SMS_ALIYUN_SIGN_NAME, settings.SMS_ALIYUN_TEMPLATES = (
        "光格",
        {"code": "SMS_1", "abroad-code": "SMS_2"},
    )
    settings.SMS_ALIYUN_ENDPOINT = provider.url
    provider.answers = [fake.aliyun_says()]
    return provider


def by_tencent(phone="+8613800000000", language="zh-hans"):
    tencent.TencentBackend().send(phone, "sign_up", PARAMS, language)


def by_aliyun(phone="+8613800000000"):
    aliyun.AliyunBackend().send(phone, "sign_up", PARAMS, "zh-hans")


def test_tencent_is_asked_as_it_wants(tencent_set_up):
    by_tencent(language="en")
    [asked] = tencent_set_up.received
    assert json.loads(asked.body) == {
        "PhoneNumberSet": ["+8613800000000"],
        "SmsSdkAppId": "1400",
        "SignName": "光格",
        "TemplateId": "1002",
        "TemplateParamSet": ["918273", "10"],
    }
    assert asked.headers["X-TC-Action"] == "SendSms"
    assert asked.headers["X-TC-Version"] == "2021-01-11"
    assert asked.headers["Authorization"].startswith("TC3-HMAC-SHA256 Credential=key-id/")
    assert "key-secret" not in str(asked)


def test_aliyun_is_asked_as_it_wants(aliyun_set_up):
    by_aliyun()
    [asked] = aliyun_set_up.received
    query = fake.query_of(asked)
    assert query["PhoneNumbers"] == "13800000000"
    assert (query["SignName"], query["TemplateCode"]) == ("光格", "SMS_1")
    assert json.loads(query["TemplateParam"]) == {"code": "918273"}
    assert asked.headers["x-acs-action"] == "SendSms"
    assert asked.headers["x-acs-version"] == "2017-05-25"
    assert asked.headers["Authorization"].startswith("ACS3-HMAC-SHA256 Credential=key-id,")
    assert "key-secret" not in str(asked)


def test_aliyun_is_told_a_number_abroad_without_its_plus(aliyun_set_up):
    by_aliyun("+85251234567")
    query = fake.query_of(aliyun_set_up.received[0])
    assert (query["PhoneNumbers"], query["TemplateCode"]) == ("85251234567", "SMS_2")


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (fake.tencent_says("InvalidParameterValue.IncorrectPhoneNumber"), Refused),
        (fake.tencent_says("LimitExceeded.PhoneNumberDailyLimit"), Refused),
        (fake.tencent_says("LimitExceeded.PhoneNumberThirtySecondLimit"), Unavailable),
        (fake.tencent_says("FailedOperation.InsufficientBalanceInSmsPackage"), Refused),
        (fake.tencent_says("InternalError.Timeout"), Unavailable),
        (fake.tencent_fails("AuthFailure.SignatureFailure"), Refused),
        (fake.tencent_fails("RequestLimitExceeded"), Unavailable),
        (fake.tencent_fails("InternalError"), Unavailable),
        (answer(502, b"Bad Gateway"), Unavailable),
        (answer(200, b"not json"), Unavailable),
        (answer(200, b"{}", content_type="application/json"), Unavailable),
        (answer(200, b'{"Response":{"SendStatusSet":[]}}', content_type="application/json"), Unavailable),
        (silence, Unavailable),
    ],
)
def test_tencents_troubles_are_told_apart(tencent_set_up, said, error, caplog):
    caplog.set_level(logging.DEBUG)
    tencent_set_up.answers = [said]
    with pytest.raises(error) as caught:
        by_tencent()
    assert_no_code(caught, caplog)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (fake.aliyun_says("isv.MOBILE_NUMBER_ILLEGAL"), Refused),
        (fake.aliyun_says("isv.BUSINESS_LIMIT_CONTROL"), Refused),
        (fake.aliyun_says("isp.SYSTEM_ERROR"), Unavailable),
        (fake.aliyun_says("InvalidAccessKeyId.NotFound", 404), Refused),
        (fake.aliyun_says("Throttling.User", 400), Unavailable),
        (fake.aliyun_says("ServiceUnavailable", 503), Unavailable),
        (answer(502, b"Bad Gateway"), Unavailable),
        (answer(200, b"not json"), Unavailable),
        (answer(200, b"{}", content_type="application/json"), Unavailable),
        (silence, Unavailable),
    ],
)
def test_aliyuns_troubles_are_told_apart(aliyun_set_up, said, error, caplog):
    caplog.set_level(logging.DEBUG)
    aliyun_set_up.answers = [said]
    with pytest.raises(error) as caught:
        by_aliyun()
    assert_no_code(caught, caplog)


@pytest.mark.parametrize("send", [by_tencent, by_aliyun])
def test_a_provider_that_is_not_there_is_unavailable(tencent_set_up, aliyun_set_up, settings, send):
    settings.SMS_TENCENT_ENDPOINT = settings.SMS_ALIYUN_ENDPOINT = "http://127.0.0.1:9"
    with pytest.raises(Unavailable):
        send()


def test_nobody_waits_longer_than_five_seconds():
    assert base.SECONDS == 5


def assert_no_code(caught, caplog):
    """Neither the error that the log will show, nor the log itself, tells the code or the number."""
    told = "".join(traceback.format_exception(caught.value)) + caplog.text
    assert "918273" not in told
    assert "13800000000" not in told
