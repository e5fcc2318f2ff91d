"""What every answer below ``/api/`` says about itself: who may keep it, and what is left of its limits.

``RateLimit`` and ``RateLimit-Policy`` are the structured fields of draft-ietf-httpapi-ratelimit-headers.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from common import limits
from common.api import BELOW

LIMIT, POLICY = "RateLimit", "RateLimit-Policy"
VARIES = ("Accept-Language", "Authorization", "Cookie")


class ApiHeadersMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(BELOW):
            return self.get_response(request)
        with limits.noting() as counted:
            response = self.get_response(request)
        _tell(response, counted)
        if "Cache-Control" not in response:
            looked = request.method in ("GET", "HEAD") and response.status_code < 400
            response["Cache-Control"] = "private, no-cache" if looked else "no-store"
        patch_vary_headers(response, VARIES)
        if response.status_code == 304:
            del response["Content-Length"]  # which would be that of the answer left out
        return response


def _tell(response: HttpResponseBase, counted: list[limits.Counted]) -> None:
    told = [one for one in counted if one.rule in settings.LIMITS_TOLD]
    if told:
        response[POLICY] = ", ".join(
            f'"{_name(one)}";q={one.rate.times};w={one.rate.seconds}' for one in told
        )
        response[LIMIT] = ", ".join(f'"{_name(one)}";r={one.left};t={one.seconds}' for one in told)


def _name(one: limits.Counted) -> str:
    """A rule may have several rates: ``upload_account-3600`` and ``upload_account-86400``."""
    return f"{one.rule}-{one.rate.seconds}"
