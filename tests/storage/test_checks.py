"""What is told at start about where pictures are kept."""

import pytest

from common.storage_checks import problems
from tests.fakes.kodo import FakeKodo
from tests.fakes.s3_fixtures import s3_settings
from tests.fakes.storage_fixtures import qiniu_settings


def found(*, production=False):
    return [message.id for message in problems(production=production)]


@pytest.fixture
def qiniu(settings):
    settings.STORAGE = "qiniu"
    settings.QINIU = qiniu_settings(FakeKodo(port=1))
    return settings


@pytest.fixture
def s3(settings):
    settings.STORAGE = "s3"
    settings.S3 = s3_settings("https://s3.example.com")
    return settings


def test_the_local_disk_needs_nothing(settings):
    settings.STORAGE = "local"
    assert found(production=True) == []


def test_a_storage_nobody_knows_is_told(settings):
    settings.STORAGE = "floppy"
    assert found() == ["vitrine.E060"]


def test_good_settings_pass(qiniu):
    assert found() == []


def test_good_settings_of_s3_pass_in_production(s3):
    assert found(production=True) == []


@pytest.mark.parametrize("name", ["ACCESS_KEY", "SECRET_KEY"])
@pytest.mark.parametrize("kind", ["QINIU", "S3"])
def test_a_missing_key_is_told_by_the_name_of_its_variable(request, kind, name):
    settings = request.getfixturevalue(kind.lower())
    setattr(settings, kind, {**getattr(settings, kind), name: ""})
    assert [message.msg for message in problems(production=False)] == [f"{kind}_{name} is not set."]


@pytest.mark.parametrize(
    ("role", "part", "expected"),
    [
        ("originals", "NAME", "QINIU_BUCKET"),
        ("originals", "DOMAIN", "QINIU_DOMAIN"),
        ("renditions", "DOMAIN", "QINIU_RENDITIONS_DOMAIN"),
    ],
)
def test_a_missing_bucket_or_domain_is_told(qiniu, role, part, expected):
    qiniu.QINIU["BUCKETS"][role][part] = ""
    assert [message.msg for message in problems(production=False)] == [f"{expected} is not set."]


def test_the_bucket_of_the_originals_must_not_be_public(qiniu):
    qiniu.QINIU["BUCKETS"]["renditions"]["NAME"] = "originals"
    assert found() == ["vitrine.E064"]


def test_an_impossible_timeout_is_told(s3):
    s3.S3["TIMEOUT"] = 0
    assert found() == ["vitrine.E063"]


def test_an_unknown_addressing_is_told(s3):
    s3.S3["ADDRESSING"] = "postal"
    assert found() == ["vitrine.E061"]


def test_plain_http_is_refused_in_production(qiniu, s3):
    qiniu.STORAGE = "qiniu"
    assert set(found(production=True)) == {"vitrine.E065"}
    s3.STORAGE = "s3"
    s3.S3["ENDPOINT"] = "http://minio.example.com:9000"
    assert found(production=True) == ["vitrine.E065"]
