"""What a member has looked at: noted, shown to her alone, paused, forgotten."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community import history
from community.actions import history as actions
from community.models import Habits, Suspension, Visit
from galleries.models import AlbumPage
from jobs import registry
from tests.factories import make_album, make_user, ready_photo
from tests.galleries.test_permission_matrix import MAY_OPEN, STATES, VIEWERS, Scene
from tests.users.bearer import bearer

pytestmark = pytest.mark.django_db
API = "/api/v1/history/"
MEMBERS = ("stranger", "owner", "moderator", "editor", "friend")


def seen(user: Any) -> set[tuple[int, int | None]]:
    return set(Visit.objects.filter(user=user).values_list("album_id", "photo_id"))


def test_what_a_member_opens_is_noted(browser, stranger, public_album, photo):
    browser.get("/albums/mist/")
    browser.get(f"/albums/mist/{photo.pk}/")
    assert seen(stranger) == {(public_album.pk, None), (public_album.pk, photo.pk)}


def test_a_guest_leaves_nothing(public_album):
    Client().get("/albums/mist/")
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Purpose": "prefetch"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X-Moz": "prefetch"},
    ],
)
def test_what_a_browser_fetches_ahead_is_not_noted(browser, public_album, headers):
    assert browser.get("/albums/mist/", headers=headers).status_code == 200
    assert not Visit.objects.exists()


def test_neither_head_nor_a_download_nor_what_is_missing_is_noted(browser, public_album, photo):
    AlbumPage.objects.filter(pk=public_album.pk).update(download="web")
    browser.head("/albums/mist/")
    browser.get("/albums/mist/99999999/")
    browser.get(f"/albums/mist/{photo.pk}/download/")
    browser.get("/albums/")
    assert not Visit.objects.exists()


def test_looking_again_at_once_writes_nothing_and_later_moves_the_time(
    browser, stranger, public_album, clock
):
    browser.get("/albums/mist/")
    first = Visit.objects.get()
    clock.forward(minutes=4)
    with CaptureQueriesContext(connection) as queries:
        browser.get("/albums/mist/")
    assert not any(
        "community_visit" in q["sql"] and q["sql"].startswith(("UPDATE", "INSERT")) for q in queries
    )
    clock.forward(minutes=2)
    browser.get("/albums/mist/")
    assert Visit.objects.get().pk == first.pk and Visit.objects.get().seen_at > first.seen_at


def test_a_page_is_served_although_its_visit_cannot_be_written(browser, public_album, monkeypatch):
    def full(*args: Any) -> None:
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(history, "note", full)
    assert browser.get("/albums/mist/").status_code == 200


def test_while_it_is_paused_nothing_is_noted(browser, stranger, public_album):
    browser.post("/history/pause/", {"paused": "1"})
    browser.get("/albums/mist/")
    assert not Visit.objects.exists()
    assert "It is paused" in browser.get("/history/").content.decode()
    browser.post("/history/pause/", {"paused": "0"})
    browser.get("/albums/mist/")
    assert Visit.objects.count() == 1


def test_the_page_shows_it_by_day_and_lets_it_go(browser, stranger, public_album, photo, clock):
    browser.get("/albums/mist/")
    clock.forward(days=1)
    browser.get(f"/albums/mist/{photo.pk}/")
    page = browser.get("/history/").content.decode()
    assert page.count('<h2 class="kept__day"><time') == 2 and f"/albums/mist/{photo.pk}/" in page
    browser.post(f"/history/{Visit.objects.get(photo=None).pk}/remove/")
    assert seen(stranger) == {(public_album.pk, photo.pk)}
    browser.post("/history/clear/")
    assert not Visit.objects.exists()
    assert "Nothing here yet." in browser.get("/history/").content.decode()


def test_nobody_elses_history_is_there(browser, stranger, owner, public_album):
    history.note(owner, public_album)
    visit = Visit.objects.get()
    assert "/albums/mist/" not in browser.get("/history/").content.decode()
    client = bearer(stranger)
    assert client.get(API).json()["results"] == []
    browser.post(f"/history/{visit.pk}/remove/")
    browser.post("/history/clear/")
    assert client.delete(f"{API}{visit.pk}/").status_code == 204  # as if there were none
    assert client.delete(API).status_code == 204
    assert Visit.objects.filter(pk=visit.pk).exists()


def test_a_guest_has_no_history():
    for method, address in (("get", "/history/"), ("post", "/history/clear/"), ("post", "/history/pause/")):
        assert getattr(Client(), method)(address)["Location"].startswith("/accounts/login/")
    for method in ("get", "patch", "delete"):
        assert getattr(Client(), method)(API).status_code == 401


@pytest.mark.parametrize("state", STATES)
def test_what_may_no_longer_be_seen_is_not_shown(state):
    scene = Scene(state)
    for viewer in VIEWERS:
        client = scene.client(viewer)
        if viewer not in MEMBERS or (viewer, state) == ("owner", "owner leaves"):
            assert client.get("/history/").status_code == 302
            assert client.get(API).status_code in (401, 403)
            continue
        user = client.session["_auth_user_id"]
        if AlbumPage.objects.filter(pk=scene.album.pk).exists():
            Visit.objects.create(user_id=user, album=scene.album)
            Visit.objects.create(user_id=user, album=scene.album, photo=scene.photo)
        sees = viewer in MAY_OPEN[state]
        page = client.get("/history/").content.decode()
        assert (viewer, "albums/hidden/" in page, "Light of the hidden" in page) == (viewer, sees, sees)
        assert len(client.get(API).json()["results"]) == (2 if sees else 0)


def test_a_photo_that_left_the_album_is_not_shown(browser, stranger, public_album, photo):
    history.note(stranger, public_album, photo.pk)
    public_album.album_photos.filter(photo=photo).delete()
    assert f"/albums/mist/{photo.pk}/" not in browser.get("/history/").content.decode()
    assert bearer(stranger).get(API).json()["results"] == []


def test_the_api_lists_pauses_and_clears(stranger, public_album, photo):
    client = bearer(stranger)
    history.note(stranger, public_album)
    history.note(stranger, public_album, photo.pk)
    body = client.get(API).json()
    assert body["paused"] is False and len(body["results"]) == 2
    assert body["results"][0]["photo"]["url"] == f"http://testserver/albums/mist/{photo.pk}/"
    assert body["results"][1]["album"]["id"] == public_album.pk and body["results"][1]["photo"] is None
    answer = client.patch(API, {"paused": True}, content_type="application/json")
    assert (answer.status_code, answer.json()) == (200, {"paused": True})
    assert client.get(API).json()["paused"] is True
    assert client.patch(API, {"paused": "perhaps"}, content_type="application/json").status_code == 400
    assert client.patch(API, {}, content_type="application/json").status_code == 400
    assert client.delete(f"{API}{body['results'][0]['id']}/").status_code == 204
    assert seen(stranger) == {(public_album.pk, None)}
    assert client.delete(API).status_code == 204 and seen(stranger) == set()
    assert client.delete(f"{API}{10**25}/").status_code in (204, 404)


def test_who_is_suspended_may_still_clear_it(stranger, public_album):
    history.note(stranger, public_album)
    Suspension.objects.create(person=stranger)
    assert bearer(stranger).delete(API).status_code == 204
    assert not Visit.objects.exists()


def test_after_ninety_days_it_is_forgotten(stranger, owner, public_album, settings, monkeypatch):
    monkeypatch.setattr(history, "AT_ONCE", 2)
    albums = [make_album() for _ in range(5)]
    for album in albums:
        Visit.objects.create(user=stranger, album=album, seen_at=timezone.now() - timedelta(days=91))
    Visit.objects.create(user=owner, album=public_album, seen_at=timezone.now() - timedelta(days=89))
    assert history.forget_old() == 5
    assert seen(owner) == {(public_album.pk, None)} and seen(stranger) == set()
    assert registry.periods()["forget_visits"] == timedelta(days=1)


@pytest.mark.parametrize("address", ["/history/", API])
def test_it_asks_the_same_questions_whatever_it_shows(browser, stranger, address):
    def look(number: int) -> None:
        for _ in range(number):
            album = make_album(owner=make_user())
            history.note(stranger, album)
            history.note(stranger, album, ready_photo(album=album).pk)

    def queries() -> int:
        browser.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        return len(asked)

    look(1)
    with_one = queries()
    look(9)
    assert queries() == with_one <= 12


def test_noting_costs_two_questions_at_most(stranger, public_album, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):  # with the savepoint around the second
        history.note(stranger, public_album)
    with django_assert_max_num_queries(1):
        history.note(stranger, public_album)


def test_pausing_leaves_other_habits_alone(stranger):
    Habits.objects.create(user=stranger, unsubscribe_key="k")
    actions.pause(user=stranger, paused=True)
    habits = Habits.objects.get(user=stranger)
    assert habits.history_paused and habits.unsubscribe_key == "k"
