"""By real SMTP: what the server hears, and a worker that is killed while the server has not answered yet."""

import os
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.core import mail

from jobs.models import Job
from outbox.models import Message
from tests.fakes.smtp import MailServer
from tests.jobs.real import TABLES, Site, end, wait_for
from tests.outbox.test_sending import run

SEND = "from django.core.mail import send_mail; send_mail('Hello', 'secret', None, ['a@example.org'])"


def children_of(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.fixture
def server():
    with MailServer() as server:
        yield server


@pytest.fixture
def smtp(server, settings, db):
    settings.OUTBOX_EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", server.port, False
    return server


def test_a_mail_goes_over_the_line_as_it_was_written(smtp):
    mail.send_mail("你好", "文字", "Me <me@example.org>", ["a@example.org"], html_message="<p>文字</p>")
    assert run(Message.objects.get()).state == Job.State.DONE
    [heard] = smtp.received
    assert heard["To"] == "a@example.org"
    assert [part.get_payload(decode=True).decode().strip() for part in heard.get_payload()] == [
        "文字",
        "<p>文字</p>",
    ]


@pytest.mark.parametrize(
    ("answer", "state"),
    [(b"550 5.1.1 <a@example.org>: unknown", Job.State.FAILED), (b"451 4.7.1 come back", Job.State.QUEUED)],
)
def test_what_the_server_says_decides(smtp, answer, state):
    smtp.refuse = answer
    mail.send_mail("Hello", "secret", None, ["a@example.org"])
    job = run(Message.objects.get())
    assert job.state == state
    assert answer[:3].decode() in job.reason
    assert "a@example.org" not in job.reason


def test_a_server_that_says_nothing_is_left_after_a_while(smtp, settings):
    settings.EMAIL_TIMEOUT = 0.3
    smtp.silent = True
    mail.send_mail("Hello", "secret", None, ["a@example.org"])
    assert run(Message.objects.get()).state == Job.State.QUEUED


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
def test_a_mail_whose_worker_was_killed_arrives_once_more_under_the_same_message_id(server, tmp_path):
    site = Site(tmp_path, DJANGO_SETTINGS_MODULE="tests.outbox.real.settings", MAIL_PORT=str(server.port))
    site.shell(f"{TABLES}; call_command('migrate', 'outbox', verbosity=0)")
    server.silent = True
    site.shell(SEND)
    worker = site.start("worker", "--processes", "1", "--skip-checks")
    wait_for(lambda: len(server.received) == 1)
    for pid in [*children_of(worker.pid), worker.pid]:  # as when the machine goes down: nobody tidies up
        os.kill(pid, signal.SIGKILL)
    worker.wait()
    assert site.states() == ["running"]
    server.silent = False
    worker = site.start("worker", "--processes", "2", "--skip-checks")
    try:
        wait_for(lambda: site.states() == ["done"])
    finally:
        assert end(worker) == 0
    first, second = server.received
    assert first["Message-ID"] == second["Message-ID"]
    with closing(sqlite3.connect(site.database)) as connection:
        [row] = connection.execute("SELECT state, text, headers FROM outbox_message")
    assert row == ("sent", "", "{}")
