"""The feed: the newest photos of the people and albums that somebody follows, grouped by album and day.

A photo counts from when it was added, or from when its album was first published, whichever came later. The albums
with the newest photos are found first, by one look into the index of each album (``album, added_at``), and only their
photos are read then: the feed costs the same however many photos the albums hold.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, Greatest, RowNumber, TruncDate
from django.utils import timezone

from community import standing
from community.models import Follow
from galleries import policy
from galleries.models import AlbumPage, AlbumPhoto
from galleries.policy import Viewer

GROUPS = 10
GROUPS_AT_MOST = 50
SHOWN = 5
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MARK = re.compile(r"(\d{1,16})-(\d{1,16})-(\d{1,18})")


@dataclass(frozen=True)
class Mark:
    """Where a page of the feed ended. What came after ``seen_at``, when its first page was read, is left for the next
    reading: so older pages neither repeat nor lose a group, whatever is added meanwhile."""

    seen_at: datetime
    last: datetime
    album_id: int

    def __str__(self) -> str:
        return f"{_microseconds(self.seen_at)}-{_microseconds(self.last)}-{self.album_id}"

    @classmethod
    def read(cls, text: str) -> "Mark | None":
        """The mark that an address holds; None for nonsense."""
        found = _MARK.fullmatch(text)
        if found is None:
            return None
        seen_at, last = (EPOCH + timedelta(microseconds=int(number)) for number in found.groups()[:2])
        return cls(seen_at, last, int(found[3]))


@dataclass
class Group:
    """What one album got on one day."""

    album: AlbumPage
    day: date
    count: int
    last: datetime
    places: list[AlbumPhoto] = field(default_factory=list)

    @property
    def more(self) -> int:
        """How many photos are not shown here."""
        return self.count - len(self.places)


@dataclass
class FeedPage:
    groups: list[Group]
    older: Mark | None


def page(viewer: Viewer, after: Mark | None = None, size: int = GROUPS) -> FeedPage:
    """The groups that follow ``after``, the newest first. Four queries and those of the policy."""
    found = _newest_albums(viewer, after, size + 1)
    rows = _rows(dict(found), after, is_full=len(found) > size)
    shown = rows[:size]
    if not shown:
        return FeedPage([], None)
    seen_at = after.seen_at if after else shown[0]["last"]
    end = shown[-1]
    older = Mark(seen_at, end["last"], end["album_id"]) if len(rows) > size else None
    return FeedPage(_groups(shown, seen_at), older)


def followed_albums(viewer: Viewer) -> Q:
    """Albums whose photos the feed shows: those of followed people that lists may name, and followed ones."""
    mine = Follow.objects.filter(follower=viewer.user.pk)
    of_people = Q(owner__in=mine.filter(person__isnull=False).values("person"))
    themselves = Q(pk__in=mine.filter(album__isnull=False).values("album"))
    wanted = of_people & policy.listed_albums(viewer) | themselves & policy.visible_albums(viewer)
    return wanted & ~Q(owner__in=standing.kept_away_from(viewer.user))


def counted_from(album: str = "album__") -> Greatest:
    """When a photo came to be seen in its album."""
    return Greatest("added_at", Coalesce(F(f"{album}first_published_at"), Value(EPOCH)))


def day_of(moment: datetime) -> date:
    """The day as the site's clocks have it: the same for all readers, so that addresses stay good."""
    return timezone.localdate(moment, timezone.get_default_timezone())


def _newest_albums(viewer: Viewer, after: Mark | None, number: int) -> list[tuple[int, datetime]]:
    """Keys of the albums with the newest groups after the mark, and when the newest of each ended."""
    published = Coalesce(F("first_published_at"), Value(EPOCH))
    albums = AlbumPage.objects.filter(followed_albums(viewer)).annotate(published=published)
    bound = Q()
    if after is not None:
        begin = _bounds(day_of(after.last))[0]
        albums = albums.filter(Q(published__lt=after.last) | Q(published=after.last, pk__lt=after.album_id))
        albums = albums.annotate(shown_before=_shown_before(after))
        albums = albums.exclude(published__gte=begin, shown_before=True)
        until = Value(after.last + timedelta(microseconds=1))
        albums = albums.annotate(until=Case(When(shown_before=True, then=Value(begin)), default=until))
        bound = Q(added_at__lt=OuterRef("until"))
    places = AlbumPhoto.objects.ready().filter(bound, album=OuterRef("pk")).order_by("-added_at")
    last = places.annotate(at=Greatest("added_at", OuterRef("published"))).values("at")[:1]
    # Albums without a photo come last and are dropped here: asking for one in SQL would look into each album twice.
    rows = albums.annotate(last=Subquery(last)).order_by(F("last").desc(nulls_last=True), "-pk")
    return [(pk, last) for pk, last in rows.values_list("pk", "last")[:number] if last is not None]


def _shown_before(after: Mark) -> Exists:
    """Whether the album's group of the mark's own day stands before the mark: it is not shown again."""
    end = _bounds(day_of(after.last))[1]
    ahead = Q(added_at__gt=after.last) | Q(added_at=after.last, album__gte=after.album_id)
    places = AlbumPhoto.objects.ready().filter(ahead, added_at__lt=end, added_at__lte=after.seen_at)
    return Exists(places.filter(album=OuterRef("pk")))


def _rows(latest: dict[int, datetime], after: Mark | None, *, is_full: bool) -> list[dict[str, Any]]:
    """The groups of these albums after the mark, the newest first: album, day, count and end of each."""
    places = _places(latest, after.seen_at if after else None)
    if is_full:  # what is older than the newest group of the last of these albums has no place on the page
        places = places.filter(at__gte=_bounds(day_of(min(latest.values())))[0])
    if after is not None:
        places = places.filter(at__lt=_bounds(day_of(after.last))[1])
    grouped = places.values("album_id", "day").annotate(count=Count("pk"), last=Max("at")).order_by()
    rows = [row for row in grouped if after is None or _key(row) < (after.last, after.album_id)]
    return sorted(rows, key=_key, reverse=True)


def _groups(rows: list[dict[str, Any]], seen_at: datetime) -> list[Group]:
    """The groups with their albums and first photos."""
    pks = {row["album_id"] for row in rows}
    is_open = ExpressionWrapper(policy.open_albums(), output_field=BooleanField())
    albums = AlbumPage.objects.filter(pk__in=pks).annotate(is_open=is_open).select_related("owner").in_bulk()
    one_of = reduce(or_, (Q(album_id=row["album_id"], day=row["day"]) for row in rows))
    rank = Window(RowNumber(), partition_by=[F("album_id"), F("day")], order_by=[F("position"), F("pk")])
    first = _places(pks, seen_at).filter(one_of).annotate(rank=rank).filter(rank__lte=SHOWN)
    groups = {
        (row["album_id"], row["day"]): Group(albums[row["album_id"]], row["day"], row["count"], row["last"])
        for row in rows
        if row["album_id"] in albums
    }
    for place in first.select_related("photo").order_by("position", "pk"):
        if (group := groups.get((place.album_id, place.day))) is not None:
            group.places.append(place)
    return list(groups.values())


def _places(albums: Iterable[int], seen_at: datetime | None) -> Any:
    """What these albums show, with when it came (``at``) and on which day."""
    places = AlbumPhoto.objects.ready().filter(album__in=list(albums)).annotate(at=counted_from())
    if seen_at is not None:
        places = places.filter(at__lte=seen_at)
    return places.annotate(day=TruncDate("at", tzinfo=timezone.get_default_timezone()))


def _key(row: dict[str, Any]) -> tuple[datetime, int]:
    return row["last"], row["album_id"]


def _bounds(day: date) -> tuple[datetime, datetime]:
    """When the day begins, and the next."""
    zone = timezone.get_default_timezone()
    return (
        datetime.combine(day, time.min, tzinfo=zone),
        datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone),
    )


def _microseconds(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)
