"""Many write into one thread at the same moment, on whichever database."""

from collections import Counter

import pytest

from community.actions import comments as actions
from community.models import AlbumComment, AlbumTalk, CommentVote
from tests.community.talk import api, post, say
from tests.factories import make_album, make_user
from tests.parallel import all_at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]
AT_ONCE = 20


@pytest.fixture
def album(owner):
    return make_album(owner=owner)


@pytest.fixture
def people():
    return [make_user(f"voice{n}") for n in range(AT_ONCE)]


def check_tree():
    """Every count and order equals what the rows say."""
    rows = {c.pk: c for c in AlbumComment.objects.all()}
    below = Counter()
    for comment in rows.values():
        at = comment
        while not at.is_root:
            assert at.level == rows[at.parent_id].level + 1
            assert at.thread_id == rows[at.parent_id].thread_id
            at = rows[at.parent_id]
            below[at.pk] += 1
    assert {pk: c.nested_count for pk, c in rows.items()} == {pk: below[pk] for pk in rows}
    orders = Counter((c.thread_id, c.order) for c in rows.values())
    assert set(orders.values()) == {1}
    assert AlbumTalk.objects.get().comments == len(rows)


def test_parallel_answers_and_threads_are_all_stored_in_their_places(album, people):
    def write(person):
        parent = [None, root, answer][people.index(person) % 3]
        more = {"parent": parent.pk} if parent else {}
        return post(api(person), album, f"of {person}", **more).status_code

    root = say(album)
    answer = say(album, parent=root)
    assert all_at_once(write, people) == [201] * AT_ONCE
    assert AlbumComment.objects.count() == AT_ONCE + 2
    check_tree()


def test_the_first_comments_of_an_album_may_come_together(album, people):
    assert set(all_at_once(lambda person: post(api(person), album, f"{person}").status_code, people)) == {201}
    check_tree()


def test_the_same_words_sent_many_times_at_once_are_said_once(album, stranger):
    statuses = all_at_once(lambda n: post(api(stranger), album, "First!").status_code, range(5))
    assert sorted(statuses) == [201] + [409] * 4
    check_tree()


def test_votes_that_come_together_are_all_counted(album, owner, people, stranger):
    comment = say(album, by=owner)

    def vote(person):
        value = 1 if people.index(person) % 2 else -1
        return actions.vote(user=person, comment=comment, value=value).pk

    all_at_once(vote, people)
    comment.refresh_from_db()
    assert (comment.likes, comment.dislikes, comment.score) == (10, 10, 0)
    all_at_once(lambda n: actions.vote(user=stranger, comment=comment, value=1), range(10))
    comment.refresh_from_db()
    assert (comment.likes, CommentVote.objects.filter(value=1).count()) == (11, 11)


def test_an_answer_and_the_removal_of_what_it_answers_leave_right_counts(album, people):
    root = say(album)
    parents = [say(album, parent=root) for _ in range(6)]

    def both(number):
        parent = parents[number // 2]
        if number % 2:
            return actions.remove_comment(user=parent.user, comment=parent)
        return post(api(people[number]), album, f"{number}", parent=parent.pk).status_code

    assert set(all_at_once(both, range(12))) <= {None, 201, 409}
    visible = AlbumComment.objects.filter(state="visible")
    root.refresh_from_db()
    assert root.nested_count == visible.count() - 1 == AlbumTalk.objects.get().comments - 1
