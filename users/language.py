"""The site in the language that a person has chosen."""

from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from users.models import User


def remember(response: HttpResponseBase, language: str) -> None:
    """Have the browser ask in this language from now on, or as it likes when there is none. Django reads it."""
    if language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.SESSION_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        )
    else:
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)


@receiver(user_logged_in)
def follow(sender: Any, request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    """Noted here, and written into the answer by the middleware."""
    if request is not None and user.language:
        request._language_of_person = user.language  # type: ignore[attr-defined]


class LanguageOfPersonMiddleware:
    """After a sign-in the site speaks the person's language."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase = self.get_response(request)
        language = getattr(request, "_language_of_person", "")
        if language:
            remember(response, language)
        return response
