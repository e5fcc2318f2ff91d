"""Codes of six digits by text message: asked for, and used once.

A code goes to any number that is asked for, whether there is an account or not, so that the answer tells nothing; what
is known about the number is only told to whoever has read the code.
"""

import secrets
import unicodedata
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from common import limits
from common.errors import AppError
from common.network import client_ip, limit_key
from outbox import actions as outbox
from users.models import OneTimeCode, User

LASTS = timedelta(minutes=10)
TRIES = 5
KEPT_FOR = timedelta(days=1)
Purpose = OneTimeCode.Purpose


class WrongCode(AppError):
    """The same for a wrong code, one that is too old, used, replaced by a newer one, or was guessed at too often."""

    code = "wrong_code"

    def __init__(self) -> None:
        super().__init__(
            _("This code is not right, or not any more. Only the newest one counts, for ten minutes.")
        )


def are_possible() -> bool:
    """Whether text messages can be sent from here at all."""
    return bool(settings.SMS_BACKEND)


def ask(request: HttpRequest, *, phone: str, purpose: str, user: User | None = None) -> int:
    """Send a code to a normalised number. Returns the seconds until another one may be asked for."""
    _count(request, phone)
    code = f"{secrets.randbelow(10**6):06d}"
    now = timezone.now()
    with transaction.atomic():
        OneTimeCode.objects.create(
            purpose=purpose,
            phone=phone,
            user=user,
            code_hash=_hash(phone, purpose, user, code),
            created_at=now,
            expires_at=now + LASTS,
        )
        outbox.send_sms(
            phone=phone,
            purpose=purpose,
            params={"code": code, "minutes": int(LASTS.total_seconds() // 60)},
            language=translation.get_language() or "",
            expires=now + LASTS,
        )
    return limits.peek("code_number", phone)


def use(request: HttpRequest, *, phone: str, purpose: str, code: str, user: User | None = None) -> None:
    """Use the code up. Raises ``WrongCode``; of any number of parallel uses of one code exactly one gets by."""
    network = limit_key(client_ip(request))
    limits.hit("code_tries_network", network)
    # Durable: a wrong try stays counted, whatever becomes of what the caller is about.
    with transaction.atomic(durable=True):
        right = _try(phone, purpose, code, user)
    if not right:
        raise WrongCode
    limits.give_back("code_tries_network", network)


def sweep() -> None:
    """Forget codes that were over a day ago."""
    OneTimeCode.objects.filter(expires_at__lt=timezone.now() - KEPT_FOR).delete()


def _count(request: HttpRequest, phone: str) -> None:
    # A look first: who asks too often for one number does not use up what her network may ask for.
    if wait := limits.peek("code_number", phone):
        raise limits.TooMany(wait)
    limits.hit("code_network", limit_key(client_ip(request)))
    limits.hit("code_site")
    limits.hit("code_number", phone)


def _try(phone: str, purpose: str, code: str, user: User | None) -> bool:
    now = timezone.now()
    newest = (
        OneTimeCode.objects.select_for_update()
        .filter(phone=phone, purpose=purpose, user=user)
        .order_by("-created_at", "-pk")
        .first()
    )
    if newest is None or newest.used_at or newest.expires_at <= now or newest.tries >= TRIES:
        return False
    right = constant_time_compare(newest.code_hash, _hash(phone, purpose, user, _digits(code)))
    newest.tries += 1
    newest.used_at = now if right else None
    newest.save(update_fields=["tries", "used_at"])
    return right


def _hash(phone: str, purpose: str, user: User | None, code: str) -> str:
    # Keyed: a million codes are soon tried by whoever has the table alone.
    value = f"{purpose} {phone} {user.pk if user else ''} {code}"
    return salted_hmac("users.codes", value, algorithm="sha256").hexdigest()


def _digits(code: str) -> str:
    """As people type it: with blanks, or in full width."""
    return "".join(unicodedata.normalize("NFKC", code[:20]).split())
