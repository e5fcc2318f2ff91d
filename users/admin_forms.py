"""People in the Wagtail admin: the forms of administrators, and what one sets about oneself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm

from users.models import User

OURS = ("display_name", "phone", "language", "location", "website", "bio")


class _PersonMixin(forms.ModelForm):
    """Our own fields. Names in two parts are not everybody's, so Wagtail's are left to who wants them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_name", "last_name"):
            self.fields[name].required = False


class PersonCreationForm(_PersonMixin, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        model = User
        fields = UserCreationForm.Meta.fields | set(OURS)


class PersonEditForm(_PersonMixin, UserEditForm):
    class Meta(UserEditForm.Meta):
        model = User
        fields = UserEditForm.Meta.fields | set(OURS)


class OwnNameForm(forms.ModelForm):
    """In place of Wagtail's form of the account page, which insists on two names."""

    email = forms.EmailField(required=True, label=_("e-mail address"))

    class Meta:
        model = User
        fields = ["display_name", "email"]
