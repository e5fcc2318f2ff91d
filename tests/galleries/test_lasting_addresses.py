"""Addresses of pictures that stay: whom they open to, and what is sent."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from galleries.models import AlbumIndexPage, AlbumPage, Photo, UploadsAlbum
from tests.factories import make_album
from tests.galleries.sending_programs import fetch, send, taken

pytestmark = pytest.mark.django_db

ANYBODY = Client()


def closed_by_visibility(album, photo, owner):
    AlbumPage.objects.filter(pk=album.pk).update(visibility="private")


def closed_for_members(album, photo, owner):
    AlbumPage.objects.filter(pk=album.pk).update(visibility="members")


def unpublished(album, photo, owner):
    album.unpublish()


def taken_out(album, photo, owner):
    album.album_photos.all().delete()


def in_the_trash(album, photo, owner):
    Photo.objects.filter(pk=photo.pk).update(trashed_at=timezone.now())


def deleted(album, photo, owner):
    photo.delete()


def below_a_restriction(album, photo, owner):
    PageViewRestriction.objects.create(
        page=AlbumIndexPage.objects.get(), restriction_type=PageViewRestriction.LOGIN
    )


def owner_leaves(album, photo, owner):
    type(owner).objects.filter(pk=owner.pk).update(delete_after=timezone.now() + timedelta(days=14))


CLOSINGS = [
    closed_by_visibility, closed_for_members, unpublished, taken_out, in_the_trash, deleted, below_a_restriction,
    owner_leaves,
]  # fmt: skip


@pytest.mark.parametrize("close", CLOSINGS, ids=lambda close: close.__name__)
def test_it_closes_at_the_next_request_and_looks_like_none(program, curator, close):
    told = taken(send(program))
    assert fetch(told["url"])[0] == 200
    photo = Photo.objects.get()
    close(UploadsAlbum.objects.get().album, photo, curator)
    hidden = ANYBODY.get(told["url"])
    missing = ANYBODY.get("/media/i/" + "A" * 22 + ".jpg")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.headers.keys() == missing.headers.keys()


def test_full_size_is_given_where_the_album_gives_it(program, curator):
    album = make_album(owner=curator, slug="mine", download="web")
    told = taken(send(program, album="mine"))
    photo = Photo.objects.get()
    largest = f"{photo.rendition_key}/1280"
    Photo.objects.update(
        rendition_key="ab/" + "k" * 20, rendition_widths=[320, 1280], state=Photo.State.READY, width=4000
    )
    largest = f"ab/{'k' * 20}/1280.jpg"
    storages["renditions"].save(largest, ContentFile(b"largest rendition"))
    assert fetch(told["url"]) == (200, b"largest rendition")
    AlbumPage.objects.filter(pk=album.pk).update(download="original")
    assert fetch(told["url"])[1] != b"largest rendition"


def test_a_large_master_is_not_given_away_while_the_rendition_is_being_made(program, curator):
    make_album(owner=curator, slug="mine", download="none")
    told = taken(send(program, album="mine"))
    assert fetch(told["url"])[0] == 200  # no larger than the rendition will be
    Photo.objects.update(width=4000)
    answer = ANYBODY.get(told["url"])
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    Photo.objects.update(state=Photo.State.FAILED)
    assert fetch(told["url"])[0] == 404


@pytest.mark.parametrize(
    "name", ["%00.jpg", "x.jpg", "x", ".jpg", "..jpg", "é.jpg", "a.svg", "A" * 3000 + ".jpg"]
)
def test_other_addresses_are_none(name):
    assert ANYBODY.get(f"/media/i/{name}").status_code == 404


def test_it_costs_few_queries(program, django_assert_max_num_queries):
    told = taken(send(program))
    with django_assert_max_num_queries(2):
        fetch(told["url"])
