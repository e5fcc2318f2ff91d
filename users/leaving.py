"""While an account waits to be deleted it can do one thing: stay after all."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from common.api import BELOW, answer
from common.errors import AppError
from common.problems import problem_of
from users.models import User

# Deletion itself, going out, the language; files, for which such an account counts as a guest.
STAYS_OPEN = {
    "users:deletion", "me_deletion", "users:sign_out", "account_logout", "token_blacklist", "logout_all",
    "set_language", "galleries:rendition", "galleries:original", "galleries:lasting", "galleries:avatar",
}  # fmt: skip


class AccountBeingDeleted(AppError):
    code = "account_being_deleted"
    status = 403

    def __init__(self) -> None:
        super().__init__(
            _(
                "This account is being deleted. DELETE /api/v1/me/deletion/ takes that back; nothing else works."
            )
        )


def check(user: User, request: Any) -> None:
    """Raises AccountBeingDeleted, but for the few addresses that stay open."""
    match = request.resolver_match
    if user.delete_after is not None and (match is None or match.view_name not in STAYS_OPEN):
        raise AccountBeingDeleted


class LeavingMiddleware:
    """Leads a browser to the page where the deletion can be taken back; stands behind the one that knows who asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponseBase | None:
        if request.resolver_match is None or request.resolver_match.view_name in STAYS_OPEN:
            return None
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None  # a guest, and the answer does not depend on who it is
        user = request.user
        if not user.is_authenticated or user.delete_after is None:
            return None
        if not request.path.startswith(BELOW):
            return redirect("users:deletion")
        problem = problem_of(AccountBeingDeleted())
        return answer(request, problem) if problem else None
