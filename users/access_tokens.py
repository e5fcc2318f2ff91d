"""Personal access tokens: made, read, ended. A token is ``vt_<key>_<secret>``; the secret is told once.

A row counts as long as its person's sign-ins would: a changed password, a closed account and a deletion end it.
"""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import constant_time_compare, get_random_string

from common import limits
from common.network import client_ip, limit_key
from users import sessions
from users.models import PersonalToken, User
from users.models.access_tokens import PersonalTokenQuerySet

BEGINNING = "vt_"
KEY_LENGTH = 10
# Nothing else is looked up. 43 characters hold 256 bits.
_SHAPE = re.compile(rf"vt_([A-Za-z0-9]{{{KEY_LENGTH}}})_[A-Za-z0-9_-]{{43}}")
# Of one person, good at the same time.
AT_MOST = 50
# Coarse: one UPDATE an hour, and no record of a program's habits.
USED_EVERY = timedelta(hours=1)


class Wrong(Exception):
    """No such token, or not any more: nobody learns which."""


def make(
    *, user: User, name: str, scopes: list[str], expires_at: datetime | None
) -> tuple[PersonalToken, str]:
    """A new row, and the token itself, which is told this once."""
    key, secret = get_random_string(KEY_LENGTH), secrets.token_urlsafe(32)
    token = f"{BEGINNING}{key}_{secret}"
    row = PersonalToken.objects.create(
        user=user,
        name=name,
        key=key,
        secret_hash=hash_of(token),
        scopes=scopes,
        expires_at=expires_at,
        auth_hash=user.get_session_auth_hash(),
    )
    return row, token


def hash_of(token: str) -> str:
    """Fast on purpose: there is nothing to guess in 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def find(token: str, request: Any) -> PersonalToken:
    """The living row of a token with its person, in one query. Raises Wrong, or TooMany where many were wrong.

    Only wrong ones count, and a right one is always let in: nobody can guess one, while a forgotten program with
    an old token must not shut out everybody in its network.
    """
    row = _living(token)
    if row is None:
        limits.hit("token_network", limit_key(client_ip(request)))
        raise Wrong
    return row


def _living(token: str) -> PersonalToken | None:
    shape = _SHAPE.fullmatch(token)
    if shape is None:
        return None
    row = PersonalToken.objects.alive().select_related("user").filter(key=shape[1]).first()
    if row is None or not constant_time_compare(row.secret_hash, hash_of(token)):
        return None
    return row if row.user.is_active and sessions.fits(row.auth_hash, row.user) else None


def used(row: PersonalToken) -> None:
    """Note that it was used, once an hour. What was made under an older SECRET_KEY is renewed with it."""
    now = timezone.now()
    if row.last_used_at is not None and row.last_used_at > now - USED_EVERY:
        return
    row.last_used_at, row.auth_hash = now, row.user.get_session_auth_hash()
    PersonalToken.objects.filter(pk=row.pk).update(last_used_at=now, auth_hash=row.auth_hash)


def shown_to(user: User) -> PersonalTokenQuerySet:
    """The person's tokens, without those that she revoked herself."""
    return PersonalToken.objects.shown().filter(user=user)


def state_of(row: PersonalToken, user: User) -> str:
    """``active``, ``expired`` or ``revoked``; ``user`` is whose it is."""
    if row.revoked_at is not None or not sessions.fits(row.auth_hash, user):
        return "revoked"
    return "expired" if row.expires_at is not None and row.expires_at <= timezone.now() else "active"


def end_all(user: User, why: str) -> int:
    """From now on none of the person's tokens opens anything. Returns how many there were."""
    own = PersonalToken.objects.filter(user=user, revoked_at=None)
    return own.update(revoked_at=timezone.now(), revoked_why=why)


def sweep() -> None:
    """Forget tokens that ended or ran out thirty days ago."""
    before = timezone.now() - timedelta(days=settings.ENDED_SESSIONS_KEPT_DAYS)
    PersonalToken.objects.filter(expires_at__lt=before).delete()
    PersonalToken.objects.filter(revoked_at__lt=before).delete()
