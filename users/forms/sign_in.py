"""Signing in with a password."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.core import context
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.errors import AppError
from users import captcha
from users.forms.guarded import GuardedForm
from users.identifiers import LONGEST


class SignInForm(GuardedForm, LoginForm):
    """One field for username, e-mail address or phone number."""

    action = "sign_in"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        self.fields["login"] = forms.CharField(
            label=_("User name, e-mail or phone"), max_length=LONGEST, widget=forms.TextInput(attrs=typed)
        )
        self.fields["password"].help_text = ""
        self.fields["remember"].label = _("Stay signed in on this device for 30 days")
        self.order_fields(["login", "password", "remember", "answer"])

    def user_credentials(self) -> dict[str, str]:
        return {"username": self.cleaned_data["login"], "password": self.cleaned_data["password"]}

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean()
        except AppError as error:
            raise self.refuse(error) from error
        except ValidationError:
            captcha.note(context.request, self.action)
            raise
        return cleaned
