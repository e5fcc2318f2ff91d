"""Telling the moderators that something is wrong."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from common import limits
from common.text import clean
from community import cases, standing, things
from community.errors import NotAllowed, NotPossible
from community.models import AlbumComment, Report
from galleries.models import AlbumPage

NOTE_LIMIT = 1000


def report(*, user: Any, thing: Model, reason: str, note: str = "", album: AlbumPage | None = None) -> Report:
    """Report a comment, a photo (as ``album`` shows it), an album or a person that ``user`` may see.

    Whoever reports it again while the case is open changes what she said. A block between the two does not
    matter: it must not keep anybody from being reported.
    """
    standing.check(user)
    subject = cases.subject_of(thing)
    if subject is not None and subject.pk == user.pk:
        raise NotAllowed(_("This is yours: you cannot report it."))
    if isinstance(thing, AlbumComment) and thing.state != AlbumComment.State.VISIBLE:
        raise NotPossible(_("This comment is not shown any more."))
    fields = {"reason": _known(reason), "note": checked(note, NOTE_LIMIT, "note")}
    limits.hit("report_account", user.pk)
    with things.or_gone(), transaction.atomic():
        case = cases.open_case(thing, album=album)
        return Report.objects.update_or_create(case=case, reporter=user, defaults=fields)[0]


def _known(reason: str) -> str:
    if reason not in Report.Reason.values:
        raise ValidationError({"reason": _("Choose a reason.")})
    return reason


def checked(text: str, limit: int, field: str) -> str:
    """The text as it is kept; ValidationError when there is too much of it."""
    text = clean(text)
    if len(text) > limit:
        raise ValidationError({field: _("At most %(limit)d characters are kept.") % {"limit": limit}})
    return text
