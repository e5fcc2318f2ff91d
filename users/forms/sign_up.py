"""Signing up with a username and an e-mail address."""

from typing import Any

from allauth.account.forms import SignupForm
from allauth.account.internal.flows.signup import prevent_enumeration
from allauth.core import context
from django import forms
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from common import limits
from common.errors import AppError
from common.network import client_ip, limit_key
from users import captcha, usernames
from users.forms.guarded import GuardedForm
from users.mailbox import mailbox_key
from users.models import User


class NameTaken(Exception):
    """Somebody took the username while the form was on its way."""


class OneAccountForm(forms.Form):
    """One account for each mailbox, however it is written and however many ask for it at once."""

    account_already_exists: bool

    def validate_unique_email(self, value: str) -> str:
        self.account_already_exists = User.objects.filter(mailbox=mailbox_key(value)).exists()
        return value

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """The account; or the answer that a new mailbox would get too, while the old one is told by mail."""
        if not self.account_already_exists:
            try:
                with transaction.atomic():
                    return super().try_save(request)  # type: ignore[misc]
            except IntegrityError as error:
                if not User.objects.filter(mailbox=mailbox_key(self.cleaned_data["email"])).exists():
                    raise NameTaken from error
        usernames.hold(self.cleaned_data.get("username", ""))
        make_password("as long as for a new account")
        return None, prevent_enumeration(request, email=self.cleaned_data["email"])


class SignUpForm(OneAccountForm, GuardedForm, SignupForm):
    action = "sign_up"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["username"].help_text = _("Others see it. Letters, digits and . _ -")
        self.fields["username"].widget.attrs.update({"autocapitalize": "none", "spellcheck": "false"})
        self.fields["email"].label = _("E-mail address")
        self.order_fields(["username", "email", "password1", "answer", "terms"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not self.errors:
            request = context.request
            captcha.note(request, self.action)
            try:
                limits.hit("sign_up_network", limit_key(client_ip(request)))
            except AppError as error:
                raise self.refuse(error) from error
        return cleaned
