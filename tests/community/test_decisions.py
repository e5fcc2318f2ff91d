"""What moderators decide, in the admin and by the API, and what then happens."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from community import cases
from community.actions import comments, moderation
from community.errors import NotAllowed, NotPossible
from community.models import AlbumComment, AlbumTalk, Case, Decision, Kind, Notification, Suspension
from galleries.models import Withheld
from tests.community.moderating import decide, make_moderator, reported, say, signed_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def told(person):
    return Notification.objects.filter(kind=Kind.MODERATION, recipient=person).count()


def test_a_comment_is_hidden_shown_again_and_removed(queue, case, comment, stranger, moderator):
    talk = AlbumTalk.objects.get(pk=comment.album_id)
    assert talk.comments == 1
    states, counts = [], []
    for what in ("hide", "restore", "remove", "restore"):
        assert decide(queue, case, what, message="So it is", note="Hm").status_code == 302
        comment.refresh_from_db()
        talk.refresh_from_db()
        states.append(comment.state)
        counts.append(talk.comments)
    assert states == ["hidden", "visible", "removed", "visible"]
    assert counts == [0, 1, 0, 1]
    assert told(stranger) == 4
    case.refresh_from_db()
    assert not case.is_open
    first = case.decisions.last()
    assert (first.by, first.subject, first.message, first.note) == (moderator, stranger, "So it is", "Hm")


def test_keeping_closes_the_case_and_tells_nobody(queue, case, comment, stranger):
    decide(queue, case, "keep")
    comment.refresh_from_db()
    case.refresh_from_db()
    assert (comment.state, case.is_open, told(stranger)) == ("visible", False, 0)


def test_a_comment_that_waits_is_approved_or_removed(queue, public_album, stranger):
    for what, state in (("approve", "visible"), ("remove", "removed")):
        comment = say(public_album, stranger, f"To be {what}d")
        AlbumComment.objects.filter(pk=comment.pk).update(state="waiting")
        comment.refresh_from_db()
        case = cases.await_approval(comment)
        assert cases.await_approval(comment) == case
        assert decide(queue, case, "keep").status_code == 200  # there is no such choice
        assert decide(queue, case, what).status_code == 302
        comment.refresh_from_db()
        assert comment.state == state
    assert told(stranger) == 2


def test_moderators_are_told_of_what_waits(public_album, stranger, moderator):
    comment = say(public_album, stranger, "Patient words")
    cases.await_approval(comment)
    assert Notification.objects.filter(kind=Kind.WAITING, recipient=moderator).exists()


@pytest.mark.parametrize("what", ["hide", "remove"])
def test_an_album_goes_out_of_sight_and_comes_back(queue, public_album, owner, what):
    case = reported(public_album)
    photo = public_album.album_photos.in_order()[0].photo
    decide(queue, case, what)
    guest, own = Client(), signed_in(owner)
    for address in (public_album.get_url(), f"{public_album.get_url()}{photo.pk}/"):
        assert guest.get(address).status_code == 404
        assert own.get(address).status_code == 200
    assert public_album.title not in guest.get("/albums/").text
    assert told(owner) == 1
    decide(queue, case, "restore")
    assert guest.get(public_album.get_url()).status_code == 200
    assert public_album.title in guest.get("/albums/").text
    assert told(owner) == 2


def test_a_photo_goes_out_of_sight_with_its_comments_and_comes_back(queue, public_album, owner, stranger):
    photo = public_album.album_photos.in_order()[0].photo
    comments.add_comment(user=stranger, album=public_album, photo=photo, text="On the photo")
    case = reported(photo)
    decide(queue, case, "remove")
    page = f"{public_album.get_url()}{photo.pk}/"
    assert Client().get(page).status_code == 404
    assert AlbumTalk.objects.get(pk=public_album.pk).comments == 0
    assert told(owner) == 1
    decide(queue, case, "restore")
    assert Client().get(page).status_code == 200
    assert AlbumTalk.objects.get(pk=public_album.pk).comments == 1


def test_addresses_in_a_bucket_follow(queue, public_album, monkeypatch):
    asked = []
    monkeypatch.setattr(moderation, "review_addresses_later", lambda fewer=True: asked.append(fewer))
    case = reported(public_album)
    decide(queue, case, "hide")
    assert asked == [True, False]


def test_a_person_is_warned_and_suspended(queue, owner):
    case = reported(owner)
    decide(queue, case, "warn", message="Last time")
    decide(queue, case, "suspend:7")
    until = Suspension.objects.get(person=owner).until
    assert timedelta(days=6, hours=23) < until - timezone.now() <= timedelta(days=7)
    decide(queue, case, "suspend:0")
    assert Suspension.objects.get(person=owner).until is None
    decide(queue, case, "lift")
    assert not Suspension.objects.exists()
    assert told(owner) == 4


def test_what_is_not_possible_is_not_offered_and_not_done(queue, case, public_album, owner):
    person = reported(owner)
    address = f"/api/v1/moderation/cases/{person.pk}/"
    assert queue.get(address).json()["actions"] == ["keep", "warn", "suspend"]
    for action in ("hide", "remove", "approve", "restore", "lift"):
        answer = queue.post(f"{address}decisions/", {"action": action}, "application/json")
        assert (answer.status_code, answer.json()["code"]) == (409, "not_possible")
    answer = queue.post(
        f"/api/v1/moderation/cases/{case.pk}/decisions/", {"action": "approve"}, "application/json"
    )
    assert answer.status_code == 409
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"action": "explode"},
        {"action": "suspend", "days": 0},
        {"action": "suspend", "days": 10**9},
        {"action": "keep", "message": "x" * 1001},
        {"action": "keep", "after": "x"},
        [],
    ],
)
def test_decisions_that_make_no_sense_are_refused(queue, case, body):
    answer = queue.post(f"/api/v1/moderation/cases/{case.pk}/decisions/", body, "application/json")
    assert answer.status_code == 400
    assert not Decision.objects.exists()


def test_moderators_do_not_decide_about_themselves_or_administrators(queue, moderator, superuser):
    for person in (moderator, superuser):
        case = reported(person, by=make_user())
        answer = decide(queue, case, "warn")
        assert answer.status_code == 200
        assert "decides" in answer.text
        with pytest.raises(NotAllowed):
            moderation.decide(user=moderator, case=case, action="warn")
    assert not Decision.objects.exists()


def test_who_has_not_seen_the_last_decision_decides_nothing(queue, case, comment, moderator):
    other = make_moderator("second")
    moderation.decide(user=other, case=case, action="hide")
    answer = queue.post(f"/admin/moderation/{case.pk}/", {"what": "remove", "after": ""})
    assert answer.status_code == 200
    assert "Somebody else has decided meanwhile" in answer.text
    comment.refresh_from_db()
    assert comment.state == "hidden"
    api = f"/api/v1/moderation/cases/{case.pk}/"
    refused = queue.post(f"{api}decisions/", {"action": "remove"}, "application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "decided")
    last = queue.get(api).json()["decisions"][0]["id"]
    done = queue.post(f"{api}decisions/", {"action": "remove", "after": last}, "application/json")
    assert done.status_code == 201
    assert done.json()["actions"] == ["restore", "warn", "suspend"]


def test_a_case_whose_thing_is_gone_can_be_closed(queue, public_album):
    case = reported(public_album)
    public_album.delete()
    assert decide(queue, case, "hide").status_code == 200
    assert decide(queue, case, "keep").status_code == 302


def test_bulk_keeps_and_removes(queue, public_album, stranger, owner):
    first, second = (reported(say(public_album, stranger, text)) for text in ("One", "Two"))
    album = reported(public_album)
    ids = f"?id={first.pk}&id={second.pk}&id={album.pk}&id=x&next=/admin/moderation/"
    page = queue.get(f"/admin/bulk/community/case/remove/{ids}").text
    assert "This cannot be done about" in page
    answer = queue.post(f"/admin/bulk/community/case/remove/{ids}", {"message": "Spam"})
    assert answer.status_code == 302
    assert set(AlbumComment.objects.values_list("state", flat=True)) == {"removed"}
    assert told(stranger) == 2
    assert Case.objects.open().get() == album
    queue.post(f"/admin/bulk/community/case/keep/?id={album.pk}&next=/admin/moderation/", {"message": ""})
    assert not Case.objects.open().exists()
    assert not Withheld.objects.exists()


def test_bulk_leaves_what_is_about_the_moderator(queue, moderator, public_album):
    case = reported(say(public_album, moderator, "Mine"))
    answer = queue.post(
        f"/admin/bulk/community/case/remove/?id={case.pk}&next=/admin/moderation/", {"message": ""}
    )
    assert answer.status_code == 302
    assert AlbumComment.objects.get().state == "visible"


def test_the_admin_answers_appeals(queue, case, comment, stranger):
    decision = moderation.decide(user=make_moderator("second"), case=case, action="hide")
    moderation.appeal(user=stranger, decision=decision, text="It was a quotation.")
    assert "Buy my watches" in queue.get("/admin/moderation/?state=appeals").text
    page = queue.get(f"/admin/moderation/{case.pk}/").text
    assert "It was a quotation." in page
    queue.post(
        f"/admin/moderation/appeals/{decision.pk}/", {"outcome": "reversed", "answer": "You are right."}
    )
    decision.refresh_from_db()
    comment.refresh_from_db()
    assert (decision.outcome, decision.answer, comment.state) == ("reversed", "You are right.", "visible")
    assert "Buy my watches" not in queue.get("/admin/moderation/?state=appeals").text


def test_the_api_answers_appeals(queue, case, stranger):
    decision = moderation.decide(user=make_moderator("second"), case=case, action="warn")
    moderation.appeal(user=stranger, decision=decision, text="No")
    address = f"/api/v1/moderation/decisions/{decision.pk}/answer/"
    assert queue.post(address, {"outcome": "maybe"}, "application/json").status_code == 400
    answer = queue.post(address, {"outcome": "upheld", "answer": "Yes"}, "application/json")
    assert answer.status_code == 201
    assert answer.json()["decisions"][0]["outcome"] == "upheld"
    assert queue.post(address, {"outcome": "upheld"}, "application/json").status_code == 409


def test_the_rules_are_set_by_moderators(queue):
    from community.models import ModerationRules

    page = queue.get("/admin/settings/community/moderationrules/", follow=True)
    assert page.status_code == 200
    pk = ModerationRules.objects.get().pk
    address = f"/admin/settings/community/moderationrules/{pk}/"
    queue.post(address, {"words": "spam\n发票", "most_links": "1", "approve_first": "on"})
    rules = ModerationRules.objects.get()
    assert (rules.words.split(), rules.most_links, rules.approve_first) == (["spam", "发票"], 1, True)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_does():
    moderators = [make_moderator(f"m{number}") for number in range(4)]
    case = reported(make_user("busy"))
    outcomes = []

    def run(person):
        try:
            moderation.decide(user=person, case=Case.objects.get(pk=case.pk), action="warn")
            outcomes.append("done")
        except NotPossible:
            outcomes.append("late")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[person]) for person in moderators]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "late", "late", "late"]
    assert Decision.objects.count() == 1
