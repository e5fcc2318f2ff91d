"""Stopping mails by the link in them, without signing in (RFC 8058)."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed
from django.test import Client

from community import digests, unsubscribing
from community.models import Habits, Kind, NotificationChoice
from community.notifications import choices, tell
from tests.community.notes import comment_on
from tests.factories import make_user

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def habits(owner):
    return Habits.objects.create(user=owner, unsubscribe_key="k" * 22)


@pytest.fixture
def program():
    """A mail program: no cookies, and no token against forged requests."""
    return Client(enforce_csrf_checks=True)


def path_for(habits, scope):
    return unsubscribing.address_for(habits, scope).removeprefix("http://testserver")


def mails_of(person):
    return {kind for kind, ways in choices.of(person).items() if ways.mail != "never"}


def test_each_mail_says_how_to_stop_it(owner, public_album, program, mailbox, clock):
    EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)
    friend = make_user()
    answer = comment_on(public_album, friend, parent=comment_on(public_album, owner))
    tell(Kind.REPLY, [owner], actor=friend, album=public_album, comment=answer)
    clock.forward(seconds=61)
    digests.send_at_once(owner.pk, lambda percent: None)
    mail = mailbox[0].message()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.fullmatch(
        r"<(http://testserver/unsubscribe/[\w.-]+/)>", "".join(mail["List-Unsubscribe"].split())
    )
    assert address is not None and address[1] in mailbox[0].body
    assert program.post(address[1].removeprefix("http://testserver"), ONE_CLICK).status_code == 200
    assert Kind.REPLY not in mails_of(owner) and Kind.MENTION in mails_of(owner)


def test_opening_the_link_changes_nothing_and_asks(habits, owner, program):
    page = program.get(path_for(habits, Kind.REPLY))
    assert page.status_code == 200
    assert '<form method="post">' in page.content.decode()
    assert "somebody answers your comment" in page.content.decode()
    assert not NotificationChoice.objects.exists()


def test_one_kind_stops_and_on_the_site_nothing_changes(habits, owner, program):
    assert program.post(path_for(habits, Kind.REPLY), ONE_CLICK).status_code == 200
    row = NotificationChoice.objects.get()
    assert (row.user, row.kind, row.on_site, row.mail) == (owner, "reply", True, "never")


def test_all_of_them_stop(habits, owner, program):
    NotificationChoice.objects.create(user=owner, kind=Kind.LIKE, on_site=False, mail="daily")
    assert program.post(path_for(habits, unsubscribing.ALL), ONE_CLICK).status_code == 200
    assert mails_of(owner) == set()
    assert choices.of(owner)[Kind.LIKE].on_site is False


def test_the_daily_mail_stops_and_those_at_once_go_on(habits, owner, program):
    program.post(path_for(habits, unsubscribing.DAILY), ONE_CLICK)
    assert {ways.mail for ways in choices.of(owner).values()} == {"never", "once"}


def test_it_may_be_done_twice(habits, owner, program):
    path = path_for(habits, unsubscribing.ALL)
    first, second = (program.post(path, ONE_CLICK) for _ in range(2))
    assert without_address(first, path) == without_address(second, path)


def test_somebody_elses_settings_stay(habits, program):
    other = make_user()
    program.post(path_for(habits, unsubscribing.ALL), ONE_CLICK)
    assert mails_of(other) == mails_of(make_user())


def test_of_an_account_that_is_gone_it_says_the_same(habits, owner, program):
    other = Habits.objects.create(user=make_user(), unsubscribe_key="k" * 22)
    path = path_for(habits, Kind.REPLY)
    owner.delete()
    gone = program.post(path, ONE_CLICK)
    assert gone.status_code == 200
    there = program.post(path_for(other, Kind.REPLY), ONE_CLICK)
    assert without_address(gone, path) == without_address(there, path_for(other, Kind.REPLY))


def without_address(response, path):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode()).replace(path, "")


@pytest.mark.parametrize("change", ["x", "a.b", "é", "%00", ".", "a" * 3000])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_is_none_of_ours_is_not_found(owner, program, change, method):
    assert getattr(program, method)(f"/unsubscribe/{change}/").status_code == 404
    assert not NotificationChoice.objects.exists()


def test_a_changed_link_is_not_found(habits, program):
    path = path_for(habits, Kind.REPLY)
    assert program.post(f"{path[:-2]}{'A' if path[-2] != 'A' else 'B'}/").status_code == 404
    assert not NotificationChoice.objects.exists()


def test_a_new_key_makes_older_links_worthless(habits, owner, program):
    path = path_for(habits, Kind.REPLY)
    unsubscribing.forget_links(owner)
    assert program.post(path, ONE_CLICK).status_code == 404
    assert not NotificationChoice.objects.exists()


def test_a_new_address_makes_the_links_in_the_old_mailbox_worthless(habits, owner, program):
    path = path_for(habits, Kind.REPLY)
    email_changed.send(
        sender=type(owner), request=None, user=owner, from_email_address=None, to_email_address=None
    )
    assert program.post(path, ONE_CLICK).status_code == 404
