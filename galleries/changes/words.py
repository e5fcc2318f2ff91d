"""How each action is called in messages and in the histories of Wagtail."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

PREFIX = "galleries.photos."

DONE = {
    "move": ngettext_lazy("%(count)d photo was moved.", "%(count)d photos were moved.", "count"),
    "cover": ngettext_lazy("The cover was chosen.", "The cover was chosen.", "count"),
    "remove": ngettext_lazy(
        "%(count)d photo was taken out of the album. It stays in the library.",
        "%(count)d photos were taken out of the album. They stay in the library.",
        "count",
    ),
    "caption": ngettext_lazy(
        "The caption of %(count)d photo was saved.", "The captions of %(count)d photos were saved.", "count"
    ),
    "title": ngettext_lazy(
        "The title of %(count)d photo was saved.", "The titles of %(count)d photos were saved.", "count"
    ),
    "alt": ngettext_lazy(
        "The description of %(count)d photo was saved.",
        "The descriptions of %(count)d photos were saved.",
        "count",
    ),
    "alt-en": ngettext_lazy(
        "The English description of %(count)d photo was saved.",
        "The English descriptions of %(count)d photos were saved.",
        "count",
    ),
    "licence": ngettext_lazy(
        "The licence of %(count)d photo was saved.", "The licences of %(count)d photos were saved.", "count"
    ),
    "taken": ngettext_lazy(
        "The time of %(count)d photo was shifted.", "The times of %(count)d photos were shifted.", "count"
    ),
    "tags-add": ngettext_lazy("%(count)d photo was tagged.", "%(count)d photos were tagged.", "count"),
    "tags-remove": ngettext_lazy(
        "Tags of %(count)d photo were taken away.", "Tags of %(count)d photos were taken away.", "count"
    ),
    "tags-accept": ngettext_lazy(
        "Suggestions for %(count)d photo were accepted.",
        "Suggestions for %(count)d photos were accepted.",
        "count",
    ),
    "tags-reject": ngettext_lazy(
        "Suggestions for %(count)d photo were rejected.",
        "Suggestions for %(count)d photos were rejected.",
        "count",
    ),
    "copy": ngettext_lazy(
        "%(count)d photo is shown in the other album too.",
        "%(count)d photos are shown in the other album too.",
        "count",
    ),
    "transfer": ngettext_lazy(
        "%(count)d photo was moved to the other album.",
        "%(count)d photos were moved to the other album.",
        "count",
    ),
    "trash": ngettext_lazy(
        "%(count)d photo was put into the trash.", "%(count)d photos were put into the trash.", "count"
    ),
    "analyse": ngettext_lazy(
        "The analyzer will look at %(count)d photo again.",
        "The analyzer will look at %(count)d photos again.",
        "count",
    ),
    "retry": ngettext_lazy(
        "%(count)d photo will be prepared again.", "%(count)d photos will be prepared again.", "count"
    ),
    "undo": ngettext_lazy(
        "The last change of %(count)d photo was taken back.",
        "The last change of %(count)d photos was taken back.",
        "count",
    ),
}

# For the filter of the site's history.
LABELS = {
    "move": _("Move photos"),
    "cover": _("Choose the cover"),
    "remove": _("Remove photos"),
    "caption": _("Write captions"),
    "title": _("Write titles"),
    "alt": _("Write descriptions"),
    "alt-en": _("Write English descriptions"),
    "licence": _("Set the licence"),
    "taken": _("Shift times"),
    "tags-add": _("Add tags"),
    "tags-remove": _("Remove tags"),
    "tags-accept": _("Accept suggestions"),
    "tags-reject": _("Reject suggestions"),
    "copy": _("Show photos in another album"),
    "transfer": _("Move photos to another album"),
    "trash": _("Put photos into the trash"),
    "analyse": _("Analyse photos again"),
    "retry": _("Prepare photos again"),
    "undo": _("Take back"),
}


def action_of(kind: str) -> str:
    """The name of an action in Wagtail's log."""
    return PREFIX + kind
