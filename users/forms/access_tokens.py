"""What a person fills in for a new access token."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from users.actions.access_tokens import NAME_LENGTH
from users.models import PersonalToken

Scope = PersonalToken.Scope
SAYS = [
    (Scope.READ, _("read: see what you see, your private albums too")),
    (Scope.UPLOAD, _("upload: send pictures")),
    (Scope.WRITE, _("write: change what is yours, comment, like, share")),
    (Scope.MODERATE, _("moderate: decide in the moderators’ queue")),
]
# Who comes here mostly wants to send pictures from a program; a year is long enough to forget how it was set up.
USUAL_DAYS = "365"


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        help_text=_("For yourself: which program it is for, and where."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=SAYS,
        initial=[Scope.UPLOAD],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what the token may do.")},
    )
    days = forms.ChoiceField(
        label=_("Valid for"),
        choices=[
            ("30", _("30 days")),
            ("90", _("90 days")),
            (USUAL_DAYS, _("a year")),
            ("", _("until you revoke it")),
        ],
        initial=USUAL_DAYS,
        required=False,
    )

    def __init__(self, *args: Any, moderates: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not moderates:
            said = [choice for choice in SAYS if choice[0] != Scope.MODERATE]
            self.fields["scopes"].choices = said  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        """What the action is to make."""
        return {
            "name": self.cleaned_data["name"],
            "scopes": self.cleaned_data["scopes"],
            "expires_at": self._end(),
        }

    def _end(self) -> datetime | None:
        days = self.cleaned_data["days"]
        return timezone.now() + timedelta(days=int(days)) if days else None

    def add_errors(self, wrong: Any) -> None:
        """What the action did not like, beside its field or above the form."""
        for field, errors in wrong.error_dict.items():
            self.add_error(field if field in self.fields else None, errors)
