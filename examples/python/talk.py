"""What people say below an album."""

import uuid
from collections.abc import Iterator

from albums import pages
from session import Session
from vitrine_client.api.comments import comments_create, comments_list
from vitrine_client.models import Comment, CommentsListSort, NewCommentRequest
from vitrine_client.types import UNSET


def threads(session: Session, album: int) -> Iterator[Comment]:
    """All comments, answers below what they answer."""
    yield from _with_answers(
        session, pages(session, comments_list.sync_detailed, album=album, sort=CommentsListSort.OLDEST)
    )


def _with_answers(session: Session, comments: Iterator[Comment]) -> Iterator[Comment]:
    for comment in comments:
        yield comment
        if comment.answers:
            yield from _with_answers(session, pages(session, comments_list.sync_detailed, parent=comment.id))


def say(session: Session, album: int, text: str, parent: int | None) -> Comment:
    body = NewCommentRequest(album, text, parent=parent or UNSET)
    return session.ask(comments_create.sync_detailed, body=body, idempotency_key=str(uuid.uuid4()))


def line(comment: Comment) -> str:
    author = comment.author.display_name if comment.author else comment.notice
    margin = "    " * comment.level
    said = "\n".join(f"{margin}  {printable(part)}" for part in comment.text.splitlines())
    return f"{margin}#{comment.id}  {printable(author)}, {comment.created_at:%Y-%m-%d %H:%M}\n{said}"


def printable(text: str) -> str:
    """Without the characters by which somebody's words could command the reader's terminal."""
    return "".join(one if one.isprintable() else " " for one in text)
