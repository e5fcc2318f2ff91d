"""Notifications as they are shown: by whom, about what, where they lead. One way for the page, the API and mails."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from common.text import one_line
from community import standing
from community.models import AlbumComment, Kind, Notification
from community.notifications import sentences, sight
from community.notifications.recipients import DUTIES
from galleries import policy
from galleries.models import AlbumPage, AlbumPhoto, Photo
from galleries.policy import Viewer

QUOTED = (Kind.COMMENT, Kind.REPLY, Kind.MENTION)
QUOTED_AT_MOST = 160
PARTS = (
    "album__owner", "photo__uploaded_by_user", "comment__user", "decision", "recipient"
)  # fmt: skip


@dataclass
class Line:
    """One notification. ``album``, ``photo`` and ``comment`` are there when the reader may know of them."""

    note: Notification
    album: AlbumPage | None = None
    photo: Photo | None = None
    comment: AlbumComment | None = None
    # The newest first, a few of them; ``others`` is how many there are besides the first.
    people: list[Any] = field(default_factory=list)
    others: int = 0
    # For a photo that is told of without an album: an album in which the reader can look at it.
    home: AlbumPage | None = None

    @property
    def text(self) -> str:
        return sentences.plain(self)

    @property
    def html(self) -> SafeString:
        return sentences.marked_up(self)

    @property
    def person(self) -> Any:
        return self.people[0] if self.people else None

    @property
    def excerpt(self) -> str:
        """What was said: the newest comment's beginning, or what moderators write."""
        decision = self.note.decision
        if decision is not None:
            text = decision.message if decision.subject_id == self.note.recipient_id else ""
        else:
            text = self.comment.comment if self.comment is not None and self.note.kind in QUOTED else ""
        return Truncator(one_line(text)).chars(QUOTED_AT_MOST)

    @property
    def url(self) -> str:
        """The path of what it is about."""
        kind = self.note.kind
        if self.note.decision_id is not None:
            return f"{reverse('community:decisions')}#decision-{self.note.decision_id}"
        if kind == Kind.FOLLOW and self.album is None:  # a person's own page may be nobody's to open
            return reverse("community:followers")
        if kind in (Kind.PICKS, Kind.CONTRIBUTION) and self.album is not None:
            return reverse("galleries:sharing", args=[self.album.pk])
        if self.comment is not None:
            address = reverse("community:comment", args=[self.comment.pk])
            album = self.album or self.home
            return album.addressed(address) if album is not None else address
        return self._place() or reverse("community:notifications")

    @property
    def address(self) -> str:
        """The path that marks it as read and leads there."""
        return reverse("community:notification", args=[self.note.pk])

    def _place(self) -> str:
        album = self.album or self.home
        page = album.get_url() if album is not None else None
        if not page:
            return ""
        return f"{page}{self.photo.pk}/" if self.photo is not None else str(page)


def rows(viewer: Viewer) -> QuerySet[Notification]:
    """What may be shown, with all that a line says of it; the newest first."""
    return sight.shown_to(viewer).select_related(*PARTS).order_by("-updated_at", "-pk")


def of(viewer: Viewer, notes: Iterable[Notification]) -> list[Line]:
    """The lines of these rows of ``rows(viewer)``, in three queries whatever their number."""
    notes = list(notes)
    away = standing.kept_away_from(viewer.user) if notes else set()
    lines = {note.pk: _line(note, away) for note in notes}
    for actor in sight.names_of(list(lines), away) if lines else []:
        line = lines[actor.notification_id]
        line.people.append(actor.person)
        line.others = actor.people - 1
    _find_homes(viewer, list(lines.values()))
    return list(lines.values())


def _line(note: Notification, away: set[int]) -> Line:
    if note.kind in sight.OWN_AFFAIRS:  # whether she may see the thing was not asked
        return Line(note)
    photo = None if note.kind in sight.BEFORE_THE_ALBUM else note.photo
    return Line(note, album=note.album, photo=photo, comment=_comment(note, away))


def _comment(note: Notification, away: set[int]) -> AlbumComment | None:
    """The newest comment of those it tells of, while that can be read."""
    comment, person = note.comment, note.comment and note.comment.user
    if comment is None or person is None or not person.is_active or person.delete_after is not None:
        return None
    state = AlbumComment.State.WAITING if note.kind == Kind.WAITING else AlbumComment.State.VISIBLE
    near = person.pk not in away or note.kind in DUTIES
    return comment if comment.state == state and near else None


def _find_homes(viewer: Viewer, lines: list[Line]) -> None:
    homeless = {line.photo.pk for line in lines if line.photo is not None and line.album is None}
    if not homeless:
        return
    seen = policy.visible_albums(viewer, "album__")
    first = AlbumPhoto.objects.filter(seen, photo=OuterRef("photo")).ready().order_by("pk").values("pk")[:1]
    places = AlbumPhoto.objects.filter(photo__in=homeless, pk=Subquery(first)).select_related("album")
    homes = {place.photo_id: place.album for place in places}
    for line in lines:
        if line.photo is not None and line.album is None:
            line.home = homes.get(line.photo.pk)
