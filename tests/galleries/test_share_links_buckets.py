"""A link that ends ends the picture addresses of its guests, also in buckets, where nobody asks us."""

from datetime import timedelta
from typing import Any

import pytest
import requests
from django.utils import timezone

from galleries import delivery, preparing, share_actions, share_links
from galleries.models import AlbumPhoto, Photo, ShareLink
from jobs import periodic, registry
from tests.factories import make_album
from tests.galleries.links import come_in, make_link
from tests.storage_e2e.conftest import bucket, kodo, settle, take, work  # noqa: F401  (two are fixtures)

pytestmark = pytest.mark.django_db


def status(address: str) -> int:
    return requests.get(address, timeout=5).status_code


def address(photo: Photo, *, public: bool = False) -> str:
    return delivery.rendition_url(Photo.objects.with_openness().get(pk=photo.pk), "320.avif", public=public)


@pytest.fixture
def album(bucket: Any, owner: Any) -> Any:  # noqa: F811
    return make_album(owner=owner, slug="home-alone", visibility="private")


@pytest.fixture
def photo(album: Any, owner: Any) -> Photo:
    photo = take(owner, album)
    preparing.prepare(photo)
    settle()
    work()
    return photo


@pytest.fixture
def link(album: Any) -> ShareLink:
    """By which somebody has come in."""
    link, path = make_link(album)
    come_in(path)
    return link


def revoke(link: ShareLink) -> None:
    share_actions.revoke_link(user=link.album.owner, link=link)


def change_password(link: ShareLink) -> None:
    share_actions.edit_link(user=link.album.owner, link=link, password="another one")


def change_address(link: ShareLink) -> None:
    share_actions.new_address(user=link.album.owner, link=link)


def run_out(link: ShareLink) -> None:
    ShareLink.objects.filter(pk=link.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    periodic.start_due()


@pytest.mark.parametrize("end", [revoke, change_password, change_address, run_out])
def test_the_addresses_that_guests_had_end(end: Any, photo: Photo, link: ShareLink) -> None:
    before = address(photo)
    assert status(before) == 200
    end(link)
    work()
    assert status(before) == 404
    assert status(address(photo)) == 200  # its owner has new ones


def test_that_happens_within_a_minute() -> None:
    assert registry.periods()["close_share_links"] <= timedelta(seconds=30)


def test_it_happens_once(photo: Photo, link: ShareLink) -> None:
    revoke(link)
    assert share_links.close_ended() == 1
    key = Photo.objects.get(pk=photo.pk).rendition_key
    assert ShareLink.objects.get(pk=link.pk).closed_at is not None
    assert share_links.close_ended() == 0
    assert Photo.objects.get(pk=photo.pk).rendition_key == key


def test_what_everybody_may_see_elsewhere_keeps_its_address(
    photo: Photo, link: ShareLink, owner: Any
) -> None:
    AlbumPhoto.objects.append(make_album(owner=owner), [photo])
    settle()
    plain = address(photo, public=True)
    revoke(link)
    work()
    assert status(plain) == 200


def test_a_link_that_nobody_used_costs_the_bucket_nothing(bucket: Any, album: Any, photo: Photo) -> None:  # noqa: F811
    link, _path = make_link(album)
    before = bucket.asked()
    revoke(link)
    assert share_links.close_ended() == 1
    assert bucket.asked() == before


@pytest.mark.parametrize("bucket", ["kodo"], indirect=True)
def test_a_bucket_that_is_away_is_asked_again_and_keeps_no_other_link_waiting(
    bucket: Any,  # noqa: F811
    photo: Photo,
    link: ShareLink,
    owner: Any,
) -> None:
    other, _path = make_link(make_album(owner=owner, visibility="private"))
    before = address(photo)
    for one in (link, other):
        revoke(one)
    bucket.fail()
    with pytest.raises(OSError):
        share_links.close_ended()
    assert ShareLink.objects.get(pk=link.pk).closed_at is None
    assert ShareLink.objects.get(pk=other.pk).closed_at is not None
    bucket.heal()
    assert share_links.close_ended() == 1
    assert status(before) == 404


def test_a_link_that_is_prolonged_is_closed_at_its_next_end(photo: Photo, link: ShareLink) -> None:
    run_out(link)
    work()
    share_actions.edit_link(user=link.album.owner, link=link, expires_at=None)
    before = address(photo)
    run_out(link)
    share_links.close_ended()
    assert status(before) == 404
