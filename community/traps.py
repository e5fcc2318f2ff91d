"""What keeps machines out of a form: a field that people do not see, and the time that writing takes.

A form takes ``TrapForm`` as a base, and its template includes ``community/_trap.html`` with the form.
"""

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from common.errors import AppError

FIELD = "homepage"  # a name that machines like to fill in
STAMP = "shown_at"
AT_LEAST = 2  # seconds
AT_MOST = 86_400
_SALT = "community.traps"


class Caught(AppError):
    """Something was written where people see no field."""

    code = "caught"
    status = 400

    def __init__(self) -> None:
        super().__init__(_("This looks like a machine. Leave the field that is not for you empty."))


class AskAgain(AppError):
    """Sent faster than a person writes, or from a form of yesterday."""

    code = "ask_again"
    status = 400

    def __init__(self) -> None:
        super().__init__(_("That was quick, or this page is old. Please send it once more."))


def stamp(user: Any) -> str:
    """When a form was shown, and to whom, signed; for its hidden field."""
    return signing.TimestampSigner(salt=_SALT).sign(str(user.pk or 0))


def check(user: Any, *, bait: str, stamped: str) -> None:
    """Raises ``Caught`` or ``AskAgain``."""
    if bait:
        raise Caught
    signer = signing.TimestampSigner(salt=_SALT)
    try:
        known = signer.unsign(stamped, max_age=AT_MOST) == str(user.pk or 0)
    except signing.BadSignature:  # too old is one of these
        known = False
    if not known or _is_fresh(signer, stamped):
        raise AskAgain


def _is_fresh(signer: signing.TimestampSigner, stamped: str) -> bool:
    try:
        signer.unsign(stamped, max_age=AT_LEAST)
    except signing.SignatureExpired:
        return False
    return True


class TrapForm(forms.Form):
    """A base for forms. ``user`` is whoever fills it in. Machines raise ``Caught`` out of ``is_valid()``."""

    homepage = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    shown_at = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.initial[STAMP] = stamp(user)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        try:
            check(self.user, bait=cleaned.get(FIELD, ""), stamped=cleaned.get(STAMP, ""))
        except AskAgain as again:
            # Shown again, it bears a new time.
            sent: Any = self.data.copy()  # type: ignore[attr-defined]
            sent[self.add_prefix(STAMP)] = stamp(self.user)
            self.data = sent
            raise forms.ValidationError(str(again), code=again.code) from again
        return cleaned
