"""The link in each mail by which its reader stops such mails, without signing in (RFC 8058).

It holds who is meant, what is to stop, and a key of that person's; all of it is signed. It goes on working for as long
as the key does, which changes with the e-mail address: who reads the old mailbox decides nothing any more.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, get_random_string

from community.models import Habits, Kind
from community.notifications.choices import Mail, Ways
from users.links import absolute

SALT = "community.unsubscribe"
KEY_LENGTH = 22
# What may stop: one kind, what comes in the daily mail, or all of it.
ALL, DAILY = "all", "daily"
SCOPES = (ALL, DAILY, *Kind.values)


@dataclass(frozen=True)
class Wish:
    """What a link asks for. ``user`` is None when that account is gone: then nobody gets any such mail anyway."""

    user: Any
    scope: str

    def stops(self, kind: Kind, ways: Ways) -> bool:
        if self.scope == DAILY:
            return ways.mail == Mail.DAILY
        return ways.mail != Mail.NEVER and self.scope in (ALL, kind)


def token_for(habits: Habits, scope: str) -> str:
    return _signer().sign_object([habits.user_id, scope, habits.unsubscribe_key])


def address_for(habits: Habits, scope: str) -> str:
    return absolute(reverse("community:unsubscribe", args=[token_for(habits, scope)]))


def headers_for(address: str) -> dict[str, str]:
    """What tells a mail program that it may offer a button of its own."""
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def read(token: str) -> Wish | None:
    """What the link asks for; None when it is not ours, or older than the person's address."""
    try:
        pk, scope, key = _signer().unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if scope not in SCOPES:
        return None
    user = get_user_model()._default_manager.filter(pk=pk).first()
    if user is None:
        return Wish(None, scope)
    now = Habits.objects.filter(user=user.pk).values_list("unsubscribe_key", flat=True).first()
    return Wish(user, scope) if now and constant_time_compare(now, key) else None


def new_key() -> str:
    return get_random_string(KEY_LENGTH)


def forget_links(user: Any) -> None:
    """Make the links in all mails so far worthless."""
    Habits.objects.filter(user=user.pk).update(unsubscribe_key=new_key())


def _signer() -> signing.Signer:
    return signing.Signer(salt=SALT, sep=".")
