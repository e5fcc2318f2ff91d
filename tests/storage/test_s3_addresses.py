"""Addresses of S3 are botocore's own, byte for byte, and upload forms hold for one file only."""

import time
from datetime import UTC, datetime

import botocore.auth
import pytest
import requests
from botocore.client import BaseClient
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from tests.fakes.s3_fixtures import s3_settings

BEGINS = 1_790_000_100  # a full minute
UNTIL = BEGINS + 600
NAMES = ["one.jpg", "云 海/50%+&#?.jpg", "a~b_c-d.e/ü (1)='\"*!.avif"]


@pytest.fixture
def frozen(monkeypatch, settings):
    settings.SIGNED_ADDRESS_SECONDS = 300
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda: datetime.fromtimestamp(BEGINS, UTC))
    monkeypatch.setattr("time.time", lambda: BEGINS + 30.0)


def elsewhere(settings, endpoint, addressing, region):
    settings.S3 = s3_settings(endpoint, ADDRESSING=addressing, REGION=region)
    settings.STORAGES = {**settings.STORAGES}
    return storages["default"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("endpoint", "addressing", "region"),
    [
        ("", "auto", "us-east-1"),
        ("", "virtual", "eu-central-1"),
        ("http://127.0.0.1:9000", "path", "us-east-1"),
        ("https://oss-cn-hangzhou.aliyuncs.com", "virtual", "oss-cn-hangzhou"),
        ("https://s3.cn-east-1.qiniucs.com", "auto", "cn-east-1"),
    ],
)
def test_a_signed_address_is_the_one_that_botocore_makes(
    s3, frozen, settings, endpoint, addressing, region, name
):
    storage = elsewhere(settings, endpoint, addressing, region)
    ours = storage.signed_url(name, UNTIL)
    assert ours == presigned(storage.client, storage.key(name))


def presigned(client: BaseClient, key: str, **more: str) -> str:
    place = {"Bucket": "originals", "Key": key, **more}
    return client.generate_presigned_url("get_object", Params=place, ExpiresIn=600)


def test_an_address_for_a_download_is_botocores_too(s3, frozen, settings):
    storage = elsewhere(settings, "", "virtual", "eu-central-1")
    ours = storage.signed_url("one.jpg", UNTIL, filename="云 1.jpg")
    saved_as = "attachment; filename*=UTF-8''%E4%BA%91%201.jpg"
    assert ours == presigned(storage.client, "originals/one.jpg", ResponseContentDisposition=saved_as)


def test_a_download_is_saved_under_its_name(s3):
    name = storages["default"].save("one.jpg", ContentFile(b"x"))
    answer = requests.get(storages["default"].signed_url(name, later(), filename="云 1.jpg"), timeout=5)
    assert answer.content == b"x"
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''%E4%BA%91%201.jpg"


@pytest.mark.parametrize("name", NAMES)
def test_without_its_signature_or_after_its_time_the_file_is_refused(s3, name):
    name = storages["default"].save(name, ContentFile(b"x"))
    address = storages["default"].url(name)
    assert requests.get(address, timeout=5).content == b"x"
    assert requests.get(address.partition("?")[0], timeout=5).status_code == 403
    assert requests.get(address[:-1] + ("0" if address[-1] != "0" else "1"), timeout=5).status_code == 403
    s3.strict.offset = 3 * 3600
    assert requests.get(address, timeout=5).status_code == 403


def later() -> int:
    return int(time.time()) + 600


def test_the_server_is_asked_for_nothing_to_make_an_address(s3):
    before = len(s3.strict.requests)
    storages["default"].url("one.jpg")
    storages["default"].upload_form("two.jpg", mime="image/jpeg", max_bytes=9, seconds=60)
    assert len(s3.strict.requests) == before


@pytest.fixture
def form(s3):
    return storages["default"].upload_form("in/a.jpg", mime="image/jpeg", max_bytes=1000, seconds=600)


def post(form, content=b"x" * 1000, **changed):
    fields = {**form["fields"], **changed}
    files = {form["file_field"]: ("x", content)}
    return requests.post(form["url"], data=fields, files=files, timeout=5).status_code


def test_a_form_takes_the_file_it_was_made_for(s3, form):
    assert post(form) == 204
    assert storages["default"].open("in/a.jpg").read() == b"x" * 1000


@pytest.mark.parametrize(
    "harm",
    [
        {"content": b"x" * 1001},
        {"content": b""},
        {"key": "originals/in/other.jpg"},
        {"Content-Type": "text/html"},
        {"acl": "public-read"},
        {"policy": "e30="},
        {"x-amz-signature": "0" * 64},
    ],
    ids=lambda harm: next(iter(harm)),
)
def test_a_form_takes_nothing_else(s3, form, harm):
    assert post(form, **harm) in (400, 403)
    assert s3.keys("originals") == []


def test_a_form_ends(s3, form):
    s3.strict.offset = 601
    assert post(form) == 403
    assert s3.keys("originals") == []
