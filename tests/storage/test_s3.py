"""What is our own in the S3 storage: errors, insert-only writes, addresses."""

import hashlib
from urllib.parse import urlsplit

import pytest
import requests
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from common.errors import StorageRefused, StorageUnavailable
from tests.fakes.s3_fixtures import s3_settings
from tests.storage.test_kodo_faults import DOINGS, LARGE, SMALL

every_doing = pytest.mark.parametrize("doing", DOINGS)


@pytest.fixture
def storage(on_s3):
    storages["default"].save("there.txt", ContentFile(SMALL))
    return storages["default"]


def place_with(settings, url, **changed):
    settings.S3 = s3_settings(url, **changed)
    settings.STORAGES = {**settings.STORAGES}
    return storages["default"]


@every_doing
def test_a_server_that_is_away_is_not_a_missing_file(storage, settings, doing):
    away = place_with(settings, "http://127.0.0.1:1", TIMEOUT=1.0)
    with pytest.raises(StorageUnavailable):
        DOINGS[doing](away)


@every_doing
def test_a_server_that_errs_is_not_a_missing_file(storage, settings, fake_kodo, doing):
    fake_kodo.fail(status=503)
    broken = place_with(settings, fake_kodo.url, TIMEOUT=1.0)
    with pytest.raises(StorageUnavailable):
        DOINGS[doing](broken)


@every_doing
def test_a_server_that_hangs_is_given_up(storage, settings, fake_kodo, doing):
    fake_kodo.hang()
    silent = place_with(settings, fake_kodo.url, TIMEOUT=0.4)
    with pytest.raises(StorageUnavailable):
        DOINGS[doing](silent)


@pytest.mark.parametrize("doing", ["upload", "upload in parts", "open", "list"])
def test_a_missing_bucket_is_told(storage, moto_url, settings, doing):
    buckets = {"originals": {"NAME": "nobody-made-it", "DOMAIN": "", "PRIVATE": True}}
    with pytest.raises(StorageRefused, match="NoSuchBucket"):
        DOINGS[doing](place_with(settings, moto_url, BUCKETS=buckets))


def test_without_keys_it_says_what_is_missing(settings, on_s3, moto_url):
    with pytest.raises(ImproperlyConfigured, match="S3_SECRET_KEY"):
        place_with(settings, moto_url, SECRET_KEY="").exists("one.txt")


def test_a_server_without_conditional_writes_is_not_asked_for_them(settings, on_s3, moto_url):
    storage = place_with(settings, moto_url, CONDITIONAL_WRITES=False)
    name = storage.save("one.txt", ContentFile(b"one"))
    assert storage.save("one.txt", ContentFile(b"two")) != name
    assert storage.open(name).read() == b"one"


def test_an_upload_that_fails_halfway_is_given_up_at_the_bucket(storage, on_s3, monkeypatch):
    large = LARGE * 3
    real, sent = storage.client.upload_part, []

    def upload_part(**part):
        sent.append(part["PartNumber"])
        if len(sent) > 1:
            raise ConnectionError("the cable")
        return real(**part)

    monkeypatch.setattr(storage.client, "upload_part", upload_part)
    with pytest.raises(OSError, match="cable"):
        storage.save("new.bin", ContentFile(large))
    assert sent == [1, 2]
    assert not on_s3.list_multipart_uploads(Bucket="originals").get("Uploads")
    assert not storage.exists("new.bin")


def test_parts_have_one_size_and_every_byte(storage, on_s3):
    large = LARGE * 5
    name = storage.save("new.bin", ContentFile(large))
    found = on_s3.head_object(Bucket="originals", Key=f"originals/{name}")
    assert found["ETag"].endswith('-3"')
    assert hashlib.sha256(storage.open(name).read()).digest() == hashlib.sha256(large).digest()


def test_wrong_bytes_of_a_download_are_noticed(storage, monkeypatch):
    real = storage.client.get_object
    monkeypatch.setattr(
        storage.client, "get_object", lambda **asked: {**real(**asked), "ETag": '"' + "0" * 32 + '"'}
    )
    with pytest.raises(StorageUnavailable, match="not the bytes"):
        storage.open("there.txt")


def test_no_checksum_trailers_are_sent(storage, settings, fake_kodo):
    # Servers other than Amazon's refuse them.
    assert storage.client.meta.config.request_checksum_calculation == "when_required"
    assert storage.client.meta.config.response_checksum_validation == "when_required"


def test_a_domain_of_ones_own_is_the_address_of_what_is_public(settings, on_s3, moto_url):
    buckets = {"originals": {"NAME": "avatars", "DOMAIN": "pictures.example.com", "PRIVATE": False}}
    storage = place_with(settings, moto_url, BUCKETS=buckets)
    assert storage.url("云 海.jpg") == "https://pictures.example.com/originals/%E4%BA%91%20%E6%B5%B7.jpg"


def test_a_private_bucket_is_read_at_the_bucket_itself(settings, on_s3, moto_url):
    buckets = {"originals": {"NAME": "originals", "DOMAIN": "cdn.example.com", "PRIVATE": True}}
    storage = place_with(settings, moto_url, BUCKETS=buckets)
    name = storage.save("one.jpg", ContentFile(b"x"))
    url = storage.url(name)
    assert urlsplit(url).netloc == urlsplit(moto_url).netloc
    assert requests.get(url, timeout=5).content == b"x"
