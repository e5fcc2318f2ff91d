"""What people write to moderators, and what moderators decide with."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from community.actions.moderation import APPEAL_LIMIT, MESSAGE_LIMIT
from community.actions.reporting import NOTE_LIMIT
from community.models import Decision, Report

Action = Decision.Action
# How long somebody is suspended; 0: for good.
DAYS = (
    (1, _("suspend the person for 1 day")),
    (7, _("suspend the person for 7 days")),
    (30, _("suspend the person for 30 days")),
    (0, _("suspend the person for good")),
)


class ReportForm(forms.Form):
    """What is wrong with something."""

    reason = forms.ChoiceField(
        label=_("What is wrong?"), choices=Report.Reason.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("What should moderators know?"),
        required=False,
        max_length=NOTE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": NOTE_LIMIT}),
    )


class AppealForm(forms.Form):
    """Why a decision is wrong."""

    text = forms.CharField(
        label=_("Why is the decision wrong?"),
        max_length=APPEAL_LIMIT,
        widget=forms.Textarea(attrs={"rows": 8, "maxlength": APPEAL_LIMIT}),
    )


class DecisionForm(forms.Form):
    """What is done about a case, out of what is possible now."""

    what = forms.ChoiceField(label=_("What is done?"), widget=forms.RadioSelect)
    message = forms.CharField(
        label=_("Message to the person"),
        help_text=_(
            "The person is told of every decision but that nothing was done; never by whom, nor who reported it."
        ),
        required=False,
        max_length=MESSAGE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": MESSAGE_LIMIT}),
    )
    note = forms.CharField(
        label=_("Note for moderators"),
        required=False,
        max_length=MESSAGE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": MESSAGE_LIMIT}),
    )
    after = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actions: list[Action], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, Any]] = []
        for action in actions:
            if action == Action.SUSPEND:
                choices += [(f"suspend:{days}", capfirst(label)) for days, label in DAYS]
            else:
                choices.append((action.value, capfirst(action.label)))
        self.fields["what"].choices = choices  # type: ignore[attr-defined]

    def decision(self) -> dict[str, Any]:
        """The keywords of ``decide``."""
        action, _colon, days = self.cleaned_data["what"].partition(":")
        words = {name: self.cleaned_data[name] for name in ("message", "note", "after")}
        return {"action": action, "until": until(int(days or 0)), **words}


class AnswerForm(forms.Form):
    """What is said to somebody who objects. The buttons say whether the decision stands."""

    answer = forms.CharField(
        label=_("Answer to the person"),
        required=False,
        max_length=APPEAL_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": APPEAL_LIMIT}),
    )


class BulkForm(forms.Form):
    """The same about many."""

    message = forms.CharField(
        label=_("Message to each person"),
        required=False,
        max_length=MESSAGE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": MESSAGE_LIMIT}),
    )


def until(days: int | None) -> datetime | None:
    """So many days from now; None for 0, which is for good."""
    return timezone.now() + timedelta(days=days) if days else None
