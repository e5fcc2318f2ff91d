"""Liking albums and photos, through the form and through the API."""

import itertools
import threading
from typing import Any

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from community import likes
from community.actions import likes as actions
from community.models import Distance, Like, LikeCount, Notification, Suspension
from galleries.models import Photo
from tests.factories import make_user, ready_photo
from tests.galleries.test_permission_matrix import MAY_HAVE_FILES, MAY_OPEN, STATES, VIEWERS, Scene
from tests.users.bearer import bearer

pytestmark = pytest.mark.django_db
MEMBERS = ("stranger", "owner", "moderator", "editor", "friend")


def api_of(thing: Any) -> str:
    return f"/api/v1/{'photos' if isinstance(thing, Photo) else 'albums'}/{thing.pk}/like/"


def counted(**thing: Any) -> int:
    """What the counter says; it must be what the rows say."""
    row = LikeCount.objects.filter(**thing).first()
    number = row.likes if row else 0
    assert number == Like.objects.filter(**thing).count()
    return number


@pytest.mark.parametrize("kind", ["album", "photo"])
def test_a_like_counts_once_however_often_it_is_given(kind, public_album, photo, stranger):
    thing = public_album if kind == "album" else photo
    client = bearer(stranger)
    for _ in range(3):
        answer = client.put(api_of(thing))
        assert (answer.status_code, answer.json()) == (200, {"likes": 1, "liked": True})
    assert counted(**{kind: thing}) == 1


@pytest.mark.parametrize("kind", ["album", "photo"])
def test_taking_back_a_like_that_is_not_there_changes_nothing(kind, public_album, photo, stranger):
    thing = public_album if kind == "album" else photo
    actions.like(user=make_user(), thing=thing)
    client = bearer(stranger)
    client.put(api_of(thing))
    for _ in range(3):
        answer = client.delete(api_of(thing))
        assert (answer.status_code, answer.json()) == (200, {"likes": 1, "liked": False})
    assert counted(**{kind: thing}) == 1


def test_a_guest_reads_the_number_and_cannot_change_it(public_album, stranger):
    actions.like(user=stranger, thing=public_album)
    guest = Client()
    assert guest.get(api_of(public_album)).json() == {"likes": 1, "liked": False}
    assert guest.put(api_of(public_album)).status_code == 401
    assert guest.delete(api_of(public_album)).status_code == 401
    assert counted(album=public_album) == 1


@pytest.mark.parametrize("state", STATES)
def test_only_who_may_see_it_can_like_it(state):
    scene = Scene(state)
    # Of a photo in the trash there is the file, for whoever may bring it back, and nothing else.
    photo = set() if state == "in the trash" else MAY_HAVE_FILES[state]
    doors = (("albums", scene.album.pk, MAY_OPEN[state]), ("photos", scene.photo.pk, photo))
    for viewer, (kind, pk, may) in itertools.product(VIEWERS, doors):
        client, api, page = scene.client(viewer), f"/api/v1/{kind}/{pk}/like/", f"/likes/{kind}/{pk}/"
        asked = (client.get(api), client.put(api), client.post(page))
        sees = 200 if viewer in may else 404
        if (viewer, state) == ("owner", "owner leaves"):  # the account can do one thing: stay after all
            expected = (403, 403, 302)
        elif viewer in MEMBERS:
            expected = (sees, sees, 302 if sees == 200 else 404)
        else:
            expected = (sees, 401, 302)  # to the sign-in, whether there is anything or not
        assert (viewer, kind, *(answer.status_code for answer in asked)) == (viewer, kind, *expected)


def test_hidden_looks_exactly_like_missing(private_album, stranger):
    client = bearer(stranger)
    photo = private_album.album_photos.first().photo
    pairs = [(private_album.pk, "albums"), (photo.pk, "photos")]
    for pk, kind in pairs:
        bodies = []
        for address in (
            f"/api/v1/{kind}/{pk}/like/",
            f"/api/v1/{kind}/99999999/like/",
            f"/api/v1/{kind}/{10**30}/like/",
        ):
            answer = client.put(address)
            assert answer.status_code == 404
            bodies.append({k: v for k, v in answer.json().items() if k != "request_id"})
        assert bodies[0] == bodies[1] == bodies[2]
    assert not Like.objects.exists()


def test_the_button_works_without_a_script(browser, stranger, public_album):
    address = public_album.get_url()
    page = browser.get(address).content.decode()
    like, unlike = (
        reverse("community:like", args=["albums", public_album.pk]),
        reverse("community:unlike", args=["albums", public_album.pk]),
    )
    assert f'action="{like}"' in page and 'aria-pressed="false"' in page
    answer = browser.post(like, {"next": f"{address}?page=1"})
    assert answer.status_code == 302 and answer["Location"] == f"{address}?page=1"
    page = browser.get(address).content.decode()
    assert (
        f'action="{unlike}"' in page
        and 'aria-pressed="true"' in page
        and '<span class="num">1</span>' in page
    )
    browser.post(unlike, {"next": address})
    assert counted(album=public_album) == 0


def test_the_photo_page_has_a_button_of_its_own(browser, public_album, photo):
    page = browser.get(f"{public_album.get_url()}{photo.pk}/").content.decode()
    assert f'action="/likes/photos/{photo.pk}/"' in page and f"/likes/albums/{public_album.pk}/" not in page


def test_a_guest_is_led_to_the_sign_in_and_back(public_album):
    page = Client().get(public_album.get_url()).content.decode()
    assert "/accounts/login/?next=/albums/mist/" in page and 'action="/likes/' not in page
    answer = Client().post(f"/likes/albums/{public_album.pk}/", {"next": "/albums/mist/"})
    assert answer["Location"] == "/accounts/login/?next=/albums/mist/"


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_the_form_leads_nowhere_else(browser, public_album, away):
    assert browser.post(f"/likes/albums/{public_album.pk}/", {"next": away})["Location"] == "/"


def test_the_buttons_address_cannot_be_opened(browser, public_album):
    assert browser.get(f"/likes/albums/{public_album.pk}/").status_code == 405
    assert browser.post(f"/likes/comments/{public_album.pk}/").status_code == 404


def test_who_is_suspended_cannot_like(browser, stranger, public_album):
    actions.like(user=stranger, thing=public_album)
    Suspension.objects.create(person=stranger)
    client = bearer(stranger)
    for answer in (client.put(api_of(public_album)), client.delete(api_of(public_album))):
        assert (answer.status_code, answer.json()["code"]) == (403, "suspended")
    page = browser.post(f"/likes/albums/{public_album.pk}/", {"next": public_album.get_url()}, follow=True)
    assert "suspended" in page.content.decode()
    assert counted(album=public_album) == 1


@pytest.mark.parametrize("kind", ["album", "photo"])
@pytest.mark.parametrize("blocks", ["owner", "stranger"])
def test_nobody_likes_what_is_of_somebody_apart(kind, blocks, public_album, photo, owner, stranger):
    thing = public_album if kind == "album" else photo
    one, other = (owner, stranger) if blocks == "owner" else (stranger, owner)
    Distance.objects.create(user=one, person=other, kind=Distance.Kind.BLOCK)
    answer = bearer(stranger).put(api_of(thing))
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert counted(**{kind: thing}) == 0


def test_a_like_from_before_the_block_can_be_taken_back(public_album, owner, stranger):
    actions.like(user=stranger, thing=public_album)
    Distance.objects.create(user=owner, person=stranger, kind=Distance.Kind.BLOCK)
    assert bearer(stranger).delete(api_of(public_album)).json() == {"likes": 0, "liked": False}


def test_the_owner_hears_of_it_once_and_not_of_what_was_taken_back(public_album, owner, stranger):
    actions.like(user=stranger, thing=public_album)
    actions.like(user=stranger, thing=public_album)
    told = Notification.objects.get(recipient=owner)
    assert (told.kind, told.album_id, told.times) == ("like", public_album.pk, 1)
    actions.unlike(user=stranger, thing=public_album)
    assert not Notification.objects.exists()


def test_liking_ones_own_is_told_to_nobody(public_album, photo, owner):
    actions.like(user=owner, thing=public_album)
    actions.like(user=owner, thing=photo)
    assert counted(album=public_album) == counted(photo=photo) == 1
    assert not Notification.objects.exists()


def test_what_belongs_to_nobody_can_be_liked(stranger, public_album):
    photo = ready_photo(album=public_album)
    assert bearer(stranger).put(api_of(photo)).json()["likes"] == 1


def test_there_is_a_limit(settings, stranger, public_album):
    settings.LIMITS = {**settings.LIMITS, "like_account": "3/1m"}
    client = bearer(stranger)
    statuses = [client.put(api_of(public_album)).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]


def test_the_album_page_asks_one_question_about_likes(public_album, browser, stranger):
    address = public_album.get_url()

    def about_likes() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        return sum("community_like" in query["sql"] for query in queries)

    assert about_likes() == 1
    for _ in range(5):
        actions.like(user=make_user(), thing=public_album)
    assert about_likes() == 1


def test_a_wrong_counter_is_put_right(public_album, photo, stranger):
    actions.like(user=stranger, thing=public_album)
    actions.like(user=stranger, thing=photo)
    assert likes.recount() == 0
    LikeCount.objects.filter(album=public_album).update(likes=7)
    Like.objects.filter(photo=photo).delete()
    assert likes.recount() == 2
    assert (counted(album=public_album), counted(photo=photo)) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_twenty_people_at_once_are_twenty_likes(public_album):
    people = [make_user() for _ in range(20)]
    start, errors = threading.Barrier(20), []

    def storm(person: Any) -> None:
        try:
            start.wait()
            for action in (actions.like, actions.like, actions.unlike, actions.like):
                action(user=person, thing=public_album)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=storm, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert counted(album=public_album) == 20


@pytest.mark.django_db(transaction=True)
def test_an_album_that_goes_meanwhile_is_missing(public_album, stranger):
    stale = type(public_album).objects.get(pk=public_album.pk)
    public_album.delete()
    with pytest.raises(Http404):
        actions.like(user=stranger, thing=stale)
    assert not Like.objects.exists() and not LikeCount.objects.exists()
