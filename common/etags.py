"""``ETag``, ``If-None-Match`` and ``If-Match`` for single things.

A tag has two halves: the row's version, then a hash of the whole answer. A copy is still good (304) when both are the
same; an edit collides (412) when the first half is another one. So nobody's edit fails because a stranger liked the
thing meanwhile, or because a signed address was made anew.
"""

import hashlib
import re
from typing import Any

from django.db import connection, transaction
from django.http import Http404
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from common.errors import AppError

LOOKS = ("GET", "HEAD")
_LIST = re.compile(r'\s*(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"\s*(?:,\s*(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"\s*)*')
_TAG = re.compile(r'"([\x21\x23-\x7e\x80-\xff]*)"')


class PreconditionFailed(AppError):
    code = "precondition_failed"
    status = 412

    def __init__(self) -> None:
        super().__init__(_("Somebody has changed this since you read it. Please read it again."))


class BadPrecondition(AppError):
    code = "precondition_invalid"
    status = 400

    def __init__(self) -> None:
        super().__init__(_("If-Match takes ETags in quotes, separated by commas, or *."))


class Tagged:
    """Mixin for views of one thing, before ``APIView``."""

    _version = ""

    def version(self, request: Request, **kwargs: Any) -> Any:
        """What the thing says that an edit could overwrite. Raises Http404 for who may not see it; None for who may
        not edit it anyway."""
        return None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        if request.method in LOOKS:
            # Before it is read: a change in between makes the tag too old, never too new.
            self._version = _short(self.version(request, **kwargs))
        elif (wanted := request.headers.get("If-Match")) is not None:
            tags = _tags(wanted)
            if tags is not None:
                found = _short(self.version(request, **kwargs))
                if all(tag.partition("-")[0] != found for tag in tags):
                    raise PreconditionFailed

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.method in LOOKS or "If-Match" not in request.headers:
            return self._tagged(super().dispatch(request, *args, **kwargs))  # type: ignore[misc]
        with transaction.atomic():
            _one_by_one(request.path)
            return self._tagged(super().dispatch(request, *args, **kwargs))  # type: ignore[misc]

    def _tagged(self, response: Any) -> Any:
        request: Any = getattr(self, "request", None)
        if request is None or response.status_code not in (200, 202) or not hasattr(response, "render"):
            return response
        looked = request.method in LOOKS
        if not looked:
            try:
                self._version = _short(self.version(request, **self.kwargs))  # type: ignore[attr-defined]
            except Http404:  # whoever changed it sees it no more
                return response
        response.render()
        tag = f"{self._version}-{_short(response.content)}"
        response["ETag"] = f'"{tag}"'
        response["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ("Accept-Language", "Authorization", "Cookie"))
        if looked and _is_known(tag, request.headers.get("If-None-Match")):
            response.status_code = 304
            response.content = b""
            del response["Content-Type"]
        return response


def _short(what: Any) -> str:
    if what is None:
        return ""
    raw = what if isinstance(what, bytes) else repr(what).encode("utf-8", "surrogatepass")
    return hashlib.sha256(raw).hexdigest()[:16]


def _tags(text: str) -> list[str] | None:
    """The tags in If-Match; None for ``*``. A proxy that compresses makes tags weak, so W/ counts for nothing."""
    if text.strip() == "*":
        return None
    if not _LIST.fullmatch(text):
        raise BadPrecondition
    return _TAG.findall(text)


def _is_known(tag: str, text: str | None) -> bool:
    return text is not None and (text.strip() == "*" or tag in _TAG.findall(text))


def _one_by_one(path: str) -> None:
    """Edits of one thing that name what they saw wait for each other. SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        number = int.from_bytes(hashlib.sha256(path.encode()).digest()[:8], signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
