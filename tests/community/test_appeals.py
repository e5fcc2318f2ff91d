"""Whom a decision concerns is told, and may answer it once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.actions import comments, moderation
from community.errors import NotAllowed, NotPossible
from community.models import AlbumComment, Decision, Kind, Notification, Suspension
from galleries.models import Withheld
from tests.community.moderating import make_moderator, reported, say, signed_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return make_moderator("judge-dee")


@pytest.fixture
def comment(public_album, stranger):
    return say(public_album, stranger, "You are a fool")


@pytest.fixture
def hidden(comment, moderator):
    """The decision to hide the stranger's comment."""
    case = reported(comment)
    return moderation.decide(
        user=moderator, case=case, action="hide", message="Please be kind.", note="Third time"
    )


def appeal(client, decision, text="It was a quotation."):
    return client.post(f"/decisions/{decision.pk}/appeal/", {"text": text})


def test_the_subject_reads_what_was_decided_and_why_but_not_by_whom(hidden, stranger, moderator):
    page = signed_in(stranger).get("/decisions/").text
    assert "Your comment has been hidden" in page
    assert "Please be kind." in page
    assert "You are a fool" in page
    assert "Third time" not in page
    assert moderator.username not in page
    said = signed_in(stranger).get("/api/v1/me/decisions/").json()["results"]
    assert [(row["action"], row["message"], row["can_be_appealed"]) for row in said] == [
        ("hide", "Please be kind.", True)
    ]
    assert not {"by", "note", "reports", "reporter"} & set(said[0])


def test_decisions_are_ones_own(hidden, owner):
    for client in (signed_in(owner), signed_in(hidden.by)):
        assert "Please be kind." not in client.get("/decisions/").text
        assert client.get("/api/v1/me/decisions/").json()["results"] == []
        assert client.get(f"/decisions/{hidden.pk}/appeal/").status_code == 404
        assert appeal(client, hidden).status_code == 404
        answer = client.post(f"/api/v1/me/decisions/{hidden.pk}/appeal/", {"text": "x"}, "application/json")
        assert answer.status_code == 404
    guest = Client()
    assert guest.get("/decisions/").status_code == 302
    assert guest.get("/api/v1/me/decisions/").status_code == 401
    hidden.refresh_from_db()
    assert hidden.appealed_at is None


def test_that_nothing_was_done_is_told_to_nobody(comment, stranger, moderator):
    decision = moderation.decide(user=moderator, case=reported(comment), action="keep")
    assert "You are a fool" not in signed_in(stranger).get("/decisions/").text
    assert appeal(signed_in(stranger), decision).status_code == 404
    assert not Notification.objects.filter(kind=Kind.MODERATION).exists()


def test_an_appeal_is_sent_once(hidden, stranger):
    client = signed_in(stranger)
    assert "Please be kind." in client.get(f"/decisions/{hidden.pk}/appeal/").text
    assert appeal(client, hidden).status_code == 302
    hidden.refresh_from_db()
    assert (hidden.appeal, hidden.awaits_answer) == ("It was a quotation.", True)
    again = appeal(client, hidden, "And another thing")
    assert again.status_code == 409
    answer = client.post(f"/api/v1/me/decisions/{hidden.pk}/appeal/", {"text": "x"}, "application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_possible")
    hidden.refresh_from_db()
    assert hidden.appeal == "It was a quotation."
    assert "waits for a moderator" in client.get("/decisions/").text


def test_an_appeal_by_api_and_what_makes_no_sense(hidden, stranger):
    client = signed_in(stranger)
    address = f"/api/v1/me/decisions/{hidden.pk}/appeal/"
    for body in ({}, {"text": ""}, {"text": "x" * 2001}, {"text": "\u202e"}):
        assert client.post(address, body, "application/json").status_code == 400, body
    assert appeal(client, hidden, "x" * 2001).status_code == 200
    answer = client.post(address, {"text": "It was a quotation."}, "application/json")
    assert (answer.status_code, answer.json()["appeal"]) == (201, "It was a quotation.")


def test_after_thirty_days_it_is_too_late(hidden, stranger):
    Decision.objects.update(at=timezone.now() - timedelta(days=31))
    assert appeal(signed_in(stranger), hidden).status_code == 409
    assert "Answer<" not in signed_in(stranger).get("/decisions/").text


def test_good_news_cannot_be_appealed(hidden, stranger, moderator):
    shown = moderation.decide(user=moderator, case=hidden.case, action="restore", after=hidden.pk)
    assert appeal(signed_in(stranger), shown).status_code == 409


def test_who_is_suspended_may_appeal(stranger, moderator):
    decision = moderation.decide(user=moderator, case=reported(stranger), action="suspend")
    client = signed_in(stranger)
    assert "suspended" in client.get("/decisions/").text
    assert appeal(client, decision).status_code == 302


# --- the answer ------------------------------------------------------------------------------------


def answered(decision, by, outcome, text=""):
    return moderation.answer_appeal(user=by, decision=decision, outcome=outcome, text=text)


def test_another_moderator_answers_where_there_is_one(hidden, stranger, moderator):
    moderation.appeal(user=stranger, decision=hidden, text="No")
    second = make_moderator("second")
    with pytest.raises(NotAllowed):
        answered(hidden, moderator, "upheld")
    answered(hidden, second, "upheld", "It stays.")
    hidden.refresh_from_db()
    assert (hidden.outcome, hidden.answer, hidden.answered_by) == ("upheld", "It stays.", second)
    with pytest.raises(NotPossible):
        answered(hidden, second, "reversed")
    page = signed_in(stranger).get("/decisions/").text
    assert "the decision stands" in page
    assert "It stays." in page
    assert "second" not in page


def test_a_lone_moderator_answers_herself(hidden, stranger, moderator):
    moderation.appeal(user=stranger, decision=hidden, text="No")
    answered(hidden, moderator, "upheld")


def test_a_reversed_decision_is_undone_and_told(hidden, comment, stranger, moderator):
    moderation.appeal(user=stranger, decision=hidden, text="No")
    Notification.objects.all().delete()
    answered(hidden, moderator, "reversed")
    comment.refresh_from_db()
    assert comment.state == AlbumComment.State.VISIBLE
    assert [decision.action for decision in hidden.case.decisions.order_by("pk")] == ["hide", "restore"]
    assert Notification.objects.get(kind=Kind.MODERATION).recipient == stranger


def test_each_kind_of_decision_is_undone(public_album, owner, stranger, moderator):
    photo = public_album.album_photos.in_order()[0].photo
    comment = say(public_album, stranger, "Gone")
    things = ((public_album, "hide"), (photo, "remove"), (stranger, "suspend"), (comment, "remove"))
    decisions = []
    for thing, action in things:
        case = reported(thing, by=make_user())
        decisions.append(moderation.decide(user=moderator, case=case, action=action))
    assert (Withheld.objects.count(), Suspension.objects.count()) == (2, 1)
    for decision in decisions:
        moderation.appeal(user=decision.subject, decision=decision, text="No")
        answered(decision, moderator, "reversed")
    assert (Withheld.objects.count(), Suspension.objects.count()) == (0, 0)
    comment.refresh_from_db()
    assert (comment.state, comment.comment) == ("visible", "Gone")


def test_an_appeal_after_the_author_took_the_comment_away_undoes_nothing(
    hidden, comment, stranger, moderator
):

    comments.remove_comment(user=stranger, comment=comment)
    moderation.appeal(user=stranger, decision=hidden, text="No")
    answered(hidden, moderator, "reversed")
    comment.refresh_from_db()
    assert (comment.state, comment.comment) == ("removed", "")


def test_an_older_suspension_that_is_reversed_leaves_a_newer_one(stranger, moderator):
    old = moderation.decide(user=moderator, case=reported(stranger), action="suspend")
    moderation.decide(user=moderator, case=reported(stranger), action="suspend")
    moderation.appeal(user=stranger, decision=old, text="No")
    answered(old, moderator, "reversed")
    assert Suspension.objects.exists()


def test_nobody_answers_her_own_appeal(moderator, superuser):
    decision = moderation.decide(user=superuser, case=reported(moderator), action="warn")
    moderation.appeal(user=moderator, decision=decision, text="No")
    with pytest.raises(NotAllowed):
        answered(decision, moderator, "reversed")


def test_decisions_cost_the_same_whatever_their_number(stranger, moderator):
    client, counts = signed_in(stranger), []
    client.get("/decisions/")
    for number in (1, 10):
        for _ in range(number):
            moderation.decide(user=moderator, case=reported(stranger), action="warn")
        for page in ("/decisions/", "/api/v1/me/decisions/"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 12
