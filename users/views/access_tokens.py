"""The person's access tokens: which there are, a new one, the end of one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from common.errors import AppError
from users import access_tokens, sessions
from users.actions import access_tokens as actions
from users.forms.access_tokens import TokenForm
from users.links import absolute
from users.models import PersonalToken, User

# Where programs send pictures to: galleries/api/dialect.py.
UPLOAD = "/api/v1/upload"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def tokens(request: HttpRequest) -> HttpResponse:
    """POST makes a token, and this one answer shows it. Sent once more it makes no second one: the name is taken."""
    user = _person(request)
    # The name of community's right: only who has it is offered the scope.
    moderates = user.has_perm("community.moderate")
    if request.method != "POST":
        return _page(request, user, TokenForm(moderates=moderates))
    form = TokenForm(request.POST, moderates=moderates)
    if form.is_valid():
        try:
            row, token = actions.make(request, user=user, **form.given())
        except ValidationError as wrong:
            form.add_errors(wrong)
        except AppError as refusal:
            form.add_error(None, str(refusal))
        else:
            return _page(request, user, TokenForm(moderates=moderates), told=row, token=token)
    return _page(request, user, form, status=422)


@never_cache
@require_POST
@login_required
def revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = actions.revoke(request, user=_person(request), pk=pk)
    messages.success(request, _("The access token “%(name)s” opens nothing now.") % {"name": row.name})
    return redirect("users:tokens")


def _page(
    request: HttpRequest,
    user: User,
    form: TokenForm,
    *,
    told: PersonalToken | None = None,
    token: str = "",
    status: int = 200,
) -> HttpResponse:
    rows = access_tokens.shown_to(user).order_by("-created_at", "-pk")
    context: dict[str, Any] = {
        "rows": [(row, access_tokens.state_of(row, user), _scopes(row)) for row in rows],
        "form": form,
        "told": told,
        "secret": token,
        "upload_address": absolute(UPLOAD),
    }
    return render(request, "users/tokens.html", context, status=status)


def _scopes(row: PersonalToken) -> list[str]:
    return [str(PersonalToken.Scope(scope).label) for scope in row.scopes]


def _person(request: HttpRequest) -> User:
    session = sessions.current(request)
    assert session is not None  # noqa: S101  (login_required)
    return session.user
