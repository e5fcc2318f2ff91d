"""Access and refresh tokens: simplejwt's, signed with keys that have names, and good only as long as their session.

A token that is not good raises ``TokenError``, whatever is wrong with it.
"""

import functools
import hashlib
from datetime import UTC, datetime
from typing import Any

import jwt
from django.conf import settings
from django.core.signals import setting_changed
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from rest_framework_simplejwt import tokens as stock
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import TokenBackendError, TokenError

from users import security_log, sessions
from users.models import Session

ALGORITHM = "HS256"
# Ours have 400 characters. Longer ones are not even looked at.
LONGEST = 4096
SESSION_CLAIM = "sid"
USED = "Token was used already"
REQUIRED = ["token_type", "exp", "iat", "jti", "iss", "aud", "user_id", SESSION_CLAIM]


class KeyRing(TokenBackend):
    """Signs with the first key; believes any of them that the header names. The algorithm is not the token's choice."""

    def __init__(self, keys: dict[str, str]) -> None:
        self.keys = keys
        self.key_name = next(iter(keys))
        super().__init__(
            ALGORITHM, keys[self.key_name], audience=settings.JWT_AUDIENCE, issuer=settings.BASE_URL
        )

    def encode(self, payload: dict[str, Any]) -> str:
        claims = {**payload, "aud": self.audience, "iss": self.issuer}
        return jwt.encode(claims, self.keys[self.key_name], ALGORITHM, headers={"kid": self.key_name})

    def decode(self, token: Any, verify: bool = True) -> dict[str, Any]:
        if len(token) > LONGEST:
            raise TokenBackendError("Token is too long")
        try:
            return self._decode(token)
        # What stands in a token is anybody's: deep nesting, numbers that are none, bytes that are no text.
        except (jwt.PyJWTError, ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
            raise TokenBackendError("Token is invalid") from error

    def _decode(self, token: Any) -> dict[str, Any]:
        key = self.keys[jwt.get_unverified_header(token).get("kid", "")]
        return jwt.decode(
            token,
            key,
            algorithms=[ALGORITHM],
            audience=self.audience,
            issuer=self.issuer,
            options={"require": REQUIRED, "strict_aud": True, "verify_sub": False},
        )


@functools.cache
def key_ring() -> KeyRing:
    """The keys of the settings; a laptop makes one of its SECRET_KEY."""
    return KeyRing(dict(settings.JWT_KEYS) or dict(map(_derived, _secrets())))


def _secrets() -> list[str]:
    return [str(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _derived(secret: str) -> tuple[str, str]:
    key = salted_hmac("users.tokens", "signing key", secret, algorithm="sha256").hexdigest()
    return hashlib.sha256(key.encode()).hexdigest()[:8], key


def _forget_keys(*, setting: str, **kwargs: Any) -> None:
    if setting in ("JWT_KEYS", "JWT_AUDIENCE", "BASE_URL", "SECRET_KEY", "SECRET_KEY_FALLBACKS"):
        key_ring.cache_clear()


setting_changed.connect(_forget_keys)


class _Ours:
    def get_token_backend(self) -> KeyRing:
        return key_ring()


class AccessToken(_Ours, stock.AccessToken):
    pass


class RefreshToken(_Ours, stock.RefreshToken):  # type: ignore[misc]  # its two bases disagree
    access_token_class = AccessToken


class AnyToken(_Ours, stock.UntypedToken):
    pass


def pair(session: Session, request: HttpRequest | None = None) -> dict[str, str]:
    """New tokens for a session. The older refresh token is worth nothing from now on."""
    refresh = RefreshToken.for_user(session.user)
    refresh[SESSION_CLAIM] = str(session.pk)
    session.refresh_jti = refresh["jti"]
    sessions.prolong(session, request, expires_at=datetime.fromtimestamp(refresh["exp"], UTC))
    return {"refresh": str(refresh), "access": str(refresh.access_token)}


def session_of(raw: Any) -> Session:
    """The living session that an access token belongs to. One query."""
    return _living(AccessToken(raw))


def check(raw: Any) -> None:
    """Refuse a token of either kind that would not be taken any more. Looking is not using."""
    token = AnyToken(raw)
    session = _living(token)
    if token["token_type"] == RefreshToken.token_type and token["jti"] != session.refresh_jti:
        raise TokenError(USED)


def refresh(raw: Any, request: HttpRequest | None = None) -> dict[str, str]:
    """New tokens for old ones. Of any number of uses of one token one wins, and the second ends the session."""
    token = RefreshToken(raw)
    with transaction.atomic():
        session = _living(token, lock=True)
        if session.refresh_jti == token["jti"]:
            return pair(session, request)
        _end_for_reuse(session, request)
    raise TokenError(USED)


def sign_out(raw: Any, request: HttpRequest | None = None) -> None:
    """End the session that a refresh token belongs to."""
    token = RefreshToken(raw)
    with transaction.atomic():
        session = _living(token, lock=True)
        if session.refresh_jti == token["jti"]:
            sessions.end(session, "signed_out")
            security_log.record(session.user, security_log.Kind.SIGNED_OUT, request)
            return
        _end_for_reuse(session, request)
    raise TokenError(USED)


def _living(token: stock.Token, *, lock: bool = False) -> Session:
    session = sessions.living(token[SESSION_CLAIM], token["user_id"], lock=lock)
    if session is None or not sessions.fits(session.auth_hash, session.user):
        raise TokenError("Session has ended")
    return session


def _end_for_reuse(session: Session, request: HttpRequest | None) -> None:
    """Somebody has a copy of a token. Nobody can tell who is who, so both are signed out."""
    sessions.end(session, "token_reused")
    security_log.record(session.user, security_log.Kind.TOKEN_REUSED, request)
