"""Addresses in a bucket end when fewer people may see the photo, whatever the reason."""

from typing import Any

import pytest
import requests
from django.contrib.auth.models import Group
from wagtail.models import PageViewRestriction

from galleries import changes, delivery, exposure, preparing
from galleries.models import AlbumIndexPage, AlbumPage, AlbumPhoto, Photo
from galleries.policy import Audience
from tests.factories import make_album
from tests.storage_e2e.conftest import settle, take, work

pytestmark = pytest.mark.django_db


def status(address: str) -> int:
    return requests.get(address, timeout=5).status_code


def fresh(photo: Photo) -> Photo:
    return Photo.objects.with_openness().get(pk=photo.pk)


def address(photo: Photo, name: str = "320.avif", *, public: bool) -> str:
    return delivery.rendition_url(fresh(photo), name, public=public)


@pytest.fixture
def album(bucket: Any, owner: Any) -> AlbumPage:
    return make_album("Open", owner=owner, slug="open")


@pytest.fixture
def photo(album: AlbumPage, owner: Any) -> Photo:
    """Prepared, open, and copied into the open bucket."""
    photo = take(owner, album)
    preparing.prepare(photo)
    settle()
    return photo


def test_a_photo_that_anybody_may_see_has_plain_addresses_in_the_open_bucket(
    bucket: Any, photo: Photo
) -> None:
    plain = address(photo, public=True)
    assert bucket.is_open(plain)
    assert status(plain) == 200
    assert fresh(photo).audience == Audience.EVERYBODY


def test_a_private_photo_has_signed_addresses_and_none_without(bucket: Any, owner: Any) -> None:
    closed = take(owner, make_album(owner=owner, visibility="private"))
    preparing.prepare(closed)
    settle()
    signed = address(closed, public=False)
    assert status(signed) == 200
    assert status(signed.split("?")[0]) == bucket.refused
    assert bucket.keys("renditions") == []
    bucket.later(3 * 3600)  # after the deadline
    assert status(signed) == bucket.refused


def make_private(album: AlbumPage, photo: Photo) -> None:
    album.visibility = "private"
    album.save_revision().publish()


def make_private_past_all_signals(album: AlbumPage, photo: Photo) -> None:
    AlbumPage.objects.filter(pk=album.pk).update(visibility="private")


def make_members(album: AlbumPage, photo: Photo) -> None:
    album.visibility = "members"
    album.save_revision().publish()


def unpublish(album: AlbumPage, photo: Photo) -> None:
    album.unpublish()


def expire(album: AlbumPage, photo: Photo) -> None:
    album.unpublish(set_expired=True)


def restrict_parent(album: AlbumPage, photo: Photo) -> None:
    restriction = PageViewRestriction.objects.create(
        page=AlbumIndexPage.objects.get(), restriction_type=PageViewRestriction.GROUPS
    )
    restriction.groups.add(Group.objects.create(name="circle"))


def take_out(album: AlbumPage, photo: Photo) -> None:
    changes.remove(user=album.owner, album=album, photos=[photo.pk])


def move_to_private(album: AlbumPage, photo: Photo) -> None:
    other = make_album(owner=album.owner, visibility="private")
    AlbumPhoto.objects.append(other, [photo])
    AlbumPhoto.objects.filter(album=album, photo=photo).delete()


def delete_album(album: AlbumPage, photo: Photo) -> None:
    album.delete()


NARROWING = [
    make_private, make_private_past_all_signals, make_members, unpublish, expire, restrict_parent, take_out,
    move_to_private, delete_album,
]  # fmt: skip


# The reasons are found in the database; that the addresses end is the bucket's part.
EACH = [("kodo", narrow) for narrow in NARROWING] + [
    ("s3", make_private),
    ("s3", make_private_past_all_signals),
    ("s3", delete_album),
]


@pytest.mark.parametrize(("bucket", "narrow"), EACH, indirect=["bucket"])
def test_old_addresses_end_when_fewer_people_may_see_the_photo(
    narrow: Any, bucket: Any, album: AlbumPage, photo: Photo
) -> None:
    album.owner.is_superuser = True
    album.owner.save()
    plain, signed = address(photo, public=True), address(photo, public=False)
    assert status(plain) == status(signed) == 200
    narrow(AlbumPage.objects.get(pk=album.pk), photo)
    settle()
    assert status(plain) == 404
    assert status(signed) == 404
    now = address(photo, public=False)
    assert bucket.signature in now
    assert status(now) == 200


def test_deleting_the_photo_ends_its_addresses_and_leaves_no_file(bucket: Any, photo: Photo) -> None:
    plain, signed = address(photo, public=True), address(photo, public=False)
    Photo.objects.get(pk=photo.pk).delete()
    settle()
    assert status(plain) == status(signed) == 404
    assert bucket.keys("originals") == bucket.keys("renditions") == []


def test_a_signal_starts_the_job_that_ends_the_addresses(album: AlbumPage, photo: Photo) -> None:
    work()
    plain = address(photo, public=True)
    make_private(AlbumPage.objects.get(pk=album.pk), photo)
    work()
    assert status(plain) == 404


def test_a_photo_that_is_also_in_another_open_album_stays_open(
    album: AlbumPage, photo: Photo, owner: Any
) -> None:
    AlbumPhoto.objects.append(make_album(owner=owner), [photo])
    plain = address(photo, public=True)
    make_private(AlbumPage.objects.get(pk=album.pk), photo)
    settle()
    assert status(plain) == 200


def test_opening_again_gives_plain_addresses_again(bucket: Any, album: AlbumPage, photo: Photo) -> None:
    make_private(AlbumPage.objects.get(pk=album.pk), photo)
    settle()
    album = AlbumPage.objects.get(pk=album.pk)
    album.visibility = "public"
    album.save_revision().publish()
    assert bucket.signature in address(photo, public=True)  # until the copies are there
    settle()
    assert status(address(photo, public=True)) == 200


def test_a_worker_killed_while_copying_leaves_nothing_open(bucket: Any, album: AlbumPage, owner: Any) -> None:
    photo = take(owner, album)
    preparing.prepare(photo)
    bucket.fail_while_copying()  # the bucket gives up in the middle of the copies
    with pytest.raises(OSError):
        exposure.open_up()
    bucket.heal()
    assert fresh(photo).audience == Audience.OPENING
    make_private(AlbumPage.objects.get(pk=album.pk), photo)
    settle()
    assert bucket.keys("renditions") == []


def test_a_replaced_picture_is_not_open_under_its_old_address(photo: Photo) -> None:
    plain = address(photo, public=True)
    Photo.objects.filter(pk=photo.pk).update(state="preparing")
    preparing.prepare(fresh(photo))
    assert status(plain) == 404
    settle()
    assert status(address(photo, public=True)) == 200


def test_making_addresses_asks_the_bucket_for_nothing(
    bucket: Any, album: AlbumPage, photo: Photo, client: Any
) -> None:
    before = bucket.asked()
    page = client.get("/albums/open/")
    assert page.status_code == 200
    assert address(photo, "320.avif", public=True) in page.content.decode()
    assert bucket.asked() == before
