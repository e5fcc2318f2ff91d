"""When a provider is away or talks nonsense: allauth foresees some of that, and would break at the rest."""

import logging
from collections.abc import Callable

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialApp
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

logger = logging.getLogger(__name__)
PROVIDERS = "allauth.socialaccount.providers"


class SocialFaultsMiddleware:
    """Whatever goes wrong between us and a provider is told as one page, and not as a fault of this site."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or not match.func.__module__.startswith(PROVIDERS):
            return None
        if isinstance(exception, Http404 | PermissionDenied | ImmediateHttpResponse):
            return None
        if isinstance(exception, SocialApp.DoesNotExist):
            raise Http404
        logger.warning("Signing in with %s failed: %r", match.url_name, exception)
        return render(request, "socialaccount/authentication_error.html", status=400)
