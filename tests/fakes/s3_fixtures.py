"""The site's settings, pointed at buckets of moto's server behind ``StrictS3``."""

import json

import boto3
import pytest
from moto.server import ThreadedMotoServer

from config.settings.storage import pictures
from tests.fakes.storage_fixtures import qiniu_storages
from tests.fakes.strict_s3 import StrictS3

BUCKETS = {"originals": True, "renditions": False, "avatars": False}  # whether they are private
ACCESS_KEY, SECRET_KEY, REGION = "test-access", "test-secret", "us-east-1"


def s3_settings(url, **changed):
    """``settings.S3`` for moto's server."""
    return {
        "ACCESS_KEY": ACCESS_KEY,
        "SECRET_KEY": SECRET_KEY,
        "ENDPOINT": url,
        "REGION": REGION,
        "ADDRESSING": "path",
        "CONDITIONAL_WRITES": True,
        "TIMEOUT": 5.0,
        "BUCKETS": {
            role: {"NAME": role, "DOMAIN": "", "PRIVATE": private} for role, private in BUCKETS.items()
        },
        **changed,
    }


class S3:
    """The server: ``strict`` in front of it, ``client`` with all rights, and what lies in its buckets."""

    def __init__(self):
        self._server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
        self._server.start()
        host, port = self._server.get_host_and_port()
        self.url = f"http://{host}:{port}"
        self.strict = StrictS3(self._server._server.app, ACCESS_KEY, SECRET_KEY, REGION)
        self._server._server.app = self.strict
        self.client = boto3.client(
            "s3",
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=SECRET_KEY,
        )

    def make_buckets(self):
        for bucket, private in BUCKETS.items():
            self.client.create_bucket(Bucket=bucket)
            if not private:
                rule = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}
                rule["Resource"] = f"arn:aws:s3:::{bucket}/*"
                policy = json.dumps({"Version": "2012-10-17", "Statement": [rule]})
                self.client.put_bucket_policy(Bucket=bucket, Policy=policy)
                self.strict.public.add(bucket)

    def keys(self, bucket):
        return [item["Key"] for item in self.client.list_objects_v2(Bucket=bucket).get("Contents", [])]

    def empty(self):
        self.strict.heal()
        for bucket in BUCKETS:
            for key in self.keys(bucket):
                self.client.delete_object(Bucket=bucket, Key=key)

    def stop(self):
        self._server.stop()


@pytest.fixture(scope="session")
def s3_server():
    server = S3()
    yield server
    server.stop()


@pytest.fixture
def moto_url(s3_server):
    return s3_server.url


@pytest.fixture
def s3(s3_server, settings):
    """Every picture of the site lies in buckets of the server."""
    s3_server.make_buckets()
    settings.STORAGE = "s3"
    settings.S3 = s3_settings(s3_server.url)
    copies = {"bucket": "renditions", "location": "open"}
    settings.STORAGES = qiniu_storages(
        **pictures("s3", ""),
        open_renditions={"BACKEND": "common.s3_storage.S3Storage", "OPTIONS": copies},
    )
    yield s3_server
    s3_server.empty()


@pytest.fixture
def on_s3(s3):
    return s3.client
