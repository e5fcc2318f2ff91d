"""Kodo away, silent, broken, slow or lying, for each thing that is asked of it: what comes of it."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from common.errors import StorageRefused, StorageUnavailable
from tests.fakes.storage_fixtures import qiniu_settings

SMALL, LARGE = b"mist over Huangshan", b"0123456789abcdef" * 2**18 + b"and five bytes"


@pytest.fixture
def storage(on_kodo):
    on_kodo.store("originals", "originals/there.txt", SMALL)
    on_kodo.store("originals", "originals/large.bin", LARGE)
    return storages["default"]


@pytest.fixture
def impatient(settings, on_kodo):
    settings.QINIU = qiniu_settings(on_kodo, TIMEOUT=0.6)


DOINGS = {
    "upload": lambda storage: storage.save("new.txt", ContentFile(SMALL)),
    "upload in parts": lambda storage: storage.save("new.bin", ContentFile(LARGE)),
    "open": lambda storage: storage.open("there.txt").read(),
    "delete": lambda storage: storage.delete("there.txt"),
    "exists": lambda storage: storage.exists("there.txt"),
    "size": lambda storage: storage.size("there.txt"),
    "list": lambda storage: storage.listdir(""),
    "copy": lambda storage: storage.copy("there.txt", "copied.txt"),
    "move": lambda storage: storage.move("there.txt", "moved.txt"),
}
RESULTS = {
    "upload": "new.txt",
    "upload in parts": "new.bin",
    "open": SMALL,
    "delete": None,
    "exists": True,
    "size": len(SMALL),
    "list": ([], ["large.bin", "there.txt"]),
    "copy": None,
    "move": None,
}
every_doing = pytest.mark.parametrize("doing", DOINGS)


def left(kodo):
    return {key.removeprefix("originals/"): found.data for (_, key), found in kodo.objects.items()}


BEFORE = {"there.txt": SMALL, "large.bin": LARGE}


@every_doing
def test_away(storage, on_kodo, doing):
    on_kodo.stop()
    with pytest.raises(StorageUnavailable):
        DOINGS[doing](storage)
    on_kodo.start()
    assert left(on_kodo) == BEFORE
    assert DOINGS[doing](storage) == RESULTS[doing]  # without a restart of ours


@every_doing
def test_silent(storage, on_kodo, impatient, doing):
    on_kodo.hang()
    with pytest.raises(StorageUnavailable):
        DOINGS[doing](storage)
    on_kodo.heal()
    assert left(on_kodo) == BEFORE


@every_doing
def test_an_error_that_heals_is_not_noticed(storage, on_kodo, doing):
    on_kodo.fail(times=2, status=503)
    assert DOINGS[doing](storage) == RESULTS[doing]


@every_doing
def test_an_error_that_stays(storage, on_kodo, doing):
    on_kodo.fail(status=599)
    with pytest.raises(StorageUnavailable):
        DOINGS[doing](storage)
    assert left(on_kodo) == BEFORE
    assert len(on_kodo.requests) <= 3


@every_doing
def test_a_dropped_connection_is_not_noticed(storage, on_kodo, doing):
    on_kodo.drop(times=1)
    assert DOINGS[doing](storage) == RESULTS[doing]


@every_doing
def test_slow_answers_are_not_waited_for(storage, on_kodo, impatient, doing):
    on_kodo.slow(bytes_per_second=10)
    if doing in (
        "delete",
        "copy",
        "move",
    ):  # an answer without a body cannot be slow, their questions before are
        on_kodo.slow("stat", bytes_per_second=10)
    if doing == "delete":
        DOINGS[doing](storage)
        return
    with pytest.raises(StorageUnavailable):
        DOINGS[doing](storage)
    assert left(on_kodo) == BEFORE


@every_doing
def test_a_page_of_somebody_else_is_not_an_answer(storage, on_kodo, doing):
    on_kodo.not_kodo()
    with pytest.raises(StorageUnavailable):
        DOINGS[doing](storage)
    on_kodo.heal()
    assert left(on_kodo) == BEFORE


# --- wrong bytes ----------------------------------------------------------------------------------


@pytest.mark.parametrize("doing", ["upload", "upload in parts"])
def test_wrong_bytes_in_the_bucket_are_not_left_there(storage, on_kodo, doing):
    on_kodo.lie("up")
    with pytest.raises(StorageUnavailable, match="other bytes"):
        DOINGS[doing](storage)
    on_kodo.heal()
    assert left(on_kodo) == BEFORE
    assert not on_kodo.uploads


@pytest.mark.parametrize(("name", "data"), BEFORE.items())
def test_wrong_bytes_of_a_download_are_fetched_again(storage, on_kodo, name, data):
    on_kodo.lie("io", times=1)
    assert storage.open(name).read() == data
    on_kodo.lie("io")
    with pytest.raises(StorageUnavailable):
        storage.open(name)


def test_a_domain_that_does_not_show_what_the_bucket_holds_is_not_a_missing_file(storage, on_kodo):
    on_kodo.fail("get", status=404)
    with pytest.raises(StorageUnavailable, match="does not show"):
        storage.open("there.txt")
    with pytest.raises(FileNotFoundError):
        storage.open("nothing.txt")


# --- lost answers ---------------------------------------------------------------------------------


@every_doing
def test_an_answer_that_is_lost_changes_nothing_twice(storage, on_kodo, doing):
    for operation in ("form", "complete", "delete", "copy", "move"):
        on_kodo.lose_answer(operation, times=1)
    assert DOINGS[doing](storage) == RESULTS[doing]
    expected = {
        "upload": {**BEFORE, "new.txt": SMALL},
        "upload in parts": {**BEFORE, "new.bin": LARGE},
        "delete": {"large.bin": LARGE},
        "copy": {**BEFORE, "copied.txt": SMALL},
        "move": {"large.bin": LARGE, "moved.txt": SMALL},
    }
    assert left(on_kodo) == expected.get(doing, BEFORE)


@pytest.mark.parametrize("operation", ["initiate", "part"])
def test_an_upload_in_parts_survives_a_lost_answer(storage, on_kodo, operation):
    on_kodo.lose_answer(operation, times=1)
    assert storage.save("new.bin", ContentFile(LARGE)) == "new.bin"
    assert left(on_kodo)["new.bin"] == LARGE


def test_an_upload_that_fails_halfway_is_given_up_at_the_bucket(storage, on_kodo):
    on_kodo.fail("part", status=400)
    with pytest.raises(StorageRefused):
        storage.save("new.bin", ContentFile(LARGE))
    assert not on_kodo.uploads
    assert left(on_kodo) == BEFORE


# --- refusals -------------------------------------------------------------------------------------


@every_doing
def test_wrong_keys_are_told_at_once(storage, on_kodo, settings, doing):
    settings.QINIU = qiniu_settings(on_kodo, SECRET_KEY="another")
    with pytest.raises(StorageRefused, match="401") as refused:
        DOINGS[doing](storage)
    assert "another" not in str(refused.value)
    assert len(on_kodo.requests) == 1
    assert left(on_kodo) == BEFORE


@every_doing
def test_a_missing_bucket_is_told(storage, on_kodo, settings, doing):
    del on_kodo.buckets["originals"]
    with pytest.raises(StorageRefused, match="no such bucket"):
        DOINGS[doing](storage)


@every_doing
@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_clock_that_is_off_by_ten_minutes_does_no_harm(storage, on_kodo, doing, minutes):
    on_kodo.offset = minutes * 60
    assert DOINGS[doing](storage) == RESULTS[doing]


@pytest.mark.parametrize("doing", ["upload", "exists", "open"])
def test_a_clock_that_is_off_by_hours_is_named(storage, on_kodo, doing):
    on_kodo.offset = 2 * 3600
    with pytest.raises(StorageRefused, match="clock is off by -7"):
        DOINGS[doing](storage)


# --- where the bucket lies ------------------------------------------------------------------------


def test_without_a_region_kodo_is_asked_once_where_the_bucket_lies(storage, on_kodo, settings):
    asked = qiniu_settings(on_kodo)
    settings.QINIU = {**asked, "HOSTS": {"uc": on_kodo.url}}
    assert storage.exists("there.txt")
    assert storage.save("new.txt", ContentFile(b"x"))
    assert on_kodo.count("query") == 1


def test_another_host_of_the_service_is_tried(storage, on_kodo, settings):
    from common.kodo.config import BucketConfig
    from common.kodo.transport import Transport

    config = BucketConfig.from_settings("originals")
    answer = Transport(2.0).ask(
        "GET",
        [
            "http://127.0.0.1:1/v4/query",
            f"{on_kodo.url}/v4/query?ak={config.account.access_key}&bucket=originals",
        ],
        sign=lambda url: {},
    )
    assert answer.status == 200
