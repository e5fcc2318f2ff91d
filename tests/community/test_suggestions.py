"""Whom the site suggests to follow, why, and whom never."""

from typing import Any

import pytest
from django.test import Client

from community.models import Distance, Follow, Like
from galleries.models import AlbumPage
from galleries.models.tags import AlbumTag, tag_for
from tests.factories import add_tag, make_album, make_user, ready_photo
from tests.users.bearer import bearer

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(db: None) -> Any:
    return make_user("reader")


@pytest.fixture
def mei(db: None) -> Any:
    """Photographs mist, in public."""
    return photographer("mei", "mist")


def photographer(name: str, *tags: str, **fields: Any) -> Any:
    person = make_user(name)
    album = make_album(owner=person, **fields)
    ready_photo(owner=person, album=album, tags=tags)
    return person


def follow(one: Any, other: Any) -> None:
    Follow.objects.create(follower=one, person=other)


def found(user: Any) -> dict[str, dict[str, Any]]:
    rows = bearer(user).get("/api/v1/me/suggested-people/").json()["results"]
    return {row["person"]["username"]: row for row in rows}


def test_whom_my_people_follow_is_suggested_and_it_says_so(reader, mei):
    friends = [photographer(f"friend{n}") for n in range(3)]
    for friend in friends:
        follow(reader, friend)
        follow(friend, mei)
    row = found(reader)["mei"]
    assert row["followed_by"]["username"].startswith("friend") and row["followed_by_others"] == 2
    client = Client()
    client.force_login(reader)
    page = client.get("/feed/people/").text
    assert "Followed by" in page and "and 2 others" in page and 'href="/people/mei/"' in page


@pytest.mark.parametrize("thing", ["own photo", "own album", "liked photo", "liked album"])
def test_who_shares_a_tag_with_what_i_own_or_like_is_suggested(reader, mei, thing):
    if thing == "own photo":
        ready_photo(owner=reader, tags=("mist",))
    elif thing == "own album":
        AlbumTag.objects.create(content_object=make_album(owner=reader), tag=tag_for(en="mist"))
    elif thing == "liked photo":
        Like.objects.create(user=reader, photo=ready_photo(owner=make_user("third"), tags=("mist",)))
    else:
        album = make_album(owner=make_user("third"))
        AlbumTag.objects.create(content_object=album, tag=tag_for(en="mist"))
        Like.objects.create(user=reader, album=album)
    row = found(reader)["mei"]
    assert [tag["slug"] for tag in row["tags"]] == ["mist"] and row["followed_by"] is None
    client = Client()
    client.force_login(reader)
    assert "Also photographs <a" in client.get("/feed/people/").text


def test_an_albums_tags_count_as_a_photos_do(reader):
    ready_photo(owner=reader, tags=("mist",))
    other = photographer("other")
    AlbumTag.objects.create(content_object=AlbumPage.objects.get(owner=other), tag=tag_for(en="mist"))
    assert list(found(reader)) == ["other"]


def test_a_tag_that_is_only_suggested_is_no_reason(reader):
    ready_photo(owner=reader, tags=("mist",))
    other = photographer("other")
    add_tag(
        other.photo_set.first() if hasattr(other, "photo_set") else _photo_of(other),
        "mist",
        state="suggested",
    )
    assert found(reader) == {}


def _photo_of(person: Any) -> Any:
    from galleries.models import Photo

    return Photo.objects.get(uploaded_by_user=person)


@pytest.mark.parametrize("visibility", ["private", "unlisted"])
def test_what_is_hidden_is_no_reason_and_makes_nobody_appear(reader, visibility):
    ready_photo(owner=reader, tags=("mist",))
    friend = photographer("friend")
    follow(reader, friend)
    hidden = photographer("hidden", "mist", visibility=visibility)
    follow(friend, hidden)
    assert "hidden" not in found(reader)
    make_album(owner=hidden)
    row = found(reader)["hidden"]
    assert row["tags"] == [] and row["followed_by"]["username"] == "friend"


@pytest.mark.parametrize("why", ["followed", "blocked", "muted", "blocks", "inactive", "leaving", "herself"])
def test_some_are_never_suggested(reader, mei, why):
    ready_photo(owner=reader, album=make_album(owner=reader), tags=("mist",))
    friend = photographer("friend")
    follow(reader, friend)
    follow(friend, mei)
    follow(friend, reader)
    if why == "followed":
        follow(reader, mei)
    elif why in ("blocked", "muted"):
        Distance.objects.create(user=reader, person=mei, kind="block" if why == "blocked" else "mute")
    elif why == "blocks":
        Distance.objects.create(user=mei, person=reader, kind="block")
    elif why == "inactive":
        type(mei).objects.filter(pk=mei.pk).update(is_active=False)
    elif why == "leaving":
        type(mei).objects.filter(pk=mei.pk).update(delete_after="2099-01-01T00:00:00Z")
    assert list(found(reader)) == (["mei"] if why == "herself" else [])


def test_whom_i_mute_is_named_in_no_reason(reader, mei):
    friend = photographer("friend")
    follow(reader, friend)
    follow(friend, mei)
    Distance.objects.create(user=reader, person=friend, kind="mute")
    assert found(reader) == {}


def test_without_a_reason_nobody_is_suggested(reader, mei):
    assert found(reader) == {}
    client = Client()
    client.force_login(reader)
    assert "Nobody comes to mind yet" in client.get("/feed/people/").text


def test_one_and_twenty_suggestions_take_the_same_number_of_queries(reader, django_assert_max_num_queries):
    from community import suggestions
    from galleries.policy import Viewer

    ready_photo(owner=reader, tags=("mist", "snow"))
    client, counts = Client(), []
    client.force_login(reader)
    for number in (1, 20):
        for _ in range(number):
            friend, other = photographer(""), photographer("", "mist", "snow")
            follow(reader, friend)
            follow(friend, other)
        client.get("/feed/people/")
        with django_assert_max_num_queries(6):
            suggestions.people_for(Viewer(reader))
        with django_assert_max_num_queries(12) as captured:
            client.get("/feed/people/")
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert len(found(reader)) == suggestions.PEOPLE
