"""The phone number of an account."""

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common import limits
from common.errors import AppError
from users import codes, security_log
from users.actions.passwords import WrongPassword
from users.actions.sign_up import PhoneTaken
from users.models import User


class LastWayIn(AppError):
    code = "last_way_in"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            _("Without the number nobody could reset your password. Add an e-mail address first.")
        )


def ask(request: HttpRequest, *, user: User, phone: str, password: str) -> int:
    """Send a code to the number that is to be hers. Whoever finds an open browser does not know the password."""
    _insist_on(user, password)
    return codes.ask(request, phone=phone, purpose=codes.Purpose.PHONE, user=user)


def confirm(request: HttpRequest, *, user: User, phone: str, code: str) -> None:
    """Make it her number."""
    codes.use(request, phone=phone, purpose=codes.Purpose.PHONE, code=code, user=user)
    try:
        with transaction.atomic():
            User.objects.filter(phone=phone, phone_verified=False).exclude(pk=user.pk).update(phone=None)
            user.phone, user.phone_verified = phone, True
            user.save(update_fields=["phone", "phone_verified"])
    except IntegrityError:
        user.refresh_from_db(fields=["phone", "phone_verified"])
        raise PhoneTaken from None
    security_log.record(user, security_log.Kind.PHONE_CHANGED, request)


def remove(request: HttpRequest, *, user: User, password: str) -> None:
    """Sign in without a number from now on."""
    _insist_on(user, password)
    if not user.email:
        raise LastWayIn
    user.phone, user.phone_verified = None, False
    user.save(update_fields=["phone", "phone_verified"])
    security_log.record(user, security_log.Kind.PHONE_CHANGED, request)


def _insist_on(user: User, password: str) -> None:
    """Somebody who came by another site's account has no password to be asked for."""
    if not user.has_usable_password():
        return
    limits.hit("password_account", user.pk)
    if not user.check_password(password):
        raise WrongPassword
    limits.give_back("password_account", user.pk)
