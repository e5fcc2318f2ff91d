"""Signing out: here, on one device, everywhere."""

from typing import Any

from django.contrib.auth import logout
from django.http import Http404, HttpRequest

from users import security_log, sessions
from users.models import Session


def sign_out(request: HttpRequest) -> None:
    """End the session that the request came with, and the cookie if it had one."""
    session = _own(request)
    if session.kind == Session.Kind.WEB:
        logout(request)
    elif sessions.end(session, "signed_out"):
        security_log.record(session.user, security_log.Kind.SIGNED_OUT, request)


def end_one(request: HttpRequest, pk: Any) -> None:
    """Sign one of the person's devices out. Http404 when she has none of this id."""
    own = _own(request)
    session = sessions.alive_of(own.user).filter(pk=pk).first()
    if session is None:
        raise Http404
    if session == own:
        sign_out(request)
    elif sessions.end(session, "signed_out_there"):
        security_log.record(
            own.user,
            security_log.Kind.SESSION_ENDED,
            request,
            session=session.device or session.get_kind_display(),
        )


def end_all(request: HttpRequest, *, keep_current: bool) -> int:
    """Sign the person out everywhere, or everywhere else. Returns how many devices that were."""
    own = _own(request)
    ended = sessions.end_all(own.user, "signed_out_all", keep=own if keep_current else None)
    security_log.record(own.user, security_log.Kind.SESSION_ENDED, request, number=ended)
    return ended


def _own(request: HttpRequest) -> Session:
    session = sessions.current(request)
    if session is None:
        raise Http404
    return session
