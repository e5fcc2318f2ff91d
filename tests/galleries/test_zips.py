"""Whole albums as one file."""

import io
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from PIL import Image

from galleries import policy, zips
from galleries.models import AlbumPage, Photo
from tests.factories import jpeg, make_album, make_user, ready_photo

pytestmark = pytest.mark.django_db


def stored_photo(owner, album, content=None, **fields):
    photo = ready_photo(owner=owner, album=album, **fields)
    storages["default"].save(photo.file.name, ContentFile(content or jpeg()))
    storages["renditions"].save(f"{photo.rendition_key}/1600.jpg", ContentFile(b"web"))
    return photo


def fetched(response):
    assert response.status_code == 200, response.status_code
    body = b"".join(response.streaming_content)
    if response.has_header("Content-Length"):
        assert int(response["Content-Length"]) == len(body)
    archive = zipfile.ZipFile(io.BytesIO(body))
    assert archive.testzip() is None
    return archive


@pytest.fixture
def album(owner):
    album = make_album("家里的张三和手机号", owner=owner, slug="trip", download="original")
    for number in range(3):
        stored_photo(owner, album, title=f"IMG of Zhang San {number}")
    return album


def test_the_zip_holds_every_photo_in_the_albums_order_under_numbers(client, album):
    places = list(album.album_photos.order_by("-position"))
    for position, place in enumerate(places):
        place.position = position
        place.save()
    archive = fetched(client.get(f"/zip/{album.pk}/?size=original"))
    assert archive.namelist() == ["trip/001.jpg", "trip/002.jpg", "trip/003.jpg"]
    first = places[0].photo
    assert archive.read("trip/001.jpg") == storages["default"].open(first.file.name).read()


def test_its_length_is_told_before_it_comes(client, album):
    response = client.get(f"/zip/{album.pk}/?size=original")
    assert int(response["Content-Length"]) == len(b"".join(response.streaming_content))


@pytest.mark.parametrize(
    ("download", "size", "found"),
    [
        ("none", "", False),
        ("none", "web", False),
        ("web", "", True),
        ("web", "original", False),
        ("original", "web", True),
        ("original", "original", True),
        ("original", "../etc", False),
    ],
)
def test_a_visitor_has_the_sizes_that_the_album_allows(client, album, download, size, found):
    AlbumPage.objects.filter(pk=album.pk).update(download=download)
    response = client.get(f"/zip/{album.pk}/", {"size": size} if size else {})
    assert response.status_code == (200 if found else 404)
    if found and size != "original":
        assert fetched(response).read("trip/001.jpg") == b"web"


def test_the_owner_has_full_size_whatever_visitors_get(client, owner, album):
    AlbumPage.objects.filter(pk=album.pk).update(download="none")
    client.force_login(owner)
    assert len(fetched(client.get(f"/zip/{album.pk}/?size=original")).namelist()) == 3


def test_somebody_elses_private_album_is_not_there(client, stranger, album):
    AlbumPage.objects.filter(pk=album.pk).update(visibility="private")
    client.force_login(stranger)
    assert client.get(f"/zip/{album.pk}/").status_code == 404
    assert client.get("/zip/999999/").status_code == 404


def test_photos_that_the_album_does_not_show_are_not_in_it(client, owner, album):
    waiting = stored_photo(owner, album)
    Photo.objects.filter(pk=waiting.pk).update(state=Photo.State.FAILED)
    leaving = make_user("leaving")
    gone = stored_photo(leaving, album)
    type(leaving).objects.filter(pk=leaving.pk).update(delete_after="2099-01-01T00:00Z")
    assert gone.pk
    assert len(fetched(client.get(f"/zip/{album.pk}/?size=original")).namelist()) == 3


def test_a_file_that_is_missing_is_named_and_the_rest_is_there(client, album):
    lost = album.album_photos.order_by("position")[1].photo
    storages["default"].delete(lost.file.name)
    archive = fetched(client.get(f"/zip/{album.pk}/?size=original"))
    assert archive.namelist() == ["trip/001.jpg", "trip/003.jpg", zips.MISSING]
    assert archive.read(zips.MISSING) == b"trip/002.jpg\n"


def test_the_number_of_queries_does_not_grow_with_the_album(client, owner, album, django_assert_num_queries):
    for _ in range(20):
        stored_photo(owner, album)
    with django_assert_num_queries(1):
        assert len(zips.entries(album, policy.Viewer(), full=True)) == 23


def test_an_empty_album_is_an_empty_archive(client, owner):
    album = make_album(slug="empty", owner=owner, download="web")
    assert fetched(client.get(f"/zip/{album.pk}/")).namelist() == []


def test_too_many_are_refused_with_a_time_to_come_back(client, album, settings):
    settings.LIMITS = {**settings.LIMITS, "zip": "1/1h"}
    fetched(client.get(f"/zip/{album.pk}/"))
    response = client.get(f"/zip/{album.pk}/")
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 3000
    assert "Try again" in response.content.decode()


def test_the_api_gives_the_same_archive(owner, album):
    client = Client()
    assert len(fetched(client.get(f"/api/v1/albums/{album.pk}/zip/?size=original")).namelist()) == 3
    AlbumPage.objects.filter(pk=album.pk).update(visibility="private")
    missing = client.get(f"/api/v1/albums/{album.pk}/zip/")
    assert missing.status_code == 404
    assert missing.json()["code"] == "not_found"


def test_a_bucket_is_read_one_file_after_the_other(on_kodo, client, album_on_kodo):
    archive = fetched(client.get(f"/zip/{album_on_kodo.pk}/?size=original"))
    assert len(archive.namelist()) == 2
    for name in archive.namelist():
        assert not Image.open(io.BytesIO(archive.read(name))).getexif()


@pytest.fixture
def album_on_kodo(on_kodo, owner):
    album = make_album(owner=owner, slug="far", download="original")
    for _ in range(2):
        stored_photo(owner, album)
    return album
