"""RENDITIONS=kodo: the bucket makes every size itself, from the master, when it is asked for."""

import io
from typing import Any

import pytest
import requests
from django.test import Client
from PIL import Image

from galleries.delivery import rendition_url
from galleries.models import FORMATS, Photo
from tests.factories import make_album
from tests.storage_e2e.conftest import settle, take, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def photo(kodo: Any, owner: Any, settings: Any) -> Photo:
    settings.RENDITIONS = "kodo"
    photo = take(owner, make_album(owner=owner, slug="by-kodo"))
    work()
    settle()
    return Photo.objects.get(pk=photo.pk)


def test_preparing_measures_and_stores_no_rendition(kodo: Any, photo: Photo) -> None:
    assert photo.is_ready and photo.placeholder and photo.measures
    assert photo.rendition_widths == [320, 640, 700]
    assert len(kodo.objects) == 2  # upload and master
    assert not photo.renditions.exists()


@pytest.mark.parametrize("format", FORMATS)
def test_every_width_and_format_comes_from_a_signed_address_of_the_master(photo: Photo, format: str) -> None:
    for width in photo.rendition_widths:
        address = rendition_url(photo, f"{width}.{'jpg' if format == 'jpeg' else format}", public=True)
        assert "imageView2/2/w/" in address and "token=" in address
        answer = requests.get(address, timeout=10)
        assert answer.status_code == 200
        picture = Image.open(io.BytesIO(answer.content))
        assert (picture.format, picture.width) == (format.upper(), width)
        assert requests.get(address.split("?")[0], timeout=5).status_code == 401
        assert requests.get(address.replace(f"/w/{width}", "/w/99"), timeout=5).status_code == 401


def test_the_album_page_shows_these_addresses(photo: Photo, client: Client) -> None:
    assert "imageView2/2/w/640/format/avif" in client.get("/albums/by-kodo/").content.decode()


def test_old_addresses_end_here_too_when_the_album_becomes_private(photo: Photo) -> None:
    address = rendition_url(photo, "320.avif", public=True)
    album = photo.album_photos.get().album
    album.visibility = "private"
    album.save_revision().publish()
    settle()
    assert requests.get(address, timeout=5).status_code == 404
    moved = Photo.objects.get(pk=photo.pk)
    assert moved.file.name != photo.file.name
    assert requests.get(rendition_url(moved, "320.avif", public=False), timeout=5).status_code == 200
