"""How the doors of comments answer: a page for people, JSON for js/talk.js, which asks for it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from common.errors import AppError
from common.problems import MEDIA_TYPE, Problem, problem_of
from galleries import policy

REFUSALS = (AppError, ValidationError, PermissionDenied)


def wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def refusal(error: Exception) -> Problem:
    """What went wrong, with one sentence that a page can show."""
    problem = problem_of(error)
    if problem is None:
        raise error
    if isinstance(error, ValidationError):
        return Problem(422, "invalid", " ".join(error.messages), errors=problem.errors)
    return problem


def problem_answer(request: HttpRequest, problem: Problem, **more: Any) -> JsonResponse:
    return JsonResponse(
        {**problem.body(request), **more},
        status=problem.status,
        content_type=MEDIA_TYPE,
        headers=problem.headers,
    )


def sign_in_first() -> Problem:
    return Problem(401, "not_authenticated", _("Sign in first; your text is kept."))


def back(request: HttpRequest, fallback: str, anchor: str = "") -> HttpResponseRedirect:
    """To the page on which the button was, which it names itself; never to another site."""
    address = request.POST.get("next", "")
    if not address.startswith("/") or not url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    ):
        return HttpResponseRedirect(fallback)
    return HttpResponseRedirect(f"{address.partition('#')[0]}{anchor}")


def do(request: HttpRequest, deed: Callable[[], Any], fallback: str, anchor: str = "") -> HttpResponse:
    """Do it and go back to the page; what was refused is said at the top of it."""
    try:
        deed()
    except REFUSALS as error:
        problem = refusal(error)
        if wants_json(request):
            return problem_answer(request, problem)
        messages.error(request, problem.detail)
        return back(request, fallback)
    return back(request, fallback, anchor)


def to_sign_in(request: HttpRequest, come_back_to: str) -> HttpResponse | None:
    """For a guest: an answer that leads to the sign-in. None for a person."""
    if policy.viewer_of(request).is_person:
        return None
    if wants_json(request):
        return problem_answer(request, sign_in_first())
    return redirect_to_login(come_back_to)
