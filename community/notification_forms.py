"""How a person wants to hear of what."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.models import Kind, NotificationChoice
from community.notifications import choices
from community.notifications.choices import Ways


class ChoicesForm(forms.Form):
    """Two fields for each kind. Without data it shows what holds now."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, ways in choices.of(user).items():
            self.fields[f"{kind}_site"] = forms.BooleanField(
                label=_("On the site"), required=False, initial=ways.on_site
            )
            self.fields[f"{kind}_mail"] = forms.ChoiceField(
                label=_("By mail"), choices=NotificationChoice.Mail.choices, initial=ways.mail
            )

    def rows(self) -> Iterator[tuple[str, Any, Any]]:
        """What each kind is, with its two fields."""
        for kind in choices.DEFAULTS:
            yield str(kind.label), self[f"{kind}_site"], self[f"{kind}_mail"]

    def wishes(self) -> dict[Kind, Ways]:
        said = self.cleaned_data
        return {kind: Ways(said[f"{kind}_site"], said[f"{kind}_mail"]) for kind in choices.DEFAULTS}
