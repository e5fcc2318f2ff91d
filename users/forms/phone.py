"""What people fill in about a phone number: the number first, then the code that came to it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from users import phones
from users.actions.sign_in import LONGEST_PASSWORD
from users.forms.guarded import GuardedForm
from users.forms.terms import TermsForm


class PhoneField(forms.CharField):
    """Any way of writing a number; what comes out is +8613800138000."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"type": "tel", "autocomplete": "tel", "inputmode": "tel"}
        super().__init__(
            label=_("Phone number"),
            help_text=_("Numbers outside the mainland begin with + and the country."),
            max_length=phones.LONGEST,
            widget=forms.TextInput(attrs=attrs),
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            return phones.normalised(text)
        except phones.InvalidPhone as error:
            raise forms.ValidationError(str(error), code=error.code) from error


class CodeField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        super().__init__(
            label=_("Code from the message"), max_length=20, widget=forms.TextInput(attrs=attrs), **kwargs
        )


class PasswordField(forms.CharField):
    """Exactly as typed, blanks included."""

    def __init__(self, autocomplete: str, **kwargs: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
        super().__init__(max_length=LONGEST_PASSWORD, strip=False, widget=widget, **kwargs)


class NumberForm(GuardedForm):
    """For strangers; messages cost money, so that a network which asks for many has to show it is no machine."""

    action = "code"
    phone = PhoneField()


class SignUpForm(TermsForm):
    code = CodeField()
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        help_text=_("Others see it. Letters, digits and . _ -"),
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = PasswordField("new-password", label=_("Password"))
    field_order = ["code", "username", "password", "terms"]


class ResetForm(forms.Form):
    code = CodeField()
    password = PasswordField("new-password", label=_("New password"))


class OwnNumberForm(forms.Form):
    phone = PhoneField()
    password = PasswordField("current-password", label=_("Your password"))

    def __init__(self, *args: Any, with_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_password:
            del self.fields["password"]


class OwnCodeForm(forms.Form):
    code = CodeField()


class RemoveForm(forms.Form):
    password = PasswordField("current-password", label=_("Your password"))

    def __init__(self, *args: Any, with_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_password:
            del self.fields["password"]
