"""Who is told of a comment: each person once, for what concerns her most."""

import pytest

from community import screening
from community.actions import comments as actions
from community.models import Kind, Notification
from tests.community.talk import say
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def told(person=None):
    rows = Notification.objects.order_by("pk")
    if person is not None:
        rows = rows.filter(recipient=person)
        return [row.kind for row in rows]
    return [(row.recipient.username, row.kind) for row in rows]


def test_the_owner_hears_of_a_comment_and_not_of_her_own(owner, stranger, public_album):
    say(public_album, by=stranger)
    assert told() == [("owner", Kind.COMMENT)]
    Notification.objects.all().delete()
    say(public_album, by=owner)
    assert told() == []


def test_an_answer_is_told_to_whom_it_answers(owner, stranger, public_album):
    third = make_user("third")
    parent = say(public_album, by=stranger)
    Notification.objects.all().delete()
    say(public_album, by=third, parent=parent)
    assert set(told()) == {("stranger", Kind.REPLY), ("owner", Kind.COMMENT)}


def test_one_is_told_once_for_what_concerns_her_most(owner, stranger, public_album):
    parent = say(public_album, by=owner)
    say(public_album, "@owner @stranger look", by=stranger, parent=parent)
    assert told() == [("owner", Kind.REPLY)]
    Notification.objects.all().delete()
    say(public_album, "@owner", by=stranger)
    assert told() == [("owner", Kind.MENTION)]


def test_ten_are_mentioned_at_most(owner, stranger, public_album):
    people = [make_user() for _ in range(12)]
    say(public_album, " ".join(f"@{p.username}" for p in people), by=stranger)
    assert len([kind for _, kind in told() if kind == Kind.MENTION]) == 10


def test_who_may_not_see_the_album_hears_nothing(owner, private_album):
    make_user("outsider")
    say(private_album, "@outsider", by=owner)
    assert told() == []


def test_an_edit_tells_only_whom_it_newly_mentions(owner, stranger, public_album):
    one, two = make_user("one1"), make_user("two2")
    comment = say(public_album, "@one1", by=stranger)
    actions.edit_comment(user=stranger, comment=comment, text="@one1 @two2")
    assert told(one) == told(two) == [Kind.MENTION]
    assert Notification.objects.get(recipient=one).times == 1


def test_a_like_is_told_and_taken_back(owner, stranger, public_album):
    comment = say(public_album, by=owner)
    actions.vote(user=stranger, comment=comment, value=-1)
    assert told() == []
    actions.vote(user=stranger, comment=comment, value=1)
    assert told() == [("owner", Kind.COMMENT_LIKE)]
    actions.vote(user=stranger, comment=comment, value=-1)
    assert told() == []


def test_what_is_removed_was_never_told(owner, stranger, public_album):
    third = make_user("third")
    parent = say(public_album, by=third)
    Notification.objects.all().delete()
    comment = say(public_album, "@owner", by=stranger, parent=parent)
    assert len(told()) == 2
    actions.remove_comment(user=stranger, comment=comment)
    assert told() == []


def test_what_waits_is_told_when_it_is_approved(owner, stranger, public_album, monkeypatch):
    third = make_user("third")
    parent = say(public_album, by=third)
    Notification.objects.all().delete()
    monkeypatch.setattr(screening, "screen", lambda **_: screening.Verdict(True, "Why."))
    comment = say(public_album, "@owner hello", by=stranger, parent=parent)
    assert (comment.state, comment.notice) == ("waiting", "Why.")
    assert told() == [("owner", Kind.WAITING)]
    actions.approve_comment(comment, by=owner)
    actions.approve_comment(comment, by=owner)
    assert told(third) == [Kind.REPLY]
    assert Kind.MENTION in told(owner)
    assert Notification.objects.get(recipient=third).times == 1
