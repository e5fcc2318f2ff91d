"""Who asks: the person whose living sign-in the cookie names."""

from asgiref.sync import sync_to_async
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from users import sessions
from users.models import User


def _user(request: HttpRequest) -> User | AnonymousUser:
    session = sessions.current(request)
    return session.user if session else AnonymousUser()


class SignInMiddleware(AuthenticationMiddleware):
    """Takes the place of Django's own: a cookie counts only as long as its row does. One query, as there."""

    def process_request(self, request: HttpRequest) -> None:
        async def auser() -> User | AnonymousUser:
            return await sync_to_async(_user)(request)

        request.user = SimpleLazyObject(lambda: _user(request))  # type: ignore[assignment]
        request.auser = auser

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        opened = getattr(request, "_opened_sign_in", None)
        if opened is not None:
            sessions.keep_as_long_as_the_cookie(request, opened)
        return response
