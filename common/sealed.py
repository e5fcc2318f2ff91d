"""Secrets that have to be read again, encrypted where they lie by a key made of SECRET_KEY.

What was sealed under an older key is read as long as that one stands in SECRET_KEY_FALLBACKS.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


class Broken(Exception):
    """It was sealed under a key that nobody has any more."""


def seal(text: str, *, salt: str) -> str:
    return _box(salt).encrypt(text.encode()).decode()


def unseal(sealed: str, *, salt: str) -> str:
    try:
        return _box(salt).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Broken from error


def _box(salt: str) -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = [salted_hmac(salt, "fernet", secret=one, algorithm="sha256").digest() for one in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
