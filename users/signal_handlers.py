"""What has to happen whichever door somebody signs in, signs out or is disabled by."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest

from users import access_tokens, security_log, sessions
from users.models import Session, User


@receiver(user_logged_in)
def open_session(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Every cookie has a row. A browser that changes its person leaves the old row behind ended."""
    before: Session | None = getattr(request, "_sign_in", None)
    if before is not None:
        sessions.end(before, "signed_in_again")
    session = sessions.open(
        user=user, request=request, kind=Session.Kind.WEB, remember=sessions.is_remembered(request)
    )
    request.session[sessions.KEY] = str(session.pk)
    sessions.set_current(request, session)
    request._opened_sign_in = session  # type: ignore[attr-defined]
    security_log.record(user, security_log.Kind.SIGNED_IN, request)


@receiver(user_logged_out)
def end_session(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is None:
        return
    session = sessions.current(request)
    if session is not None and sessions.end(session, "signed_out"):
        security_log.record(user, security_log.Kind.SIGNED_OUT, request)
    sessions.set_current(request, None)


@receiver(post_save, sender=User)
def end_sessions_of_the_disabled(sender: Any, instance: User, created: bool, **kwargs: Any) -> None:
    """They are refused as long as the account is disabled; enabling it must not bring them back."""
    if not created and not instance.is_active:
        sessions.end_all(instance, "disabled")
        access_tokens.end_all(instance, "disabled")
