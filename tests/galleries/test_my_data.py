"""A photographer's albums and photos when she goes away: hidden in every list, and what others put beside them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Collection

from galleries import my_data
from galleries.models import AlbumPage, Photo
from galleries.policy import Viewer
from tests.factories import make_album, make_user, ready_photo

pytestmark = pytest.mark.django_db


def leaves(person: Any) -> None:
    type(person).objects.filter(pk=person.pk).update(delete_after=timezone.now() + timedelta(days=14))


def test_her_photo_leaves_the_albums_of_others_and_their_covers(owner: Any, stranger: Any) -> None:
    album = make_album("Together", owner=stranger, slug="together")
    hers, theirs = (
        ready_photo(owner=owner, album=album, title="Hers"),
        ready_photo(owner=stranger, album=album),
    )
    AlbumPage.objects.filter(pk=album.pk).update(cover=hers)
    client = Client()
    assert client.get(f"/albums/together/{hers.pk}/").status_code == 200
    leaves(owner)
    page = client.get("/albums/together/").content.decode()
    assert hers.rendition_key not in page and theirs.rendition_key in page
    for address in ("/", "/albums/", "/people/stranger/", "/search/?q=Hers"):
        assert hers.rendition_key not in client.get(address).content.decode(), address
    for address in (f"/albums/together/{hers.pk}/", f"/albums/together/{hers.pk}/download/"):
        assert client.get(address).status_code == 404
    assert AlbumPage.objects.with_photo_count().get(pk=album.pk).photo_count == 1


def test_nobody_gets_her_files_not_even_who_manages_pictures(owner: Any, superuser: Any) -> None:
    photo = ready_photo(owner=owner, album=make_album("Open", owner=owner))
    for user in (None, owner, superuser):
        assert Photo.objects.visible_to(Viewer(user)).filter(pk=photo.pk).exists()
    leaves(owner)
    owner.refresh_from_db()
    for user in (None, owner, superuser):
        assert not Photo.objects.visible_to(Viewer(user)).filter(pk=photo.pk).exists()


def test_albums_and_photos_of_nobody_stay(client: Client, owner: Any) -> None:
    leaves(owner)
    album = make_album("Nobody's", slug="nobodys")
    photo = ready_photo(album=album)
    assert photo.rendition_key in client.get("/albums/nobodys/").content.decode()
    assert "nobodys" in client.get("/sitemap.xml").content.decode()


@pytest.mark.parametrize("address", ["/albums/", "/albums/shared/", "/"])
def test_hiding_costs_no_query_for_each_thing(owner: Any, stranger: Any, address: str) -> None:
    """One album and ten, one leaving and ten: the page asks the same number of questions."""

    def cost() -> int:
        client = Client()
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    shared = make_album("Shared", owner=owner, slug="shared")
    for person in (owner, stranger):
        photo = ready_photo(owner=person, album=shared)
        AlbumPage.objects.filter(pk=shared.pk).update(cover=photo)
    before = cost()
    for number in range(10):
        person = make_user(f"extra{number}")
        album = make_album(owner=person)
        AlbumPage.objects.filter(pk=album.pk).update(cover=ready_photo(owner=person, album=album))
        ready_photo(owner=person, album=shared)
        if number % 2:
            leaves(person)
    assert cost() == before


def test_the_pictures_of_others_survive_the_collection_of_her_album(owner: Any, stranger: Any) -> None:
    album = make_album("Hers", owner=owner)
    collection = album.collection_id
    guest = ready_photo(owner=stranger, album=album)
    my_data.erase(owner)
    assert Photo.objects.get(pk=guest.pk).uploaded_by_user == stranger
    assert not Collection.objects.filter(pk=collection).exists()
    assert not AlbumPage.objects.filter(pk=album.pk).exists()


def test_drafts_and_private_albums_go_as_well(owner: Any) -> None:
    make_album("Draft", owner=owner, live=False)
    make_album("Private", owner=owner, visibility="private")
    my_data.erase(owner)
    assert not AlbumPage.objects.filter(owner=owner).exists()
