"""``/healthz``: the process answers. ``/readyz``: what it needs answers as well.

Answered by a middleware in front of all others: a probe comes by address, without our host name and
without TLS, and must neither be refused nor redirected, nor cost a session.
"""

import logging
import secrets
import time
from collections.abc import Callable

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.deprecation import MiddlewareMixin

logger = logging.getLogger(__name__)

RETRY_AFTER = 5
PROBE = "health-probe"

# What is wrong, in a few words that anybody may read; "" when all is well.
Check = Callable[[], str]
_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """Called from an app's ``ready()``."""
    _checks[name] = check


def report() -> dict[str, str]:
    """Every check with ``ok`` or what is wrong."""
    return {name: _ask(name, check) for name, check in _checks.items()}


def _ask(name: str, check: Check) -> str:
    started = time.monotonic()
    try:
        return check() or "ok"
    except Exception as error:  # a probe tells that something fails; the log tells what
        logger.warning("readyz: %s failed after %.1f s: %r", name, time.monotonic() - started, error)
        return "does not answer"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _cache() -> str:
    value = secrets.token_hex(4)
    cache.set(PROBE, value, 10)
    return "" if cache.get(PROBE) is not None else "forgets what it was told"


def _storage() -> str:
    """The local disk is written to; a remote bucket is asked for a file that is not there."""
    for alias in ("default", "renditions"):
        storage = storages[alias]
        if isinstance(storage, FileSystemStorage):
            storage.delete(storage.save(f".{PROBE}", ContentFile(b"ok")))
        else:
            storage.exists(PROBE)
    return ""


register("database", _database)
register("cache", _cache)
register("storage", _storage)


class HealthMiddleware(MiddlewareMixin):
    """Answers the two addresses; everything else goes on."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        if request.path_info == "/healthz":
            return _answer({"status": "alive"})
        if request.path_info == "/readyz":
            checks = report()
            ready = all(said == "ok" for said in checks.values())
            return _answer({"status": "ready" if ready else "not ready", "checks": checks}, ready=ready)
        return None


def _answer(said: dict[str, object], *, ready: bool = True) -> HttpResponse:
    response = JsonResponse(said, status=200 if ready else 503)
    response["Cache-Control"] = "no-store"
    response["Content-Length"] = str(len(response.content))
    if not ready:
        response["Retry-After"] = str(RETRY_AFTER)
        response._has_been_logged = True  # type: ignore[attr-defined]  # Django would, at every probe
    return response
