"""Signing up with an account from elsewhere."""

from typing import Any

from allauth.socialaccount.forms import SignupForm
from django.utils.translation import gettext_lazy as _

from users.forms.sign_up import OneAccountForm


class SocialSignUpForm(OneAccountForm, SignupForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["email"].label = _("E-mail address")
        # What the provider vouches for needs no confirming; another address would.
        if any(address.verified for address in self.sociallogin.email_addresses):
            self.fields["email"].disabled = True
        self.order_fields(["username", "email", "terms"])
