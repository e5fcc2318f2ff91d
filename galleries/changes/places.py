"""What is done to where photos stand in an album: their order, the cover, captions, taking them out."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.text import clean
from galleries import actions, permissions, signals, tasks
from galleries.changes.base import Outcome, Refused, Ticked, ticked
from galleries.changes.order import Order, put_back
from galleries.models import AlbumPage, AlbumPhoto, Photo

WAYS = ("first", "earlier", "later", "last")


@transaction.atomic
def move(
    *,
    user: Any,
    album: AlbumPage,
    photos: Iterable[int] | None,
    way: str = "",
    before: int | None = None,
    seen: Mapping[int, int] | None = None,
) -> Outcome:
    """Move the photos together: a step or to an end by ``way``, else before another photo (None: to the end).

    ``seen`` says how often each had been moved when the person looked; where somebody else has moved one since,
    it stays there.
    """
    at = ticked(user=user, album=album, photos=photos, hold=True)
    for place in list(at.places):
        if seen is not None and seen.get(place.photo_id, place.moves) != place.moves:
            told = _("“%(title)s” was moved by somebody else meanwhile.")
            at.conflict(place, "move", place.moves, told)
            at.leave([place])
    if not at.places:
        return at.nothing()
    order, block = Order(album), at.ids
    rest = order.without(block)
    number = _number_by_way(order, block, rest, way) if way else _number_before(order, block, rest, before)
    wanted = [*rest[:number], *block, *rest[number:]]
    if wanted == order.photos:
        return at.nothing(_("They stand there already."))
    behind, numbers = order.standing(block)
    order.write(wanted, block)
    kept = {"behind": behind, "numbers": numbers}
    return at.finish("move", block, before=kept, after={"moves": [order.moves[pk] + 1 for pk in block]})


def _number_by_way(order: Order, block: list[int], rest: list[int], way: str) -> int:
    """How many of the others come before the moved ones. What lies in the trash is stepped over."""
    if way not in WAYS:
        raise Refused(_("This way of moving is not known."))
    if way in ("first", "last"):
        return 0 if way == "first" else len(rest)
    out = set(block)
    place = order.photos.index(block[0] if way == "earlier" else block[-1])
    ahead = sum(photo not in out for photo in order.photos[:place])
    numbers = range(ahead - 1, -1, -1) if way == "earlier" else range(ahead, len(rest))
    found = next((number for number in numbers if rest[number] in order.shown), None)
    if found is None:
        return 0 if way == "earlier" else len(rest)
    return found if way == "earlier" else found + 1


def _number_before(order: Order, block: list[int], rest: list[int], before: int | None) -> int:
    if before is None:
        return len(rest)
    if before not in order.moves:
        raise Refused(
            _("The photo before which it was to stand is not in the album any more."), code="gone", status=409
        )
    after = order.photos[order.photos.index(before) :]
    out = set(block)
    following = next((photo for photo in after if photo not in out), None)
    return len(rest) if following is None else rest.index(following)


@transaction.atomic
def choose_cover(*, user: Any, album: AlbumPage, photos: Iterable[int] | None) -> Outcome:
    """Make the one ticked photo the cover, on the site and in the draft at once."""
    at = ticked(user=user, album=album, photos=photos, hold=True)
    if len(at.places) + len(at.gone) != 1:
        raise Refused(_("Choose one photo as the cover."))
    if not at.places:
        return at.nothing()
    photo = at.places[0].photo
    old = cover_of(album)
    if old == photo.pk:
        return at.nothing(_("It is the cover already."))
    _stay_by_hand(at)
    actions.write_cover(album, photo)
    return at.finish("cover", [photo.pk], before={"cover": old}, after={"cover": photo.pk})


def _stay_by_hand(at: Ticked) -> None:
    """A cover stays when the rule that brought it finds something else: then it is there because somebody wants it."""
    ruled = [place for place in at.places if place.by_rule]
    if not ruled:
        return
    if permissions.choosable(at.user).filter(pk__in=[place.photo_id for place in ruled]).count() < len(ruled):
        raise Refused(_("It is here by the album's rule, and you may not use it yourself."), status=409)
    AlbumPhoto.rows.filter(pk__in=[place.pk for place in ruled]).update(by_rule=False)


@transaction.atomic
def write_caption(
    *,
    user: Any,
    album: AlbumPage,
    photos: Iterable[int] | None,
    caption: str,
    seen: Mapping[int, str] | None = None,
) -> Outcome:
    """Write what this album says below the photos."""
    caption = clean(caption.replace("\r\n", "\n"))
    most = AlbumPhoto._meta.get_field("caption").max_length or 0
    if len(caption) > most:
        raise Refused(_("A caption has at most %(most)d characters.") % {"most": most})
    at = ticked(user=user, album=album, photos=photos, hold=True)
    for place in list(at.places):
        if place.caption == caption:
            at.leave([place])
        elif differs(seen, place.photo_id, place.caption):
            told = _("The caption of “%(title)s” was changed by somebody else meanwhile.")
            at.conflict(place, "caption", place.caption, told)
            at.leave([place])
    old = [place.caption for place in at.places]
    AlbumPhoto.rows.filter(pk__in=[place.pk for place in at.places]).update(caption=caption)
    return at.finish("caption", at.ids, before={"values": old}, after={"value": caption})


@transaction.atomic
def remove(*, user: Any, album: AlbumPage, photos: Iterable[int] | None) -> Outcome:
    """Take photos out of the album; they stay in the library, and in other albums."""
    at = ticked(user=user, album=album, photos=photos, hold=True)
    leave_those_by_rule(at)
    before = take_out(at)
    return at.finish("remove", at.ids, before=before)


def leave_those_by_rule(at: Ticked) -> None:
    """The album's rule would bring them back."""
    ruled = [place for place in at.places if place.by_rule]
    note = ngettext(
        "%(count)d photo is here by the album's rule, which would bring it back. Change the rule instead.",
        "%(count)d photos are here by the album's rule, which would bring them back. Change the rule instead.",
        len(ruled),
    ) % {"count": len(ruled)}
    if ruled and len(ruled) == len(at.places):
        raise Refused(note, code="by_rule", status=409)
    at.leave(ruled, note)


def take_out(at: Ticked) -> dict[str, Any]:
    """Remove the places of the held album. Returns what brings them back."""
    behind, numbers = Order(at.album).standing(at.ids) if at.places else ([], [])
    cover = cover_of(at.album)
    # One statement, however many; who counts what an album shows is told below.
    AlbumPhoto.rows.filter(pk__in=[place.pk for place in at.places])._raw_delete(AlbumPhoto.rows.db)
    if cover in at.ids:
        actions.write_cover(at.album, None)
    contents_changed(at.album)
    return {
        "behind": behind,
        "numbers": numbers,
        "captions": [place.caption for place in at.places],
        "moves": [place.moves for place in at.places],
        "added": [place.added_at.isoformat() for place in at.places],
        "cover": cover if cover in at.ids else None,
    }


def contents_changed(album: AlbumPage) -> None:
    """Tell those who go by what an album shows: rows were written or removed that send no signals."""
    signals.contents_changed.send(AlbumPage, album=album)
    # Afterwards: two who queue the same job and want the same photos would wait for each other.
    transaction.on_commit(tasks.review_addresses_later)
    transaction.on_commit(partial(tasks.review_addresses_later, fewer=False))


def cover_of(album: AlbumPage) -> int | None:
    """The cover as it is now."""
    return AlbumPage.objects.filter(pk=album.pk).values_list("cover", flat=True).first()


def differs(seen: Mapping[int, str] | None, photo: int, now: str) -> bool:
    """Whether the person saw something else than what stands there now."""
    if seen is None or photo not in seen:
        return False
    return clean(seen[photo].replace("\r\n", "\n")) != clean(now.replace("\r\n", "\n"))


def bring_back(user: Any, album: AlbumPage, before: Mapping[str, Any]) -> tuple[list[int], list[int]]:
    """Undo ``take_out`` in the held album. Returns the photos that are there again, and those that cannot be.

    Those are in the trash by now, or not hers to choose any more: their owner looked where they are shown, and did not
    find this album.
    """
    order = Order(album)
    there = set(order.photos)
    hers = permissions.choosable(user).filter(pk__in=before["photos"])
    able = set(hers.values_list("pk", flat=True)) - there
    columns = zip(*(before[key] for key in ("photos", "captions", "moves", "added")), strict=True)
    rows = [
        AlbumPhoto(album=album, photo_id=photo, position=0, caption=caption, moves=moves + 1)
        for photo, caption, moves, _added in columns
        if photo in able
    ]
    added = dict(zip(before["photos"], before["added"], strict=True))
    rows = list(AlbumPhoto.rows.bulk_create(rows))
    for row in rows:
        row.added_at = AlbumPhoto._meta.get_field("added_at").to_python(added[row.photo_id])
    AlbumPhoto.rows.bulk_update(rows, ["added_at"], batch_size=500)
    standing = list(zip(before["photos"], before["behind"], before["numbers"], strict=True))
    back = [line for line in standing if line[0] in able]
    wanted = put_back(order.photos, [b[0] for b in back], [b[1] for b in back], [b[2] for b in back])
    Order(album).write(wanted)
    if before["cover"] in able and cover_of(album) is None:
        actions.write_cover(album, Photo.objects.get(pk=before["cover"]))
    contents_changed(album)
    return [photo for photo in before["photos"] if photo in able], [
        photo for photo in before["photos"] if photo not in able
    ]
