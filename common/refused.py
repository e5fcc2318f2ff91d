"""What a page's view refuses is told as such, and not as a fault of ours."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin

from common.api import BELOW, answer
from common.errors import AppError
from common.problems import MEDIA_TYPE, not_found, problem_of
from common.storage_away import wants_page

LARGEST = 2**63 - 1  # what a database calls bigint


def _cannot_be_kept(value: Any) -> bool:
    if isinstance(value, int):
        return abs(value) > LARGEST
    return isinstance(value, str) and "\0" in value


class RefusedMiddleware(MiddlewareMixin):
    """Answers in place of a view that let an AppError through. Views that have a form tell it there instead.

    A number in an address that is larger than any key, and a text with a NUL, are not found, before a database is asked
    that cannot take them.
    """

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not any(_cannot_be_kept(value) for value in (*args, *kwargs.values())):
            return None
        if request.path.startswith(BELOW):
            return answer(request, not_found())
        raise Http404

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, AppError):
            return None
        problem = problem_of(exception)
        if problem is None:
            return None
        response: HttpResponse
        if wants_page(request):
            context = {"code": problem.status, "text": problem.detail}
            response = render(request, "refused.html", context, status=problem.status)
        else:
            response = JsonResponse(problem.body(request), status=problem.status, content_type=MEDIA_TYPE)
        for name, value in problem.headers.items():
            response[name] = value
        response["Cache-Control"] = "no-store"
        return response
