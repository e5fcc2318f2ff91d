"""What every way of signing up asks for."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from users.models import User


class TermsForm(forms.Form):
    """The ground of allauth's sign-up forms; it must import nothing of theirs."""

    terms = forms.BooleanField(error_messages={"required": _("Please read and accept the terms.")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["terms"].label = format_html(
            gettext('I accept the <a href="{}">terms of use</a> and the <a href="{}">privacy notice</a>.'),
            reverse("terms"),
            reverse("privacy"),
        )

    def signup(self, request: HttpRequest, user: User) -> None:
        """allauth calls it in the transaction in which the account is made."""
        user.terms_accepted_at = timezone.now()
        user.save(update_fields=["terms_accepted_at"])
