"""The whole order of an album at once."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from galleries.changes.base import Outcome, Refused, ticked
from galleries.changes.order import Order, put_back
from galleries.models import AlbumPage


@transaction.atomic
def arrange(*, user: Any, album: AlbumPage, photos: Sequence[int]) -> Outcome:
    """Let the album's photos stand in this order. What nobody is shown stays behind what it stood behind.

    Refused when somebody has added or removed one meanwhile: then the order is not the whole.
    """
    at = ticked(user=user, album=album, photos=None, hold=True)
    if len(set(photos)) != len(photos):
        raise Refused(_("A photo stands in the order more than once."), code="repeated")
    if set(photos) != set(at.ids):
        raise Refused(
            _("The album holds other photos by now. Fetch them, and send the whole order."),
            code="other_photos",
            status=409,
        )
    order = Order(album)
    hidden = order.without(photos)
    wanted = put_back(list(photos), hidden, *order.standing(hidden))
    block = [new for new, old in zip(photos, at.ids, strict=True) if new != old]
    if not block:
        return at.nothing(_("They stand there already."))
    behind, numbers = order.standing(block)
    order.write(wanted, block)
    kept = {"behind": behind, "numbers": numbers}
    return at.finish("move", block, before=kept, after={"moves": [order.moves[pk] + 1 for pk in block]})
