"""What people do with comments: write, change and remove them, vote, pin, and run an album's talk."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.contrib.sites.models import Site
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common import limits
from community import comment_news, screening, standing, talks, writing
from community import comment_rules as rules
from community.errors import NotAllowed, NotPossible
from community.models import AlbumComment, AlbumTalk, CommentRevision, CommentVote
from galleries import policy
from galleries.models import AlbumPage, Photo

NOT_A_VOTE = _("A vote is 1 or -1.")
LONGEST_SLOW_MODE = 24 * 3600
State = AlbumComment.State


def add_comment(
    *,
    user: Any,
    album: AlbumPage,
    text: str,
    photo: Photo | None = None,
    parent: AlbumComment | None = None,
    request: Any = None,
) -> AlbumComment:
    """Comment on an album, on one photo in it, or answer. ``notice`` of what comes back says why it waits.

    ``request`` adds what the person has shown at the door besides her account, and her network's limit.
    """
    standing.check(user)
    rules.check_place(rules.viewer_of(user, request), album, photo)
    written = writing.write(text)
    rules.count(user, request)
    verdict = screening.screen(user=user, text=written.text, album=album)
    with transaction.atomic():
        talk = talks.hold(album.pk)
        rules.check_unlocked(talk)
        comment = _made(user, album, photo, written)
        if parent is not None:
            parent = rules.answered(parent, comment)
        rules.check_author(comment, talk, parent)
        comment.state = State.WAITING if verdict.waits else State.VISIBLE
        comment.notice = verdict.reason
        talks.insert(comment, parent)
        comment_news.tell_of(comment, parent=parent, mentioned=written.mentioned)
    return comment


def edit_comment(*, user: Any, comment: AlbumComment, text: str, request: Any = None) -> AlbumComment:
    """Let the author say it otherwise, within ``COMMENT_EDIT_TIME``. Moderators see what it said before."""
    standing.check(user)
    if comment.user_id != user.pk:
        raise NotAllowed(_("You may change your own comments only."))
    rules.check_place(rules.viewer_of(user, request), comment.album, comment.photo)
    written = writing.write(text)
    rules.count(user, request)
    verdict = screening.screen(user=user, text=written.text, album=comment.album)
    with transaction.atomic():
        talk = talks.hold(comment.album_id)
        comment = _fresh(comment)
        rules.check_editable(comment, talk)
        comment.notice = verdict.reason
        if written.text == comment.comment:
            return comment
        before = writing.mentioned_in(comment.comment)
        CommentRevision.objects.create(comment=comment, text=comment.comment)
        comment.comment, comment.html, comment.edited_at = written.text, written.html, timezone.now()
        comment.save(update_fields=["comment", "html", "edited_at"])
        if verdict.waits and comment.state == State.VISIBLE:
            talks.change_state(comment, State.WAITING)
            comment_news.tell_that_it_waits(comment)
        elif comment.state == State.VISIBLE:
            known = {person.pk for person in before}
            comment_news.tell_mentioned(comment, [p for p in written.mentioned if p.pk not in known])
    return comment


def remove_comment(*, user: Any, comment: AlbumComment, request: Any = None) -> None:
    """Take a comment away: the author her own, for good; who runs the album any on it. Its place stays while it has
    answers. Removing what is removed changes nothing."""
    is_own = comment.user_id == user.pk
    if not is_own:
        standing.check(user)
        rules.check_runs(rules.viewer_of(user, request), comment.album)
    with transaction.atomic():
        talks.hold(comment.album_id)
        comment = _fresh(comment)
        if is_own:
            _wipe(comment)
        if comment.state != State.REMOVED:
            _take_away(comment, by=user)


def vote(*, user: Any, comment: AlbumComment, value: int, request: Any = None) -> AlbumComment:
    """Like (1), dislike (-1), or take it back (0). Said again it changes nothing."""
    standing.check(user)
    if value not in (1, -1, 0):
        raise ValidationError({"value": NOT_A_VOTE})
    if not policy.can(rules.viewer_of(user, request), "view", comment.album):
        raise Http404
    if value and comment.user_id == user.pk:
        raise NotAllowed(_("You cannot vote on your own comment."))
    if value and comment.user_id and standing.are_apart(user, comment.user):
        raise NotAllowed(_("You cannot take part here."))
    if value:
        limits.hit("comment_vote_account", user.pk)
    with transaction.atomic():
        rows = AlbumComment.objects.select_for_update(no_key=True, of=("self",))
        comment = rows.get(pk=comment.pk)
        if value and comment.state != State.VISIBLE:
            raise NotPossible(_("This comment is not there any more."))
        own = CommentVote.objects.filter(comment=comment, user=user)
        before = own.values_list("value", flat=True).first() or 0
        if value != before:
            _record_vote(comment, own, user, before, value)
            comment_news.tell_of_vote(comment, user, before, value)
    return AlbumComment.objects.select_related("user", "album").get(pk=comment.pk)


def pin(*, user: Any, comment: AlbumComment, pinned: bool, request: Any = None) -> AlbumComment:
    """Keep one thread of an album or photo on top of the others, in place of any that was there."""
    standing.check(user)
    rules.check_runs(rules.viewer_of(user, request), comment.album)
    with transaction.atomic():
        talks.hold(comment.album_id)
        comment = _fresh(comment)
        if pinned and not (comment.is_root and comment.state == State.VISIBLE):
            raise NotPossible(_("Only a comment that begins a thread can be pinned."))
        if pinned:
            others = AlbumComment.objects.filter(album=comment.album_id, photo=comment.photo_id)
            others.filter(pinned_at__isnull=False).exclude(pk=comment.pk).update(pinned_at=None)
        comment.pinned_at = (comment.pinned_at or timezone.now()) if pinned else None
        AlbumComment.objects.filter(pk=comment.pk).update(pinned_at=comment.pinned_at)
    return comment


def lock(*, user: Any, album: AlbumPage, locked: bool, request: Any = None) -> AlbumTalk:
    """Nobody comments on the album while it is locked, its owner neither."""
    standing.check(user)
    rules.check_runs(rules.viewer_of(user, request), album)
    with transaction.atomic():
        talk = talks.hold(album.pk)
        if locked != (talk.locked_at is not None):
            talk.locked_at, talk.locked_by = (timezone.now(), user) if locked else (None, None)
            talk.save(update_fields=["locked_at", "locked_by"])
    return talk


def set_slow_mode(*, user: Any, album: AlbumPage, seconds: int, request: Any = None) -> AlbumTalk:
    """One person waits so long between two comments on the album; 0 ends it."""
    standing.check(user)
    rules.check_runs(rules.viewer_of(user, request), album)
    if not 0 <= seconds <= LONGEST_SLOW_MODE:
        raise ValidationError({"slow_seconds": _("Between 0 seconds and one day.")})
    with transaction.atomic():
        talk = talks.hold(album.pk)
        talk.slow_seconds = seconds
        talk.save(update_fields=["slow_seconds"])
    return talk


# --- for moderation, which has asked for the rights -----------------------------------------------------------


@transaction.atomic
def hide_comment(comment: AlbumComment, *, by: Any) -> AlbumComment:
    """Out of sight, until ``show_comment``."""
    talks.hold(comment.album_id)
    comment = _fresh(comment)
    if comment.state in (State.VISIBLE, State.WAITING):
        talks.change_state(comment, State.HIDDEN, pinned_at=None)
    return comment


@transaction.atomic
def show_comment(comment: AlbumComment, *, by: Any) -> AlbumComment:
    """In sight again what was hidden, or removed by somebody else than its author."""
    talks.hold(comment.album_id)
    comment = _fresh(comment)
    if not comment.comment:
        raise NotPossible(_("Its author has removed this comment."))
    if comment.state == State.WAITING:
        return _approve(comment)
    if comment.state != State.VISIBLE:
        talks.change_state(comment, State.VISIBLE, removed_by=None, removed_at=None, is_removed=False)
    return comment


@transaction.atomic
def approve_comment(comment: AlbumComment, *, by: Any) -> AlbumComment:
    """Show what has waited. Those concerned hear of it now."""
    talks.hold(comment.album_id)
    comment = _fresh(comment)
    return _approve(comment) if comment.state == State.WAITING else comment


@transaction.atomic
def take_down_comment(comment: AlbumComment, *, by: Any) -> AlbumComment:
    """Removed by moderators; they keep the words."""
    talks.hold(comment.album_id)
    comment = _fresh(comment)
    if comment.state != State.REMOVED:
        _take_away(comment, by=by)
    return comment


# --- what is done ---------------------------------------------------------------------------------------------


def _made(user: Any, album: AlbumPage, photo: Photo | None, written: writing.Written) -> AlbumComment:
    about = photo if photo is not None else album
    return AlbumComment(
        content_type=ContentType.objects.get_for_model(about),
        object_pk=str(about.pk),
        site=Site.objects.get_current(),
        user=user,
        user_name=user.public_name[:50],
        comment=written.text,
        html=written.html,
        submit_date=timezone.now(),
        album=album,
        photo=photo,
    )


def _fresh(comment: AlbumComment) -> AlbumComment:
    """As it is now that nobody else changes it."""
    row = AlbumComment.objects.select_related("user", "album__owner", "photo").filter(pk=comment.pk).first()
    if row is None:
        raise Http404
    return row


def _approve(comment: AlbumComment) -> AlbumComment:
    talks.change_state(comment, State.VISIBLE)
    parent = (
        None if comment.is_root else AlbumComment.objects.select_related("user").get(pk=comment.parent_id)
    )
    comment_news.tell_of(comment, parent=parent, mentioned=writing.mentioned_in(comment.comment))
    return comment


def _take_away(comment: AlbumComment, *, by: Any) -> None:
    now = timezone.now()
    talks.change_state(comment, State.REMOVED, removed_by=by, removed_at=now, pinned_at=None, is_removed=True)
    comment_news.take_back(comment)


def _wipe(comment: AlbumComment) -> None:
    """What its author removes nobody keeps."""
    comment.comment = comment.html = ""
    comment.save(update_fields=["comment", "html"])
    comment.revisions.all().delete()


def _record_vote(comment: AlbumComment, own: Any, user: Any, before: int, value: int) -> None:
    if not value:
        own.delete()
    elif before:
        own.update(value=value)
    else:
        CommentVote.objects.create(comment=comment, user=user, value=value)
    AlbumComment.objects.filter(pk=comment.pk).update(
        likes=F("likes") + int(value == 1) - int(before == 1),
        dislikes=F("dislikes") + int(value == -1) - int(before == -1),
        score=F("score") + value - before,
    )
