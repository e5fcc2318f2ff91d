"""Blocking and muting: what ends, what stays, and that nobody is told."""

from typing import Any

import pytest
from django.test import Client

from community import notifications, standing
from community.actions import comments
from community.actions import follows as actions
from community.models import Distance, Follow, Kind, Notification
from tests.factories import make_album, make_user, ready_photo
from tests.users.bearer import bearer

pytestmark = pytest.mark.django_db


@pytest.fixture
def lin(db: None) -> Any:
    person = make_user("lin", display_name="林晚")
    ready_photo(owner=person, album=make_album("Mist", owner=person, slug="mist"))
    return person


@pytest.fixture
def bo(db: None) -> Any:
    person = make_user("bo")
    ready_photo(owner=person, album=make_album("Snow", owner=person, slug="snow"))
    return person


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_block_is_set_and_taken_back_by_the_api(lin, bo):
    app = bearer(lin)
    assert app.get("/api/v1/users/bo/block/").json() == {"blocked": False}
    for _ in range(2):
        assert app.put("/api/v1/users/bo/block/").json() == {"blocked": True}
    assert [row["person"]["username"] for row in app.get("/api/v1/me/blocks/").json()["results"]] == ["bo"]
    assert app.get("/api/v1/me/mutes/").json()["results"] == []
    for _ in range(2):
        assert app.delete("/api/v1/users/bo/block/").json() == {"blocked": False}
    assert not Distance.objects.exists()


def test_a_mute_is_set_and_taken_back_by_the_api(lin, bo):
    app = bearer(lin)
    for _ in range(2):
        assert app.put("/api/v1/users/bo/mute/").json() == {"muted": True}
    assert [row["person"]["username"] for row in app.get("/api/v1/me/mutes/").json()["results"]] == ["bo"]
    for _ in range(2):
        assert app.delete("/api/v1/users/bo/mute/").json() == {"muted": False}
    assert not Distance.objects.exists()


def test_the_pages_do_the_same_without_a_script(lin, bo):
    client = signed_in(lin)
    assert "You block bo." in client.post("/people/bo/block/", {"do": "block"}, follow=True).text
    assert "You mute bo." in client.post("/people/bo/mute/", {"do": "mute"}, follow=True).text
    page = client.get("/accounts/kept-away/").text
    assert "blocked" in page and "muted" in page and "Unblock" in page and "Unmute" in page
    page = client.get("/people/bo/").text
    assert 'value="unblock"' in page and 'value="unmute"' in page and 'value="follow"' not in page
    client.post("/people/bo/block/", {"do": "unblock", "next": "/accounts/kept-away/"})
    client.post("/people/bo/mute/", {"do": "unmute"})
    assert not Distance.objects.exists()
    assert "You keep nobody away." in client.get("/accounts/kept-away/").text


def test_a_block_ends_follows_in_both_directions_and_those_of_albums(lin, bo):
    third = make_user("third")
    for one, other in ((lin, bo), (bo, lin)):
        actions.follow_person(user=one, person=other)
        actions.follow_album(user=one, album=other.owned_pages.first().specific)
    actions.follow_person(user=third, person=bo)
    actions.block(user=lin, person=bo)
    assert [(row.follower, row.person) for row in Follow.objects.all()] == [(third, bo)]


def test_a_block_takes_back_unread_news_of_each_other_and_of_nobody_else(lin, bo):
    third = make_user("third")
    for person in (bo, third):
        notifications.tell(Kind.FOLLOW, [lin], actor=person)
    notifications.tell(Kind.FOLLOW, [bo], actor=lin)
    read = Notification.objects.create(
        recipient=lin, kind=Kind.LIKE, about="x", read_at="2026-01-01T00:00:00Z"
    )
    actions.block(user=lin, person=bo)
    assert not Notification.objects.filter(recipient=bo).exists()
    left = Notification.objects.exclude(pk=read.pk).get()
    assert left.recipient == lin and [a.person for a in left.actors.all()] == [third] and left.times == 1
    assert Notification.objects.filter(pk=read.pk).exists()


@pytest.mark.parametrize("asks", ["who blocks", "who is blocked"])
def test_neither_can_follow_the_other_nor_an_album_and_no_reason_is_told(lin, bo, asks):
    actions.block(user=lin, person=bo)
    one, other = (lin, "bo") if asks == "who blocks" else (bo, "lin")
    album = make_album(owner=bo if one == lin else lin)
    for path in (f"users/{other}", f"albums/{album.pk}"):
        answer = bearer(one).put(f"/api/v1/{path}/follow/")
        assert answer.status_code == 403
        assert answer.json()["detail"] == "This is not possible." and answer.json()["code"] == "not_allowed"
    page = signed_in(one).post(f"/people/{other}/follow/", {"do": "follow"}, follow=True).text
    assert "This is not possible." in page
    assert not Follow.objects.exists()


def test_who_is_blocked_sees_the_same_public_pages_as_before(lin, bo):
    client = signed_in(bo)
    before = client.get("/people/lin/").text
    actions.block(user=lin, person=bo)
    after = client.get("/people/lin/").text
    hide = lambda text: [line for line in text.splitlines() if "csrfmiddlewaretoken" not in line]  # noqa: E731
    assert hide(before) == hide(after)
    assert 'value="unblock"' not in after
    assert client.get("/albums/mist/").status_code == 200
    assert not Notification.objects.filter(recipient=bo).exists()
    assert "lin" not in bearer(bo).get("/api/v1/me/blocks/").text


def test_a_mute_keeps_the_follow_and_hides_the_muted_from_ones_own_lists(lin, bo):
    actions.follow_person(user=lin, person=bo)
    actions.follow_person(user=bo, person=lin)
    assert Notification.objects.filter(recipient=lin).count() == 1
    actions.mute(user=lin, person=bo)
    assert Follow.objects.count() == 2
    assert bearer(lin).get("/api/v1/feed/").json()["results"] == []
    assert bearer(lin).get("/api/v1/me/followers/").json()["results"] == []
    assert Notification.objects.filter(recipient=lin).count() == 0
    assert len(bearer(bo).get("/api/v1/feed/").json()["results"]) == 1  # and he notices nothing


@pytest.mark.parametrize("what", ["block", "mute"])
def test_nobody_keeps_herself_away(lin, what):
    answer = bearer(lin).put(f"/api/v1/users/lin/{what}/")
    assert answer.status_code == 403
    assert not Distance.objects.exists()


@pytest.mark.parametrize("what", ["block", "mute"])
@pytest.mark.parametrize("name", ["hidden", "no-such-person", "gone", "%00"])
def test_who_cannot_have_been_met_looks_like_nobody(lin, what, name):
    make_user("hidden")
    make_user("gone", is_active=False, shown={"page": "everyone"})
    app = bearer(lin)
    for method in (app.get, app.put, app.delete):
        assert method(f"/api/v1/users/{name}/{what}/").status_code == 404
    assert signed_in(lin).post(f"/people/{name}/{what}/", {"do": what}).status_code == 404


def test_a_follower_without_a_page_can_be_blocked(lin):
    fan = make_user("fan")
    actions.follow_person(user=fan, person=lin)
    assert bearer(lin).put("/api/v1/users/fan/block/").status_code == 200
    assert not Follow.objects.exists()
    assert bearer(lin).delete("/api/v1/users/fan/block/").json() == {"blocked": False}
    assert bearer(lin).get("/api/v1/users/fan/block/").status_code == 404  # not met any more


def test_somebody_who_commented_can_be_blocked_by_who_may_read_it(lin):
    talker, private = make_user("talker"), make_album(owner=lin, visibility="private")
    comments.add_comment(user=talker, album=lin.owned_pages.first().specific, text="Hello")
    other = make_user("other")
    assert bearer(other).put("/api/v1/users/talker/block/").status_code == 200
    assert private.pk


def test_keeping_away_too_fast_or_too_many_is_refused(lin, bo, settings, monkeypatch):
    monkeypatch.setattr(actions, "KEPT_AWAY_AT_MOST", 0)
    assert bearer(lin).put("/api/v1/users/bo/block/").json()["code"] == "too_many_kept_away"
    settings.LIMITS = {**settings.LIMITS, "keep_away_account": "1/1m"}
    bearer(lin).put("/api/v1/users/bo/mute/")
    assert bearer(lin).put("/api/v1/users/bo/mute/").status_code == 429
    assert not Distance.objects.exists()


def test_guests_keep_nobody_away(client, lin):
    for what in ("block", "mute"):
        assert client.put(f"/api/v1/users/lin/{what}/").status_code == 401
        assert client.post(f"/people/lin/{what}/")["Location"].startswith("/accounts/login/")
        assert client.get(f"/api/v1/me/{what}s/").status_code == 401


def test_guests_and_nobody_are_apart_from_none(lin):
    from django.contrib.auth.models import AnonymousUser

    assert not standing.are_apart(lin, None)
    assert not standing.are_apart(AnonymousUser(), lin)
    assert not standing.are_apart(lin, lin)
    assert standing.kept_away_from(AnonymousUser()) == set()


@pytest.mark.parametrize("address", ["/accounts/kept-away/", "/api/v1/me/blocks/"])
def test_the_list_takes_the_same_number_of_queries_for_one_and_twenty(
    lin, address, django_assert_max_num_queries
):
    client, counts = signed_in(lin), []
    for number in (1, 19):
        for _ in range(number):
            Distance.objects.create(user=lin, person=make_user(), kind="block")
        client.get(address)
        with django_assert_max_num_queries(12) as captured:
            client.get(address)
        counts.append(len(captured))
    assert counts[0] == counts[1]
