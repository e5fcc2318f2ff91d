"""Making an account: with an e-mail address that is confirmed by a link, or with a phone number and its code."""

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from common import limits
from common.errors import AppError
from common.network import client_ip, limit_key
from users import codes, security_log, usernames
from users.models import User


class PhoneTaken(AppError):
    """Said to whoever has read the code alone."""

    code = "phone_taken"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("There is an account with this number already. Sign in, or reset its password."))


class UsernameTaken(AppError):
    code = "username_taken"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Somebody has this name already."))


class WrongKey(AppError):
    code = "invalid_key"

    def __init__(self) -> None:
        super().__init__(_("This link is not right, or not any more. Sign in to get a new one."))


def by_email(request: HttpRequest, *, username: str, password: str, email: str) -> None:
    """Make an account that can be used once its address is confirmed.

    Where the mailbox has an account already, its owner is told by mail; the caller cannot tell the difference.
    """
    username = _checked(username, password, email)
    address = get_adapter(request).clean_email(email)
    limits.hit("sign_up_network", limit_key(client_ip(request)))
    limits.hit("sign_up_mailbox", address)
    user = _new_user(username, password, email=address)
    try:
        with transaction.atomic():
            _save(user, request)
            row = EmailAddress.objects.create(user=user, email=address, primary=True, verified=False)
            row.send_confirmation(request, signup=True)
    except IntegrityError:
        if usernames.is_taken(username):
            raise UsernameTaken from None
        usernames.hold(username)
        get_adapter(request).send_account_already_exists_mail(address)


def by_phone(request: HttpRequest, *, username: str, password: str, phone: str, code: str) -> User:
    """The new account of whoever reads the messages to this normalised number."""
    username = _checked(username, password, "")
    limits.hit("sign_up_network", limit_key(client_ip(request)))
    codes.use(request, phone=phone, purpose=codes.Purpose.SIGN_UP, code=code)
    user = _new_user(username, password, phone=phone, phone_verified=True)
    try:
        with transaction.atomic():
            # Whoever wrote the number down without ever reading its messages has no claim to it.
            User.objects.filter(phone=phone, phone_verified=False).update(phone=None)
            _save(user, request)
    except IntegrityError:
        raise (UsernameTaken if usernames.is_taken(username) else PhoneTaken) from None
    return user


def confirm_email(request: HttpRequest, key: str) -> None:
    """Confirm the address whose mail held ``key``. Raises ``WrongKey``."""
    limits.hit("confirm_network", limit_key(client_ip(request)))
    confirmation = EmailConfirmationHMAC.from_key(key)
    if confirmation is None or confirmation.confirm(request) is None:
        raise WrongKey


def _checked(username: str, password: str, email: str) -> str:
    """The name as it is kept. ValidationError by field."""
    errors: dict[str, list[ValidationError]] = {}
    try:
        username = usernames.checked(username)
    except ValidationError as error:
        errors["username"] = error.error_list
    try:
        validate_password(password, User(username=username, email=email))
    except ValidationError as error:
        errors["password"] = error.error_list
    if errors:
        raise ValidationError(errors)
    return username


def _new_user(username: str, password: str, **fields: object) -> User:
    # Hashed before anything is decided, so that each answer takes as long.
    return User(
        username=username,
        password=make_password(password),
        language=translation.get_language() or "",
        terms_accepted_at=timezone.now(),
        **fields,
    )


def _save(user: User, request: HttpRequest) -> None:
    user.save(force_insert=True)
    security_log.record(user, security_log.Kind.SIGNED_UP, request)
