"""What people fill in about themselves."""

from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _("This name and password do not belong together. Capital letters matter."),
        "inactive": _("This account is closed."),
    }
