"""Guests and owners who do the same at the same moment, on whichever database."""

import pytest

from galleries.models import AlbumGrant, AlbumPhoto, Contribution, Photo, Pick
from tests.factories import jpeg, make_album, make_user, ready_photo, upload
from tests.galleries.coming_in import make_link, program
from tests.parallel import all_at_once
from tests.users.bearer import bearer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]
AT_ONCE = 8


@pytest.fixture
def album(owner):
    return make_album(owner=owner, visibility="private")


def test_the_same_file_sent_by_many_at_once_is_one_photo(album):
    content, guest = jpeg(), program(make_link(album, allow_upload=True))[0]
    path = f"/api/v1/albums/{album.pk}/contributions/"
    codes = all_at_once(lambda n: guest.post(path, {"photo": upload(content)}).status_code, range(AT_ONCE))
    assert sorted(codes) == [200] * (AT_ONCE - 1) + [201]
    assert Photo.objects.count() == Contribution.objects.count() == 1


def test_different_files_sent_at_once_all_wait(album):
    guest = program(make_link(album, allow_upload=True))[0]
    path = f"/api/v1/albums/{album.pk}/contributions/"
    files = [upload() for _ in range(AT_ONCE)]
    assert set(all_at_once(lambda file: guest.post(path, {"photo": file}).status_code, files)) == {201}
    assert Contribution.objects.filter(state="waiting").count() == AT_ONCE


def test_a_photo_is_accepted_or_refused_but_not_both(album, owner):
    photos = [ready_photo(owner=owner) for _ in range(3)]
    for photo in photos:
        Contribution.objects.create(album=album, photo=photo, brought=True)
    path = f"/sharing/{album.pk}/tray/"
    wishes = ["accept-all", "refuse-all"] * (AT_ONCE // 2)
    all_at_once(lambda wish: bearer_page(owner).post(path, {"wish": wish}).status_code, wishes)
    shown = AlbumPhoto.objects.filter(album=album).count()
    assert shown == Photo.objects.count() == Contribution.objects.filter(state="accepted").count()
    assert shown in (0, 3)


def test_a_star_pressed_many_times_at_once_is_one(album, owner):
    photo = ready_photo(owner=owner, album=album)
    guest = program(make_link(album, allow_picks=True))[0]
    path = f"/api/v1/albums/{album.pk}/picks/{photo.pk}/"
    assert set(all_at_once(lambda n: guest.put(path).status_code, range(AT_ONCE))) == {200}
    assert Pick.objects.count() == 1


def test_one_person_invited_many_times_at_once_is_invited_once(album, owner):
    make_user("friend")
    client, path = bearer(owner), f"/api/v1/albums/{album.pk}/grants/"
    names = ["friend", "friend@example.org"] * (AT_ONCE // 2)
    codes = all_at_once(lambda who: client.post(path, {"who": who}, "application/json").status_code, names)
    assert set(codes) <= {200, 201}
    assert AlbumGrant.objects.filter(user__username="friend").count() == 1
    assert AlbumGrant.objects.count() == 2


def bearer_page(user):
    from django.test import Client

    client = Client()
    client.force_login(user)
    return client
