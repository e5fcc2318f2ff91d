"""Forms that strangers fill in: they may be asked too often, and a machine may be behind it."""

from typing import Any

from allauth.core import context
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.errors import AppError
from users import captcha


class GuardedForm(forms.Form):
    """Asks for a proof of work, or for the answer to a question, when the network has drawn attention.

    ``refusal`` is set when the form was refused for another reason than what was written into it; the view takes the
    status from it.
    """

    action = ""
    refusal: AppError | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.challenge: captcha.Challenge | None = None
        if captcha.needed(context.request, self.action):
            self.challenge = captcha.challenge()
            self.fields["proof"] = forms.CharField(required=False, widget=forms.HiddenInput)
            self.fields["token"] = forms.CharField(
                required=False, widget=forms.HiddenInput, initial=self.challenge.token
            )
            self.fields["answer"] = forms.CharField(
                required=False, max_length=20, label=self.challenge.question
            )

    def clean(self) -> dict[str, Any]:
        given = [self.cleaned_data.get(name) or "" for name in ("proof", "token", "answer")]
        # First: what comes next must not tell a machine whether a password is right.
        if self.challenge is not None:
            self._show_anew(self.challenge)
            if not captcha.passed(*given):
                raise ValidationError(_("Please answer the question, so that we know you are no machine."))
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        return cleaned

    def _show_anew(self, challenge: captcha.Challenge) -> None:
        """What was given counts once: should the form be shown again, it holds the new challenge alone."""
        sent: Any = self.data
        anew = sent.copy()
        for name, value in (("proof", ""), ("token", challenge.token), ("answer", "")):
            anew[self.add_prefix(name)] = value
        self.data = anew

    def refuse(self, error: AppError) -> ValidationError:
        """The error of the form in which the refusal is told."""
        self.refusal = error
        return ValidationError(str(error.message), code=error.code)
