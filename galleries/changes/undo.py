"""Taking back what one did last to an album's photos, as far as nobody has changed it since."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from galleries import actions, permissions, tasks, trash
from galleries.changes import places
from galleries.changes.base import Outcome, Refused, note, show_in_search
from galleries.changes.order import Order, put_back
from galleries.changes.texts import COLUMNS
from galleries.changes.words import DONE
from galleries.models import AlbumChange, AlbumPage, AlbumPhoto, Photo, PhotoTag

# So many different values are written with a statement each; beyond that the rows are written one and all.
VALUES = 8


@dataclass
class Back:
    """A change on its way back: what of it is back, and what was left as it is now."""

    user: Any
    album: AlbumPage
    change: AlbumChange
    # The other album, of a change that was about two.
    target: AlbumPage | None
    done: list[int] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    now: dict[int, Any] = field(default_factory=dict)

    @property
    def photos(self) -> list[int]:
        return self.change.photo_ids

    @property
    def before(self) -> dict[str, Any]:
        return self.change.before

    @property
    def after(self) -> dict[str, Any]:
        return self.change.after

    def hers(self) -> QuerySet[Photo]:
        """Those of the photos that she may still change, held until the transaction ends."""
        mine = permissions.changeable(self.user).filter(pk__in=self.photos).order_by().values("pk")
        held = Photo.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=mine).order_by("pk")
        return Photo.objects.filter(pk__in=list(held.values_list("pk", flat=True)))

    def settle(self, back: Iterable[int]) -> None:
        """These are as they were; the others are left."""
        able = set(back)
        self.done = [pk for pk in self.photos if pk in able]
        self.left = [pk for pk in self.photos if pk not in able]


@transaction.atomic
def undo(*, user: Any, album: AlbumPage, change: int) -> Outcome:
    """Take back the person's last change of the album. What somebody has changed since stays, and is told."""
    actions.check_album(user, album)
    hers = AlbumChange.objects.filter(album=album, user=user)
    found = hers.filter(pk=change).first()
    target = AlbumPage.objects.filter(pk=found.before.get("album")).first() if found else None
    actions.hold(album, *([target] if target else []))
    found = hers.select_for_update(of=("self",)).filter(pk=change).first()
    if found is None:
        raise Refused(_("This change cannot be taken back any more."), status=404)
    if found.undone_at is not None:
        raise Refused(_("This change has been taken back already."), status=409)
    if hers.filter(pk__gt=found.pk, undone_at=None).exists():
        raise Refused(_("You have changed something else since; take that back first."), status=409)
    found.undone_at = timezone.now()
    found.save(update_fields=["undone_at"])
    back = Back(user, album, found, target)
    _WAYS_BACK[found.kind](back)
    if back.done:
        note(user, album, "undo", len(back.done))
        tasks.keep_rules_later(photos=back.done)
    return _told(back)


def _told(back: Back) -> Outcome:
    places = AlbumPhoto.objects.filter(album=back.album, photo__in=back.left)
    titles = dict(places.values_list("photo", "photo__title"))
    conflicts = [
        {
            "photo": pk,
            "field": back.change.kind,
            "now": back.now.get(pk),
            "told": _("“%(title)s” was changed since and was left as it is.") % {"title": titles[pk]},
        }
        for pk in back.left
        if pk in titles
    ]
    lines = []
    if back.done:
        lines.append(DONE["undo"] % {"count": len(back.done)})
    if left := len(back.left):
        lines.append(
            ngettext(
                "%(count)d photo was changed since and was left as it is.",
                "%(count)d photos were changed since and were left as they are.",
                left,
            )
            % {"count": left}
        )
    gone = [pk for pk in back.left if pk not in titles]
    return Outcome(" ".join(lines), back.done, None, conflicts, gone)


def _move(back: Back) -> None:
    order = Order(back.album)
    standing = zip(
        back.photos, back.after["moves"], back.before["behind"], back.before["numbers"], strict=True
    )
    lines = [line for line in standing if order.moves.get(line[0]) == line[1]]
    back.now = order.moves
    back.settle(photo for photo, *_rest in lines)
    rest = order.without(back.done)
    wanted = put_back(rest, back.done, [line[2] for line in lines], [line[3] for line in lines])
    order.write(wanted, back.done)


def _cover(back: Back) -> None:
    now, old = places.cover_of(back.album), back.before["cover"]
    photo = Photo.objects.filter(pk=old, album_photos__album=back.album).first() if old else None
    if now != back.after["cover"] or (old and photo is None):
        back.left = back.photos
        back.now = dict.fromkeys(back.photos, now)
        return
    actions.write_cover(back.album, photo)
    back.done = back.photos


def _remove(back: Back) -> None:
    back.done, back.left = places.bring_back(back.user, back.album, back.before)


def _caption(back: Back) -> None:
    rows = AlbumPhoto.objects.filter(album=back.album, photo__in=back.photos, photo__trashed_at=None)
    _write_back(back, rows, "caption", "photo_id")


def _text(back: Back) -> None:
    _write_back(back, back.hers(), COLUMNS[back.change.kind][0], "pk")
    if back.change.kind != "licence":
        show_in_search(back.change)


def _write_back(back: Back, rows: QuerySet[Any], column: str, key: str) -> None:
    """Write the old values where the new one still stands."""
    found = {row[0]: (row[1], row[2]) for row in rows.values_list(key, "pk", column)}
    old = dict(zip(back.photos, back.before["values"], strict=True))
    back.now = {photo: value for photo, (_pk, value) in found.items()}
    back.settle(photo for photo, value in back.now.items() if value == back.after["value"])
    _write(rows.model, column, {found[photo][0]: old[photo] for photo in back.done})


def _write(model: type[Model], column: str, values: dict[int, Any]) -> None:
    """One column of many rows, by key."""
    alike: dict[Any, list[int]] = defaultdict(list)
    for pk, value in values.items():
        alike[value].append(pk)
    if len(alike) <= VALUES:
        for value, pks in alike.items():
            model._default_manager.filter(pk__in=pks).update(**{column: value})
    else:
        rows = [model(pk=pk, **{column: value}) for pk, value in values.items()]
        model._default_manager.bulk_update(rows, [column], batch_size=500)


def _taken(back: Back) -> None:
    shifted = dict(zip(back.photos, map(datetime.fromisoformat, back.after["values"]), strict=True))
    now = dict(back.hers().values_list("pk", "taken_at"))
    back.now = {pk: at.isoformat() if at else None for pk, at in now.items()}
    back.settle(pk for pk, at in now.items() if at == shifted[pk])
    shift = timedelta(seconds=back.before["seconds"])
    Photo.objects.filter(pk__in=back.done).update(taken_at=F("taken_at") - shift)


def _tags(back: Back) -> None:
    """Rows that were made go, the others are what they were; per photo, if any of its rows is as we left it."""
    hers = set(back.hers().values_list("pk", flat=True))
    moment = datetime.fromisoformat(back.after["at"])
    made = dict(back.before["made"])
    old = {line[0]: line for line in back.before["rows"]}
    ours = PhotoTag.objects.filter(
        pk__in=[*made, *old],
        content_object__in=hers,
        state=back.after["state"],
        decided_at=moment,
        decided_by=back.user,
    )
    rows = dict(ours.select_for_update(of=("self",)).order_by("pk").values_list("pk", "content_object"))
    both = {**made, **{pk: line[1] for pk, line in old.items()}}
    back.settle(set(rows.values()) - {photo for pk, photo in both.items() if pk not in rows})
    partly = set(rows.values()) - set(back.done)
    wanted = {pk for pk, photo in rows.items() if photo not in partly}
    PhotoTag.objects.filter(pk__in=[pk for pk in wanted if pk in made])._raw_delete(PhotoTag.objects.db)
    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for pk in wanted:
        if pk in old:
            alike[tuple(old[pk][2:])].append(pk)
    for (state, at, by), pks in alike.items():
        PhotoTag.objects.filter(pk__in=pks).update(
            state=state, decided_at=datetime.fromisoformat(at) if at else None, decided_by=by
        )
    show_in_search(back.change)


def _copy(back: Back) -> None:
    gone = _take_from_target(back)
    back.settle(gone)


def _transfer(back: Back) -> None:
    _take_from_target(back)
    back.done, back.left = places.bring_back(back.user, back.album, back.before)
    if back.target is not None:
        mine = permissions.changeable(back.user).filter(
            pk__in=set(back.before["belonged"]) & set(back.done), collection=back.target.collection_id
        )
        pks = list(mine.order_by().values_list("pk", flat=True))
        Photo.objects.filter(pk__in=pks).update(collection=back.album.collection_id)


def _take_from_target(back: Back) -> list[int]:
    """Remove the places made in the other album that are as they were made. Returns their photos."""
    target = back.target
    if target is None:
        return []
    actions.check_album(back.user, target)
    made = {pk: caption for pk, _photo, caption in back.before["made"]}
    rows = AlbumPhoto.rows.filter(pk__in=made, album=target, moves=0, by_rule=False)
    same = {pk: photo for pk, photo, text in rows.values_list("pk", "photo", "caption") if text == made[pk]}
    cover = places.cover_of(target)  # somebody may have chosen one of them meanwhile
    same = {pk: photo for pk, photo in same.items() if photo != cover}
    AlbumPhoto.rows.filter(pk__in=same)._raw_delete(AlbumPhoto.rows.db)
    places.contents_changed(target)
    return list(same.values())


def _trash(back: Back) -> None:
    moment = datetime.fromisoformat(back.after["at"])
    there = permissions.changeable_with_trash(back.user).filter(pk__in=back.photos, trashed_at=moment)
    photos = list(there)
    trash.restore_photos(user=back.user, photos=photos)
    back.settle(photo.pk for photo in photos)


_WAYS_BACK: dict[str, Callable[[Back], None]] = {
    "move": _move,
    "cover": _cover,
    "remove": _remove,
    "caption": _caption,
    **dict.fromkeys(COLUMNS, _text),
    "taken": _taken,
    **dict.fromkeys(("tags-add", "tags-remove", "tags-accept", "tags-reject"), _tags),
    "copy": _copy,
    "transfer": _transfer,
    "trash": _trash,
}
