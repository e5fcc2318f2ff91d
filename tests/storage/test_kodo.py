"""What Kodo can do beyond a disk: signatures that end, tokens for others, callbacks."""

import io
import time
from urllib.parse import quote, urlencode

import pytest
import requests
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from qiniu.utils import etag_stream

from common.kodo import Etag
from tests.factories import jpeg

FORM = "application/x-www-form-urlencoded"
CALLBACK = "https://gallery.example.com/api/v1/uploads/7/callback/?from=kodo"


@pytest.fixture
def storage(on_kodo):
    return storages["default"]


@pytest.mark.parametrize("size", [0, 1, 4 * 2**20 - 1, 4 * 2**20, 4 * 2**20 + 1, 8 * 2**20, 9 * 2**20])
def test_the_hash_is_kodos_own(size):
    data = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    etag = Etag()
    for at in range(0, size, 1_000_003):
        etag.update(data[at : at + 1_000_003])
    assert etag.text() == etag_stream(io.BytesIO(data))


def test_a_private_file_is_refused_without_signature_and_after_its_end(storage, on_kodo):
    name = storage.save("家.jpg", ContentFile(b"private"))
    url = storage.url(name)
    assert requests.get(url, timeout=5).content == b"private"
    assert requests.get(url.split("?")[0], timeout=5).status_code == 401
    assert requests.get(url.replace("e=1", "e=2"), timeout=5).status_code == 401
    other = storage.save("other.jpg", ContentFile(b"other"))
    moved = url.replace(quote(name), other)
    assert requests.get(moved, timeout=5).status_code == 401
    on_kodo.offset = 3 * 3600
    assert requests.get(url, timeout=5).status_code == 401


def test_a_signature_covers_what_is_done_to_the_picture(storage):
    name = storage.save("big.jpg", ContentFile(jpeg(800, 600)))
    url = storage.signed_url(name, int(time.time()) + 60, "imageView2/2/w/100/format/webp")
    answer = requests.get(url, timeout=5)
    assert answer.headers["Content-Type"] == "image/webp"
    assert requests.get(url.replace("w/100", "w/700"), timeout=5).status_code == 401


def test_a_save_asks_once_and_writes_once(storage, on_kodo):
    storage.save("one.jpg", ContentFile(b"x"))
    assert [seen.operation for seen in on_kodo.requests] == ["stat", "form"]


def test_an_upload_of_twelve_megabytes_goes_in_three_parts(storage, on_kodo):
    storage.save("one.bin", ContentFile(b"x" * 12 * 2**20))
    assert [seen.operation for seen in on_kodo.requests] == ["stat", "initiate", *["part"] * 3, "complete"]
    assert not on_kodo.uploads


def test_the_type_of_a_file_follows_its_name(storage):
    assert storage.stat(storage.save("one.avif", ContentFile(b"x"))).mime == "image/avif"
    assert storage.stat(storage.save("one.unknown", ContentFile(b"x"))).mime == "application/octet-stream"


def test_files_are_copied_and_moved_inside_the_bucket_and_never_over_others(storage):
    name = storage.save("one.txt", ContentFile(b"one"))
    storage.copy(name, "two.txt")
    storage.move(name, "three.txt")
    assert not storage.exists(name)
    assert storage.open("two.txt").read() == storage.open("three.txt").read() == b"one"
    other = storage.save("other.txt", ContentFile(b"other"))
    for carry in (storage.copy, storage.move):
        with pytest.raises(FileExistsError):
            carry("two.txt", other)
        with pytest.raises(FileNotFoundError):
            carry("nothing.txt", "new.txt")
    assert storage.open(other).read() == b"other"


def test_a_long_folder_is_listed_page_by_page(storage, on_kodo):
    for number in range(1005):
        on_kodo.store("originals", f"originals/many/{number:04}.jpg", b"x")
    folders, files = storage.listdir("many")
    assert folders == []
    assert files == [f"{number:04}.jpg" for number in range(1005)]
    assert on_kodo.count("list") == 2


# --- tokens ---------------------------------------------------------------------------------------


def send(kodo, token, key, data, mime="image/jpeg"):
    return requests.post(
        kodo.endpoint("up"), data={"token": token, "key": key}, files={"file": ("x", data, mime)}, timeout=5
    )


@pytest.fixture
def token(storage):
    return storage.upload_token("in/1.jpg", max_bytes=100_000, mime_limit="image/*", seconds=600)


def test_a_token_stores_one_file_under_its_name(storage, on_kodo, token):
    key = storage.key("in/1.jpg")
    assert send(on_kodo, token, key, jpeg(80, 60)).status_code == 200
    assert storage.exists("in/1.jpg")
    assert send(on_kodo, token, key, jpeg(81, 60)).status_code == 614
    assert send(on_kodo, token, storage.key("in/2.jpg"), jpeg(80, 60)).status_code == 403


@pytest.mark.parametrize(
    ("data", "status"),
    [(b"x" * 100_001, 413), (b"<script>alert(1)</script>", 403)],
)
def test_a_token_takes_neither_too_much_nor_something_else(storage, on_kodo, token, data, status):
    answer = send(on_kodo, token, storage.key("in/1.jpg"), data, "text/html")
    assert answer.status_code == status
    assert not on_kodo.objects


def test_a_token_ends(storage, on_kodo, token):
    on_kodo.offset = 601
    assert send(on_kodo, token, storage.key("in/1.jpg"), jpeg(80, 60)).status_code == 401


# --- callbacks ------------------------------------------------------------------------------------


@pytest.fixture
def callback(on_kodo):
    """(authorization, url, body, content type) as Kodo sends them."""
    body = urlencode({"key": "originals/in/1.jpg", "fsize": 5, "name": "云 海"}).encode()
    return on_kodo.signatures.for_callback(CALLBACK, body), CALLBACK, body, FORM


def test_a_callback_of_kodos_is_believed(storage, callback):
    assert storage.verify_callback(*callback)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (0, ""),
        (0, "QBox test-access:AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        (0, "QBox ünïcode"),
        (0, "Qiniu test-access:AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        (1, CALLBACK.replace("/7/", "/8/")),
        (1, CALLBACK.replace("kodo", "me")),
        (2, b"key=another"),
        (2, b"\xff\xfe"),
        (3, "application/json"),
        (3, FORM + "; charset=utf-8"),
    ],
)
def test_a_callback_that_is_not_kodos_is_not(storage, callback, place, value):
    changed = list(callback)
    changed[place] = value
    assert not storage.verify_callback(*changed)


def test_a_json_callback_is_not_believed_although_its_signature_fits(storage, on_kodo):
    # Kodo signs no body but a form, so anybody could put another one under the same signature.
    authorization = on_kodo.signatures.for_callback(CALLBACK, b"")
    assert not storage.verify_callback(authorization, CALLBACK, b'{"key": "x"}', "application/json")


def test_kodo_calls_back_when_an_upload_is_complete(storage, on_kodo):
    on_kodo.hold_callbacks = True
    token = storage.upload_token(
        "in/1.jpg",
        max_bytes=100_000,
        mime_limit="image/*",
        seconds=600,
        callback_url=CALLBACK,
        callback_body="key=$(key)&hash=$(etag)&fsize=$(fsize)",
    )
    send(on_kodo, token, storage.key("in/1.jpg"), jpeg(80, 60))
    [sent] = on_kodo.callbacks
    headers = sent["headers"]
    assert storage.verify_callback(
        headers["Authorization"], sent["url"], sent["body"], headers["Content-Type"]
    )
    assert storage.hash("in/1.jpg") in sent["body"].decode()
