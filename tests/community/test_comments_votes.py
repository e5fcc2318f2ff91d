"""Likes and dislikes of comments."""

import pytest
from django.http import Http404

from community.actions import comments as actions
from community.models import CommentVote, Distance
from tests.community.talk import api, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(owner, public_album):
    return say(public_album, by=owner)


def url(comment):
    return f"/api/v1/comments/{comment.pk}/vote/"


def counters(comment):
    comment.refresh_from_db()
    return comment.likes, comment.dislikes, comment.score


def test_a_vote_is_put_changed_and_taken_back(stranger, comment):
    client = api(stranger)
    assert client.get(url(comment)).json() == {"value": 0, "likes": 0, "dislikes": 0}
    for _ in range(2):
        assert client.put(url(comment), {"value": 1}).json() == {"value": 1, "likes": 1, "dislikes": 0}
    assert counters(comment) == (1, 0, 1)
    for _ in range(2):
        assert client.put(url(comment), {"value": -1}).json() == {"value": -1, "likes": 0, "dislikes": 1}
    assert counters(comment) == (0, 1, -1)
    assert client.get(url(comment)).json()["value"] == -1
    for _ in range(2):
        assert client.delete(url(comment)).status_code == 204
    assert counters(comment) == (0, 0, 0)
    assert not CommentVote.objects.exists()


@pytest.mark.parametrize("value", [0, 2, -2, 10**30, "up", None, [1], 0.5])
def test_other_votes_are_none(stranger, comment, value):
    assert api(stranger).put(url(comment), {"value": value}, format="json").status_code == 400
    assert api(stranger).put(url(comment), {}, format="json").status_code == 400
    assert counters(comment) == (0, 0, 0)


def test_guests_do_not_vote(comment):
    for method in ("get", "put", "delete"):
        assert getattr(api(), method)(url(comment), {"value": 1}).status_code == 401
    assert counters(comment) == (0, 0, 0)


def test_nobody_votes_on_her_own_words(owner, comment):
    answer = api(owner).put(url(comment), {"value": 1})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert counters(comment) == (0, 0, 0)


def test_nobody_votes_on_what_is_gone(owner, stranger, public_album, comment):
    say(public_album, by=stranger, parent=comment)
    actions.remove_comment(user=owner, comment=comment)
    assert api(stranger).put(url(comment), {"value": 1}).status_code == 409
    assert counters(comment) == (0, 0, 0)


def test_a_vote_is_taken_back_from_what_is_gone(owner, stranger, public_album, comment):
    say(public_album, by=stranger, parent=comment)
    api(stranger).put(url(comment), {"value": 1})
    actions.hide_comment(comment, by=owner)
    assert api(stranger).delete(url(comment)).status_code == 204
    assert counters(comment) == (0, 0, 0)


def test_who_is_blocked_does_not_vote(owner, stranger, comment):
    Distance.objects.create(user=owner, person=stranger, kind="block")
    assert api(stranger).put(url(comment), {"value": 1}).status_code in (403, 404)
    assert counters(comment) == (0, 0, 0)


def test_votes_are_limited(settings, stranger, comment):
    settings.LIMITS = {**settings.LIMITS, "comment_vote_account": "2/1m"}
    answers = [api(stranger).put(url(comment), {"value": value}).status_code for value in (1, -1, 1)]
    assert answers == [200, 200, 429]
    assert api(stranger).delete(url(comment)).status_code == 204


def test_a_vote_by_who_may_no_longer_see_the_album_counts_nothing(stranger, public_album, comment):
    type(public_album).objects.filter(pk=public_album.pk).update(visibility="private")
    comment.album.refresh_from_db()
    with pytest.raises(Http404):
        actions.vote(user=stranger, comment=comment, value=1)
    assert counters(comment) == (0, 0, 0)
