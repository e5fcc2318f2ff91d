"""Each request has an id, which its answer carries: with it a complaint finds its line in the log."""

import logging
import re
import uuid
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

HEADER = "X-Request-ID"
# What a proxy in front may have given; anything else is replaced.
_SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")
_current: ContextVar[str] = ContextVar("request_id", default="-")


class RequestIdFilter(logging.Filter):
    """Gives each line of the log the id of the request that it belongs to."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _current.get()
        return True


class RequestIdMiddleware(MiddlewareMixin):
    def process_request(self, request: HttpRequest) -> None:
        given = request.headers.get(HEADER, "")
        request.request_id = given if _SANE.fullmatch(given) else uuid.uuid4().hex  # type: ignore[attr-defined]
        _current.set(request_id(request))

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers[HEADER] = request_id(request)
        return response


def request_id(request: HttpRequest) -> str:
    return getattr(request, "request_id", "")
