"""Addresses of pictures: the only place that makes and reads them.

A photo that stands in an album which anybody can open has plain, cacheable addresses. Every other
photo has signed ones that expire; the deadline is rounded, so that a browser meets the same address
for a while and can use what it has.

On the local disk addresses lead to our own view. A signature is not a right there: the view asks the
policy again. In a bucket nobody asks anybody, so there the files themselves move when fewer people
may see a photo: see ``exposure`` and docs/decisions/0010-delivery-and-direct-upload.md. Making an
address never asks the bucket for anything.
"""

import time
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core import signing
from django.core.files.storage import storages
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from galleries.policy import Audience

if TYPE_CHECKING:
    from galleries.models import Photo

SALT = "galleries.delivery"
RENDITIONS = "renditions"
# Copies of the renditions of photos that anybody may see, in a bucket that anybody may read.
OPEN_RENDITIONS = "open_renditions"


def in_buckets() -> bool:
    """Whether browsers fetch pictures from a bucket and not from us."""
    return not settings.STORAGES[RENDITIONS]["BACKEND"].endswith("FileSystemStorage")


def has_open_bucket() -> bool:
    """Whether there is a bucket that anybody may read, for copies of what anybody may see."""
    return OPEN_RENDITIONS in settings.STORAGES


def made_by_storage() -> bool:
    """Whether the storage works out renditions itself, from the master, when they are asked for."""
    return bool(settings.RENDITIONS == "kodo")


def rendition_url(photo: "Photo", name: str, *, public: bool) -> str:
    """The address of one rendition, as ``640.avif``."""
    if not in_buckets():
        url = reverse("galleries:rendition", args=[photo.rendition_key, name])
        return url if public else sign(url)
    if made_by_storage():
        return bucket("default").signed_url(str(photo.file.name), deadline(), fops=commands(name))
    if public and photo.audience == Audience.EVERYBODY and has_open_bucket():
        return bucket(OPEN_RENDITIONS).public_url(f"{photo.rendition_key}/{name}")
    return bucket(RENDITIONS).signed_url(f"{photo.rendition_key}/{name}", deadline())


def signed_url(alias: str, name: str, *, filename: str = "", commands: str = "") -> str:
    """The address of a file in a private bucket; with ``filename`` the browser saves it under that name."""
    wishes = {"fops": commands} if commands else {}
    return str(bucket(alias).signed_url(name, deadline(), filename=filename, **wishes))


def bucket(alias: str) -> Any:
    """A storage whose files have addresses of their own."""
    return storages[alias]


def deadline() -> int:
    """When an address made now ends: between one and two windows away, and the same for all made in this window."""
    window = settings.SIGNED_ADDRESS_SECONDS
    return (int(time.time()) // window + 2) * window


def original_url(name: str) -> str:
    """The signed address of a private file in the local storage ``default``."""
    return sign(reverse("galleries:original", args=[name]))


def sign(path: str) -> str:
    """The path with a deadline and a signature over both."""
    until = deadline()
    return f"{path}?until={until}&sig={_signature(path, until)}"


def is_signed(path: str, until: str, signature: str) -> bool:
    """Whether the signature belongs to the path and its time is not over."""
    if not until.isascii() or not until.isdigit() or len(until) > 12 or int(until) < time.time():
        return False
    return constant_time_compare(signature, _signature(path, int(until)))


def _signature(path: str, until: int) -> str:
    digest = salted_hmac(SALT, f"{until}:{path}", algorithm="sha256").digest()
    return signing.b64_encode(digest[:18]).decode()


def commands(name: str) -> str:
    """What Kodo is to make of a master for ``640.avif``. Masters are upright and clean already."""
    width, _dot, extension = name.partition(".")
    return f"imageView2/2/w/{width}/format/{extension}"
