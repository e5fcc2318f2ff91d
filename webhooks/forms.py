"""What a person fills in for a webhook."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from webhooks.models import URL_LENGTH, Event

SAYS = [
    (Event.ALBUM_PUBLISHED, _("album.published: an album of yours is on the site")),
    (Event.PHOTO_READY, _("photo.ready: a photo that you sent is prepared")),
    (Event.COMMENT_POSTED, _("comment.posted: somebody has commented on an album of yours")),
]


class WebhookForm(forms.Form):
    url = forms.CharField(
        label=_("Address"),
        max_length=URL_LENGTH,
        help_text=_("Begins with https:// and can be reached by everybody."),
        widget=forms.URLInput(attrs={"autocomplete": "off", "placeholder": "https://"}),
    )
    events = forms.MultipleChoiceField(
        label=_("What it is told of"),
        choices=SAYS,
        initial=list(Event.values),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what it is told of.")},
    )

    def add_errors(self, wrong: Any) -> None:
        """What the action did not like, beside its field or above the form."""
        for field, errors in wrong.error_dict.items():
            self.add_error(field if field in self.fields else None, errors)
