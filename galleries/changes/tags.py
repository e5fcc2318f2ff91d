"""Tags of many photos at once: adding, taking away, and what is made of suggestions."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.text import folded
from galleries import actions
from galleries.changes.base import Outcome, Refused, ticked
from galleries.models import AlbumPage, PhotoTag, Tag, tag_for_word
from galleries.tagging import split_tags

TAGS_AT_ONCE = 30
ACCEPTED, REJECTED = PhotoTag.State.ACCEPTED, PhotoTag.State.REJECTED


def _words(text: str) -> list[str]:
    words = split_tags(text)
    if not words:
        raise Refused(_("Type at least one tag."))
    if len(words) > TAGS_AT_ONCE:
        raise Refused(_("At most %(most)d tags at once.") % {"most": TAGS_AT_ONCE})
    most = Tag._meta.get_field("label_en").max_length or 0
    if any(len(word) > most for word in words):
        raise Refused(_("A tag has at most %(most)d characters.") % {"most": most})
    return words


def _as_it_was(rows: Iterable[PhotoTag]) -> list[list[Any]]:
    """What undoing needs of rows that are about to change."""
    return [
        [row.pk, row.content_object_id, row.state, row.decided_at and row.decided_at.isoformat(), row.decided_by_id]
        for row in rows
    ]  # fmt: skip


def add(*, user: Any, album: AlbumPage, photos: Iterable[int] | None, text: str) -> Outcome:
    """Let the photos bear the typed tags; what was suggested or rejected before is accepted now."""
    actions.check_album(user, album)
    # Outside of the transaction: two who type the same new word must not wait for each other.
    tags = list(dict.fromkeys(tag_for_word(word) for word in _words(text)))
    return _add(user=user, album=album, photos=photos, tags=tags)


@transaction.atomic
def _add(*, user: Any, album: AlbumPage, photos: Iterable[int] | None, tags: list[Tag]) -> Outcome:
    at = ticked(user=user, album=album, photos=photos)
    at.only_hers()
    there = PhotoTag.objects.filter(content_object__in=at.ids, tag__in=tags)
    rows = list(there.select_for_update(of=("self",)).order_by("pk"))
    now, others = timezone.now(), [row for row in rows if row.state != ACCEPTED]
    said = {"state": ACCEPTED, "decided_by": user, "decided_at": now}
    PhotoTag.objects.filter(pk__in=[row.pk for row in others]).update(**said)
    known = {(row.content_object_id, row.tag_id) for row in rows}
    fresh = [
        PhotoTag(content_object_id=photo, tag=tag, source=PhotoTag.Source.EDITOR, **said)
        for photo in at.ids
        for tag in tags
        if (photo, tag.pk) not in known
    ]
    # Wagtail's own form may add the same tag at this moment.
    PhotoTag.objects.bulk_create(fresh, ignore_conflicts=True)
    mine = there.filter(decided_at=now, decided_by=user).exclude(pk__in=[row.pk for row in others])
    made = list(mine.order_by("pk").values_list("pk", "content_object_id"))
    touched = {row.content_object_id for row in others} | {photo for _pk, photo in made}
    before = {"rows": _as_it_was(others), "made": made}
    after = {"state": ACCEPTED, "at": now.isoformat()}
    done = [pk for pk in at.ids if pk in touched]
    return at.finish("tags-add", done, before=before, after=after, searched=True)


@transaction.atomic
def take_away(*, user: Any, album: AlbumPage, photos: Iterable[int] | None, text: str) -> Outcome:
    """Take the typed tags off the photos. They are kept as rejected, so that they are never suggested again."""
    keys = [folded(word) for word in _words(text)]
    at = ticked(user=user, album=album, photos=photos)
    at.only_hers()
    tags = Tag.objects.filter(words__key__in=keys).order_by().values("pk")
    borne = PhotoTag.objects.accepted().filter(content_object__in=at.ids, tag__in=tags)
    rows = list(borne.select_for_update(of=("self",)).order_by("pk"))
    now = timezone.now()
    PhotoTag.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=REJECTED, decided_by=user, decided_at=now
    )
    touched = {row.content_object_id for row in rows}
    done = [pk for pk in at.ids if pk in touched]
    before = {"rows": _as_it_was(rows), "made": []}
    after = {"state": REJECTED, "at": now.isoformat()}
    if not done and at.places:
        return at.nothing(_("None of these photos has such a tag."))
    return at.finish("tags-remove", done, before=before, after=after, searched=True)


def accept(*, user: Any, album: AlbumPage, photos: Iterable[int] | None, least: int) -> Outcome:
    """Accept all suggestions that the analyzer was at least so sure of, in per cent."""
    return _decide(user, album, photos, ACCEPTED, {"confidence__gte": _share(least)} if least else {})


def reject(*, user: Any, album: AlbumPage, photos: Iterable[int] | None, below: int | None = None) -> Outcome:
    """Reject all suggestions, or those that the analyzer was less sure of than so many per cent."""
    only = {} if below is None else {"confidence__lt": _share(below)}
    return _decide(user, album, photos, REJECTED, only)


def _share(per_cent: int) -> float:
    if not 0 <= per_cent <= 100:
        raise Refused(_("The confidence is a number from 0 to 100."))
    return per_cent / 100


@transaction.atomic
def _decide(
    user: Any,
    album: AlbumPage,
    photos: Iterable[int] | None,
    state: PhotoTag.State,
    only: dict[str, float],
) -> Outcome:
    at = ticked(user=user, album=album, photos=photos)
    at.only_hers()
    waiting = list(PhotoTag.objects.suggested().filter(content_object__in=at.ids, **only).order_by("pk"))
    decided = actions.decide_rows(user=user, rows=waiting, state=state, waiting=True)
    if not decided and at.places:
        return at.nothing(_("There was nothing to decide."))
    as_it_was = {line[0]: line for line in _as_it_was(waiting)}
    touched = {row.content_object_id for row in decided}
    kind = "tags-accept" if state == ACCEPTED else "tags-reject"
    moment = decided[0].decided_at if decided else None
    return at.finish(
        kind,
        [pk for pk in at.ids if pk in touched],
        before={"rows": [as_it_was[row.pk] for row in decided], "made": []},
        after={"state": state, "at": moment.isoformat() if moment else None},
        searched=False,  # decide_rows has seen to it
    )
