"""Notifications by mail: at once and once a day, to those who want them, of what they may see, and each once."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.utils import timezone

from community import digests
from community.models import Case, Decision, Habits, Kind, Notification, NotificationChoice
from community.notifications import tell
from galleries.models import AlbumPage
from jobs.models import Job
from outbox.models import Message
from tests.community.notes import comment_on, signed_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def friend(db):
    return make_user("friend", display_name="Li")


@pytest.fixture
def reader(owner):
    """The album's owner, with a confirmed address."""
    EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)
    return owner


@pytest.fixture
def reply(reader, friend, public_album):
    """Somebody has answered the reader."""
    answer = comment_on(
        public_album, friend, parent=comment_on(public_album, reader), comment="A **fine** one"
    )
    tell(Kind.REPLY, [reader], actor=friend, album=public_album, comment=answer)
    return Notification.objects.get()


@pytest.fixture
def liked(reader, friend, public_album):
    """Somebody likes the reader's album, who wants to hear of it in the daily mail."""
    NotificationChoice.objects.create(user=reader, kind=Kind.LIKE, mail="daily")
    tell(Kind.LIKE, [reader], actor=friend, album=public_album)
    return Notification.objects.get()


@pytest.fixture
def at(monkeypatch):
    """Set the clock, to a time of this day as people's own clocks have it."""

    def set_clock(hour, minute=0, days=0):
        zone = ZoneInfo("Asia/Shanghai")
        day = timezone.localtime(real(), zone).replace(hour=hour, minute=minute, second=0, microsecond=0)
        monkeypatch.setattr(timezone, "now", lambda: (day + timedelta(days=days)).astimezone(ZoneInfo("UTC")))

    real = timezone.now
    return set_clock


def go_round():
    """What the worker does: looks, and runs the jobs that this started."""
    digests.look_round()
    digests.look_round_daily()
    for job in Job.objects.filter(kind__in=(digests.AT_ONCE, digests.DAILY)):
        work = digests.send_at_once if job.kind == digests.AT_ONCE else digests.send_daily
        job.delete()
        work(job.target_id, lambda percent: None)


# --- at once ----------------------------------------------------------------------------------------


def test_an_answer_is_mailed_after_a_minute(reply, reader, mailbox, clock):
    go_round()
    assert len(mailbox) == 0
    clock.forward(seconds=61)
    go_round()
    [mail] = mailbox
    assert mail.to == [reader.email]
    assert mail.subject == "Li answered your comment on your album “Mist over Huangshan”."
    assert f"http://testserver/notifications/{reply.pk}/" in mail.body
    assert "A **fine** one" in mail.body


def test_it_is_mailed_once(reply, mailbox, clock):
    for _ in range(3):
        clock.forward(seconds=61)
        go_round()
    assert len(mailbox) == 1


def test_what_comes_together_leaves_together(reply, reader, friend, public_album, mailbox, clock):
    mention = comment_on(public_album, friend)
    tell(Kind.MENTION, [reader], actor=friend, album=public_album, comment=mention)
    clock.forward(seconds=61)
    go_round()
    [mail] = mailbox
    assert mail.subject == "2 things that concern you"


def test_it_is_in_the_language_of_the_person(reply, reader, mailbox, clock):
    type(reader).objects.filter(pk=reader.pk).update(language="zh-hans")
    clock.forward(seconds=61)
    go_round()
    assert "雾起黄山" in mailbox[0].subject
    assert Message.objects.get().language == "zh-hans"


def test_what_was_read_in_the_meantime_is_not_mailed(reply, reader, mailbox, clock):
    signed_in(reader).post("/notifications/read/")
    clock.forward(seconds=61)
    go_round()
    assert len(mailbox) == 0


def test_what_she_may_no_longer_see_is_not_mailed_now_or_later(reply, reader, friend, mailbox, clock):
    AlbumPage.objects.update(owner=friend, visibility="private")
    clock.forward(seconds=61)
    go_round()
    AlbumPage.objects.update(visibility="public")
    clock.forward(days=1)
    go_round()
    assert len(mailbox) == 0


def test_what_is_told_between_looking_and_sending_is_asked_again(reply, reader, friend, mailbox, clock):
    clock.forward(seconds=61)
    digests.look_round()
    AlbumPage.objects.update(owner=friend, visibility="private")
    digests.send_at_once(reader.pk, lambda percent: None)
    assert len(mailbox) == 0


@pytest.mark.parametrize("verified", [False, None])
def test_an_address_that_is_not_confirmed_gets_nothing(reply, reader, mailbox, clock, verified):
    rows = EmailAddress.objects.filter(user=reader)
    rows.delete() if verified is None else rows.update(verified=verified)
    clock.forward(seconds=61)
    go_round()
    digests.send_at_once(reader.pk, lambda percent: None)
    assert len(mailbox) == 0


def test_whoever_wants_no_mails_gets_none(reply, reader, mailbox, clock):
    NotificationChoice.objects.create(user=reader, kind=Kind.REPLY, mail="never")
    clock.forward(days=2)
    go_round()
    assert len(mailbox) == 0


def test_whoever_leaves_gets_none(reply, reader, mailbox, clock):
    type(reader).objects.update(delete_after=timezone.now() + timedelta(days=14))
    clock.forward(seconds=61)
    go_round()
    digests.send_at_once(reader.pk, lambda percent: None)
    assert len(mailbox) == 0


def test_a_worker_that_dies_leaves_neither_half(reply, reader, mailbox, clock, monkeypatch):
    clock.forward(seconds=61)

    def die(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(digests.unsubscribing, "headers_for", die)
        digests.send_at_once(reader.pk, lambda percent: None)
    assert not Message.objects.exists()
    go_round()
    assert len(mailbox) == 1


def test_a_storm_of_mails_ends_in_the_daily_one(reader, friend, public_album, mailbox, settings, at):
    settings.LIMITS = {**settings.LIMITS, "notification_mails": "1/1h"}
    at(7)
    for _ in range(2):
        answer = comment_on(public_album, friend, parent=comment_on(public_album, reader))
        tell(Kind.REPLY, [reader], actor=friend, album=public_album, comment=answer)
        Notification.objects.update(created_at=timezone.now() - timedelta(minutes=2))
        go_round()
    assert len(mailbox) == 1
    at(8, days=1)
    go_round()
    assert [mail.subject for mail in mailbox][1:] == ["Vitrine: 1 thing happened"]


def test_a_decision_is_mailed_with_what_moderators_say(reader, superuser, mailbox, clock):
    case = Case.objects.create(person=reader, subject=reader, kind="person", about=f"person:{reader.pk}")
    decision = Decision.objects.create(case=case, action="warn", subject=reader, message="Be kind.")
    tell(Kind.MODERATION, [reader], decision=decision)
    clock.forward(seconds=61)
    go_round()
    assert mailbox[0].subject == "Moderators warn you."
    assert "Be kind." in mailbox[0].body
    [line] = signed_in(reader).get("/notifications/").context["lines"]
    assert line.url == f"/accounts/decisions/#decision-{decision.pk}" or "decisions" in line.url


# --- once a day -------------------------------------------------------------------------------------


def test_the_daily_mail_comes_in_the_morning(liked, reader, mailbox, at):
    Notification.objects.update(created_at=timezone.now() - timedelta(days=1))
    at(7, 59, days=1)
    Notification.objects.update(created_at=timezone.now(), updated_at=timezone.now())
    go_round()
    assert len(mailbox) == 0
    at(8, 1, days=1)
    go_round()
    [mail] = mailbox
    assert mail.subject == "Vitrine: 1 thing happened"
    assert "Somebody likes your album or photo" in mail.body
    assert "Li liked your album “Mist over Huangshan”." in mail.body


def test_it_comes_once_however_many_workers_look(liked, reader, mailbox, at):
    at(8, 1, days=1)
    for _ in range(3):
        go_round()
        digests.send_daily(reader.pk, lambda percent: None)
    assert len(mailbox) == 1
    assert Habits.objects.get().digest_sent_at == timezone.now()


def test_the_operator_has_them_sent_before_their_time(liked, mailbox, at, capsys):
    at(20, days=1)
    call_command("send_digests")
    [mail] = mailbox
    assert mail.subject == "Vitrine: 1 thing happened"
    assert capsys.readouterr().out == "1 had something to hear of.\n"
    call_command("send_digests")
    at(8, 1, days=2)
    go_round()
    assert len(mailbox) == 1


def test_what_was_mailed_comes_again_only_when_it_has_grown(liked, reader, public_album, mailbox, at):
    at(8, 1, days=1)
    go_round()
    assert len(mailbox) == 1
    at(8, 1, days=2)
    go_round()
    assert len(mailbox) == 1
    tell(Kind.LIKE, [reader], actor=make_user(display_name="Zhou"), album=public_album)
    at(8, 1, days=3)
    go_round()
    assert "Zhou and Li liked" in mailbox[1].body


def test_what_is_no_longer_visible_is_not_in_it(liked, reader, friend, public_album, mailbox, at):
    tell(Kind.FOLLOW, [reader], actor=friend)
    AlbumPage.objects.update(owner=friend, visibility="private")
    at(8, 1, days=1)
    go_round()
    [mail] = mailbox
    assert "Huangshan" not in mail.body and "started to follow you" in mail.body


def test_a_day_with_nothing_to_say_has_no_mail(liked, friend, mailbox, at):
    AlbumPage.objects.update(owner=friend, visibility="private")
    at(8, 1, days=1)
    go_round()
    assert len(mailbox) == 0
    assert digests.look_round_daily() == 0


def test_what_nobody_read_for_a_week_is_not_brought_up_again(liked, mailbox, at):
    at(8, 1, days=9)
    go_round()
    assert len(mailbox) == 0


def test_in_both_forms_names_are_escaped(liked, reader, friend, mailbox, at):
    type(friend).objects.filter(pk=friend.pk).update(display_name="<i>Li</i>")
    at(8, 1, days=1)
    go_round()
    html = mailbox[0].alternatives[0][0]
    assert "&lt;i&gt;Li&lt;/i&gt;" in html and "<i>Li" not in html
    assert "<i>Li</i> liked" in mailbox[0].body


def test_nothing_is_written_in_the_request_itself(reply):
    assert not Message.objects.exists()
    assert not Job.objects.filter(kind__startswith="notification").exists()
    assert isinstance(reply.created_at, datetime)
