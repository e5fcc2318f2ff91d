"""What a page's view refuses is told as such, and not as a fault of ours."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin

from common.errors import AppError
from common.problems import MEDIA_TYPE, problem_of
from common.storage_away import wants_page


class RefusedMiddleware(MiddlewareMixin):
    """Answers in place of a view that let an AppError through. Views that have a form tell it there instead."""

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
