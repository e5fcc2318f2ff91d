"""Telling people from machines when a network has drawn attention. Nothing to see, to hear or to remember.

A browser with JavaScript does a proof of work by itself. Without it, the form asks a question in words (WCAG 3.3.8).
Both are signed, expire, and count once.
"""

import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import altcha
from django.core import signing
from django.core.cache import caches
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from common import limits
from common.errors import AppError
from common.network import client_ip, limit_key

ALGORITHM, COST, PREFIX = "PBKDF2/SHA-256", 2000, "00"  # some 256 tries: a second or two on a slow phone
GOOD_FOR = 600
SALT = "users.captcha"
PROOF_LENGTH = 4000


@dataclass(frozen=True)
class Challenge:
    """``work`` is for captcha.js; ``question`` is for people, ``token`` says what it was."""

    work: dict[str, Any]
    question: str
    token: str


def needed(request: HttpRequest, action: str) -> bool:
    """Whether ``action`` ("sign_in", "sign_up") went wrong or was done too often from this network."""
    try:
        return bool(limits.peek(f"captcha_{action}", limit_key(client_ip(request))))
    except AppError:  # nobody can count at the moment
        return True


def note(request: HttpRequest, action: str) -> None:
    """Count what draws attention."""
    with suppress(AppError):  # `needed` tells
        limits.hit(f"captcha_{action}", limit_key(client_ip(request)))


def challenge() -> Challenge:
    """A new one, for a form that is about to be shown."""
    work = altcha.create_challenge(
        ALGORITHM, COST, key_prefix=PREFIX, expires_at=int(time.time()) + GOOD_FOR, hmac_secret=_secret()
    )
    first, second, once = 1 + secrets.randbelow(9), 1 + secrets.randbelow(9), secrets.token_hex(8)
    return Challenge(
        work=work.to_dict(),
        question=_("What is %(first)s plus %(second)s? Write a number.")
        % {"first": _words()[first], "second": _words()[second]},
        token=signing.dumps([once, _seal(once, first + second)], salt=SALT),
    )


def passed(proof: str, token: str, answer: str) -> bool:
    """Whether the work was done or the question answered. Each counts once, an answer for one try."""
    if proof:
        return _worked(proof)
    try:
        once, seal = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return False
    if not answer.strip().isdecimal() or not _first_use(once):
        return False
    return secrets.compare_digest(_seal(once, int(answer)), seal)


def _worked(proof: str) -> bool:
    if len(proof) > PROOF_LENGTH:
        return False
    try:
        payload = altcha.Payload.from_base64(proof)
        done = altcha.verify_solution(payload, _secret()).verified
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):  # whatever a stranger wrote
        return False
    return done and _first_use(payload.challenge.parameters.nonce)


def _first_use(once: str) -> bool:
    return bool(caches["limits"].add(f"captcha:{once}", 1, GOOD_FOR))


def _seal(once: str, number: int) -> str:
    """The sum must not be read out of the form."""
    return salted_hmac(SALT, f"{once}:{number}", algorithm="sha256").hexdigest()


def _secret() -> bytes:
    return salted_hmac(SALT, "altcha", algorithm="sha256").digest()


def _words() -> list[str]:
    return [
        "",
        _("one"),
        _("two"),
        _("three"),
        _("four"),
        _("five"),
        _("six"),
        _("seven"),
        _("eight"),
        _("nine"),
    ]
