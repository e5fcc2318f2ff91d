"""How an album's talk is run: pinned threads, the lock, slow mode."""

import pytest

from community.actions import comments as actions
from community.models import AlbumComment, AlbumTalk
from tests.community.talk import api, post, say

pytestmark = pytest.mark.django_db


def pin(user, comment, method="put"):
    return getattr(api(user), method)(f"/api/v1/comments/{comment.pk}/pin/").status_code


def talk_url(album, door=""):
    return f"/api/v1/albums/{album.pk}/talk/{door}"


def pinned():
    return set(AlbumComment.objects.filter(pinned_at__isnull=False))


def test_an_owner_pins_one_thread_of_each_album_and_photo(owner, stranger, public_album):
    photo = public_album.album_photos.first().photo
    one, two, on_photo = say(public_album), say(public_album), say(public_album, photo=photo)
    assert pin(owner, one) == pin(owner, on_photo) == 204
    assert pinned() == {one, on_photo}
    assert pin(owner, two) == pin(owner, two) == 204
    assert pinned() == {two, on_photo}
    assert pin(owner, two, "delete") == pin(owner, two, "delete") == 204
    assert pinned() == {on_photo}


def test_only_what_begins_a_thread_and_is_there_is_pinned(owner, stranger, public_album):
    root = say(public_album, by=stranger)
    answer = say(public_album, by=owner, parent=root)
    assert pin(owner, answer) == 409
    actions.remove_comment(user=stranger, comment=root)
    assert pin(owner, root) == 409
    assert pinned() == set()


def test_what_is_removed_is_pinned_no_more(owner, stranger, public_album):
    root = say(public_album, by=stranger)
    pin(owner, root)
    actions.hide_comment(root, by=owner)
    assert pinned() == set()


def test_others_run_nothing(stranger, public_album):
    comment = say(public_album, by=stranger)
    for user, expected in [(stranger, 403), (None, 401)]:
        client = api(user)
        assert pin(user, comment) == pin(user, comment, "delete") == expected
        assert client.put(talk_url(public_album, "lock/")).status_code == expected
        assert client.delete(talk_url(public_album, "lock/")).status_code == expected
        answer = client.patch(talk_url(public_album), {"slow_seconds": 60}, format="json")
        assert answer.status_code == expected
    assert pinned() == set()
    assert AlbumTalk.objects.filter(locked_at=None, slow_seconds=0).exists()


def test_others_learn_nothing_of_a_private_talk(stranger, private_album):
    for client in (api(stranger), api()):
        assert client.get(talk_url(private_album)).status_code == 404
    assert api(stranger).put(talk_url(private_album, "lock/")).status_code == 404
    assert api(stranger).patch(talk_url(private_album), {"slow_seconds": 60}).status_code == 404


def test_nobody_writes_while_it_is_locked_the_owner_neither(owner, stranger, public_album):
    comment = say(public_album, by=owner)
    client = api(owner)
    for _ in range(2):
        assert client.put(talk_url(public_album, "lock/")).status_code == 204
    assert api().get(talk_url(public_album)).json() == {"comments": 1, "locked": True, "slow_seconds": 0}
    for user in (owner, stranger):
        answer = post(api(user), public_album, "Too late")
        assert (answer.status_code, answer.json()["code"]) == (409, "locked")
        assert post(api(user), public_album, "Too late", parent=comment.pk).status_code == 409
    assert AlbumComment.objects.count() == 1
    assert client.delete(talk_url(public_album, "lock/")).status_code == 204
    assert post(api(stranger), public_album, "At last").status_code == 201


def test_slow_mode_lets_each_person_wait(owner, stranger, public_album, clock):
    answer = api(owner).patch(talk_url(public_album), {"slow_seconds": 60}, format="json")
    assert answer.json() == {"comments": 0, "locked": False, "slow_seconds": 60}
    assert post(api(stranger), public_album, "One").status_code == 201
    refused = post(api(stranger), public_album, "Two")
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many")
    assert 0 < int(refused["Retry-After"]) <= 60
    assert post(api(owner), public_album, "Another person").status_code == 201
    clock.forward(seconds=61)
    assert post(api(stranger), public_album, "Two").status_code == 201
    assert AlbumTalk.objects.get().comments == 3


@pytest.mark.parametrize("seconds", [-1, 86401, 10**30, "soon", None])
def test_slow_mode_is_between_nothing_and_a_day(owner, public_album, seconds):
    assert (
        api(owner).patch(talk_url(public_album), {"slow_seconds": seconds}, format="json").status_code == 400
    )
    assert api(owner).patch(talk_url(public_album), {}, format="json").status_code == 400


def test_counts_that_changed_without_us_are_put_right(public_album):
    from community import talks

    say(public_album)
    AlbumTalk.objects.update(comments=7)
    assert talks.recount_all() == 1
    assert talks.recount_all() == 0
    assert AlbumTalk.objects.get().comments == 1
