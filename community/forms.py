"""What people fill in below albums and photos."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.traps import TrapForm

# Seconds between two comments of one person, as the album's owner may choose.
SLOW_MODES = (
    (0, pgettext_lazy("slow mode", "off")),
    (30, _("30 seconds")),
    (60, _("1 minute")),
    (300, _("5 minutes")),
    (900, _("15 minutes")),
    (3600, _("1 hour")),
    (86400, _("1 day")),
)


class TextForm(forms.Form):
    """The words of a comment. ``unique`` tells the fields of several forms on one page apart."""

    text = forms.CharField(
        label=_("Write a comment"),
        help_text=_(
            "**bold**, *italic*, `code`, > quote, [words](https://…), @name. Addresses become links."
        ),
        max_length=settings.COMMENT_MAX_CHARS,
        error_messages={"required": _("Write something first.")},
    )

    def __init__(self, *args: Any, unique: str = "talk", **kwargs: Any) -> None:
        kwargs["auto_id"] = f"{unique}-%s"
        super().__init__(*args, **kwargs)
        self.hint_id = f"{unique}-hint"
        self.fields["text"].widget = forms.Textarea(
            attrs={"rows": 3, "maxlength": settings.COMMENT_MAX_CHARS, "aria-describedby": self.hint_id}
        )

    def full_clean(self) -> None:
        if self.is_bound and "text" in self.data:
            # A browser counts a line break as one character and sends two.
            sent: Any = self.data.copy()  # type: ignore[attr-defined]
            sent["text"] = sent["text"].replace("\r\n", "\n")
            self.data = sent
        super().full_clean()


class CommentForm(TextForm, TrapForm):
    """A new comment, with the place it is for, and what keeps machines out."""

    album = forms.IntegerField(widget=forms.HiddenInput)
    photo = forms.IntegerField(widget=forms.HiddenInput, required=False)
    parent = forms.IntegerField(widget=forms.HiddenInput, required=False)
    # By which the writer came to an unlisted album: her sign-in may have ended since, and with it what it knew.
    address = forms.CharField(widget=forms.HiddenInput, required=False)


class VoteForm(forms.Form):
    """For it, against it, or no longer either."""

    value = forms.TypedChoiceField(choices=[(n, n) for n in (1, -1, 0)], coerce=int)


class TalkSettingsForm(forms.Form):
    """How an album's threads are run."""

    locked = forms.BooleanField(label=_("Locked: nobody can add comments"), required=False)
    slow_seconds = forms.TypedChoiceField(
        label=_("Slow mode: how long one person waits between two comments"), choices=SLOW_MODES, coerce=int
    )
