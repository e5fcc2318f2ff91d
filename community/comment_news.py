"""Who hears of a comment: each person once, for the reason that concerns her most."""

from typing import Any

from community import cases
from community.models import AlbumComment, Kind
from community.notifications import tell, untell

State = AlbumComment.State


def tell_of(comment: AlbumComment, *, parent: AlbumComment | None, mentioned: list[Any]) -> None:
    """A new comment, or one that has waited. What waits is told to those alone who decide."""
    if comment.state == State.WAITING:
        tell_that_it_waits(comment)
        return
    told = {comment.user_id}
    if parent is not None and parent.user is not None:
        _tell(Kind.REPLY, [parent.user], comment, told)
    tell_mentioned(comment, mentioned, told)
    if comment.album.owner is not None:
        _tell(Kind.COMMENT, [comment.album.owner], comment, told)


def tell_mentioned(comment: AlbumComment, people: list[Any], told: set[Any] | None = None) -> None:
    _tell(Kind.MENTION, people, comment, {comment.user_id} if told is None else told)


def tell_that_it_waits(comment: AlbumComment) -> None:
    """The moderators have a case, and are told; so is whose album it is."""
    cases.await_approval(comment)
    if comment.album.owner is not None:
        _tell(Kind.WAITING, [comment.album.owner], comment, {comment.user_id})


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


def _tell(kind: Kind, people: list[Any], comment: AlbumComment, told: set[Any]) -> None:
    """Tell those who have not been told, and remember them."""
    fresh = [person for person in people if person.pk not in told]
    told |= {person.pk for person in fresh}
    if fresh:
        tell(
            kind,
            fresh,
            actor=comment.user,
            album=comment.album,
            photo=comment.photo,
            comment=comment,
        )
