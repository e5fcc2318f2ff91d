"""What happened, as a person may be told of it: her own affairs, or everybody's for who edits every album.

``data_of`` asks the policy anew each time, so that nothing leaves that its reader could not see at that moment. The
shapes are those of the API.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db.models import F, Value
from django.http import Http404
from django.utils import timezone

from community import standing, threads
from community.api.comment_fields import CommentSerializer
from community.models import AlbumComment
from galleries import policy
from galleries.api import finding
from galleries.api.shapes import AlbumSerializer, PhotoSerializer
from galleries.models import AlbumIndexPage, AlbumPage, Photo
from galleries.policy import Viewer
from webhooks.models import Delivery, Event, Webhook

Data = dict[str, Any]


@dataclass(frozen=True)
class About:
    """Whose affair it is, whose words they are, and which of several times it was."""

    concerns: int | None
    author: int | None
    occasion: str = ""


def deaf_because(user: Any) -> str:
    """Why this account is told of nothing, as a ``Webhook.Ended``; empty when it is."""
    if not user.is_active or user.delete_after is not None:
        return str(Webhook.Ended.CLOSED)
    return str(Webhook.Ended.SUSPENDED) if standing.suspended_until(user) is not None else ""


def about(event: str, thing: int) -> About | None:
    """None when it is not so any more."""
    return _ABOUT[event](thing) if event in _ABOUT else None


def data_of(user: Any, event: str, thing: int) -> Data | None:
    """What this person is told; None when it is not hers to know, not any more, or nothing is there."""
    what = about(event, thing)
    viewer = Viewer(user)
    if what is None or not (what.concerns == user.pk or edits_all(viewer)):
        return None
    with timezone.override(UTC):
        try:
            return _DATA[event](viewer, thing)
        except Http404:
            return None


def in_sight(user: Any, rows: Iterable[Delivery]) -> set[tuple[str, int]]:
    """Which events of these deliveries are about something that she can still see, as (event, thing).

    One query whatever happened, and those of the policy.
    """
    things: dict[str, set[int]] = {event: set() for event in _DATA}
    for row in rows:
        if row.event in things and row.thing is not None:
            things[row.event].add(row.thing)
    viewer, away = Viewer(user), standing.kept_away_from(user)
    comments = AlbumComment.objects.filter(
        policy.visible_albums(viewer, "album__"), policy.of_somebody_staying("user"), state="visible"
    )
    sources: dict[str, Any] = {
        Event.ALBUM_PUBLISHED: AlbumPage.objects.visible_to(viewer),
        Event.PHOTO_READY: Photo.objects.visible_to(viewer),
        Event.COMMENT_POSTED: comments.exclude(user__in=away),
    }
    first, *others = [
        sources[event].filter(pk__in=pks).order_by().values(key=F("pk"), what=Value(str(event)))
        for event, pks in things.items()
    ]
    return {(row["what"], row["key"]) for row in first.union(*others, all=True)}


def edits_all(viewer: Viewer) -> bool:
    """Whether she edits every album, and not some of them only."""
    if not viewer.edited_paths:
        return False
    roots = AlbumIndexPage.objects.values_list("path", flat=True)
    return all(any(root.startswith(path) for path in viewer.edited_paths) for root in roots)


def _about_album(pk: int) -> About | None:
    album = AlbumPage.objects.filter(pk=pk, live=True).only("owner", "last_published_at").first()
    if album is None:
        return None
    return About(album.owner_id, album.owner_id, str(album.last_published_at or ""))


def _about_photo(pk: int) -> About | None:
    row = Photo.objects.ready().filter(pk=pk).values_list("uploaded_by_user", "rendition_key").first()
    return None if row is None else About(row[0], row[0], row[1] or "")


def _about_comment(pk: int) -> About | None:
    visible = AlbumComment.objects.filter(pk=pk, state=AlbumComment.State.VISIBLE)
    row = visible.values_list("album__owner", "user").first()
    return None if row is None else About(row[0], row[1])


def _album(viewer: Viewer, pk: int) -> Data:
    found = finding.album(viewer, pk)
    [album] = finding.albums([found.pk], [], states=finding.works_on(viewer, found))
    return dict(AlbumSerializer(album, context={"viewer": viewer}).data)


def _photo(viewer: Viewer, pk: int) -> Data:
    return dict(PhotoSerializer(finding.photo(viewer, pk), context={"viewer": viewer}).data)


def _comment(viewer: Viewer, pk: int) -> Data:
    comment = threads.find(viewer, pk)
    if not comment.has_words:  # whom she keeps away, or who keeps her away
        raise Http404
    return dict(CommentSerializer(threads.Reader(viewer, comment.album).show(comment)).data)


_ABOUT: dict[str, Callable[[int], About | None]] = {
    Event.ALBUM_PUBLISHED: _about_album,
    Event.PHOTO_READY: _about_photo,
    Event.COMMENT_POSTED: _about_comment,
}
_DATA: dict[str, Callable[[Viewer, int], Data]] = {
    Event.ALBUM_PUBLISHED: _album,
    Event.PHOTO_READY: _photo,
    Event.COMMENT_POSTED: _comment,
}
