"""The talk of one album: who may change it at a time, and its counters. The work behind ``actions.comments``.

Every change of what an album's threads hold takes the album's row of ``AlbumTalk`` first. One writer at a time for
one album: numbers of arrival are unique, counters right, and no two can wait for each other.
"""

from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q
from django_comments_xtd.models import XtdComment

from community.models import AlbumComment, AlbumTalk
from galleries.models import AlbumPhoto

State = AlbumComment.State

# Up from one comment to its root. UNION, not UNION ALL: it ends whatever the rows say.
_COUNT_ABOVE = """
    UPDATE django_comments_xtd_xtdcomment SET nested_count = nested_count + %s WHERE comment_ptr_id IN (
        WITH RECURSIVE above (id, parent) AS (
            SELECT comment_ptr_id, parent_id FROM django_comments_xtd_xtdcomment WHERE comment_ptr_id = %s
            UNION
            SELECT c.comment_ptr_id, c.parent_id FROM django_comments_xtd_xtdcomment c
            JOIN above ON c.comment_ptr_id = above.parent
        )
        SELECT id FROM above
    )
"""


def hold(album_id: int) -> AlbumTalk:
    """The album's talk, which nobody else changes until the transaction ends."""
    talks = AlbumTalk.objects.select_for_update(no_key=True, of=("self",))
    talk = talks.filter(pk=album_id).first()
    if talk is None:
        AlbumTalk.objects.bulk_create([AlbumTalk(album_id=album_id)], ignore_conflicts=True)
        talk = talks.get(pk=album_id)
    return talk


def insert(comment: AlbumComment, parent: Any) -> None:
    """Store a new comment in its place, and count it. The talk is held; ``parent.last`` is the number of the last
    arrival in the thread."""
    if parent is None:
        comment.save(force_insert=True)
        comment.thread_id = comment.parent_id = comment.pk
        XtdComment.norel_objects.filter(pk=comment.pk).update(thread_id=comment.pk, parent_id=comment.pk)
    else:
        comment.thread_id, comment.parent_id, comment.level = parent.thread_id, parent.pk, parent.level + 1
        comment.order = parent.last + 1
        comment.save(force_insert=True)
    if comment.state == State.VISIBLE:
        count_above(comment, 1)
        AlbumTalk.objects.filter(pk=comment.album_id).update(comments=F("comments") + 1)


def change_state(comment: AlbumComment, state: str, **fields: Any) -> None:
    """Give the comment another state, and count again. The talk is held, the comment read since."""
    was, comment.state = comment.state, state
    for name, value in fields.items():
        setattr(comment, name, value)
    AlbumComment.objects.filter(pk=comment.pk).update(state=state, **fields)
    more = (state == State.VISIBLE) - (was == State.VISIBLE)
    if more:
        count_above(comment, more)
        recount(comment.album_id)


def count_above(comment: AlbumComment, more: int) -> None:
    """Everything above the comment has ``more`` visible answers, in one statement however deep it stands."""
    if not comment.is_root:
        with connection.cursor() as cursor:
            cursor.execute(_COUNT_ABOVE, [more, comment.parent_id])


def recount(album_id: int) -> None:
    """Count the visible comments of the album anew, without those on photos that it no longer shows."""
    AlbumTalk.objects.filter(pk=album_id).update(comments=_counted(album_id))


def recount_all() -> int:
    """Put right what changed without us, as photos that moderators withhold or a draft brings back; say how many."""
    wrong = 0
    for album_id, comments in AlbumTalk.objects.order_by("pk").values_list("pk", "comments"):
        if comments != _counted(album_id):
            with transaction.atomic():
                hold(album_id)
                recount(album_id)
            wrong += 1
    return wrong


def _counted(album_id: int) -> int:
    shown = AlbumPhoto.objects.filter(album=album_id).ready().values("photo")
    here = Q(photo__isnull=True) | Q(photo__in=shown)
    return AlbumComment.objects.filter(here, album=album_id, state=State.VISIBLE).count()
