"""Proofing: guests with a link that allows it mark their favourites for the album's owner."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from common import limits
from common.errors import AppError
from galleries import signals
from galleries.models import AlbumPage, AlbumPhoto, LinkVisit, Photo, Pick
from galleries.policy import Viewer

# Of each guest, on the owner's page; the table that she can download has all of them.
THUMBNAILS = 12
TITLES = 500
GUESTS_AT_ONCE = 20
# What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class NothingPicked(AppError):
    code = "nothing_picked"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("You have not marked any photo yet."))


class ToldAlready(AppError):
    code = "told_already"
    status = 429

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(_("The owner has just been told. What you mark now is there all the same."))


# --- what a guest does -----------------------------------------------------------------------------


def pick(*, viewer: Viewer, visit: LinkVisit, album: AlbumPage, photo_id: int) -> bool:
    """Mark a photo of the album. Whether it was not marked before."""
    _check(viewer, visit, album)
    if not AlbumPhoto.objects.filter(album=album, photo__pk=photo_id).ready().exists():
        raise Http404
    try:
        with transaction.atomic():
            return Pick.objects.get_or_create(visit=visit, photo_id=photo_id)[1]
    except IntegrityError:  # the photo has gone just now
        raise Http404 from None


def unpick(*, viewer: Viewer, visit: LinkVisit, album: AlbumPage, photo_id: int) -> None:
    """Take the mark away; a photo that has none is left alone."""
    _check(viewer, visit, album)
    Pick.objects.filter(visit=visit, photo__pk=photo_id).delete()


def tell_owner(*, viewer: Viewer, visit: LinkVisit, album: AlbumPage) -> None:
    """Let the album's owner know that the guest is done; once an hour."""
    _check(viewer, visit, album)
    if not picks_of(visit, album).exists():
        raise NothingPicked
    try:
        limits.hit("picks_told", visit.pk)
    except limits.TooMany as error:
        raise ToldAlready(error.retry_after) from error
    user = viewer.user if viewer.is_person else None
    with transaction.atomic():
        signals.picked.send(sender=Pick, album=album, visit=visit, user=user)


def _check(viewer: Viewer, visit: LinkVisit, album: AlbumPage) -> None:
    if viewer.is_person:
        signals.acting.send(sender=Pick, user=viewer.user)
        signals.meeting.send(sender=Pick, user=viewer.user, other=album.owner)
    limits.hit("picks_visit", visit.pk)


# --- what there is ---------------------------------------------------------------------------------


def picks_in(album: AlbumPage) -> QuerySet[Pick]:
    """Everybody's picks of what the album still shows."""
    shown = AlbumPhoto.objects.filter(album=album, photo=OuterRef("photo")).ready()
    return Pick.objects.filter(Exists(shown), visit__link__album=album)


def picks_of(visit: LinkVisit, album: AlbumPage) -> QuerySet[Pick]:
    return picks_in(album).filter(visit=visit)


def picked_photos(visit: LinkVisit, album: AlbumPage) -> QuerySet[Photo]:
    """What this guest has marked, in the album's order."""
    places = AlbumPhoto.objects.filter(album=album).ready()
    photos: QuerySet[Photo] = Photo.objects.filter(
        album_photos__in=places.values("pk"), pk__in=picks_of(visit, album).order_by().values("photo")
    ).order_by("album_photos__position", "album_photos__pk")
    return photos


@dataclass(frozen=True)
class Guest:
    """What the owner is told of one guest's picks."""

    visit: LinkVisit
    count: int
    photos: list[Photo]
    titles: list[str]

    @property
    def text(self) -> str:
        """The titles as lines, to be copied."""
        return "\n".join(self.titles)


@dataclass(frozen=True)
class Guests:
    """The guests who picked last, and how many there are."""

    rows: list[Guest]
    total: int


def guests_of(album: AlbumPage) -> Guests:
    """Who marked what, those who came last first: four queries whatever their number."""
    picks = picks_in(album)
    visits = LinkVisit.objects.filter(pk__in=picks.order_by().values("visit")).select_related("link")
    newest = list(visits.order_by("-last_at", "-pk")[:GUESTS_AT_ONCE])
    some = picks.filter(visit__in=newest)
    counts = dict(some.order_by().values_list("visit").annotate(n=Count("pk")))
    first = _first_of_each(some, THUMBNAILS).select_related("photo")
    thumbnails: dict[int, list[Photo]] = {}
    for row in first:
        thumbnails.setdefault(row.visit_id, []).append(row.photo)
    titles: dict[int, list[str]] = {}
    for visit_id, title in _first_of_each(some, TITLES).values_list("visit", "photo__title"):
        titles.setdefault(visit_id, []).append(title)
    rows = [
        Guest(visit, counts.get(visit.pk, 0), thumbnails.get(visit.pk, []), titles.get(visit.pk, []))
        for visit in newest
    ]
    total = visits.count() if len(newest) == GUESTS_AT_ONCE else len(newest)
    return Guests(rows, total)


def _first_of_each(picks: QuerySet[Pick], most: int) -> QuerySet[Pick]:
    """So many of each guest, in the order in which they were marked."""
    at = Window(RowNumber(), partition_by=F("visit"), order_by="pk")
    return picks.annotate(at=at).filter(at__lte=most).order_by("visit", "pk")


def table(album: AlbumPage) -> Iterator[list[str]]:
    """Every pick as a line of a table, with a line of heads; safe to be opened by a spreadsheet."""
    yield [str(_("Guest")), str(_("Link")), str(_("Title")), str(_("Photo")), str(_("Marked at (UTC)"))]
    rows = picks_in(album).select_related("visit__link", "photo").order_by("visit", "pk")
    for row in rows.iterator(chunk_size=500):
        moment = row.created_at.strftime("%Y-%m-%d %H:%M:%S")
        yield [
            _plain(row.visit.name),
            _plain(row.visit.link.label),
            _plain(row.photo.title),
            str(row.photo_id),
            moment,
        ]


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
