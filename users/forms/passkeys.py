"""What a browser tells of a passkey. It may be anything: allauth's parser would break at most of it."""

import struct
from typing import Any

from allauth.mfa.webauthn import forms as stock
from cryptography.exceptions import InvalidSignature
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONGEST = 20_000
NONSENSE = (
    ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, struct.error, InvalidSignature,
)  # fmt: skip
REFUSED = _("This passkey was not accepted. Please try again.")


class CredentialField(forms.JSONField):
    """The object that the browser makes, as text."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > LONGEST:
            raise ValidationError(REFUSED, code="invalid")
        try:
            found = super().to_python(value)
        except RecursionError as error:
            raise ValidationError(REFUSED, code="invalid") from error
        if found is not None and not isinstance(found, dict):
            raise ValidationError(REFUSED, code="invalid")
        return found

    def bound_data(self, data: Any, initial: Any) -> Any:
        return ""  # an answer counts once: it is not given back with the form


class CarefulForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField()

    def _clean_fields(self) -> None:
        try:
            super()._clean_fields()  # type: ignore[misc]
        except NONSENSE:
            self.add_error("credential", REFUSED)

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        except NONSENSE as error:
            raise ValidationError(REFUSED, code="invalid") from error
        return cleaned


class AddForm(CarefulForm, stock.AddWebAuthnForm):
    """A new passkey. It is meant to open the account by itself, unless somebody says otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(required=False, max_length=80, label=_("Name of the key"))
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].label = _("Sign in with it alone, without a password")
        self.fields["passwordless"].help_text = ""
        self.order_fields(["name", "passwordless", "credential"])


class AuthenticateForm(CarefulForm, stock.AuthenticateWebAuthnForm):
    pass


class AgainForm(CarefulForm, stock.ReauthenticateWebAuthnForm):
    pass


class SignInForm(CarefulForm, stock.LoginWebAuthnForm):
    pass
