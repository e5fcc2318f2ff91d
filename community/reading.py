"""Somebody who reads the comments of one album: what has words for her, and what she may do."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import BooleanField, Count, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from community import standing, trees
from community.models import AlbumComment, AlbumTalk, CommentVote
from galleries import policy
from galleries.models import AlbumPage, Photo
from galleries.policy import Viewer

DEEPEST_INDENTATION = 5
# What SQLite takes as a key; an address may hold any number.
LARGEST_KEY = 2**63 - 1
# As community/cases.py has it, which reads comments by this module.
MODERATE = "community.moderate"
State = AlbumComment.State


@dataclass
class Shown:
    """One comment as a page shows it. Without ``comment.has_words`` only its place is shown, and nobody's name."""

    comment: AlbumComment
    reader: "Reader" = field(repr=False)
    # Of the indentation, which is bounded.
    depth: int = 0
    answers: int = 0
    # Answers below that this page does not show; they are on the comment's own branch.
    more: int = 0
    my_vote: int = 0
    # Whom it answers, where the indentation does not tell.
    answers_to: str = ""

    @property
    def is_album_owner(self) -> bool:
        return self.comment.user_id is not None and self.comment.user_id == self.reader.album.owner_id

    @property
    def is_own(self) -> bool:
        return self.reader.user is not None and self.comment.user_id == self.reader.user.pk

    @property
    def can_edit(self) -> bool:
        in_time = timezone.now() < edited_until(self.comment)
        return self.is_own and self.comment.has_words and in_time and self.reader.may_comment

    @property
    def can_remove(self) -> bool:
        return self.comment.has_words and (self.is_own or self.reader.moderates)

    @property
    def can_answer(self) -> bool:
        return self._is_visible and self.reader.may_comment

    @property
    def can_pin(self) -> bool:
        return self._is_visible and self.comment.is_root and self.reader.moderates

    @property
    def can_vote(self) -> bool:
        return self._is_visible and self.reader.user is not None and not self.is_own

    @property
    def _is_visible(self) -> bool:
        return self.comment.has_words and self.comment.state == State.VISIBLE


class Reader:
    """Whoever looks at the comments of this album; that she may open it at all, the caller has asked."""

    def __init__(self, viewer: Viewer, album: AlbumPage) -> None:
        self.viewer, self.album = viewer, album
        self.user = viewer.user if viewer.is_person else None

    @cached_property
    def moderates(self) -> bool:
        """Whether she runs the album's talk: its owner, or who edits it."""
        return self.user is not None and policy.can(self.viewer, "share", self.album)

    @cached_property
    def kept_away(self) -> set[int]:
        return standing.kept_away_from(self.user) if self.user is not None else set()

    @cached_property
    def talk(self) -> AlbumTalk:
        return AlbumTalk.objects.filter(pk=self.album.pk).first() or AlbumTalk(album=self.album)

    @cached_property
    def may_comment(self) -> bool:
        is_open = self.user is not None and self.talk.locked_at is None
        return is_open and policy.can(self.viewer, "comment", self.album)

    @property
    def says(self) -> Q:
        """Comments that have words for her."""
        words = Q(state=State.VISIBLE)
        if self.moderates:
            words |= Q(state=State.WAITING)
        elif self.user is not None:
            words |= Q(state=State.WAITING, user_id=self.user.pk)
        words &= policy.of_somebody_staying("user")
        return words & ~Q(user_id__in=self.kept_away) if self.kept_away else words

    @property
    def shown(self) -> Q:
        """Comments that have at least a place: what has no words keeps it for the sake of its answers."""
        return self.says | Q(nested_count__gt=0)

    def count(self, photo: Photo | None) -> tuple[int, int]:
        """How many threads there are, and how many comments with words. Asked together with the talk itself."""
        threads, words = self.on(photo).filter(self.shown, level=0), self.on(photo).filter(self.says)
        talks = AlbumTalk.objects.filter(pk=self.album.pk).annotate(
            threads=_number(threads), words=_number(words)
        )
        talk = talks.first()
        self.talk = talk or AlbumTalk(album=self.album)
        return (talk.threads, talk.words) if talk is not None else (0, 0)

    def on(self, photo: Photo | None) -> QuerySet[AlbumComment]:
        """The comments on the album itself, or on one photo in it."""
        return AlbumComment.objects.filter(album=self.album, photo=photo)

    def listed(self, photo: Photo | None, parent: AlbumComment | None) -> QuerySet[AlbumComment]:
        """What begins a thread, or answers ``parent`` directly."""
        comments = self.on(photo).filter(self.shown)
        if parent is None:
            return comments.filter(level=0)
        return comments.filter(thread_id=parent.thread_id, parent_id=parent.pk).exclude(pk=parent.pk)

    def reads(self, comment: AlbumComment) -> bool:
        """As ``shown``, for one comment; it is marked when it has no words for her. Moderators read what waits."""
        comment.unsaid = not AlbumComment.objects.filter(self.says, pk=comment.pk).exists()
        if not comment.unsaid or comment.nested_count > 0:
            return True
        is_moderator = self.user is not None and self.user.has_perm(MODERATE)
        comment.unsaid = not (is_moderator and comment.state == State.WAITING)
        return is_moderator

    def show(self, comment: AlbumComment) -> Shown:
        """One comment by itself."""
        self.reads(comment)
        row = self.fresh(comment)
        if self.user is not None:
            own = CommentVote.objects.filter(comment=comment, user=self.user)
            row.my_vote = own.values_list("value", flat=True).first() or 0
        return row

    def fresh(self, comment: AlbumComment) -> Shown:
        """A comment that she has just written."""
        comment.album = self.album
        return Shown(comment, self, answers=comment.nested_count)

    def show_all(self, comments: Iterable[AlbumComment]) -> list[Shown]:
        """These, which ``listed`` has given, in their order."""
        pks = [comment.pk for comment in comments]
        return self.rows([(node, 0) for node in self._bare_nodes(pks)], set())

    def nodes(self, comments: QuerySet[AlbumComment], sort: str) -> dict[int, trees.Node]:
        """The light pass: the trees of these threads."""
        rows = self._keys(comments).order_by("pk").values_list("pk", "parent_id", "score", "says")
        return trees.grow(rows.iterator(chunk_size=5000), best_first=sort == "best")

    def rows(self, placed: list[tuple[trees.Node, int]], chosen: set[int]) -> list[Shown]:
        """The nodes in their order with all that a page shows of them."""
        pks = [node.pk for node, _ in placed]
        found = self._with_vote(AlbumComment.objects.select_related("user")).in_bulk(pks)
        rows = []
        for node, depth in placed:
            comment = found.get(node.pk)
            if comment is None:
                continue
            comment.unsaid, comment.album = not node.says, self.album
            row = Shown(comment, self, min(depth, DEEPEST_INDENTATION), node.below)
            row.more, row.my_vote = trees.left_out(node, chosen), comment.own_vote or 0
            answered = found.get(node.parent)
            if depth > DEEPEST_INDENTATION and answered is not None and answered.has_words:
                row.answers_to = answered.author_name
            rows.append(row)
        return rows

    def _bare_nodes(self, pks: list[int]) -> list[trees.Node]:
        """Nodes without their trees; ``below`` is what the rows themselves say."""
        keys = self._keys(AlbumComment.objects.filter(pk__in=pks))
        rows = keys.values_list("pk", "parent_id", "score", "says", "nested_count")
        found = {pk: trees.Node(pk, above, score, says, [], below) for pk, above, score, says, below in rows}
        return [found[pk] for pk in pks if pk in found]

    def _keys(self, comments: QuerySet[AlbumComment]) -> Any:
        return comments.annotate(says=ExpressionWrapper(self.says, output_field=BooleanField()))

    def _with_vote(self, comments: QuerySet[AlbumComment]) -> Any:
        """Adds ``own_vote``."""
        if self.user is None:
            return comments.annotate(own_vote=Value(0))
        own = CommentVote.objects.filter(user=self.user, comment=OuterRef("pk"))
        return comments.annotate(own_vote=Subquery(own.values("value")))


def _number(comments: QuerySet[AlbumComment]) -> Any:
    """How many they are, for ``annotate``."""
    counted = comments.order_by().values("album").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def edited_until(comment: AlbumComment) -> datetime:
    """Until when its author may change it."""
    return comment.submit_date + settings.COMMENT_EDIT_TIME
