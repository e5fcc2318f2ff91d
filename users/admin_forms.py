"""People in the Wagtail admin: the forms of administrators, and what one sets about oneself."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from wagtail.users.forms import UserCreationForm, UserEditForm

from users.actions.profile import EDITABLE, check, cleaned
from users.models import User

OURS = ("phone", *EDITABLE)


class _PersonMixin(forms.ModelForm):
    """Our own fields. Names in two parts are not everybody's, so Wagtail's are left to who wants them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_name", "last_name"):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """As on the person's own page."""
        data = super().clean() or self.cleaned_data
        return data | {name: cleaned(name, data[name]) for name in EDITABLE if name in data}

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        try:
            check(self.instance, [name for name in EDITABLE if name in self.cleaned_data])
        except ValidationError as wrong:
            for name in set(wrong.error_dict) - set(self.errors):
                self.add_error(name, wrong.error_dict[name])


class PersonCreationForm(_PersonMixin, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        model = User
        fields = UserCreationForm.Meta.fields | set(OURS)


class PersonEditForm(_PersonMixin, UserEditForm):
    class Meta(UserEditForm.Meta):
        model = User
        fields = UserEditForm.Meta.fields | set(OURS)


class OwnNameForm(forms.ModelForm):
    """In place of Wagtail's form of the account page, which insists on two names.

    The address is changed on the site's own account page, where the new one has to be confirmed.
    """

    class Meta:
        model = User
        fields = ["display_name"]
