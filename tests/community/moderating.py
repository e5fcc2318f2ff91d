"""Moderators and what they decide about, for tests."""

from typing import Any

from django.contrib.auth.models import Group
from django.test import Client

from community import roles
from community.actions import comments, reporting
from community.models import Case
from tests.factories import make_user


def make_moderator(name: str = "moderator") -> Any:
    roles.ensure_moderators()  # a test that empties the tables takes the groups with it
    person = make_user(name)
    person.groups.add(Group.objects.get(name=roles.MODERATORS))
    return person


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def say(album: Any, user: Any, text: str = "Hello") -> Any:
    return comments.add_comment(user=user, album=album, text=text)


def reported(thing: Any, *, by: Any = None, reason: str = "spam", note: str = "") -> Case:
    """The case about a thing that somebody has just reported."""
    report = reporting.report(user=by or make_user(), thing=thing, reason=reason, note=note)
    return report.case


def decide(client: Client, case: Case, what: str, **more: Any) -> Any:
    """As a moderator does in the admin who has seen all decisions of the case."""
    last = case.decisions.first()
    body = {"what": what, "after": last.pk if last else "", **more}
    return client.post(f"/admin/moderation/{case.pk}/", body)
