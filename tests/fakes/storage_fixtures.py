"""The site's settings, pointed at a fake bucket."""

import pytest

from config.settings.storage import pictures
from tests.fakes.kodo import FakeKodo


def qiniu_settings(kodo, **changed):
    """``settings.QINIU`` for a fake: three buckets, as in ``site/settings/storage.py``."""
    return {
        "ACCESS_KEY": kodo.access_key,
        "SECRET_KEY": kodo.secret_key,
        "REGION": "",
        "HOSTS": {name: kodo.endpoint(name) for name in ("up", "rs", "rsf", "uc")},
        "TIMEOUT": 2.0,
        "BUCKETS": {
            name: {"NAME": name, "DOMAIN": kodo.domain(name), "PRIVATE": bucket.private}
            for name, bucket in kodo.buckets.items()
        },
        **changed,
    }


def qiniu_storages(**others):
    """``settings.STORAGES`` with every picture in Kodo."""
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    return {**pictures("qiniu", ""), "staticfiles": static, **others}


@pytest.fixture
def fake_kodo():
    with FakeKodo() as kodo:
        yield kodo
        kodo.heal()


@pytest.fixture
def on_kodo(fake_kodo, settings):
    """Every picture of the site lies in the fake bucket."""
    settings.STORAGE = "qiniu"
    settings.QINIU = qiniu_settings(fake_kodo)
    settings.STORAGES = qiniu_storages()
    return fake_kodo
