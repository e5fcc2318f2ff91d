"""A new password for who has forgotten the old one."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ResetPasswordForm, ResetPasswordKeyForm
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from common.errors import AppError
from users import reset_tokens


class AskForResetForm(ResetPasswordForm):
    """The address to send a link to; users/actions/passwords.py sends it."""

    refusal: AppError | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")

    def clean_email(self) -> str:
        return get_adapter().clean_email(self.cleaned_data["email"])


class NewPasswordForm(ResetPasswordKeyForm):
    """The form behind the link. Of two who send it at once, one is too late."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]  # password managers fill one; who mistypes it asks for another link
        self.fields["password1"].label = _("New password")

    @transaction.atomic
    def save(self) -> None:
        if not reset_tokens.use_up(self.user):
            messages.error(context.request, _("This link has been used. Ask for a new one."))
            raise ImmediateHttpResponse(redirect("account_reset_password"))
        super().save()
        # Whoever opened the link reads that mailbox.
        EmailAddress.objects.filter(user=self.user, email=self.user.mailbox, verified=False).update(
            verified=True, primary=True
        )
