"""What every storage promises: the same tests on the local disk, on Kodo and on S3."""

import hashlib
import io
import pickle
import threading
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile, File
from django.core.files.storage import storages
from django.utils import timezone
from django.utils.module_loading import import_string

BIG = bytes(range(256)) * 4096 * 20  # 20 MB


class Pipe(io.RawIOBase):
    """Bytes that come once, in small pieces, and do not go back."""

    def __init__(self, data):
        self._source = io.BytesIO(data)

    def readable(self):
        return True

    def seekable(self):
        return False

    def readinto(self, buffer):
        piece = self._source.read(min(len(buffer), 1000))
        buffer[: len(piece)] = piece
        return len(piece)


def names(storage, path=""):
    folders, files = storage.listdir(path)
    return sorted(folders), sorted(files)


def test_what_is_saved_can_be_read(storage):
    name = storage.save("albums/one.txt", ContentFile(b"mist"))
    assert name == "albums/one.txt"
    with storage.open(name) as found:
        assert found.read() == b"mist"


def test_a_name_that_is_taken_leads_to_another_and_nothing_is_overwritten(storage):
    first = storage.save("one.txt", ContentFile(b"first"))
    second = storage.save("one.txt", ContentFile(b"second"))
    assert first != second
    assert storage.open(first).read() == b"first"
    assert storage.open(second).read() == b"second"


def test_a_name_that_somebody_takes_at_the_last_moment_is_not_overwritten(storage, monkeypatch):
    storage.save("one.txt", ContentFile(b"first"))
    real, asked = storage.exists, []

    def exists(name):
        asked.append(name)
        return real(name) if len(asked) > 1 else False

    monkeypatch.setattr(storage, "exists", exists)
    second = storage.save("one.txt", ContentFile(b"second"))
    assert second != "one.txt"
    assert storage.open("one.txt").read() == b"first"
    assert storage.open(second).read() == b"second"


def test_parallel_savers_of_one_name_each_keep_their_bytes(storage, place):
    together, saved = threading.Barrier(4), {}

    def save(number):
        together.wait()
        saved[number] = storage.save("same.txt", ContentFile(f"saver {number}".encode()))

    savers = [threading.Thread(target=save, args=[number]) for number in range(4)]
    for saver in savers:
        saver.start()
    for saver in savers:
        saver.join()
    assert len(set(saved.values())) == 4
    for number, name in saved.items():
        assert storage.open(name).read() == f"saver {number}".encode()


def test_an_open_file_can_be_sought_and_read_in_parts(storage):
    name = storage.save("seek.bin", ContentFile(b"0123456789"))
    with storage.open(name, "rb") as found:
        assert found.seekable()
        assert found.read(3) == b"012"
        assert found.tell() == 3
        found.seek(-2, io.SEEK_END)
        assert found.read() == b"89"
        found.seek(0)
        assert found.read() == b"0123456789"
        assert found.size == 10
        assert b"".join(found.chunks(4)) == b"0123456789"


def test_a_big_file_keeps_every_byte(storage):
    name = storage.save("big.bin", File(io.BytesIO(BIG)))
    assert storage.size(name) == len(BIG)
    with storage.open(name) as found:
        assert hashlib.sha256(found.read()).digest() == hashlib.sha256(BIG).digest()


@pytest.mark.parametrize("size", [4 * 2**20 - 1, 4 * 2**20, 4 * 2**20 + 1, 8 * 2**20, 8 * 2**20 + 1])
def test_sizes_around_the_limits_of_a_part(storage, size):
    name = storage.save("edge.bin", ContentFile(BIG[:size]))
    assert storage.size(name) == size
    assert storage.open(name).read() == BIG[:size]


def test_an_empty_file_is_a_file(storage):
    name = storage.save("empty.txt", ContentFile(b""))
    assert storage.exists(name)
    assert storage.size(name) == 0
    assert storage.open(name).read() == b""


@pytest.mark.parametrize(
    "name",
    [
        "黄山 云海.jpg",
        "ünïcödé/Ærø.jpg",
        "plus+and&amp=100%.jpg",
        "a b  c#d?e.jpg",
        "emoji-🌄.jpg",
        "x" * 200 + ".jpg",
    ],
)
def test_any_name_that_people_give_works(storage, name):
    saved = storage.save(name, ContentFile(b"x"))
    assert saved == name
    assert storage.exists(name)
    assert storage.open(name).read() == b"x"
    folder, _, last = name.rpartition("/")
    assert last in storage.listdir(folder)[1]
    storage.delete(name)
    assert not storage.exists(name)


def test_a_name_longer_than_the_field_is_cut_and_keeps_its_ending(storage):
    saved = storage.save("y" * 300 + ".jpg", ContentFile(b"x"), max_length=100)
    assert len(saved) <= 100
    assert saved.endswith(".jpg")
    assert storage.exists(saved)


@pytest.mark.parametrize("name", ["../outside.txt", "folder/../../outside.txt"])
def test_a_name_cannot_lead_out_of_the_storage(storage, name):
    with pytest.raises(SuspiciousOperation):
        storage.save(name, ContentFile(b"x"))
    with pytest.raises(SuspiciousOperation):
        storage.open(name)
    with pytest.raises(SuspiciousOperation):
        storage.delete(name)


def test_what_is_not_there_is_not_found(storage):
    assert not storage.exists("nothing.jpg")
    with pytest.raises(FileNotFoundError):
        storage.open("nothing.jpg")
    with pytest.raises(FileNotFoundError):
        storage.size("nothing.jpg")
    with pytest.raises(FileNotFoundError):
        storage.get_modified_time("nothing.jpg")


def test_what_is_deleted_is_gone_and_deleting_it_twice_is_no_error(storage):
    name = storage.save("gone.txt", ContentFile(b"x"))
    storage.delete(name)
    assert not storage.exists(name)
    storage.delete(name)
    with pytest.raises(ValueError, match="name"):
        storage.delete("")


def test_a_folder_lists_its_folders_and_its_files(storage):
    for name in ("top.txt", "a/one.txt", "a/two.txt", "a/deep/three.txt", "ab/other.txt"):
        storage.save(name, ContentFile(b"x"))
    assert names(storage) == (["a", "ab"], ["top.txt"])
    assert names(storage, "a") == (["deep"], ["one.txt", "two.txt"])
    assert names(storage, "a/") == (["deep"], ["one.txt", "two.txt"])


def test_the_time_of_a_file_is_now_and_knows_its_zone(storage):
    name = storage.save("new.txt", ContentFile(b"x"))
    assert timezone.is_aware(storage.get_modified_time(name))
    assert abs(storage.get_modified_time(name) - timezone.now()) < timedelta(seconds=10)


def test_a_closed_file_can_be_opened_again(storage):
    name = storage.save("again.txt", ContentFile(b"once more"))
    found = storage.open(name)
    assert found.read() == b"once more"
    found.close()
    assert found.closed
    with storage.open(name) as found:
        assert found.read() == b"once more"


def test_saving_begins_at_the_beginning_and_leaves_the_source_open(storage):
    source = io.BytesIO(b"all of it")
    source.read(4)
    name = storage.save("whole.txt", File(source))
    assert storage.open(name).read() == b"all of it"
    assert not source.closed


@pytest.mark.parametrize("size", [10, 5 * 2**20])
def test_a_source_that_cannot_go_back_is_saved_whole(storage, size):
    name = storage.save("pipe.bin", File(Pipe(BIG[:size])))
    assert storage.open(name).read() == BIG[:size]


def test_text_is_saved_as_utf_8(storage):
    name = storage.save("text.txt", ContentFile("云海"))
    assert storage.open(name).read() == "云海".encode()


def test_a_file_of_one_storage_can_be_saved_in_another(storage):
    name = storage.save("from.bin", ContentFile(BIG[: 5 * 2**20]))
    with storage.open(name) as found:
        other = storages["renditions"].save("to.bin", found)
    assert storages["renditions"].open(other).read() == BIG[: 5 * 2**20]
    assert not storage.exists("to.bin")


def test_it_can_be_pickled_and_rebuilt_without_a_secret(storage):
    path, args, kwargs = storage.deconstruct()
    name = storage.save("one.txt", ContentFile(b"x"))
    for rebuilt in (import_string(path)(*args, **kwargs), pickle.loads(pickle.dumps(storage))):
        assert rebuilt.open(name).read() == b"x"
    told = repr((path, args, kwargs)) + repr(pickle.dumps(storage)) + repr(vars(storage).get("_given", ""))
    for secret in ("test-secret", "test-access"):
        assert secret not in told


def test_remote_storages_have_no_paths(storage, place):
    if place == "local":
        assert storage.path("one.txt")
    else:
        with pytest.raises(NotImplementedError):
            storage.path("one.txt")


# --- addresses ------------------------------------------------------------------------------------


@pytest.fixture
def get(place, client):
    """Fetch an address the way a browser would."""

    def fetch(url):
        if place == "local":
            response = client.get(url)
            return response.status_code, b"".join(response) if response.streaming else response.content
        response = requests.get(url, timeout=5)
        return response.status_code, response.content

    return fetch


def test_a_private_address_is_signed_and_stays_the_same_for_a_while(storage, monkeypatch):
    name = storage.save("a b.jpg", ContentFile(b"x"))
    window = settings.SIGNED_ADDRESS_SECONDS
    start = (int(time.time()) // window + 1) * window
    monkeypatch.setattr(time, "time", lambda: start)
    first = storage.url(name)
    monkeypatch.setattr(time, "time", lambda: start + window - 1)
    assert storage.url(name) == first
    monkeypatch.setattr(time, "time", lambda: start + window)
    assert storage.url(name) != first


@pytest.mark.parametrize("place", ["kodo", "s3"], indirect=True)
def test_a_signed_address_opens_the_file_under_any_name(storage, get):
    name = storage.save("云 海/50%+&#?.jpg", ContentFile(b"mist"))
    assert get(storage.url(name)) == (200, b"mist")


@pytest.mark.parametrize("place", ["kodo", "s3"], indirect=True)
def test_what_is_public_has_a_plain_address(storage, get, place):
    name = storages["avatars"].save("云 海/64.avif", ContentFile(b"mist"))
    url = storages["avatars"].url(name)
    assert "?" not in url
    assert not storages["avatars"].is_private
    assert storage.is_private
    if place == "kodo":  # moto lets everybody read everything
        assert get(url) == (200, b"mist")


@pytest.mark.parametrize("place", ["kodo", "s3"], indirect=True)
def test_an_address_is_good_for_as_long_as_it_was_asked_for(storage, monkeypatch):
    name = storage.save("one.jpg", ContentFile(b"x"))
    now = time.time()
    deadline = deadline_of(storage.url(name, expire=600))
    assert now + 600 <= deadline <= now + 1200
    assert deadline_of(storage.signed_url(name, int(now) + 90)) == int(now) + 90


def deadline_of(url):
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    if "e" in query:
        return int(query["e"])
    begins = datetime.strptime(query["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return begins.timestamp() + int(query["X-Amz-Expires"])
