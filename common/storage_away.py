"""A storage that is away is not the visitor's fault, and it comes back: 503 with a word on when to try again."""

import logging

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _

from common.errors import StorageUnavailable

logger = logging.getLogger(__name__)

RETRY_AFTER = 30


class StorageUnavailableMiddleware(MiddlewareMixin):
    """Answers in place of a view that met a StorageUnavailable. (The API's views answer by themselves.)"""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, StorageUnavailable):
            return None
        # The path alone: the query may hold a signature.
        logger.error("%s %s: the storage is away: %s", request.method, request.path, exception)
        text = _("The pictures cannot be reached just now. Please try again in a minute.")
        response: HttpResponse
        if wants_page(request):
            response = render(request, "503.html", {"text": text}, status=503)
        else:
            problem = {"type": "about:blank", "title": "Service Unavailable", "status": 503, "detail": text}
            problem |= {"code": "storage_unavailable", "retry_after": RETRY_AFTER}
            response = JsonResponse(problem, status=503, content_type="application/problem+json")
        response["Retry-After"] = str(RETRY_AFTER)
        response["Cache-Control"] = "no-store"
        response._has_been_logged = True  # type: ignore[attr-defined]  # above, with the reason
        return response


def wants_page(request: HttpRequest) -> bool:
    """Whether a person looks at the answer; programs and scripts get JSON."""
    if request.path.startswith("/api/") or request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return False
    return request.get_preferred_type(["text/html", "application/json"]) != "application/json"
