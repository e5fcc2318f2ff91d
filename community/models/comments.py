"""What people say below albums and photos, on the tables of django-comments-xtd."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_comments.models import Comment
from django_comments_xtd.models import XtdComment


class AlbumComment(XtdComment):
    """A comment on an album, or on one photo as that album shows it.

    ``thread_id`` is the root's key, ``parent_id`` the comment that is answered (a root's own key), ``level`` the
    depth from 0, ``order`` the number of the arrival in the thread (unique there), ``nested_count`` how many visible
    answers hang below at any depth. See docs/decisions/0013-comments.md. Made and changed by
    ``community.actions.comments`` alone.
    """

    # Set by ``community.threads``: this viewer is not shown what it says, whatever its state.
    unsaid = False
    # Set by ``community.actions.comments``: what its author is told, as why it waits.
    notice = ""

    class State(models.TextChoices):
        VISIBLE = "visible", _("visible")
        WAITING = "waiting", _("waiting for approval")
        HIDDEN = "hidden", _("hidden by moderators")
        REMOVED = "removed", _("removed")

    album = models.ForeignKey("galleries.AlbumPage", on_delete=models.CASCADE, related_name="album_comments")
    # Which photo of the album it is about; empty: the album itself.
    photo = models.ForeignKey(
        "galleries.Photo", null=True, blank=True, on_delete=models.CASCADE, related_name="photo_comments"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.VISIBLE)
    # The text as HTML that is safe to show; made from ``comment`` whenever that changes.
    html = models.TextField(blank=True, editable=False)
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    pinned_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Who took it away: the author, the album's owner, a moderator, or nobody any more (a deleted account).
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    likes = models.PositiveIntegerField(default=0, editable=False)
    dislikes = models.PositiveIntegerField(default=0, editable=False)
    # likes minus dislikes, for "best first"
    score = models.IntegerField(default=0, editable=False)

    # Not xtd's own, which joins and orders. Who reads what: community/reading.py.
    objects: models.Manager["AlbumComment"] = models.Manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        indexes = [
            models.Index(fields=["album", "photo", "state"], name="comment_place_state"),
            models.Index(fields=["state"], name="comment_state"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Not xtd's own: it renumbers the thread, outside a transaction (STACK.md 4, defects 1 to 3).
        super(Comment, self).save(*args, **kwargs)

    @property
    def is_root(self) -> bool:
        return self.parent_id == self.pk

    @property
    def has_words(self) -> bool:
        """Whether its text and its author may be shown to the viewer for whom ``community.threads`` has read it."""
        return not self.unsaid and self.state in (self.State.VISIBLE, self.State.WAITING)

    @property
    def author_name(self) -> str:
        """The name that others see; empty for an account that is gone."""
        return "" if self.user is None else self.user.public_name


class CommentRevision(models.Model):
    """What a comment said before it was edited; for moderators."""

    comment = models.ForeignKey(AlbumComment, on_delete=models.CASCADE, related_name="revisions")
    text = models.TextField()
    # Until when it said so.
    until = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-until", "-pk"]

    def __str__(self) -> str:
        return f"comment {self.comment_id} until {self.until}"


class CommentVote(models.Model):
    """A like (1) or a dislike (-1). The comment's counters change in the same transaction."""

    comment = models.ForeignKey(AlbumComment, on_delete=models.CASCADE, related_name="votes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="comment_votes")
    value = models.SmallIntegerField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment", "user"], name="one_vote_per_comment_and_person"),
            models.CheckConstraint(condition=Q(value__in=[1, -1]), name="vote_for_or_against"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.comment_id}: {self.value:+d}"


class AlbumTalk(models.Model):
    """How an album's threads are run, and how many visible comments they hold (those on its photos included)."""

    album = models.OneToOneField(
        "galleries.AlbumPage", primary_key=True, on_delete=models.CASCADE, related_name="talk"
    )
    comments = models.PositiveIntegerField(default=0)
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Seconds that one person has to wait between two comments; 0: the site's own throttle alone.
    slow_seconds = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"talk of album {self.album_id}"
