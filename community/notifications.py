"""Telling people what concerns them: on the site, by mail at once, or once a day."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from community.models import AlbumComment, Decision, Kind


def tell(
    kind: "Kind",
    to: Iterable[Any],
    *,
    actor: Any = None,
    album: Any = None,
    photo: Any = None,
    comment: "AlbumComment | None" = None,
    decision: "Decision | None" = None,
) -> None:
    """Tell each person of ``to`` (users). Call it inside the action's transaction; mails leave after its commit.

    Not told: the actor herself, whoever blocks or mutes the actor, is not active, or may not see the album. Told
    again while the first is unread, it joins that one.
    """


def untell(kind: "Kind", *, actor: Any, album: Any = None, photo: Any = None, comment: Any = None) -> None:
    """The actor took it back (a like, a follow): unread notifications that tell of nobody else go."""
