"""Secrets, and the signature that tells a receiver who has sent something, and when."""

import hashlib
import hmac
import secrets

from common import sealed
from webhooks.models import Webhook

BEGINNING = "whsec_"
SALT = "webhooks.secret"


def new_secret() -> str:
    return BEGINNING + secrets.token_urlsafe(32)


def seal(secret: str) -> str:
    return sealed.seal(secret, salt=SALT)


def secret_of(webhook: Webhook) -> str:
    """Raises ``sealed.Broken`` when the key that it was sealed with is gone."""
    return sealed.unseal(webhook.sealed_secret, salt=SALT)


def signature(secret: str, at: int, body: bytes) -> str:
    """What stands in ``Vitrine-Signature``: the time, and an HMAC-SHA256 of time and body."""
    mac = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256)
    return f"t={at},v1={mac.hexdigest()}"
