"""Who hears of a comment: each person once, for the reason that concerns her most."""

from typing import Any

from community import cases, signals
from community.models import AlbumComment, Kind
from community.notifications import tell, tell_each, untell

State = AlbumComment.State


def tell_of(comment: AlbumComment, *, parent: AlbumComment | None, mentioned: list[Any]) -> None:
    """A new comment, or one that has waited. What waits is told to those alone who decide."""
    if comment.state == State.WAITING:
        tell_that_it_waits(comment)
        return
    reasons = [(Kind.REPLY, parent.user)] if parent is not None else []
    reasons += [(Kind.MENTION, person) for person in mentioned]
    _tell([*reasons, (Kind.COMMENT, comment.album.owner)], comment)
    signals.commented.send(sender=AlbumComment, comment=comment)


def tell_mentioned(comment: AlbumComment, people: list[Any]) -> None:
    _tell([(Kind.MENTION, person) for person in people], comment)


def tell_that_it_waits(comment: AlbumComment) -> None:
    """The moderators have a case, and are told; so is whose album it is."""
    cases.await_approval(comment)
    if comment.album.owner is not None:
        _tell([(Kind.WAITING, comment.album.owner)], comment)


def tell_of_vote(comment: AlbumComment, user: Any, before: int, value: int) -> None:
    """A like is told, a dislike is not."""
    about = {"actor": user, "album": comment.album, "photo": comment.photo, "comment": comment}
    if value == 1 and comment.user is not None:
        tell(Kind.COMMENT_LIKE, [comment.user], **about)
    elif before == 1:
        untell(Kind.COMMENT_LIKE, **about)


def take_back(comment: AlbumComment) -> None:
    """The comment is gone, and so is what was told of it."""
    if comment.user is None:
        return
    for kind in (Kind.REPLY, Kind.MENTION, Kind.COMMENT, Kind.WAITING):
        untell(kind, actor=comment.user, album=comment.album, photo=comment.photo, comment=comment)


def _tell(reasons: list[tuple[Kind, Any]], comment: AlbumComment) -> None:
    """Tell each person once, for the first of her reasons."""
    first: dict[int, tuple[Kind, Any]] = {}
    for kind, person in reasons:
        if person is not None:
            first.setdefault(person.pk, (kind, person))
    tell_each(first.values(), actor=comment.user, album=comment.album, photo=comment.photo, comment=comment)
