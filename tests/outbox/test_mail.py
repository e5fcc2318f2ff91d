"""Mail goes into the outbox with the caller's transaction and leaves in the background."""

import json

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.mail import BadHeaderError, EmailMessage, EmailMultiAlternatives, send_mail
from django.db import transaction
from django_tasks import task_backends

from jobs.models import Job
from outbox import actions
from outbox.models import Message

pytestmark = pytest.mark.django_db


def test_nothing_is_sent_before_the_background_does_it(mailbox):
    assert send_mail("Hello", "Words", None, ["a@example.org"]) == 1
    assert mail.outbox == []
    assert mailbox[0].subject == "Hello"
    assert mailbox[0].body == "Words"
    assert mailbox[0].from_email == "Vitrine <noreply@localhost>"


def test_a_mail_arrives_as_it_was_written(mailbox):
    EmailMultiAlternatives(
        "你好",
        "文字",
        "Me <me@example.org>",
        ['"Doe, Jane" <a@example.org>', "b@example.org"],
        bcc=["hidden@example.org"],
        cc=["copy@example.org"],
        reply_to=["answers@example.org"],
        headers={"X-Kind": "test"},
        alternatives=[("<p>文字</p>", "text/html")],
    ).send()
    [sent] = mailbox
    assert sent.recipients() == [
        '"Doe, Jane" <a@example.org>',
        "b@example.org",
        "copy@example.org",
        "hidden@example.org",
    ]
    message = sent.message()
    assert message["Reply-To"] == "answers@example.org"
    assert message["X-Kind"] == "test"
    assert "Bcc" not in message
    assert [part.get_content_type() for part in message.get_payload()] == ["text/plain", "text/html"]


def test_a_mail_of_html_alone_keeps_its_words(mailbox):
    mail_of_html = EmailMessage("Hello", "<p>Words</p>", to=["a@example.org"])
    mail_of_html.content_subtype = "html"
    mail_of_html.send()
    assert mailbox[0].alternatives[0][0] == "<p>Words</p>"


def test_the_message_id_is_settled_when_the_mail_is_kept_and_names_the_site(letter, mailbox, settings):
    kept = letter.headers["Message-ID"]
    assert kept.endswith("@testserver>")
    assert mailbox[0].message()["Message-ID"] == kept


def test_a_mail_goes_down_with_the_transaction_it_was_written_in():
    with pytest.raises(RuntimeError), transaction.atomic():
        send_mail("Hello", "Words", None, ["a@example.org"])
        raise RuntimeError
    assert not Message.objects.exists()
    assert not Job.objects.exists()


def test_the_background_is_told_a_number_and_nothing_else(django_capture_on_commit_callbacks):
    backend = task_backends["background"]
    backend.clear()
    with django_capture_on_commit_callbacks(execute=True):
        send_mail("Hello", "secret-link", None, ["a@example.org"])
    [result] = backend.results
    assert result.args == [Job.objects.get().pk]
    assert "secret" not in json.dumps([result.args, result.kwargs])


@pytest.mark.parametrize(
    "fields",
    [
        {"subject": "Hello\nBcc: x@example.org"},
        {"subject": "Hello\r\nBcc: x@example.org"},
        {"to": ["a@example.org\nBcc: x@example.org"]},
        {"from_email": "a@example.org\r\nX: y"},
        {"headers": {"X-Kind": "a\nBcc: x@example.org"}},
        {"reply_to": ["a@example.org\nX: y"]},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_a_line_break_in_a_header_is_refused_at_once(fields):
    with pytest.raises(BadHeaderError):
        EmailMessage(**{"subject": "Hello", "body": "x", "to": ["a@example.org"], **fields}).send()
    assert not Message.objects.exists()


def test_attachments_are_refused_and_not_lost():
    def letter():
        return EmailMessage("Hello", "x", to=["a@example.org"], attachments=[("a.txt", "x", "text/plain")])

    with pytest.raises(ValueError, match="attachments"):
        letter().send()
    assert letter().send(fail_silently=True) == 0
    assert not Message.objects.exists()


def test_a_mail_to_nobody_is_not_kept():
    assert EmailMessage("Hello", "x", to=[]).send() == 0
    assert not Message.objects.exists()


def test_a_nul_does_not_break_the_database(mailbox):
    send_mail("Hello", "a\x00b", None, ["a@example.org"])
    assert mailbox[0].body == "ab"


@pytest.mark.parametrize(("language", "words"), [("en", "Sign in"), ("zh-hans", "登录")])
def test_a_template_is_written_in_the_persons_language(templates, mailbox, language, words):
    actions.send_mail(to="a@example.org", template="hello", context={"name": "A & <B>"}, language=language)
    [sent] = mailbox
    html = sent.alternatives[0][0]
    assert sent.subject == f"{words}: A & <B>"
    assert sent.body.startswith(f"{words}, A & <B>: http://testserver/x/")
    assert f"{words}, A &amp; &lt;B&gt;" in html
    assert f'lang="{language}"' in html
    assert 'href="http://testserver/x/"' in html
    assert Message.objects.get().purpose == "hello"


def test_a_name_with_line_breaks_cannot_make_headers(templates, mailbox):
    actions.send_mail(to="a@example.org", template="hello", context={"name": "A\r\nBcc: x@example.org"})
    assert mailbox[0].recipients() == ["a@example.org"]
    assert "\n" not in mailbox[0].subject


def test_wagtails_own_mails_take_the_same_way(mailbox):
    from wagtail.admin.mail import send_mail as wagtail_send_mail

    get_user_model().objects.create_user("editor", email="editor@example.org")
    wagtail_send_mail("Moderation", "Please look.", ["editor@example.org"])
    assert Message.objects.get().state == Message.State.WAITING
    assert mailbox[0].to == ["editor@example.org"]


def test_what_went_to_a_person_is_forgotten_on_demand(mailbox):
    send_mail("Hello", "x", None, ["a@example.org"])
    send_mail("Hello", "x", None, ["b@example.org"])
    assert actions.forget("a@example.org", "") == 1
    assert [message.to for message in mailbox] == [["b@example.org"]]


def test_a_mail_from_templates_may_carry_lines_of_its_own_in_its_head(mailbox):
    stop = {"List-Unsubscribe": "<http://testserver/stop/>"}
    actions.send_mail(to="a@example.org", template="deletion_done", context={"name": "Li"}, headers=stop)
    assert mailbox[0].message()["List-Unsubscribe"] == "<http://testserver/stop/>"


def test_a_line_break_in_such_a_line_is_refused():
    with pytest.raises(BadHeaderError):
        actions.send_mail(
            to="a@example.org",
            template="deletion_done",
            context={"name": "Li"},
            headers={"List-Unsubscribe": "a\nBcc: b@example.org"},
        )
    assert not Message.objects.exists()
