"""Browsers and apps that somebody signed in with before.

They have limits of their own, so that whoever tries passwords on an account cannot lock its owner out. The browser
carries a signed cookie, an app the same text in a header. It opens nothing by itself: the password is still asked.
"""

import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from users.models import User

COOKIE = "device"
HEADER = "X-Device-Token"
SALT = "users.known_devices"
LASTS = 365 * 86400
ACCOUNTS = 5  # on one device, the latest first


def id_of(request: HttpRequest, user: User) -> str:
    """The device's id when this account signed in on it before, else nothing."""
    device = _read(request)
    return str(device["id"]) if user.pk in device["accounts"] else ""


def token_for(request: HttpRequest, user: User) -> str:
    """What the device has to bring along so that it is known next time."""
    device = _read(request)
    accounts = [user.pk, *(pk for pk in device["accounts"] if pk != user.pk)][:ACCOUNTS]
    return signing.dumps({"id": device["id"], "accounts": accounts}, salt=SALT, compress=False)


def remember(request: HttpRequest, response: Any, user: User) -> None:
    """Leave the cookie with the browser that has just signed in."""
    response.set_cookie(
        COOKIE,
        token_for(request, user),
        max_age=LASTS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


class KnownDeviceMiddleware:
    """Remembers the browser at whichever page somebody signs in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        opened = getattr(request, "_opened_sign_in", None)
        if opened is not None:
            remember(request, response, opened.user)
        return response


def _read(request: HttpRequest) -> dict[str, Any]:
    """What the request carries, when we have written it; else a new device."""
    text = request.headers.get(HEADER) or request.COOKIES.get(COOKIE, "")
    try:
        found = signing.loads(text, salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError):
        found = None
    match found:
        case {"id": str(), "accounts": list()}:
            return dict(found)
    return {"id": secrets.token_urlsafe(12), "accounts": []}
