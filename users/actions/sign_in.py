"""Checking a name and a password, so often and no more.

A browser that signed in to the account before is counted for itself (OWASP calls its cookie a device cookie). Everybody
else shares the account's count, so an attack on an account cannot lock its owner out on her own device; on a new one
she waits until the window ends, which is at most fifteen minutes.
"""

from collections.abc import Iterator

from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common import limits
from common.errors import AppError
from common.network import client_ip, limit_key
from users import identifiers, known_devices, security_log
from users.models import User

# Django takes any length; nobody has such a password, and hashing it is work that a stranger asks for.
LONGEST_PASSWORD = 1024


class WrongCredentials(AppError):
    """The same for a wrong password, an unknown name and a closed account."""

    code = "wrong_credentials"
    status = 401

    def __init__(self) -> None:
        super().__init__(_("This name and password do not belong together. Capital letters matter."))


def check(request: HttpRequest, identifier: str, password: str) -> User:
    """The person who is called so and has this password. Raises ``WrongCredentials``, ``TooMany`` or ``CannotCount``.

    ``identifier`` is a user name, an e-mail address or a phone number. Unknown ones take the same time.
    """
    user = identifiers.find(identifier)
    account = identifiers.counted_as(identifier, user)
    counted = list(_limits(request, user, account))
    for rule, key in counted:
        limits.hit(rule, key)
    if user is None or not _fits(user, password) or not user.is_active:
        _note(request, user, account)
        raise WrongCredentials
    # Only failures count: many people may come from one office.
    for rule, key in counted:
        limits.give_back(rule, key)
    return user


def _limits(request: HttpRequest, user: User | None, account: str) -> Iterator[tuple[str, str]]:
    device = known_devices.id_of(request, user) if user else ""
    if device:
        yield "sign_in_device", f"{device} {account}"
        return
    network = limit_key(client_ip(request))
    yield "sign_in_network", network
    yield "sign_in_account_network", f"{network} {account}"
    yield "sign_in_account", account
    yield "sign_in_site", ""


def _fits(user: User, password: str) -> bool:
    return user.check_password(password[:LONGEST_PASSWORD]) and len(password) <= LONGEST_PASSWORD


def _note(request: HttpRequest, user: User | None, account: str) -> None:
    """A line in the person's log; one a minute for each network is enough to know, and cannot fill the table."""
    if user is None:
        make_password("as much work as a real one")
        return
    try:
        limits.hit("sign_in_log", f"{limit_key(client_ip(request))} {account}")
    except limits.TooMany:
        return
    security_log.record(user, security_log.Kind.SIGN_IN_FAILED, request)
