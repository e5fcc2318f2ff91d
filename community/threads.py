"""How the comments on an album or a photo are read: pages of threads, one branch, one comment.

A page of threads costs the same few queries whatever the number of comments: one light pass over the threads of the
page brings keys alone, ``community.trees`` chooses what is shown, and only that is fetched with its words. What
somebody reads of it is decided in ``community.reading``, that she may open the album by ``galleries.policy``.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import Http404

from community import trees
from community.models import AlbumComment
from community.reading import LARGEST_KEY, Reader, Shown, edited_until
from galleries import policy
from galleries.models import AlbumPage, Photo
from galleries.policy import Viewer

__all__ = ["SORTS", "Reader", "Shown", "TalkPage", "branch", "edited_until", "find", "page", "page_with"]

SORTS = ("newest", "oldest", "best")
THREADS_PER_PAGE = 20
ANSWERS_PER_PAGE = 50


@dataclass
class TalkPage:
    """Some threads, or some answers of a branch, with what whoever looks may do."""

    rows: list[Shown]
    number: int
    pages: int
    # How many threads there are; in a branch, how many direct answers.
    threads: int
    # How many comments have words for whoever looks.
    total: int
    sort: str
    locked: bool
    slow_seconds: int
    may_comment: bool
    may_moderate: bool


def page(
    viewer: Viewer, album: AlbumPage, photo: Photo | None = None, *, sort: str = "newest", number: int = 1
) -> TalkPage:
    """Twenty threads on the album, or on one photo in it. The viewer may open the album: the caller has asked."""
    reader = Reader(viewer, album)
    sort = sort if sort in SORTS else SORTS[0]
    count, total = reader.count(photo)
    number, pages = _page_number(number, count, THREADS_PER_PAGE)
    rows: list[Shown] = []
    if count:
        start = (number - 1) * THREADS_PER_PAGE
        roots = _in_order(reader.listed(photo, None), sort).values_list("pk", flat=True)
        tops = list(roots[start : start + THREADS_PER_PAGE])
        nodes = reader.nodes(AlbumComment.objects.filter(thread_id__in=tops), sort)
        threads = [nodes[pk] for pk in tops if pk in nodes and nodes[pk].is_shown]
        chosen = trees.choose(threads)
        rows = reader.rows(list(trees.in_reading_order(threads, chosen)), chosen)
    counted = {"threads": count, "total": total}
    return _talk_page(reader, rows=rows, number=number, pages=pages, sort=sort, **counted)


def branch(viewer: Viewer, comment: AlbumComment, *, sort: str = "oldest", number: int = 1) -> TalkPage:
    """The comment, which ``find`` has given, and below it fifty of its answers with what hangs on them."""
    reader = Reader(viewer, comment.album)
    sort = sort if sort in SORTS else "oldest"
    nodes = reader.nodes(AlbumComment.objects.filter(thread_id=comment.thread_id), sort)
    top = nodes[comment.pk]
    if sort == "newest":
        top.answers.reverse()
    number, pages = _page_number(number, len(top.answers), ANSWERS_PER_PAGE)
    start = (number - 1) * ANSWERS_PER_PAGE
    answers = top.answers[start : start + ANSWERS_PER_PAGE]
    chosen = trees.choose(answers)
    placed = [(top, 0), *trees.in_reading_order(answers, chosen, depth=1)]
    # What other pages of the branch show is not behind "more".
    rows = reader.rows(placed, chosen | {answer.pk for answer in top.answers})
    counted = {"threads": len(top.answers), "total": top.words}
    return _talk_page(reader, rows=rows, number=number, pages=pages, sort=sort, **counted)


def page_with(viewer: Viewer, comment: AlbumComment, *, sort: str = "newest") -> int:
    """The number of the page that holds the comment's thread."""
    root = comment if comment.is_root else AlbumComment.objects.get(pk=comment.thread_id)
    if root.pinned_at is not None:
        return 1
    before = {
        "newest": Q(pk__gt=root.pk),
        "oldest": Q(pk__lt=root.pk),
        "best": Q(score__gt=root.score) | Q(score=root.score, pk__gt=root.pk),
    }[sort if sort in SORTS else SORTS[0]]
    roots = Reader(viewer, comment.album).listed(comment.photo, None)
    return roots.filter(before | Q(pinned_at__isnull=False)).count() // THREADS_PER_PAGE + 1


def find(viewer: Viewer, pk: int) -> AlbumComment:
    """The comment with its author, album and photo. What the viewer may not read is not there: Http404."""
    if pk > LARGEST_KEY:
        raise Http404
    rows = AlbumComment.objects.select_related("user", "album__owner", "photo")
    known = policy.reached_albums(viewer, "album__")
    if viewer.is_person:  # she has been there
        known |= policy.visible_albums(viewer, "album__") & Q(user=viewer.user.pk)
    comment = rows.filter(known, pk=pk).first()
    if comment is None or not _photo_is_there(comment):
        raise Http404
    if not Reader(viewer, comment.album).reads(comment):
        raise Http404
    return comment


def _talk_page(reader: Reader, **counted: Any) -> TalkPage:
    return TalkPage(
        locked=reader.talk.locked_at is not None,
        slow_seconds=reader.talk.slow_seconds,
        may_comment=reader.may_comment,
        may_moderate=reader.moderates,
        **counted,
    )


def _in_order(roots: QuerySet[AlbumComment], sort: str) -> QuerySet[AlbumComment]:
    order = {"newest": ["-pk"], "oldest": ["pk"], "best": ["-score", "-pk"]}[sort]
    return roots.order_by(F("pinned_at").desc(nulls_last=True), *order)


def _page_number(wanted: int, rows: int, per_page: int) -> tuple[int, int]:
    pages = max(1, -(-rows // per_page))
    return min(max(1, wanted), pages), pages


def _photo_is_there(comment: AlbumComment) -> bool:
    """A photo that was taken out of the album takes its comments along."""
    if comment.photo_id is None:
        return True
    return comment.album.album_photos.ready().filter(photo_id=comment.photo_id).exists()
