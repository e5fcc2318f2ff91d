"""Signing in, up, and asking for a new password: allauth's views with our forms around them."""

from typing import Any

from allauth.account import views
from allauth.account.utils import get_next_redirect_url
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from common.errors import AppError
from users.actions import passwords
from users.forms.reset import AskForResetForm
from users.forms.sign_up import NameTaken


class RefusingMixin:
    """A form that was refused for being sent too often says so with its status, and when to come back."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        if refusal := getattr(form, "refusal", None):
            response.status_code = refusal.status
            response["Retry-After"] = str(getattr(refusal, "retry_after", 60))
        return response


class SignIn(RefusingMixin, views.LoginView):
    pass


class SignUp(RefusingMixin, views.SignupView):
    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except NameTaken:
            form.add_error("username", _("Somebody has this name already."))
            return self.form_invalid(form)


class AskForReset(RefusingMixin, views.PasswordResetView):
    def form_valid(self, form: AskForResetForm) -> HttpResponse:
        try:
            passwords.ask_reset(self.request, form.cleaned_data["email"])
        except AppError as error:
            form.refusal = error
            form.add_error(None, str(error.message))
            return self.form_invalid(form)
        return redirect(self.get_success_url())


class NewPassword(views.PasswordResetFromKeyView):
    """The form behind the link. Opening it changes nothing; it does not sign anybody out either."""

    def logout(self) -> None:
        if self.request.method == "POST":
            super().logout()


class ConfirmAddress(views.ConfirmEmailView):
    """The button behind the link. Opening it changes nothing; it does not sign anybody out either."""

    def logout(self) -> None:
        if self.request.method == "POST":
            super().logout()


def admin_sign_in(request: HttpRequest) -> HttpResponse:
    """Stands where Wagtail's own sign-in would be, which knows neither our limits nor a second factor."""
    target = get_next_redirect_url(request) or "/admin/"
    if not request.user.is_authenticated:
        return redirect_to_login(target, redirect_field_name=REDIRECT_FIELD_NAME)
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    return redirect(target)
