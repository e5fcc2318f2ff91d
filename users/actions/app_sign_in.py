"""Signing in from an app: everything that the sign-in page asks for, in one request."""

from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.models import update_last_login
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common import limits
from common.errors import AppError
from users import addresses, security_log, sessions
from users.actions import sign_in
from users.models import Session, User


class EmailNotVerified(AppError):
    code = "email_not_verified"
    status = 401

    def __init__(self) -> None:
        super().__init__(_("Please confirm your e-mail address first: the link is in the mail that we sent."))


class SecondFactorRequired(AppError):
    code = "second_factor_required"
    status = 401

    def __init__(self) -> None:
        super().__init__(_("This account asks for a second factor. Send its code as otp."))


class WrongSecondFactor(AppError):
    code = "wrong_second_factor"
    status = 401

    def __init__(self) -> None:
        super().__init__(_("This code is wrong or has been used."))


def open_session(
    *, request: HttpRequest, identifier: str, password: str, otp: str = "", device: str = ""
) -> Session:
    """A session for the person who is called so, has this password and, where there is one, the second factor.

    What else is asked for shows only to whoever knows the password.
    """
    user = sign_in.check(request, identifier, password)
    _check_address(user)
    _check_second_factor(user, otp)
    session = sessions.open(user=user, request=request, kind=Session.Kind.API, device=device)
    update_last_login(User, user)
    security_log.record(user, security_log.Kind.SIGNED_IN, request, app=session.device)
    return session


def _check_address(user: User) -> None:
    addresses.trust_address_from_staff(user)
    if not addresses.is_confirmed(user):
        raise EmailNotVerified


def _check_second_factor(user: User, otp: str) -> None:
    if not is_mfa_enabled(user):
        return
    if not otp:
        raise SecondFactorRequired
    limits.hit("second_factor", user.pk)
    form = AuthenticateForm({"code": otp}, user=user)
    if not form.is_valid():
        raise WrongSecondFactor
    limits.give_back("second_factor", user.pk)
    form.authenticator.record_usage()
