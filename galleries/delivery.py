"""Addresses of pictures: the only place that makes and reads them.

A photo that stands in an album which anybody can open has plain, cacheable addresses. Every other
photo has signed ones that expire; the deadline is rounded, so that a browser meets the same address
for a while and can use what it has. A signature is not a right: the view that answers asks the
policy again, so an address that its owner copied is worth nothing to a stranger.
"""

import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

if TYPE_CHECKING:
    from galleries.models import Photo

SALT = "galleries.delivery"


def rendition_url(photo: "Photo", name: str, *, public: bool) -> str:
    """The address of one rendition, as ``640.avif``."""
    url = reverse("galleries:rendition", args=[photo.rendition_key, name])
    return url if public else sign(url)


def original_url(name: str) -> str:
    """The signed address of a private file in the storage ``default``."""
    return sign(reverse("galleries:original", args=[name]))


def sign(path: str) -> str:
    """The path with a deadline and a signature over both."""
    window = settings.SIGNED_ADDRESS_SECONDS
    # Between one and two windows away, and the same for everybody who asks in this window.
    until = (int(time.time()) // window + 2) * window
    return f"{path}?until={until}&sig={_signature(path, until)}"


def is_signed(path: str, until: str, signature: str) -> bool:
    """Whether the signature belongs to the path and its time is not over."""
    if not until.isascii() or not until.isdigit() or len(until) > 12 or int(until) < time.time():
        return False
    return constant_time_compare(signature, _signature(path, int(until)))


def _signature(path: str, until: int) -> str:
    digest = salted_hmac(SALT, f"{until}:{path}", algorithm="sha256").digest()
    return signing.b64_encode(digest[:18]).decode()
