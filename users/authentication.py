"""How the API knows who asks: a token in the header, or else the site's cookie.

A view says by ``token_scope`` what a personal access token must be good for, where that is not ``read`` for looking
and ``write`` for the rest: a ``PersonalToken.Scope``, or ``SESSION`` for what no such token may do at all.
"""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import TokenError

from users import access_tokens, leaving, sessions, tokens
from users.models import PersonalToken, User

# What guards an account: passwords, addresses, sign-ins, tokens, taking all along, going away.
SESSION = "session"


class TokenNotValid(exceptions.AuthenticationFailed):
    """One answer for all that can be wrong with a token: nobody learns more from it."""

    default_detail = _("This token is not valid, or not any more. Please sign in again.")
    default_code = "token_not_valid"


class TokenAuthentication(JWTAuthentication):
    """``Authorization: Bearer <access token>``; one query."""

    def authenticate(self, request: Request) -> tuple[User, str] | None:  # type: ignore[override]
        header = self.get_header(request)
        raw = self.get_raw_token(header) if header is not None else None
        if raw is None:
            return None
        try:
            session = tokens.session_of(raw)
        except TokenError as error:
            raise TokenNotValid from error
        sessions.seen(session, request)
        sessions.set_current(request, session)
        leaving.check(session.user, request._request)
        return session.user, "token"


class PersonalTokenAuthentication(JWTAuthentication):
    """``Authorization: Bearer vt_…``, a personal access token; one query. Here alone its scopes are looked at."""

    def authenticate(self, request: Request) -> tuple[User, str] | None:  # type: ignore[override]
        header = self.get_header(request)
        raw = self.get_raw_token(header) if header is not None else None
        if raw is None or not raw.startswith(access_tokens.BEGINNING.encode()):
            return None
        try:
            row = access_tokens.find(raw.decode("latin-1"), request._request)
        except access_tokens.Wrong as error:
            raise TokenNotValid from error
        sessions.set_current(request, None)  # a cookie that comes along counts for nothing
        leaving.check(row.user, request._request)
        _check_scope(row, needed_scope(request.parser_context.get("view"), request.method or ""))
        access_tokens.used(row)
        return row.user, "personal token"


def let_in_by_token(request: HttpRequest) -> None:
    """For what an app asks outside the API, as the files of pictures: ``request.user`` is whom a Bearer token names.

    Without one it stays who it is. Raises what the API answers to a token that is not valid, or may not read.
    """
    if request.headers.get("Authorization", "").startswith("Bearer "):
        asked = Request(request, authenticators=[PersonalTokenAuthentication(), TokenAuthentication()])
        request.user = asked.user
        request.__dict__.pop("viewer", None)  # who was somebody else


def needed_scope(view: Any, method: str) -> str:
    """What a token must be good for to use this view in this way."""
    usual = PersonalToken.Scope.READ if method in SAFE_METHODS else PersonalToken.Scope.WRITE
    return str(getattr(view, "token_scope", "") or usual)


def _check_scope(row: PersonalToken, needed: str) -> None:
    if needed == SESSION:
        text = _("No access token may do this. Please sign in.")
        raise exceptions.PermissionDenied(text, code="session_required")
    if needed not in row.scopes:
        text = _("This access token may not do this: it lacks the scope “%(scope)s”.")
        raise exceptions.PermissionDenied(text % {"scope": needed}, code="insufficient_scope")


class CookieAuthentication(SessionAuthentication):
    """The site's cookie, with the CSRF token in a header where something is changed."""

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied as error:
            raise exceptions.PermissionDenied(
                _("The CSRF token is missing or wrong. Please load the page again."), code="csrf_failed"
            ) from error
