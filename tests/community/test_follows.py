"""Following people and albums: by the button, by the API, and what it leaves behind."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from community.actions import follows as actions
from community.models import Follow, Kind, Notification
from galleries.models import AlbumGrant, AlbumPage
from tests.factories import make_album, make_user, ready_photo
from tests.users.bearer import bearer

pytestmark = pytest.mark.django_db


@pytest.fixture
def lin(db: None) -> Any:
    return make_user("lin", display_name="林晚", shown={"page": "everyone"})


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def told(person: Any, kind: Kind = Kind.FOLLOW) -> int:
    return Notification.objects.filter(recipient=person, kind=kind).count()


# --- people ---------------------------------------------------------------------------------------


def test_the_button_follows_and_unfollows_and_leads_back(stranger, lin):
    client = signed_in(stranger)
    assert ">Follow<" in client.get("/people/lin/").text
    answer = client.post("/people/lin/follow/", {"do": "follow", "next": "/people/lin/?page=1"})
    assert answer.status_code == 302 and answer["Location"] == "/people/lin/?page=1"
    assert Follow.objects.filter(follower=stranger, person=lin).count() == 1
    page = client.get("/people/lin/").text
    assert ">Unfollow<" in page and "data-follower-count>1<" in page
    client.post("/people/lin/follow/", {"do": "unfollow"})
    assert not Follow.objects.exists()


def test_it_never_leads_to_another_site(stranger, lin):
    answer = signed_in(stranger).post(
        "/people/lin/follow/", {"do": "follow", "next": "https://evil.example/"}
    )
    assert answer["Location"] == "/people/lin/"


def test_following_twice_is_following_once(stranger, lin):
    app = bearer(stranger)
    for _ in range(2):
        answer = app.put("/api/v1/users/lin/follow/")
        assert answer.status_code == 200 and answer.json() == {"following": True, "followers": 1}
    for _ in range(2):
        answer = app.delete("/api/v1/users/lin/follow/")
        assert answer.status_code == 200 and answer.json() == {"following": False, "followers": 0}


def test_the_person_hears_of_it_and_no_longer_when_it_is_taken_back(stranger, lin):
    other = make_user("other", shown={"page": "everyone"})
    app = bearer(stranger)
    app.put("/api/v1/users/lin/follow/")
    app.put("/api/v1/users/other/follow/")
    assert told(lin) == told(other) == 1
    app.delete("/api/v1/users/lin/follow/")
    assert told(lin) == 0
    assert told(other) == 1  # of her nothing was taken back


def test_nobody_follows_herself(lin):
    answer = bearer(lin).put("/api/v1/users/lin/follow/")
    assert answer.status_code == 403 and answer.json()["code"] == "not_allowed"
    assert not Follow.objects.exists()


@pytest.mark.parametrize("name", ["hidden", "no-such-person", "gone", "leaving", "%00", "%E2%80%AE"])
def test_who_has_no_page_looks_like_nobody(stranger, name, clock):
    make_user("hidden")
    make_user("gone", is_active=False, shown={"page": "everyone"})
    make_user("leaving", delete_after="2099-01-01T00:00:00Z", shown={"page": "everyone"})
    app = bearer(stranger)
    for answer in (app.put(f"/api/v1/users/{name}/follow/"), app.delete(f"/api/v1/users/{name}/follow/")):
        assert answer.status_code == 404
    assert signed_in(stranger).post(f"/people/{name}/follow/", {"do": "follow"}).status_code == 404
    assert not Follow.objects.exists()


def test_whom_one_follows_can_be_left_when_her_page_has_gone(stranger, lin):
    app = bearer(stranger)
    app.put("/api/v1/users/lin/follow/")
    type(lin).objects.filter(pk=lin.pk).update(shown={"page": "nobody"})
    assert app.delete("/api/v1/users/lin/follow/").status_code == 200
    assert not Follow.objects.exists()


def test_guests_are_asked_to_sign_in(client, lin, public_album):
    assert client.put("/api/v1/users/lin/follow/").status_code == 401
    answer = client.post("/people/lin/follow/", {"do": "follow", "next": "/people/lin/"})
    assert answer.status_code == 302 and answer["Location"] == "/accounts/login/?next=/people/lin/"
    for address in ("/people/lin/", public_album.get_url()):
        page = client.get(address).text
        assert f'href="/accounts/login/?next={address}" rel="nofollow">Follow<' in page
    for address in (
        "/feed/",
        "/feed/following/",
        "/feed/followers/",
        "/feed/people/",
        "/accounts/kept-away/",
    ):
        assert client.get(address)["Location"].startswith("/accounts/login/")


def test_suspended_people_do_not_follow_but_may_leave(stranger, lin, monkeypatch):
    from community import errors, standing

    actions.follow_person(user=stranger, person=lin)
    other = make_user("other", shown={"page": "everyone"})

    def refuse(user):
        raise errors.Suspended

    monkeypatch.setattr(standing, "check", refuse)
    app = bearer(stranger)
    assert app.put("/api/v1/users/other/follow/").json()["code"] == "suspended"
    assert app.delete("/api/v1/users/lin/follow/").status_code == 200
    assert not Follow.objects.filter(follower=stranger, person=other).exists()


def test_there_is_an_end_to_following(stranger, lin, monkeypatch):
    monkeypatch.setattr(actions, "FOLLOWS_AT_MOST", 1)
    make_user("other", shown={"page": "everyone"})
    app = bearer(stranger)
    assert app.put("/api/v1/users/lin/follow/").status_code == 200
    answer = app.put("/api/v1/users/other/follow/")
    assert answer.status_code == 409 and answer.json()["code"] == "too_many_follows"
    assert app.put("/api/v1/users/lin/follow/").status_code == 200  # she is there already


def test_following_too_fast_is_refused(stranger, lin, settings):
    settings.LIMITS = {**settings.LIMITS, "follow_account": "1/1m"}
    make_user("other", shown={"page": "everyone"})
    app = bearer(stranger)
    app.put("/api/v1/users/lin/follow/")
    assert app.put("/api/v1/users/lin/follow/").status_code == 200  # nothing new, so nothing counted
    answer = app.put("/api/v1/users/other/follow/")
    assert answer.status_code == 429 and int(answer["Retry-After"]) > 0
    answer = signed_in(stranger).post("/people/other/follow/", {"do": "follow"}, follow=True)
    assert "Too often" in answer.text
    assert Follow.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_follow_one_person_at_once_and_each_is_one_row(lin):
    people = [make_user(f"fan{n}") for n in range(5)]
    start = threading.Barrier(10)

    def follow(person):
        app = bearer(person)
        try:
            start.wait(30)
            return app.put("/api/v1/users/lin/follow/").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        assert set(pool.map(follow, people * 2)) == {200}
    assert Follow.objects.filter(person=lin).count() == 5


# --- albums ---------------------------------------------------------------------------------------


def test_an_album_is_followed_and_left(stranger, owner, public_album):
    client = signed_in(stranger)
    assert ">Follow<" in client.get(public_album.get_url()).text
    client.post(f"/albums/{public_album.pk}/follow/", {"do": "follow"})
    assert Follow.objects.filter(follower=stranger, album=public_album).count() == 1
    assert ">Unfollow<" in client.get(public_album.get_url()).text
    assert told(owner) == 1
    answer = client.post(f"/albums/{public_album.pk}/follow/", {"do": "unfollow"})
    assert answer["Location"] == public_album.get_url()
    assert not Follow.objects.exists() and told(owner) == 0


def test_one_does_not_follow_ones_own_album(owner, public_album):
    answer = bearer(owner).put(f"/api/v1/albums/{public_album.pk}/follow/")
    assert answer.status_code == 403
    assert "data-follow=" not in signed_in(owner).get(public_album.get_url()).text


@pytest.mark.parametrize("visibility", ["public", "unlisted", "members", "private"])
def test_only_an_album_that_one_may_open_is_followed(stranger, owner, visibility):
    album = make_album("Hidden", owner=owner, visibility=visibility)
    expected = 404 if visibility == "private" else 200
    app, knows = bearer(stranger), {"Album-Address": album.slug}
    for answer in (
        app.put(f"/api/v1/albums/{album.pk}/follow/", headers=knows),
        app.delete(f"/api/v1/albums/{album.pk}/follow/", headers=knows),
    ):
        assert answer.status_code == expected
    assert signed_in(stranger).post(f"/albums/{album.pk}/follow/?address={album.slug}").status_code == (
        404 if expected == 404 else 302
    )


@pytest.mark.parametrize("pk", [0, 999_999, 10**18, 10**30])
def test_an_album_that_is_not_there_is_not_followed(stranger, pk):
    assert bearer(stranger).put(f"/api/v1/albums/{pk}/follow/").status_code == 404


def test_an_album_that_was_closed_can_be_left(stranger, owner, public_album):
    app = bearer(stranger)
    app.put(f"/api/v1/albums/{public_album.pk}/follow/")
    AlbumPage.objects.filter(pk=public_album.pk).update(visibility="private")
    assert app.delete(f"/api/v1/albums/{public_album.pk}/follow/").json() == {"following": False}
    assert app.delete(f"/api/v1/albums/{public_album.pk}/follow/").status_code == 404


# --- lists ----------------------------------------------------------------------------------------


def test_the_lists_are_for_oneself_and_name_only_what_one_may_see(
    stranger, owner, lin, public_album, private_album
):
    AlbumGrant.objects.create(album=private_album, user=stranger)
    app, client = bearer(stranger), signed_in(stranger)
    for path in ("users/lin", f"albums/{public_album.pk}", f"albums/{private_album.pk}"):
        assert app.put(f"/api/v1/{path}/follow/").status_code == 200
    rows = app.get("/api/v1/me/following/").json()["results"]
    assert [row["person"] and row["person"]["username"] for row in rows] == [None, None, "lin"]
    assert {row["album"]["id"] for row in rows if row["album"]} == {public_album.pk, private_album.pk}
    AlbumGrant.objects.all().delete()
    type(lin).objects.filter(pk=lin.pk).update(shown={"page": "nobody"})
    rows = app.get("/api/v1/me/following/").json()["results"]
    assert [row["album"]["id"] for row in rows] == [public_album.pk]
    page = client.get("/feed/following/").text
    assert "Mist over Huangshan" in page and "home-alone" not in page and "林晚" in page  # the album's owner
    assert "/people/lin/" not in page


def test_followers_are_named_to_the_person_alone(stranger, lin):
    actions.follow_person(user=stranger, person=lin)
    rows = bearer(lin).get("/api/v1/me/followers/").json()["results"]
    assert [(row["person"]["username"], row["person"]["url"], row["followed"]) for row in rows] == [
        ("stranger", None, False)
    ]
    page = signed_in(lin).get("/feed/followers/").text
    assert "stranger" in page and 'href="/people/stranger/"' not in page
    assert bearer(stranger).get("/api/v1/me/followers/").json()["results"] == []
    assert "stranger" not in Client().get("/people/lin/").text
    assert "data-follower-count>1<" in Client().get("/people/lin/").text


def test_followers_who_are_leaving_neither_count_nor_appear(stranger, lin):
    actions.follow_person(user=stranger, person=lin)
    type(stranger).objects.filter(pk=stranger.pk).update(delete_after="2099-01-01T00:00:00Z")
    assert bearer(lin).get("/api/v1/me/followers/").json()["results"] == []
    assert "data-follower-count>0<" in Client().get("/people/lin/").text


@pytest.mark.parametrize(
    "path", ["/feed/following/", "/feed/followers/", "/api/v1/me/following/", "/api/v1/me/followers/"]
)
def test_lists_take_the_same_number_of_queries_for_one_and_twenty(
    stranger, path, django_assert_max_num_queries
):
    client = signed_in(stranger)

    def grow(number):
        for _ in range(number):
            other = make_user(shown={"page": "everyone"})
            Follow.objects.create(follower=stranger, person=other)
            Follow.objects.create(follower=other, person=stranger)
            album = make_album(owner=other)
            ready_photo(owner=other, album=album)
            Follow.objects.create(follower=stranger, album=album)

    counts = []
    for more in (1, 19):
        grow(more)
        client.get(path)
        with django_assert_max_num_queries(12) as captured:
            assert client.get(path).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
