"""The code of the second factor."""

from allauth.mfa.base import forms as allauth_forms
from django import forms
from django.core.exceptions import ValidationError

from common import limits
from common.errors import AppError
from users.models import User


class CountedCodeForm(forms.Form):
    """Counts the tries for each account, whoever makes them and however many at once."""

    user: User

    def clean_code(self) -> str:
        key = self.user.pk
        try:
            limits.hit("second_factor", key)
        except AppError as error:
            raise ValidationError(str(error.message), code=error.code) from error
        code: str = super().clean_code()  # type: ignore[misc]
        limits.clear("second_factor", key)
        return code


class CodeForm(CountedCodeForm, allauth_forms.AuthenticateForm):
    pass


class CodeAgainForm(CountedCodeForm, allauth_forms.ReauthenticateForm):
    pass
