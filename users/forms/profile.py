"""What a person fills in about herself, and who reads it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from users import profile
from users.actions.profile import EDITABLE, edit_profile
from users.models import User


class ProfileForm(forms.ModelForm):
    """Each private field has a second one, ``shown_<field>``."""

    class Meta:
        model = User
        fields = EDITABLE
        widgets = {
            "birthday": forms.DateInput(attrs={"type": "date", "autocomplete": "bday"}, format="%Y-%m-%d"),
            "bio": forms.Textarea(attrs={"rows": 5}),
            "display_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "website": forms.URLInput(attrs={"autocomplete": "url", "placeholder": "https://"}),
            "gender": forms.Select(attrs={"autocomplete": "sex"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in profile.DEFAULTS:
            self.fields[f"shown_{part}"] = forms.ChoiceField(
                choices=profile.Audience.choices,
                initial=profile.audience(self.instance, part),
                required=False,
                label=_("Who finds your page when you show no album")
                if part == profile.PAGE
                else _("Who reads it"),
            )
        self.fields["website"].assume_scheme = "https"  # type: ignore[attr-defined]
        self.fields["gender"].choices = User.Gender.choices  # type: ignore[attr-defined]
        languages = User._meta.get_field("language").choices or []
        self.fields["language"].choices = [("", _("As the browser says")), *languages]  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """The action checks, here and for the API; it saves only what is right as a whole."""

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each private field beside the choice of who reads it."""
        return [(self[name], self[f"shown_{name}"]) for name in profile.FIELDS]

    def apply(self) -> bool:
        """Change the person. False when something is wrong; the fields say what."""
        if not self.is_valid():
            return False
        sent = self.cleaned_data
        shown = {part: sent[f"shown_{part}"] for part in profile.DEFAULTS if sent[f"shown_{part}"]}
        try:
            self.instance = edit_profile(
                user=self.instance, shown=shown, **{name: sent[name] for name in EDITABLE}
            )
        except ValidationError as wrong:
            self.add_error(None, wrong)
            return False
        return True


class DeletionForm(forms.Form):
    """The last question before an account goes. Somebody without a password has signed in a moment ago instead."""

    KEEP, REMOVE = "keep", "remove"
    comments = forms.ChoiceField(
        label=_("What happens to your comments"),
        choices=[(KEEP, _("They stay, without your name")), (REMOVE, _("They go as well"))],
        initial=KEEP,
        widget=forms.RadioSelect,
    )
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        max_length=1024,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not user.has_usable_password():
            del self.fields["password"]
