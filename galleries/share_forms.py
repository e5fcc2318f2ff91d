"""The forms around share links. What is right, the actions decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from galleries import share_actions
from galleries.models import AlbumPage, ShareLink

# What browsers send for a time without seconds.
LOCAL_TIME = "%Y-%m-%dT%H:%M"


class LinkForm(forms.ModelForm):
    """A link, new or to be changed. An empty password leaves the one that there is."""

    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        help_text=_("Guests are asked for it. Leave it empty for none."),
    )
    no_password = forms.BooleanField(label=_("Take the password away"), required=False)

    class Meta:
        model = ShareLink
        fields = ("label", "expires_at", "max_visits", *share_actions.PERMISSIONS)
        widgets = {
            "expires_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL_TIME),
            "max_visits": forms.NumberInput(
                attrs={"min": 1, "max": share_actions.VISITS_AT_MOST, "inputmode": "numeric"}
            ),
        }
        help_texts = {
            "label": _("For yourself: whom it is for. Guests do not see it."),
            "expires_at": _("Empty for never."),
            "max_visits": _("So many browsers may come in; each counts once. Empty for any number."),
        }
        labels = {"allow_download": _("guests may download, as far as the album allows")}

    field_order = (
        "label", "password", "no_password", "expires_at", "max_visits", *share_actions.PERMISSIONS,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.has_password:
            self.fields["password"].help_text = _(
                "A new one puts out everybody who came in with the old one."
            )
        else:
            del self.fields["no_password"]

    def _post_clean(self) -> None:
        """The action checks, here and for the API."""

    def given(self) -> dict[str, Any]:
        """What the action is to write."""
        sent = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        if self.cleaned_data["password"] or self.cleaned_data.get("no_password"):
            sent["password"] = self.cleaned_data["password"]
        return sent


class LinkPasswordForm(forms.Form):
    """What a guest is asked for at the door."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "autofocus": True}),
    )


class VisibilityForm(forms.Form):
    visibility = forms.ChoiceField(
        label=_("Who may see it"), choices=AlbumPage.Access.choices, widget=forms.RadioSelect
    )
