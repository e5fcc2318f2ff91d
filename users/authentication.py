"""How the API knows who asks: a token in the header, or else the site's cookie."""

from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import TokenError

from users import leaving, sessions, tokens
from users.models import User


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


class CookieAuthentication(SessionAuthentication):
    """The site's cookie, with the CSRF token in a header where something is changed."""

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied as error:
            raise exceptions.PermissionDenied(
                _("The CSRF token is missing or wrong. Please load the page again."), code="csrf_failed"
            ) from error
