"""Absolute addresses. They come from the settings: a request's own host is what a stranger says it is."""

from urllib.parse import urlsplit

from django.conf import settings


def absolute(path: str) -> str:
    """The site's own address with this path."""
    return settings.BASE_URL.rstrip("/") + path


def host() -> str:
    """The site's host name, without a port."""
    return urlsplit(settings.BASE_URL).hostname or "localhost"
