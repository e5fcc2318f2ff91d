"""What people are told when something cannot be done."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from common.errors import AppError


class Suspended(AppError):
    """Moderators have suspended the person."""

    code = "suspended"
    status = 403

    def __init__(self, until: datetime | None = None) -> None:
        if until is None:
            super().__init__(_("Your account is suspended: you may read, but not take part."))
        else:
            day = date_format(localtime(until), "DATETIME_FORMAT")
            text = _("Your account is suspended until %(day)s: you may read, but not take part.")
            super().__init__(text % {"day": day})


class NotPossible(AppError):
    """The thing is in a state in which this makes no sense: a locked thread, a removed comment."""

    code = "not_possible"
    status = 409


class NotAllowed(AppError):
    """The person may see the thing, but not do this to it."""

    code = "not_allowed"
    status = 403
