"""Forgotten and changed passwords."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.password_reset import request_password_reset
from allauth.account.models import EmailAddress
from allauth.account.utils import url_str_to_user_pk
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common import limits
from common.errors import AppError
from common.network import client_ip, limit_key
from users import access_tokens, codes, phones, reset_tokens, security_log, sessions
from users.actions.sign_in import LONGEST_PASSWORD
from users.mailbox import mailbox_key
from users.models import Session, User

Kind = security_log.Kind


class WrongLink(AppError):
    """The same for a link that is malformed, too old, used, replaced by a newer one, or somebody else's."""

    code = "invalid_token"

    def __init__(self) -> None:
        super().__init__(_("This link is not right, or not any more. Ask for a new one."))


class WrongPassword(AppError):
    code = "wrong_password"

    def __init__(self) -> None:
        super().__init__(_("This is not your password."))


class NoAccount(AppError):
    """Said to whoever has read the code alone."""

    code = "no_account"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("There is no account with this number. You can make one."))


def ask_reset(request: HttpRequest, login: str) -> int:
    """Send a link to an address or a code to a number. Nobody learns whether there is such an account.

    Returns the seconds until another may be asked for; 0 when it may be at once.
    """
    if "@" in login:
        return _send_link(request, get_adapter(request).clean_email(login))
    return codes.ask(request, phone=phones.normalised(login), purpose=codes.Purpose.RESET)


def reset_by_link(request: HttpRequest, *, uid: str, token: str, password: str) -> User:
    """Give the account that the mail was for a new password. Of two who use a link at once one is too late."""
    limits.hit("confirm_network", limit_key(client_ip(request)))
    user = _of_link(uid, token)
    _check_new(password, user)
    with transaction.atomic():
        if not reset_tokens.use_up(user):
            raise WrongLink
        # Whoever has the link reads that mailbox.
        mine = EmailAddress.objects.filter(user=user, email=user.mailbox or "")
        mine.filter(verified=False).update(verified=True, primary=True)
        _set(user, password)
    _tell(request, user, Kind.PASSWORD_RESET)
    return user


def reset_by_phone(request: HttpRequest, *, phone: str, code: str, password: str) -> User:
    """Give the account with this normalised number a new password."""
    # Not compared with the name of the account: until the code is right nobody is told whose number it is.
    _check_new(password, None)
    codes.use(request, phone=phone, purpose=codes.Purpose.RESET, code=code)
    user = User.objects.filter(phone=phone, phone_verified=True, is_active=True).first()
    if user is None:
        raise NoAccount
    with transaction.atomic():
        _set(user, password)
    _tell(request, user, Kind.PASSWORD_RESET)
    return user


def change(request: HttpRequest, *, user: User, old: str, new: str) -> Session | None:
    """A new password for whoever knows the old one. Every session ends; an app that asked gets a new one."""
    limits.hit("password_account", user.pk)
    if len(old) > LONGEST_PASSWORD or not user.check_password(old):
        raise WrongPassword
    limits.give_back("password_account", user.pk)
    _check_new(new, user, field="new")
    asking = sessions.current(request)
    with transaction.atomic():
        _set(user, new)
        opened = None
        if asking is not None and asking.kind == Session.Kind.API:
            opened = sessions.open(user=user, request=request, kind=asking.kind, device=asking.device)
    _tell(request, user, Kind.PASSWORD_CHANGED)
    return opened


def _send_link(request: HttpRequest, email: str) -> int:
    limits.hit("reset_network", limit_key(client_ip(request)))
    limits.hit("reset_account", email)
    users = list(User.objects.filter(mailbox=mailbox_key(email), is_active=True))
    for user in users:
        security_log.record(user, Kind.RESET_ASKED, request)
    request_password_reset(request, email, users, None)
    return limits.peek("reset_account", email)


def _of_link(uid: str, token: str) -> User:
    try:
        user = User.objects.get(pk=url_str_to_user_pk(uid[:20]), is_active=True)
    except (User.DoesNotExist, ValueError, OverflowError, ValidationError):
        raise WrongLink from None
    if not reset_tokens.ResetTokens().check_token(user, token):
        raise WrongLink
    return user


def _check_new(password: str, user: User | None, field: str = "password") -> None:
    try:
        if len(password) > LONGEST_PASSWORD:
            raise ValidationError(_("This password is too long."), code="password_too_long")
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({field: error.error_list}) from error


def _set(user: User, password: str) -> None:
    user.set_password(password)
    user.save(update_fields=["password"])
    reset_tokens.forget_links(user)
    sessions.end_all(user, "password_changed")
    access_tokens.end_all(user, "password_changed")


def _tell(request: HttpRequest, user: User, kind: str) -> None:
    """In the log, and by mail: it may have been somebody else. Whoever was locked out may try again at once."""
    security_log.record(user, kind, request)
    limits.clear("sign_in_account", f"account {user.pk}")
    template = "password_reset" if kind == Kind.PASSWORD_RESET else "password_changed"
    get_adapter(request).send_notification_mail(f"account/email/{template}", user)
