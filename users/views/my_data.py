"""Taking one's data along, and going away."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common.errors import AppError
from users import exporting
from users.actions import my_data as actions
from users.forms.profile import DeletionForm
from users.models import DataExport, User

SHOWN = 5


@method_decorator([login_required, never_cache], name="dispatch")
class MyData(View):
    """The exports there are; POST asks for one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        exports = list(exporting.with_progress(_own(request).exports.all())[:SHOWN])
        waiting = next((e for e in exports if e.state == DataExport.State.WAITING), None)
        context = {
            "exports": exports,
            "waiting": waiting,
            "progress": waiting.progress if waiting else None,
            "a_day": actions.EXPORTS_A_DAY,
            "now": timezone.now(),
        }
        return render(request, "users/my_data.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            actions.ask_for_export(user=_own(request), request=request)
        except AppError as refused:
            messages.error(request, str(refused))
        else:
            messages.success(
                request, _("Your data is being put together. A mail tells you when it is there.")
            )
        return redirect("users:my_data")


@require_safe
@login_required
@never_cache
def download(request: HttpRequest, pk: Any) -> HttpResponseBase:
    """The zip, for the person herself while she is signed in. For anybody else there is none."""
    return exporting.send(request.user, pk)


@method_decorator([login_required, never_cache], name="dispatch")
class Deletion(View):
    """Asking to be deleted; while that waits, the one page there is: take it back, or sign out."""

    def get(self, request: HttpRequest) -> HttpResponse:
        person = _own(request)
        if person.delete_after is not None:
            return self._waiting(request, person)
        return self._form(request, DeletionForm(user=person))

    def post(self, request: HttpRequest) -> HttpResponse:
        person = _own(request)
        if person.delete_after is not None:
            return self._take_back(request, person)
        form = DeletionForm(request.POST, user=person)
        if form.is_valid():
            sent = form.cleaned_data
            try:
                actions.prove(user=person, request=request, password=sent.get("password", ""))
                removes = sent["comments"] == DeletionForm.REMOVE
                person = actions.ask_for_deletion(user=person, remove_comments=removes, request=request)
            except AppError as refused:
                form.add_error("password" if "password" in form.fields else None, str(refused))
            else:
                logout(request)
                return render(request, "users/deletion_begun.html", {"delete_after": person.delete_after})
        return self._form(request, form)

    def _take_back(self, request: HttpRequest, person: User) -> HttpResponse:
        if "take_back" not in request.POST:
            return self._waiting(request, person)
        try:
            actions.take_back_deletion(user=person, request=request)
        except AppError as refused:
            messages.error(request, str(refused))
            return redirect("users:deletion")
        messages.success(request, _("Welcome back. Everything is as it was."))
        return redirect("users:my_data")

    def _form(self, request: HttpRequest, form: DeletionForm) -> HttpResponse:
        context = {"form": form, "days": actions.GRACE.days}
        return render(request, "users/deletion_form.html", context, status=422 if form.errors else 200)

    def _waiting(self, request: HttpRequest, person: User) -> HttpResponse:
        day = person.delete_after
        context = {"delete_after": day, "too_late": day is not None and day <= timezone.now()}
        return render(request, "users/deletion_waiting.html", context)


def _own(request: HttpRequest) -> User:
    return User.objects.get(pk=request.user.pk or 0)
