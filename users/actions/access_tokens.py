"""Making and revoking personal access tokens."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common import limits
from common.errors import AppError
from common.text import one_line
from users import access_tokens, security_log
from users.models import PersonalToken, User

FARTHEST = timedelta(days=3660)
NAME_LENGTH = 80


class TooManyTokens(AppError):
    code = "too_many_tokens"
    status = 409

    def __init__(self) -> None:
        text = _("You have %(most)d access tokens. Revoke one that you do not need any more.")
        super().__init__(text % {"most": access_tokens.AT_MOST})


def make(
    request: HttpRequest, *, user: User, name: str, scopes: Iterable[str], expires_at: datetime | None = None
) -> tuple[PersonalToken, str]:
    """A new token of the person's: the row, and the token itself, which nobody sees again. A mail tells her of it."""
    name, wanted = _checked_name(name), _checked_scopes(scopes)
    _check_end(expires_at)
    limits.hit("token_account", user.pk)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # one at a time: they are counted
        living = PersonalToken.objects.alive().filter(user=user)
        if living.count() >= access_tokens.AT_MOST:
            raise TooManyTokens
        if living.filter(name=name).exists():
            text = _("You have an access token of this name already.")
            raise ValidationError({"name": ValidationError(text, code="name_taken")})
        row, token = access_tokens.make(user=user, name=name, scopes=wanted, expires_at=expires_at)
        detail = {"token": row.name, "key": row.prefix, "scopes": row.scopes}
        security_log.record(user, security_log.Kind.TOKEN_MADE, request, **detail)
        get_adapter(request).send_notification_mail("account/email/token_made", user, {"token": row})
    return row, token


@transaction.atomic
def revoke(request: HttpRequest, *, user: User, pk: Any) -> PersonalToken:
    """End a token of the person's, or forget one that had ended. Http404 when she has none of this id."""
    row = access_tokens.shown_to(user).select_for_update().filter(pk=pk).first()
    if row is None:
        raise Http404
    was_alive = access_tokens.state_of(row, user) == "active"
    row.revoked_at, row.revoked_why = row.revoked_at or timezone.now(), PersonalToken.BY_HERSELF
    row.save(update_fields=["revoked_at", "revoked_why"])
    if was_alive:
        detail = {"token": row.name, "key": row.prefix}
        security_log.record(user, security_log.Kind.TOKEN_REVOKED, request, **detail)
    return row


def _checked_name(name: str) -> str:
    name = one_line(name)
    if not name or len(name) > NAME_LENGTH:
        text = _("Give it a name of at most %(most)d characters.") % {"most": NAME_LENGTH}
        raise ValidationError({"name": ValidationError(text, code="invalid")})
    return name


def _checked_scopes(scopes: Iterable[str]) -> list[str]:
    """In the order in which they are always told."""
    wanted = set(scopes)
    known = [str(scope) for scope in PersonalToken.Scope.values if scope in wanted]
    if not known or len(known) != len(wanted):
        text = _("Choose what the token may do.")
        raise ValidationError({"scopes": ValidationError(text, code="invalid")})
    return known


def _check_end(expires_at: datetime | None) -> None:
    now = timezone.now()
    if expires_at is not None and not now < expires_at <= now + FARTHEST:
        text = _("The end lies in the past, or more than ten years away.")
        raise ValidationError({"expires_at": ValidationError(text, code="invalid")})
