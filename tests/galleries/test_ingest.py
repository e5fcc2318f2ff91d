"""What comes in, and what does not: at the function that every door calls."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection
from PIL import Image
from wagtail.models import Collection

from galleries import ingest, preparing
from galleries.models import Photo, PhotoRendition
from jobs.models import Job
from jobs.registry import Permanent
from tests.factories import jpeg, make_album, upload

pytestmark = pytest.mark.django_db


def stored_files() -> set[str]:
    return {
        str(path.relative_to(settings.MEDIA_ROOT))
        for path in Path(settings.MEDIA_ROOT).rglob("*")
        if path.is_file()
    }


def take(content: bytes, name: str = "a.jpg", owner: Any = None, **fields: Any) -> Photo:
    return ingest.add(
        ContentFile(content),
        name,
        owner=owner,
        collection=fields.pop("collection", Collection.get_first_root_node()),
        **fields,
    )[0]


def test_a_picture_becomes_a_photo_with_its_upload_and_a_clean_master(owner: Any) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "FUJIFILM", "GFX100S"
    exif.get_ifd(0x8825)[1] = "N"
    content = jpeg(exif=exif)
    photo = take(content, "IMG_0042_dawn.JPG", owner)
    assert photo.title == "IMG 0042 dawn"
    assert photo.sha256 == hashlib.sha256(content).hexdigest()
    assert photo.upload.read() == content
    master = photo.file.read()
    assert b"FUJIFILM" not in master and b"Exif" not in master
    assert "GFX" in photo.camera
    assert (photo.width, photo.height) == (60, 40)
    assert photo.file_size == len(master) and photo.file_hash
    assert photo.state == Photo.State.PREPARING


def test_the_keys_of_files_hold_nothing_of_the_users_text(owner: Any) -> None:
    photo = take(jpeg(), "Geheimnis Anna.jpg", owner)
    assert "Geheim" not in photo.file.name + photo.upload.name


def test_a_new_photo_waits_for_its_renditions(owner: Any, django_capture_on_commit_callbacks: Any) -> None:
    photo = take(jpeg(), owner=owner)
    job = Job.objects.get(kind="prepare_photo", target_id=photo.pk)
    assert job.state == Job.State.QUEUED


def test_the_same_bytes_of_one_owner_are_one_photo(owner: Any, stranger: Any) -> None:
    content = jpeg()
    first = take(content, "a.jpg", owner)
    before = stored_files()
    again, created = ingest.add(ContentFile(content), "b.jpg", owner=owner, collection=first.collection)
    assert (again, created) == (first, False)
    assert stored_files() == before
    assert take(content, owner=stranger) != first, "nothing is told across owners"


def test_a_photo_in_an_albums_collection_is_shown_by_the_album(owner: Any) -> None:
    album = make_album(owner=owner)
    first, second = (
        take(jpeg(), owner=owner, collection=album.collection),
        take(jpeg(), owner=owner, collection=album.collection),
    )
    assert list(album.album_photos.in_order().values_list("photo", "position")) == [
        (first.pk, 0),
        (second.pk, 1),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"hello, I am a text", "unknown_type"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "damaged"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unknown_type"),
        (jpeg(600, 400)[:-400], "truncated"),
        (b"\xff" * (10 * 1024 * 1024 + 1), "too_many_bytes"),
    ],
    ids=["empty", "text", "broken png", "svg", "truncated", "10 MB and 1"],
)
def test_what_is_no_good_picture_is_refused_by_name_and_leaves_nothing(
    owner: Any, content: bytes, code: str
) -> None:
    before = stored_files()
    with pytest.raises(ingest.Refused) as refusal:
        take(content, "strange.jpg", owner)
    assert refusal.value.code in (code, "truncated" if code == "damaged" else code)
    assert str(refusal.value).startswith("strange.jpg: ")
    assert not Photo.objects.exists()
    assert stored_files() == before


def test_a_declared_size_is_not_believed(owner: Any, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    sent = upload(jpeg(900, 900))
    sent.size = 10
    with pytest.raises(ingest.Refused, match="too big"):
        ingest.add(sent, "a.jpg", owner=owner, collection=Collection.get_first_root_node())


def test_preparing_makes_every_rendition_and_measure(owner: Any) -> None:
    photo = take(jpeg(700, 500), owner=owner)
    preparing.prepare(photo)
    photo = Photo.objects.get(pk=photo.pk)
    assert photo.is_ready and photo.rendition_widths == [320, 640, 700]
    assert photo.placeholder and len(photo.tone) == 3 and len(photo.phash) == 16
    assert len(photo.measures["histogram"]) == 64
    rows = PhotoRendition.objects.filter(image=photo)
    assert rows.count() == 9
    for row in rows:
        with Image.open(row.file.open()) as picture:
            assert picture.size == (row.width, row.height)


def test_preparing_again_replaces_the_files_and_leaves_no_old_ones(owner: Any) -> None:
    photo = take(jpeg(700, 500), owner=owner)
    preparing.prepare(photo)
    first, files = photo.rendition_key, stored_files()
    preparing.prepare(photo)
    assert photo.rendition_key != first
    assert len(stored_files()) == len(files)
    assert not any(first in name for name in stored_files())
    assert PhotoRendition.objects.filter(image=photo).count() == 9


def test_a_master_that_cannot_be_read_fails_for_good_and_leaves_nothing(owner: Any) -> None:
    photo = take(jpeg(700, 500), owner=owner)
    Path(photo.file.path).write_bytes(b"rubbish")
    before = stored_files()
    with pytest.raises(Permanent):
        preparing.prepare(photo)
    assert stored_files() == before


def test_a_photo_removed_while_it_was_prepared_leaves_no_files(
    owner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = take(jpeg(700, 500), owner=owner)
    original = preparing._switch

    def removed_meanwhile(*args: Any) -> Any:
        Photo.objects.filter(pk=photo.pk).delete()
        return original(*args)

    monkeypatch.setattr(preparing, "_switch", removed_meanwhile)
    before = {name for name in stored_files() if name.startswith("renditions")}
    with pytest.raises(Exception):  # noqa: B017  (which one depends on the database)
        preparing.prepare(photo)
    assert {name for name in stored_files() if name.startswith("renditions")} == before


def test_no_rendition_is_made_on_demand(owner: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = take(jpeg(700, 500), owner=owner)
    preparing.prepare(photo)
    monkeypatch.setattr(Photo, "get_willow_image", lambda self: pytest.fail("decoded in a request"))
    assert photo.get_rendition("max-165x165").width == 320
    assert photo.get_rendition("width-400").width == 640
    assert photo.get_rendition("fill-5000x5000").width == 700


@pytest.mark.django_db(transaction=True)
def test_parallel_uploads_of_one_file_make_one_photo(owner: Any) -> None:
    content = jpeg(300, 200)
    before = {name for name in stored_files() if name.startswith("originals")}

    def one(number: int) -> int:
        try:
            return take(content, f"{number}.jpg", owner).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        pks = set(pool.map(one, range(16)))
    assert len(pks) == 1 and Photo.objects.count() == 1
    assert len({name for name in stored_files() if name.startswith("originals")} - before) == 2
