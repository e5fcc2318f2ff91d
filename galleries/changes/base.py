"""What every action on the ticked photos of an album has in common: who may, what is told, what is kept for undoing."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import log

from common.errors import AppError
from common.search_text import reindex_many
from galleries import actions, permissions, tasks
from galleries.changes.words import DONE, action_of
from galleries.models import AlbumChange, AlbumPage, AlbumPhoto, Photo

AT_MOST = 5000
# So many photos are told to the search at once; more of them in the background.
INDEXED_AT_ONCE = 20


class Refused(AppError):
    """The action cannot be done as it was asked for, and nothing was done."""

    code = "refused"


def _ids(rows: Iterable[Any]) -> list[int]:
    return [row.photo_id for row in rows]


@dataclass
class Outcome:
    """What became of an action: for the page that asked, and in words for the person."""

    told: str
    done: list[int] = field(default_factory=list)
    undo: int | None = None
    conflicts: list[dict[str, Any]] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)

    @property
    def is_conflict(self) -> bool:
        """Whether nothing was done, because somebody else was there first."""
        return bool(self.conflicts) and not self.done

    def as_dict(self) -> dict[str, Any]:
        return {
            "told": self.told,
            "done": self.done,
            "undo": self.undo,
            "conflicts": self.conflicts,
            "gone": self.gone,
        }


@dataclass
class Ticked:
    """The photos that an action is about, in the album's order, and what is to be told besides."""

    user: Any
    album: AlbumPage
    places: list[AlbumPhoto]
    gone: list[int]
    conflicts: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def ids(self) -> list[int]:
        return _ids(self.places)

    def leave(self, places: Collection[AlbumPhoto], note: str = "") -> None:
        """These are left alone; ``note`` says why."""
        if places:
            out = set(_ids(places))
            self.places = [place for place in self.places if place.photo_id not in out]
            self.notes += [note] if note else []

    def conflict(self, place: AlbumPhoto, name: str, now: Any, told: str | Promise) -> None:
        """Somebody else was there first: ``now`` is what stands there."""
        told = str(told) % {"title": place.photo.title}
        self.conflicts.append({"photo": place.photo_id, "field": name, "now": now, "told": told})

    def only_hers(self) -> QuerySet[Photo]:
        """Leave out what the person may not change. Returns the others, held until the transaction ends."""
        mine = permissions.changeable(self.user).filter(pk__in=self.ids).order_by().values("pk")
        held = Photo.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=mine).order_by("pk")
        hers = set(held.values_list("pk", flat=True))
        others = [place for place in self.places if place.photo_id not in hers]
        note = ngettext(
            "%(count)d photo is not yours to change.",
            "%(count)d photos are not yours to change.",
            len(others),
        ) % {"count": len(others)}
        if others and not hers:
            raise Refused(note, status=403)
        self.leave(others, note)
        # Read again: what they are since nobody else can change them.
        return Photo.objects.filter(pk__in=hers).order_by("pk")

    def finish(
        self,
        kind: str,
        done: list[int],
        *,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
        searched: bool = False,
    ) -> Outcome:
        """Log it, keep what undoing needs (when ``before`` is given) and say what was done."""
        if not done:
            return self.nothing()
        change = None
        if before is not None:
            change = AlbumChange.objects.create(
                album=self.album,
                user=self.user,
                kind=kind,
                count=len(done),
                before={"photos": done, **before},
                after=after or {},
            )
            if searched:
                show_in_search(change)
        note(self.user, self.album, kind, len(done))
        tasks.keep_rules_later(photos=done)
        told = DONE[kind] % {"count": len(done)}
        return self._outcome(told, done, change)

    def nothing(self, told: str = "") -> Outcome:
        """Nothing was there to do."""
        if not (told or self.conflicts or self.notes or self.gone):
            told = _("There was nothing to change.")
        return self._outcome(told, [], None)

    def _outcome(self, told: str, done: list[int], change: AlbumChange | None) -> Outcome:
        lines = [told, *self.notes]
        if self.gone:
            count = len(self.gone)
            lines.append(
                ngettext(
                    "%(count)d photo is not in the album any more.",
                    "%(count)d photos are not in the album any more.",
                    count,
                )
                % {"count": count}
            )
        lines.append(of_conflicts(self.conflicts))
        told = " ".join(line for line in lines if line)
        return Outcome(told, done, change.pk if change else None, self.conflicts, self.gone)


def ticked(*, user: Any, album: AlbumPage, photos: Iterable[int] | None, hold: bool = False) -> Ticked:
    """The ticked photos, or all of the album when ``photos`` is None; ``hold`` keeps their places until the end.

    What lies in the trash counts as gone.
    """
    actions.check_album(user, album)
    if hold:
        actions.hold(album)
    rows = AlbumPhoto.objects.filter(album=album, photo__trashed_at=None).order_by("position", "pk")
    rows = rows.select_related("photo").only(
        "album_id", "photo_id", "position", "caption", "added_at", "moves", "by_rule", "photo__title"
    )
    if photos is None:
        places = list(rows[: AT_MOST + 1])
        if len(places) > AT_MOST:
            raise Refused(_too_many())
        return Ticked(user, album, places, [])
    wanted = list(dict.fromkeys(photos))
    if not wanted:
        raise Refused(_("No photo was chosen."))
    if len(wanted) > AT_MOST:
        raise Refused(_too_many())
    places = list(rows.filter(photo__in=wanted))
    there = {place.photo_id for place in places}
    return Ticked(user, album, places, [pk for pk in wanted if pk not in there])


def note(user: Any, album: AlbumPage, kind: str, count: int) -> None:
    """A line in the album's history."""
    log(album, action_of(kind), user=user, data={"count": count}, content_changed=True)


def show_in_search(change: AlbumChange) -> None:
    """Bring the search in step with what was done: at once for a few photos, else in the background."""
    ids = change.photo_ids
    if len(ids) <= INDEXED_AT_ONCE:
        reindex_many(Photo.objects.filter(pk__in=ids))
    else:
        tasks.index_changed_later(change)


def of_conflicts(conflicts: list[dict[str, Any]]) -> str:
    """What became of them, in words: one with its own, several with their number."""
    count = len(conflicts)
    if count < 2:
        return conflicts[0]["told"] if conflicts else ""
    return ngettext(
        "%(count)d photo was changed by somebody else meanwhile and was left alone.",
        "%(count)d photos were changed by somebody else meanwhile and were left alone.",
        count,
    ) % {"count": count}


def _too_many() -> str:
    return _("At most %(most)d photos can be changed at once.") % {"most": AT_MOST}
