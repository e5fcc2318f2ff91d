"""The whole site with its pictures in the fake Kodo or in S3: a private bucket, and an open one."""

from typing import Any

import pytest
from wagtail.models import Collection

from galleries import exposure, ingest, leftovers
from galleries.models import Photo
from jobs import runner
from jobs.models import Job
from tests.factories import jpeg, make_user, upload
from tests.fakes.storage_fixtures import qiniu_settings, qiniu_storages


@pytest.fixture
def kodo(fake_kodo: Any, settings: Any) -> Any:
    settings.STORAGE = "qiniu"
    # No answer within a second is no answer: the tests of a hanging bucket need not last long.
    settings.QINIU = qiniu_settings(fake_kodo, TIMEOUT=1.0)
    place = {"bucket": "renditions", "location": "open"}
    settings.STORAGES = qiniu_storages(
        default={
            "BACKEND": "common.storage.QiniuStorage",
            "OPTIONS": {"bucket": "originals", "location": "originals"},
        },
        renditions={
            "BACKEND": "common.storage.QiniuStorage",
            "OPTIONS": {"bucket": "originals", "location": "renditions"},
        },
        open_renditions={"BACKEND": "common.storage.QiniuStorage", "OPTIONS": place},
    )
    settings.DIRECT_UPLOAD_CALLBACK_BASE = ""
    return fake_kodo


class InKodo:
    """What tests ask of any bucket, whoever runs it."""

    signature, refused = "token=", 401

    def __init__(self, kodo: Any) -> None:
        self.kodo = kodo

    def keys(self, bucket: str) -> list[str]:
        return [key for name, key in self.kodo.objects if name == bucket]

    def is_open(self, address: str) -> bool:
        return "/io/renditions/" in address and "?" not in address

    def later(self, seconds: int) -> None:
        """The bucket's clock goes on."""
        self.kodo.offset = seconds

    def asked(self) -> int:
        return len(self.kodo.requests)

    def fail_while_copying(self) -> None:
        self.kodo.fail("form", times=40)

    def fail(self) -> None:
        self.kodo.fail("*")

    def heal(self) -> None:
        self.kodo.heal()


class InS3(InKodo):
    signature, refused = "X-Amz-Signature=", 403

    def keys(self, bucket: str) -> list[str]:
        return list(self.kodo.keys(bucket))

    def is_open(self, address: str) -> bool:
        return f"{self.kodo.url}/renditions/open/" in address and "?" not in address

    def later(self, seconds: int) -> None:
        self.kodo.strict.offset = seconds

    def asked(self) -> int:
        return len(self.kodo.strict.requests)

    def fail_while_copying(self) -> None:
        self.kodo.strict.fail_after = 8

    def fail(self) -> None:
        self.kodo.strict.fail_after = 0

    def heal(self) -> None:
        self.kodo.strict.heal()


@pytest.fixture(params=["kodo", "s3"])
def bucket(request: Any, settings: Any) -> InKodo:
    """The site on Kodo, then on S3."""
    settings.DIRECT_UPLOAD_CALLBACK_BASE = ""
    kind = {"kodo": InKodo, "s3": InS3}[request.param]
    return kind(request.getfixturevalue(request.param))


@pytest.fixture
def editor(db: None) -> Any:
    return make_user("editor", is_superuser=True, is_staff=True)


def take(owner: Any, album: Any = None, content: bytes | None = None) -> Photo:
    """A photo that came in through ingest, not yet prepared."""
    collection = album.collection if album else Collection.get_first_root_node()
    return ingest.add(upload(content or jpeg(700, 400)), "a.jpg", owner=owner, collection=collection)[0]


def work(rounds: int = 10) -> None:
    """Do what the workers would do, until nothing is due."""
    for _ in range(rounds):
        jobs = list(Job.objects.waiting())
        if not jobs:
            break
        for job in jobs:
            runner.run(job.pk)


def settle() -> None:
    """What the periodic jobs do."""
    exposure.withdraw()
    exposure.open_up()
    leftovers.remove()
