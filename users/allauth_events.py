"""What allauth tells of, as lines of the security log."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as social
from django.dispatch import receiver
from django.http import HttpRequest

from users.models import User
from users.security_log import Kind, record


@receiver(account.user_signed_up)
def signed_up(request: HttpRequest, user: User, **kwargs: Any) -> None:
    record(user, Kind.SIGNED_UP, request)


@receiver([account.password_changed, account.password_set])
def password_changed(request: HttpRequest, user: User, **kwargs: Any) -> None:
    record(user, Kind.PASSWORD_CHANGED, request)


@receiver(account.password_reset)
def password_reset(request: HttpRequest, user: User, **kwargs: Any) -> None:
    record(user, Kind.PASSWORD_RESET, request)


@receiver(account.email_changed)
def email_changed(request: HttpRequest, user: User, from_email_address: Any = None, **kwargs: Any) -> None:
    if from_email_address is not None:  # the first one is no change
        record(user, Kind.EMAIL_CHANGED, request)


@receiver(mfa.authenticator_added)
def second_factor_on(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record(user, Kind.SECOND_FACTOR_ON, request, type=authenticator.type)


@receiver(mfa.authenticator_removed)
def second_factor_off(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record(user, Kind.SECOND_FACTOR_OFF, request, type=authenticator.type)


@receiver(social.social_account_added)
def connected(request: HttpRequest, sociallogin: Any, **kwargs: Any) -> None:
    record(sociallogin.user, Kind.CONNECTED, request, provider=sociallogin.account.provider)


@receiver(social.social_account_removed)
def disconnected(request: HttpRequest, socialaccount: Any, **kwargs: Any) -> None:
    record(socialaccount.user, Kind.DISCONNECTED, request, provider=socialaccount.provider)
