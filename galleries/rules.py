"""What the rules of albums find, and the albums filled with it. See docs/decisions/0015-rule-albums.md."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from galleries import policy, rule_sight, signals
from galleries.models import AlbumPage, AlbumPhoto, AlbumRule, Photo, PhotoTag, RuleTag
from galleries.querysets import PhotoQuerySet

# A rule shows no more than that: of those it finds, the ones that came to the site last.
MOST = 10_000
AT_ONCE = 500


@dataclass(frozen=True)
class Terms:
    """What a rule asks for, saved or not. Tags are keys."""

    all: frozenset[int] = frozenset()
    any: frozenset[int] = frozenset()
    none: frozenset[int] = frozenset()
    taken_from: date | None = None
    taken_to: date | None = None
    author: int | None = None

    @property
    def ask_for_something(self) -> bool:
        """False where nothing is left but what photos must not have: that is no reason to show all others."""
        return bool(self.all or self.any or self.taken_from or self.taken_to or self.author)


def terms_of(rule: AlbumRule) -> Terms:
    tags: dict[str, set[int]] = {sense: set() for sense in RuleTag.Sense.values}
    for sense, tag in rule.rule_tags.values_list("sense", "tag"):
        tags[sense].add(tag)
    return Terms(
        **{sense: frozenset(found) for sense, found in tags.items()},
        taken_from=rule.taken_from,
        taken_to=rule.taken_to,
        author=rule.author_id,
    )


def matching(terms: Terms) -> PhotoQuerySet:
    """Photos of the whole site that are as the rule asks, whoever may see them: never show these."""
    if not terms.ask_for_something:
        return Photo.objects.none()
    seen = policy.photo_in_sight() & policy.of_somebody_staying("uploaded_by_user")
    photos = Photo.objects.ready().filter(seen)
    for tag in terms.all:
        photos = photos.filter(pk__in=_tagged([tag]))
    if terms.any:
        photos = photos.filter(pk__in=_tagged(terms.any))
    if terms.none:
        photos = photos.exclude(pk__in=_tagged(terms.none))
    if terms.author:
        photos = photos.filter(uploaded_by_user=terms.author)
    return photos.filter(_taken(terms)) if terms.taken_from or terms.taken_to else photos


def found(terms: Terms, album_id: int) -> PhotoQuerySet:
    """Those of them that this album may show."""
    return matching(terms).filter(rule_sight.may_stand_in(album_id))


def candidates(rule: AlbumRule) -> PhotoQuerySet:
    """What the rule's album should show by rule at this moment."""
    return found(terms_of(rule), rule.album_id)


@transaction.atomic
def keep(album_id: int) -> int:
    """Bring the album's places in step with its rule. Returns how many came or went.

    New ones are put at the end, those taken first before the others; what stands there already keeps its place, and
    what was put by hand is left alone. Where nothing changes, nothing is written.
    """
    # One writer at a time for the positions of one album.
    album = AlbumPage.objects.select_for_update(of=("self",)).filter(pk=album_id).first()
    if album is None or album.is_trashed:
        return 0
    rule = AlbumRule.objects.filter(album=album_id).first()
    wanted = _in_order(candidates(rule)) if rule else []
    there = dict(AlbumPhoto.rows.filter(album=album_id).values_list("photo", "by_rule"))
    keys = set(wanted)
    gone = [photo for photo, by_rule in there.items() if by_rule and photo not in keys]
    fresh = [photo for photo in wanted if photo not in there]
    take_out(album_id, gone)
    _append(album_id, fresh)
    if rule is not None and (gone or fresh or rule.kept_at is None):
        AlbumRule.objects.filter(pk=rule.pk).update(kept_at=timezone.now())
    if gone or fresh:
        signals.contents_changed.send(sender=AlbumPage, album=album)
    return len(gone) + len(fresh)


def keep_all() -> None:
    """The same for every album with a rule, and for those that lost theirs."""
    ruled = AlbumRule.objects.order_by("album").values_list("album", flat=True)
    orphans = (
        AlbumPhoto.rows.filter(by_rule=True, album__rule=None)
        .order_by("album")
        .values_list("album", flat=True)
    )
    for album_id in [*ruled, *orphans.distinct()]:
        keep(album_id)


def take_out(album_id: int, photo_ids: list[int]) -> None:
    """Remove these photos from the album as far as its rule brought them."""
    for at in range(0, len(photo_ids), AT_ONCE):
        rows = AlbumPhoto.rows.filter(album=album_id, by_rule=True, photo__in=photo_ids[at : at + AT_ONCE])
        # Without a signal for each; one tells of all. No bucket has to hear: a rule opens nothing.
        rows._raw_delete(rows.db)


def concerned(*, photos: Iterable[int] = (), tags: Iterable[int] = ()) -> list[int]:
    """The albums whose rules may find something else since these photos or tags of photos changed.

    Those that show one of the photos; those that ask for a tag which it bears, or for none at all.
    """
    photos, tags = list(photos), list(tags)
    by_tag = RuleTag.objects.filter(tag__in=tags)
    albums = set(by_tag.values_list("rule__album", flat=True)) if tags else set()
    if photos:
        wants = Q(sense__in=(RuleTag.Sense.ALL, RuleTag.Sense.ANY))
        tagless = AlbumRule.objects.exclude(pk__in=RuleTag.objects.filter(wants).values("rule"))
        albums |= set(tagless.values_list("album", flat=True))
        for at in range(0, len(photos), AT_ONCE):
            shown = AlbumPhoto.rows.filter(by_rule=True, photo__in=photos[at : at + AT_ONCE]).order_by()
            albums |= set(shown.values_list("album", flat=True))
            borne = (
                PhotoTag.objects.accepted().filter(content_object__in=photos[at : at + AT_ONCE]).values("tag")
            )
            albums |= set(RuleTag.objects.filter(wants, tag__in=borne).values_list("rule__album", flat=True))
    return sorted(albums)


def _tagged(tags: Iterable[int]) -> Any:
    return PhotoTag.objects.accepted().filter(tag__in=list(tags)).order_by().values("content_object")


def _taken(terms: Terms) -> Q:
    """Between these days by the clock where the photo was taken, as its page tells the time."""
    dated = Photo.objects.exclude(taken_at=None).order_by()
    condition = Q(pk__in=[])
    for offset in dated.values_list("taken_offset", flat=True).distinct():
        there = Q(taken_offset=offset)
        clock = timezone.get_fixed_timezone(offset or 0)
        if terms.taken_from is not None:
            there &= Q(taken_at__gte=_midnight(terms.taken_from, clock))
        if terms.taken_to is not None and terms.taken_to != date.max:
            there &= Q(taken_at__lt=_midnight(terms.taken_to + timedelta(days=1), clock))
        condition |= there
    return condition


def _midnight(day: date, clock: tzinfo) -> datetime:
    """Also at the ends of the calendar, of which the other side of the earth sees less."""
    try:
        return datetime.combine(day, time(), clock).astimezone(UTC)
    except OverflowError:
        return datetime.combine(day, time(), UTC)


def _in_order(photos: PhotoQuerySet) -> list[int]:
    """By time, the undated at the end."""
    rows = photos.order_by("-pk").values_list("taken_at", "pk")[:MOST]
    undated = datetime.max.replace(tzinfo=UTC)
    return [pk for _taken, pk in sorted((taken_at or undated, pk) for taken_at, pk in rows)]


def _append(album_id: int, photo_ids: list[int]) -> None:
    last = AlbumPhoto.rows.filter(album=album_id).aggregate(last=Max("position"))["last"] if photo_ids else 0
    start = 0 if last is None else last + 1
    AlbumPhoto.rows.bulk_create(
        (
            AlbumPhoto(album_id=album_id, photo_id=pk, position=start + number, by_rule=True)
            for number, pk in enumerate(photo_ids)
        ),
        batch_size=AT_ONCE,
    )
