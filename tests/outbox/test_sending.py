"""What happens to a message until it is over: tries, refusals, deaths, delays, and its words wiped."""

import logging
import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from jobs import periodic, runner, sweeper
from jobs.management.commands import worker
from jobs.models import Job
from outbox import actions, sending
from outbox.models import Message
from tests.outbox.conftest import job_of

pytestmark = pytest.mark.django_db

AWAY = ConnectionRefusedError("no mail server")
NEVER = smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"5.1.1 <a@example.org> no such user")})
LATER = smtplib.SMTPRecipientsRefused({"a@example.org": (450, b"4.2.0 greylisted")})


def run(message):
    job = job_of(message)
    Job.objects.filter(pk=job.pk).update(run_after=timezone.now())
    return runner.run(job.pk)


def state_of(message):
    message.refresh_from_db()
    return message.state


def holds_words(message):
    row = Message.objects.filter(pk=message.pk).values().get()
    return "secret" in str(row)


def test_what_was_sent_holds_its_words_no_longer(letter):
    assert holds_words(letter)
    assert run(letter).state == Job.State.DONE
    assert state_of(letter) == Message.State.SENT
    assert letter.sent_at
    assert not holds_words(letter)
    assert "secret-link" in mail.outbox[0].body


def test_a_server_that_is_away_is_tried_again_until_it_heals(letter, server):
    server.trouble = [AWAY]
    for attempt in range(1, 4):
        job = run(letter)
        assert (job.state, job.attempts) == (Job.State.QUEUED, attempt)
    assert state_of(letter) == Message.State.WAITING
    assert "ConnectionRefused" in job.reason
    server.trouble = []
    assert run(letter).state == Job.State.DONE
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    "error",
    [
        AWAY,
        LATER,
        TimeoutError(),
        smtplib.SMTPServerDisconnected("gone"),
        smtplib.SMTPAuthenticationError(535, b"wrong password"),
        smtplib.SMTPSenderRefused(421, b"busy", "me@example.org"),
    ],
)
def test_trouble_that_may_pass_is_not_the_end(letter, server, error):
    server.trouble = [error]
    assert run(letter).state == Job.State.QUEUED
    assert state_of(letter) == Message.State.WAITING
    assert holds_words(letter)


@pytest.mark.parametrize("error", [NEVER, smtplib.SMTPDataError(554, b"spam")])
def test_a_refusal_for_good_is_the_end_and_wipes_the_words(letter, server, error):
    server.trouble = [error]
    job = run(letter)
    assert (job.state, job.attempts) == (Job.State.FAILED, 1)
    assert state_of(letter) == Message.State.FAILED
    assert not holds_words(letter)
    assert "a@example.org" not in job.reason


def test_what_failed_for_good_says_so_when_it_is_tried_by_hand(letter, server):
    server.trouble = [NEVER]
    run(letter)
    server.trouble = []
    from jobs import actions as job_actions

    job_actions.retry(job_of(letter))
    assert "ask anew" in run(letter).reason
    assert mail.outbox == []


def test_what_comes_too_late_is_not_sent(letter):
    Message.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert run(letter).state == Job.State.DONE
    assert state_of(letter) == Message.State.EXPIRED
    assert not holds_words(letter)
    assert mail.outbox == []


def test_two_workers_at_once_send_one_mail(letter, server):
    refused = []

    def second_worker():
        with pytest.raises(sending.NotNow):
            sending.send(letter.pk, lambda percent: None)
        refused.append(True)

    server.meanwhile = second_worker
    run(letter)
    assert refused == [True]
    assert len(mail.outbox) == 1
    assert state_of(letter) == Message.State.SENT


def test_what_a_killed_worker_held_is_sent_by_another_under_the_same_message_id(letter):
    kept = letter.headers["Message-ID"]
    long_ago = timezone.now() - timedelta(minutes=2)
    Message.objects.update(state=Message.State.SENDING, claimed_at=long_ago)
    Job.objects.update(state=Job.State.RUNNING, attempts=1, heartbeat_at=long_ago)
    assert sweeper.sweep()["revived"] == 1
    assert run(letter).state == Job.State.DONE
    assert [sent.message()["Message-ID"] for sent in mail.outbox] == [kept]


def test_a_claim_that_is_fresh_is_waited_for(letter):
    Message.objects.update(state=Message.State.SENDING, claimed_at=timezone.now())
    assert run(letter).state == Job.State.QUEUED
    assert state_of(letter) == Message.State.SENDING
    assert mail.outbox == []


def test_sending_again_what_was_sent_does_nothing(letter):
    run(letter)
    sending.send(letter.pk, lambda percent: None)
    sending.send(letter.pk + 1, lambda percent: None)  # forgotten meanwhile
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    "trouble", [[], [AWAY], [NEVER], [smtplib.SMTPDataError(554, b"no")], [ValueError("secret")]]
)
def test_neither_log_nor_job_tells_the_words(letter, server, caplog, trouble):
    caplog.set_level(logging.DEBUG)
    server.trouble = trouble
    run(letter)
    assert "secret" not in caplog.text
    assert "secret" not in str(list(Job.objects.values()))
    assert "secret" not in repr(letter) + str(letter)


def test_clearing_up_wipes_what_is_late_and_forgets_what_is_old(letter):
    actions.keep_mail(mail.EmailMessage("Old", "x", to=["a@example.org"]))
    old = Message.objects.latest("pk")
    Message.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=31))
    Message.objects.filter(pk=letter.pk).update(expires_at=timezone.now())
    actions.clear_up()
    assert list(Message.objects.all()) == [letter]
    assert state_of(letter) == Message.State.EXPIRED
    assert not holds_words(letter)


def test_clearing_up_leaves_alone_what_is_being_sent(letter):
    Message.objects.update(
        state=Message.State.SENDING,
        claimed_at=timezone.now(),
        expires_at=timezone.now() - timedelta(seconds=1),
    )
    actions.clear_up()
    assert holds_words(letter)


def test_an_operator_sends_at_once_what_waits_for_its_next_try(letter, capsys):
    Job.objects.update(run_after=timezone.now() + timedelta(minutes=15))
    call_command("deliver")
    assert capsys.readouterr().out == "1 sent.\n"
    assert len(mail.outbox) == 1


def test_the_worker_has_it_cleared_up_now_and_then():
    assert periodic.start_due in worker.CHORES
    assert "clear_outbox" in periodic.start_due()
    assert Job.objects.waiting().filter(kind="clear_outbox").count() == 1


def test_a_superuser_sees_a_failed_mail_by_its_subject_and_never_its_words(letter, server, client, superuser):
    server.trouble = [AWAY]
    run(letter)
    client.force_login(superuser)
    page = client.get("/admin/jobs/").text
    assert "Confirm → a@example.org" in page
    assert "Send a mail" in page
    assert "secret" not in page
    server.trouble = [NEVER]
    run(letter)
    page = client.get("/admin/jobs/").text
    assert "Confirm → a@example.org" in page
    assert "Try again" not in page, "its words are gone"


def test_on_a_laptop_mails_are_files_and_stand_in_the_log(letter, settings, tmp_path, caplog):
    caplog.set_level(logging.INFO, logger="outbox.dev_mail")
    settings.OUTBOX_EMAIL_BACKEND = "outbox.dev_mail.FileBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    run(letter)
    [file] = (tmp_path / "mail").iterdir()
    assert "secret-link" in file.read_text()
    assert "https://x/secret-link" in caplog.text
