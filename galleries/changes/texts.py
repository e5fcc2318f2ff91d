"""What is written on the photos themselves: titles, descriptions, licence, when they were taken."""

import math
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.text import one_line
from galleries.changes.base import Outcome, Refused, ticked
from galleries.changes.places import differs
from galleries.models import AlbumPage, Licence, Photo

# What the workbench calls it, the column, and what is told when somebody else was there first.
COLUMNS: dict[str, tuple[str, str | Promise]] = {
    "title": ("title", gettext_lazy("The title of “%(title)s” was changed by somebody else meanwhile.")),
    "alt": (
        "description",
        gettext_lazy("The description of “%(title)s” was changed by somebody else meanwhile."),
    ),
    "alt-en": (
        "alt_en",
        gettext_lazy("The English description of “%(title)s” was changed by somebody else meanwhile."),
    ),
    "licence": (
        "licence",
        gettext_lazy("The licence of “%(title)s” was changed by somebody else meanwhile."),
    ),
}
# Longer than any camera's clock was ever wrong.
MOST_HOURS = 1_000_000


@transaction.atomic
def write(
    *,
    user: Any,
    album: AlbumPage,
    photos: Iterable[int] | None,
    what: str,
    text: str,
    seen: Mapping[int, str] | None = None,
) -> Outcome:
    """Write one text, or the licence, on the photos. ``what`` is a key of ``COLUMNS``."""
    column, told = COLUMNS[what]
    text = _checked(what, column, text)
    at = ticked(user=user, album=album, photos=photos)
    now = dict(at.only_hers().values_list("pk", column))
    for place in list(at.places):
        if now[place.photo_id] == text:
            at.leave([place])
        elif differs(seen, place.photo_id, now[place.photo_id]):
            at.conflict(place, what, now[place.photo_id], told)
            at.leave([place])
    Photo.objects.filter(pk__in=at.ids).update(**{column: text})
    old = [now[pk] for pk in at.ids]
    searched = what != "licence"
    return at.finish(what, at.ids, before={"values": old}, after={"value": text}, searched=searched)


def _checked(what: str, column: str, text: str) -> str:
    text = one_line(text)
    if what == "licence":
        if text not in Licence.values:
            raise Refused(_("This licence is not known."))
        return text
    if what == "title" and not text:
        raise Refused(_("A photo needs a title."))
    most = Photo._meta.get_field(column).max_length or 0
    if len(text) > most:
        raise Refused(_("This text has at most %(most)d characters.") % {"most": most})
    return text


@transaction.atomic
def shift_taken(*, user: Any, album: AlbumPage, photos: Iterable[int] | None, hours: float) -> Outcome:
    """Shift when the photos were taken, for a camera whose clock was wrong."""
    if not math.isfinite(hours) or abs(hours) > MOST_HOURS:
        raise Refused(_("Give the hours as a number, for example -8 or 5.5."))
    shift = timedelta(seconds=round(hours * 3600))
    at = ticked(user=user, album=album, photos=photos)
    taken = dict(at.only_hers().values_list("pk", "taken_at"))
    timeless = [place for place in at.places if taken[place.photo_id] is None]
    note = ngettext(
        "%(count)d photo does not say when it was taken.",
        "%(count)d photos do not say when they were taken.",
        len(timeless),
    ) % {"count": len(timeless)}
    at.leave(timeless, note)
    if not shift:
        return at.nothing()
    try:
        later = [(taken[pk] + shift).isoformat() for pk in at.ids]
    except OverflowError:
        raise Refused(_("That is further than calendars go.")) from None
    Photo.objects.filter(pk__in=at.ids).update(taken_at=F("taken_at") + shift)
    return at.finish("taken", at.ids, before={"seconds": int(shift.total_seconds())}, after={"values": later})
