"""What waits for approval, and the traps for machines."""

import pytest
from django import forms
from django.http import QueryDict
from django.test import Client

from community import screening, traps
from community.actions import comments
from community.models import AlbumComment, Case, Kind, ModerationRules, Notification
from tests.community.moderating import make_moderator, say, signed_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def rules(**fields):
    ModerationRules.objects.all().delete()
    return ModerationRules.objects.create(**fields)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("viagra", "Buy VIAGRA now"),
        ("viagra", "vi\u200bag\u00adra"),
        ("viagra", "ｖｉａｇｒａ"),
        ("viagra", "vi**ag**ra"),
        ("viagra", "便宜viagra买"),
        ("buy now", "So buy  now, or\nnever"),
        ("weiß", "WEISS"),
        ("发票", "代开发票，请联系"),
        ("发票", "发 票"),
        ("发票", "发\u200b票"),
        ("发票", "发-票"),
        ("發票", "代開發票"),
        ("加微信", "加微信ABC"),
        ("\n\nfirst\n second \n", "the second"),
        ("c++", "c++ for sale"),
    ],
)
def test_a_text_that_holds_a_word_is_found(words, text):
    assert screening.holds_a_word(text, words)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("ass", "A class of grass, assembled"),
        ("viagra", "viagras1"),
        ("buy now", "buy nowhere"),
        ("发票", "发现了一张票"),
        ("", "anything"),
        ("\n  \n\u200b\n", "anything"),
    ],
)
def test_a_text_that_does_not_hold_it_is_not(words, text):
    assert not screening.holds_a_word(text, words)


def test_many_links_wait(owner):
    rules(most_links=2)
    two, three = "https://a.cn http://b.cn", "https://a.cn http://b.cn www.c.cn"
    assert not screening.screen(user=make_user(), text=two).waits
    verdict = screening.screen(user=make_user(), text=three)
    assert verdict.waits
    assert "links" in verdict.reason


def test_a_first_comment_waits_until_one_was_approved(
    public_album, stranger, django_capture_on_commit_callbacks
):
    rules(approve_first=True)
    first = say(public_album, stranger, "My first")
    assert first.state == AlbumComment.State.WAITING
    assert say(public_album, stranger, "My second").state == AlbumComment.State.WAITING
    comments.approve_comment(first, by=None)
    assert say(public_album, stranger, "My third").state == AlbumComment.State.VISIBLE


def test_what_waits_is_a_case_for_moderators_and_its_author_is_told_why(public_album, stranger):
    rules(words="发票")
    moderator = make_moderator()
    client = signed_in(stranger)
    body = {"album": public_album.pk, "text": "代开发票"}
    answer = client.post("/api/v1/comments/", body, "application/json")
    assert answer.status_code == 201
    case = Case.objects.get()
    assert (case.awaits_approval, case.comment.state, case.subject) == (True, "waiting", stranger)
    assert Notification.objects.filter(kind=Kind.WAITING, recipient=moderator).exists()
    assert "代开发票" not in Client().get(public_album.get_url()).text
    assert "代开发票" in client.get(public_album.get_url()).text


def test_a_comment_that_is_edited_is_looked_at_again(public_album, stranger):
    rules(words="spam")
    comment = say(public_album, stranger, "Harmless")
    comments.edit_comment(user=stranger, comment=comment, text="Now spam")
    case = Case.objects.get()
    assert (case.comment.state, case.is_open) == ("waiting", True)


def test_owners_and_moderators_are_not_screened(public_album, owner):
    rules(words="spam", approve_first=True)
    assert not screening.screen(user=owner, text="spam", album=public_album).waits
    assert screening.screen(user=owner, text="spam").waits
    assert not screening.screen(user=make_moderator(), text="spam").waits


def test_without_rules_nothing_waits_but_a_flood_of_links(stranger):
    assert not ModerationRules.objects.exists()
    assert not screening.screen(user=stranger, text="Hello").waits
    assert screening.screen(user=stranger, text="http://a.cn " * 4).waits


def test_screening_asks_the_rules_once(stranger, django_assert_num_queries):
    rules(words="spam\n" * 500)
    with django_assert_num_queries(1):
        screening.screen(user=stranger, text="Hello " * 500)


def test_the_reason_does_not_tell_the_word(stranger):
    rules(words="secretword")
    verdict = screening.screen(user=stranger, text="a secretword here")
    assert verdict.waits
    assert "secretword" not in verdict.reason


# --- traps -----------------------------------------------------------------------------------------


class Form(traps.TrapForm):
    text = forms.CharField()


def filled(user, *, seconds, clock, homepage="", **more):
    shown = traps.stamp(user)
    clock.forward(seconds=seconds)
    data = QueryDict(mutable=True)
    data.update({"text": "Hello", "homepage": homepage, "shown_at": shown, **more})
    return Form(data, user=user)


def test_a_person_takes_her_time(stranger, clock):
    assert filled(stranger, seconds=5, clock=clock).is_valid()


@pytest.mark.parametrize("seconds", [0, 1, 86_402])
def test_what_is_too_fast_or_of_yesterday_is_asked_again_and_keeps_its_words(stranger, clock, seconds):
    form = filled(stranger, seconds=seconds, clock=clock)
    assert not form.is_valid()
    assert "once more" in str(form.non_field_errors())
    assert "Hello" in str(form["text"])
    shown = form["shown_at"].value()
    clock.forward(seconds=5)
    assert Form({"text": "Hello", "shown_at": shown}, user=stranger).is_valid()


@pytest.mark.parametrize("stamp", ["", "1:2:3", "nonsense", "x" * 300])
def test_a_time_that_we_did_not_write_is_asked_again(stranger, stamp):
    assert not Form({"text": "Hello", "shown_at": stamp}, user=stranger).is_valid()


def test_the_stamp_of_another_person_does_not_count(stranger, owner, clock):
    shown = traps.stamp(owner)
    clock.forward(seconds=5)
    assert not Form({"text": "Hello", "shown_at": shown}, user=stranger).is_valid()


def test_whoever_fills_in_the_hidden_field_is_caught(stranger, clock):
    with pytest.raises(traps.Caught):
        filled(stranger, seconds=5, clock=clock, homepage="http://spam.example").is_valid()
    with pytest.raises(traps.Caught):
        filled(stranger, seconds=0, clock=clock, homepage="x" * 10_000).is_valid()
