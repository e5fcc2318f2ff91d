"""The feed: whose photos it shows, to whom, in which order; and telling followers of new photos."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from community import announcing, feed
from community.actions import follows as actions
from community.models import Distance, Follow, Kind, Notification
from community.models.follows import Announcement
from galleries.models import AlbumGrant, AlbumPage, AlbumPhoto, Photo, Withheld
from tests.factories import make_album, make_user, ready_photo
from tests.galleries.test_permission_matrix import MAY_LIST, MAY_OPEN, STATES, Scene
from tests.users.bearer import bearer

pytestmark = pytest.mark.django_db

# Noon in Shanghai, where the site's clocks are.
NOON = datetime(2026, 11, 3, 4, 0, tzinfo=UTC)


@pytest.fixture
def reader(db: None) -> Any:
    return make_user("reader")


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def add(album: AlbumPage, at: datetime, number: int = 1) -> list[Photo]:
    """Photos that were added to the album at that time, which had been published before."""
    photos = [ready_photo(owner=album.owner, album=album) for _ in range(number)]
    AlbumPhoto.objects.filter(album=album, photo__in=photos).update(added_at=at)
    AlbumPage.objects.filter(pk=album.pk, first_published_at__gt=at).update(first_published_at=at)
    return photos


def old_album(owner: Any, **fields: Any) -> AlbumPage:
    """Published years ago."""
    album = make_album(owner=owner, **fields)
    AlbumPage.objects.filter(pk=album.pk).update(first_published_at=NOON - timedelta(days=1000))
    return AlbumPage.objects.get(pk=album.pk)


def shown(user: Any, address: str = "/api/v1/feed/") -> list[tuple[int, str, int]]:
    """Album, day and number of photos of each group."""
    groups = bearer(user).get(address).json()["results"]
    return [(group["album"]["id"], group["day"], group["count"]) for group in groups]


# --- what it shows --------------------------------------------------------------------------------


def test_photos_are_grouped_by_album_and_day_the_newest_first(reader, owner):
    one, two = old_album(owner, title="One"), old_album(owner, title="Two")
    Follow.objects.create(follower=reader, person=owner)
    add(one, NOON, 7)
    add(two, NOON + timedelta(hours=1))
    add(one, NOON - timedelta(days=1), 2)
    assert shown(reader) == [
        (two.pk, "2026-11-03", 1),
        (one.pk, "2026-11-03", 7),
        (one.pk, "2026-11-02", 2),
    ]
    page = signed_in(reader).get("/feed/").text
    assert "added 7 photos to" in page and "2 more photos" in page
    assert page.count('class="feed__group"') == 3 and page.count("<picture>") == 5 + 1 + 2


def test_a_day_begins_at_the_sites_midnight(reader, owner):
    album = old_album(owner)
    Follow.objects.create(follower=reader, album=album)
    midnight = datetime(2026, 11, 2, 16, 0, tzinfo=UTC)  # in Shanghai
    add(album, midnight - timedelta(microseconds=1))
    add(album, midnight)
    assert shown(reader) == [(album.pk, "2026-11-03", 1), (album.pk, "2026-11-02", 1)]


def test_the_api_says_where_each_file_is(reader, public_album):
    Follow.objects.create(follower=reader, album=public_album)
    group = bearer(reader).get("/api/v1/feed/").json()["results"][0]
    assert group["album"]["url"] == f"http://testserver{public_album.get_url()}"
    assert group["owner"]["display_name"] == "林晚" and group["count"] == 3
    photo = group["photos"][0]
    assert photo["url"] == f"{group['album']['url']}{photo['id']}/"
    assert [f["width"] for f in photo["renditions"] if f["type"] == "image/jpeg"] == [320, 640, 1280, 1600]
    assert photo["renditions"][0]["height"] == 213
    assert photo["renditions"][0]["url"].startswith("http://testserver/media/ab/")
    assert "sig=" not in photo["renditions"][0]["url"]


def test_files_of_an_album_that_is_not_open_have_signed_addresses(reader, owner, private_album):
    AlbumGrant.objects.create(album=private_album, user=reader)
    Follow.objects.create(follower=reader, person=owner)
    group = bearer(reader).get("/api/v1/feed/").json()["results"][0]
    assert all("sig=" in f["url"] for f in group["photos"][0]["renditions"])
    assert "sig=" in signed_in(reader).get("/feed/").text


def test_an_album_that_was_published_later_counts_from_then(reader, owner):
    album = old_album(owner)
    Follow.objects.create(follower=reader, person=owner)
    add(album, NOON - timedelta(days=30), 2)
    add(album, NOON - timedelta(days=20), 2)
    AlbumPage.objects.filter(pk=album.pk).update(first_published_at=NOON)
    assert shown(reader) == [(album.pk, "2026-11-03", 4)]


def test_without_anything_it_says_so_and_suggests_people(reader, owner, public_album):
    friend = make_user("friend", shown={"page": "everyone"})
    Follow.objects.create(follower=reader, person=friend)
    Follow.objects.create(follower=friend, person=owner)
    page = signed_in(reader).get("/feed/").text
    assert "Nothing new yet" in page and "People to follow" in page and "林晚" in page
    assert bearer(reader).get("/api/v1/feed/").json() == {"next": None, "results": []}


# --- what it does not show ------------------------------------------------------------------------


@pytest.mark.parametrize("state", STATES)
def test_whoever_follows_the_person_meets_what_lists_may_name(state):
    scene = Scene(state)
    met, expected = {}, {}
    for viewer in ("stranger", "owner", "moderator", "editor", "disabled"):
        client = scene.client(viewer)
        if viewer != "owner":
            Follow.objects.create(follower=_person(client), person=scene.owner)
        met[viewer] = _mentioned(client)
        # Her own feed does not show her own; without an account there is no feed.
        may = viewer in MAY_LIST[state] and viewer not in ("owner", "disabled")
        expected[viewer] = {"feed": may, "API": may}
    assert met == expected


@pytest.mark.parametrize("state", [state for state in STATES if state != "deleted"])
def test_whoever_follows_the_album_meets_what_she_may_open(state):
    scene = Scene(state)
    met, expected = {}, {}
    for viewer in ("stranger", "moderator", "editor", "disabled"):
        client = scene.client(viewer)
        Follow.objects.create(follower=_person(client), album=scene.album)
        met[viewer] = _mentioned(client)
        may = viewer in MAY_OPEN[state] and viewer != "disabled"
        expected[viewer] = {"feed": may, "API": may}
    assert met == expected


def _person(client: Client) -> Any:
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get(pk=client.session["_auth_user_id"])


def _mentioned(client: Client) -> dict[str, bool]:
    answers = {"feed": client.get("/feed/"), "API": client.get("/api/v1/feed/")}
    allowed = {"feed": (200, 302), "API": (200, 401, 403)}
    assert all(answer.status_code in allowed[name] for name, answer in answers.items())
    return {name: "albums/hidden/" in answer.text for name, answer in answers.items()}


def test_an_album_made_private_leaves_at_the_next_request(reader, owner, public_album):
    Follow.objects.create(follower=reader, person=owner)
    Follow.objects.create(follower=reader, album=public_album)
    assert len(shown(reader)) == 1
    AlbumPage.objects.filter(pk=public_album.pk).update(visibility="private")
    assert shown(reader) == []


def test_an_invitation_that_was_taken_back_ends_it(reader, owner, private_album):
    grant = AlbumGrant.objects.create(album=private_album, user=reader)
    assert bearer(reader).put(f"/api/v1/albums/{private_album.pk}/follow/").status_code == 200
    assert len(shown(reader)) == 1
    grant.delete()
    assert shown(reader) == []


def test_an_unlisted_album_is_there_for_who_follows_it_and_not_for_who_follows_its_owner(reader, owner):
    album = old_album(owner, visibility="unlisted")
    add(album, NOON)
    follow = Follow.objects.create(follower=reader, person=owner)
    assert shown(reader) == []
    follow.delete()
    Follow.objects.create(follower=reader, album=album)
    assert len(shown(reader)) == 1


def test_photos_that_are_withheld_or_being_prepared_neither_show_nor_count(reader, owner, public_album):
    Follow.objects.create(follower=reader, person=owner)
    first, second, _third = Photo.objects.order_by("pk")
    Withheld.objects.create(photo=first)
    Photo.objects.filter(pk=second.pk).update(state="preparing")
    assert [count for _album, _day, count in shown(reader)] == [1]
    Withheld.objects.create(album=public_album)
    assert shown(reader) == []


@pytest.mark.parametrize("keeps", ["she blocks", "she mutes", "she is blocked"])
def test_nobody_appears_whom_one_keeps_away_or_who_blocks_one(reader, owner, public_album, keeps):
    Follow.objects.create(follower=reader, person=owner)
    Follow.objects.create(follower=reader, album=public_album)
    one, other = (owner, reader) if keeps == "she is blocked" else (reader, owner)
    kind = Distance.Kind.MUTE if keeps == "she mutes" else Distance.Kind.BLOCK
    Distance.objects.create(user=one, person=other, kind=kind)
    assert shown(reader) == []
    assert "林晚" not in signed_in(reader).get("/feed/").text


# --- pages ----------------------------------------------------------------------------------------


def walk(user: Any, size: int = 2, between: Any = lambda: None) -> list[tuple[int, str, int]]:
    """All groups, page by page, with something done between the pages."""
    app, groups = bearer(user), []
    address = f"/api/v1/feed/?page_size={size}"
    while address:
        answer = app.get(address).json()
        groups += [(g["album"]["id"], g["day"], g["count"]) for g in answer["results"]]
        address = answer["next"]
        between()
    return groups


@pytest.mark.parametrize("size", [1, 2, 3, 50])
def test_pages_of_any_size_show_each_group_once(reader, owner, size):
    albums = [old_album(owner) for _ in range(4)]
    Follow.objects.create(follower=reader, person=owner)
    for day in range(3):
        for number, album in enumerate(albums):
            add(album, NOON - timedelta(days=day, hours=number), 2)
            add(
                album, NOON - timedelta(days=day, hours=8 - number)
            )  # the groups of a day lie into each other
    add(albums[1], NOON)  # and two end at the same moment
    groups = walk(reader, size)
    assert len(groups) == len(set(groups)) == 12
    assert groups == shown(reader, "/api/v1/feed/?page_size=50")
    assert [day for _album, day, _count in groups] == sorted((day for _a, day, _c in groups), reverse=True)
    assert sum(count for _album, _day, count in groups) == 37


def test_what_is_added_meanwhile_moves_nothing(reader, owner):
    albums = [old_album(owner) for _ in range(3)]
    Follow.objects.create(follower=reader, person=owner)
    for day in range(2):
        for number, album in enumerate(albums):
            add(album, NOON - timedelta(days=day, hours=number), 2)
    before = walk(reader, 50)
    minutes = iter(range(1, 100))

    def more():
        for album in albums:
            add(album, NOON + timedelta(minutes=next(minutes)))

    assert walk(reader, 2, between=more) == before
    later = walk(reader, 50)
    assert len(later) == 6 and later != before


def test_the_page_leads_on_to_older_ones(reader, owner, monkeypatch):
    monkeypatch.setattr(feed.page, "__defaults__", (None, 1))
    album = old_album(owner)
    Follow.objects.create(follower=reader, album=album)
    add(album, NOON)
    add(album, NOON - timedelta(days=1))
    client = signed_in(reader)
    first = client.get("/feed/")
    assert "3 November 2026" in first.text or "Nov. 3, 2026" in first.text
    older = str(first.context["older"])
    second = client.get("/feed/", {"before": older})
    assert second.context["older"] is None and 'href="/feed/">Newest' in second.text
    assert [group.day.day for group in second.context["groups"]] == [2]


@pytest.mark.parametrize(
    "mark", ["x", "1-2", "-1-2-3", "1-2-3-4", "9" * 17 + "-1-1", "1-1-" + "9" * 19, "1-1-1\x00"]
)
def test_a_mark_that_makes_no_sense_leads_nowhere(reader, mark):
    assert signed_in(reader).get("/feed/", {"before": mark}).status_code == 404
    assert bearer(reader).get("/api/v1/feed/", {"cursor": mark}).status_code in (400, 404)


@pytest.mark.parametrize("mark", ["0-0-0", "9999999999999999-9999999999999999-999999999999999999"])
def test_the_ends_of_time_are_marks_too(reader, public_album, mark):
    Follow.objects.create(follower=reader, album=public_album)
    assert signed_in(reader).get("/feed/", {"before": mark}).status_code == 200


@pytest.mark.parametrize("size", ["0", "-1", "x", "1e3"])
def test_a_page_has_a_size(reader, size):
    assert bearer(reader).get("/api/v1/feed/", {"page_size": size}).status_code == 400
    assert bearer(reader).get("/api/v1/feed/", {"page_size": "1000"}).status_code == 200


@pytest.mark.parametrize("address", ["/feed/", "/api/v1/feed/", "older"])
def test_the_feed_takes_the_same_number_of_queries_for_one_and_twenty(
    reader, owner, address, django_assert_max_num_queries, monkeypatch
):
    monkeypatch.setattr(feed, "GROUPS", 20)
    monkeypatch.setattr(feed.page, "__defaults__", (None, 20))
    client, counts = signed_in(reader), []
    if address == "older":
        address = f"/feed/?before={feed.Mark(timezone.now(), timezone.now(), 1)}"
    for number in (1, 20):
        for _ in range(number):
            person = make_user(avatar="")
            Follow.objects.create(follower=reader, person=person)
            add(old_album(person), NOON, 3)
        client.get(address)
        with django_assert_max_num_queries(12) as captured:
            client.get(address)
        counts.append(len(captured))
    assert counts[0] == counts[1]


# --- telling followers ----------------------------------------------------------------------------


def told(person: Any) -> list[int]:
    rows = Notification.objects.filter(recipient=person, kind=Kind.NEW_PHOTOS)
    return list(rows.values_list("album_id", flat=True))


def test_followers_hear_of_new_photos_once_a_day(reader, owner, public_album):
    fan = make_user("fan")
    actions.follow_person(user=reader, person=owner)
    actions.follow_album(user=reader, album=public_album)
    actions.follow_album(user=fan, album=public_album)
    assert announcing.announce_new_photos() == 1
    assert told(reader) == told(fan) == [public_album.pk]
    Notification.objects.update(read_at=timezone.now())
    ready_photo(owner=owner, album=public_album)
    assert announcing.announce_new_photos() == 0
    assert told(reader) == [public_album.pk] and told(owner) == []


def test_followers_hear_the_next_day_again(reader, owner, public_album, clock):
    actions.follow_album(user=reader, album=public_album)
    announcing.announce_new_photos()
    Notification.objects.update(read_at=timezone.now())
    clock.forward(days=1, hours=1)
    assert announcing.announce_new_photos() == 0
    photo = ready_photo(owner=owner, album=public_album)
    AlbumPhoto.objects.filter(photo=photo).update(added_at=timezone.now())
    assert announcing.announce_new_photos() == 1
    assert told(reader) == [public_album.pk] * 2
    clock.forward(days=9)
    announcing.announce_new_photos()
    assert not Announcement.objects.exists()


@pytest.mark.parametrize("visibility", ["unlisted", "private"])
def test_who_follows_the_owner_does_not_hear_of_what_lists_do_not_name(reader, owner, visibility):
    album = make_album(owner=owner, visibility=visibility)
    ready_photo(owner=owner, album=album)
    friend = make_user("friend")
    AlbumGrant.objects.create(album=album, user=friend)
    for person in (reader, friend):
        Follow.objects.create(follower=person, person=owner)
    announcing.announce_new_photos()
    assert told(reader) == []
    assert told(friend) == [album.pk]


def test_nobody_hears_of_a_draft_and_everybody_when_it_is_published(reader, owner):
    album = make_album(owner=owner, live=False)
    ready_photo(owner=owner, album=album)
    AlbumPhoto.objects.update(added_at=timezone.now() - timedelta(days=30))
    Follow.objects.create(follower=reader, person=owner)
    assert announcing.announce_new_photos() == 0
    album.save_revision().publish()
    assert announcing.announce_new_photos() == 1
    assert told(reader) == [album.pk]


def test_whoever_mutes_the_owner_hears_nothing(reader, owner, public_album):
    Follow.objects.create(follower=reader, person=owner)
    Distance.objects.create(user=reader, person=owner, kind=Distance.Kind.MUTE)
    announcing.announce_new_photos()
    assert told(reader) == []


def test_many_followers_are_told_in_parts_and_a_worker_that_died_goes_on_where_it_was(
    owner, public_album, monkeypatch
):
    monkeypatch.setattr(announcing, "PEOPLE_AT_ONCE", 2)
    fans = [make_user(f"fan{n}") for n in range(5)]
    for fan in fans:
        Follow.objects.create(follower=fan, person=owner)
    tell, calls = announcing.notifications.tell, []

    def dies(*args, **kwargs):
        calls.append(args)
        tell(*args, **kwargs)
        if len(calls) == 2:
            raise RuntimeError("killed")

    monkeypatch.setattr(announcing.notifications, "tell", dies)
    with pytest.raises(RuntimeError):
        announcing.announce_new_photos()
    assert [len(told(fan)) for fan in fans] == [1, 1, 0, 0, 0]
    announcing.announce_new_photos()
    assert [len(told(fan)) for fan in fans] == [1] * 5
    assert set(Notification.objects.filter(kind=Kind.NEW_PHOTOS).values_list("times", flat=True)) == {1}
