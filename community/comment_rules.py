"""What is asked before somebody writes, changes or removes a comment. Each raises what the person is told."""

import math
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common import limits
from common.network import client_ip, limit_key
from community import threads
from community.errors import NotAllowed, NotPossible
from community.models import AlbumComment, AlbumTalk, Distance
from galleries import policy
from galleries.models import AlbumPage, Photo
from galleries.policy import Viewer

SAME_WITHIN = timedelta(hours=1)
State = AlbumComment.State


def viewer_of(user: Any, request: Any) -> Viewer:
    return policy.viewer_of(request) if request is not None else Viewer(user)


def check_place(viewer: Viewer, album: AlbumPage, photo: Photo | None) -> None:
    if not policy.can(viewer, "comment", album):
        raise _reason_against(viewer, album)
    if photo is not None and not album.album_photos.ready().filter(photo_id=photo.pk).exists():
        raise Http404


def _reason_against(viewer: Viewer, album: AlbumPage) -> Exception:
    if not policy.can(viewer, "view", album):
        return Http404()
    if not album.comments_enabled:
        return NotPossible(_("There are no comments on this album."), code="comments_off")
    return NotAllowed(_("You may read the comments here, but not write any."))


def check_runs(viewer: Viewer, album: AlbumPage) -> None:
    """Whoever runs an album's talk is its owner, or edits it."""
    if not policy.can(viewer, "view", album):
        raise Http404
    if not policy.can(viewer, "share", album):
        raise NotAllowed(_("Only the album's owner may do this."))


def count(user: Any, request: Any) -> None:
    limits.hit("comment_account", user.pk)
    if request is not None:
        limits.hit("comment_network", limit_key(client_ip(request)))


def answered(parent: AlbumComment, said: AlbumComment) -> AlbumComment:
    """The comment that ``said`` answers, as it is now, with the number of the last arrival in its thread."""
    thread = AlbumComment.objects.filter(thread_id=OuterRef("thread_id")).order_by("-order")
    rows = AlbumComment.objects.select_related("user").annotate(last=Subquery(thread.values("order")[:1]))
    here = rows.filter(pk=parent.pk, album=said.album, photo=said.photo)
    fresh = here.annotate(**_standing(said, parent)).first()
    if fresh is None:
        error = ValidationError(_("This comment is somewhere else."), code="elsewhere")
        raise ValidationError({"parent": error})
    if fresh.state != State.VISIBLE:
        raise NotPossible(_("This comment is not there any more."))
    return fresh


def check_author(said: AlbumComment, talk: AlbumTalk, parent: Any) -> None:
    """Nobody writes to whom she blocks or who blocks her, faster than the album's slow mode lets her, or the same
    again. Neither is told who blocks whom. ``parent`` comes from ``answered``."""
    row: Any = parent or AlbumTalk.objects.annotate(**_standing(said, None)).get(pk=talk.pk)
    if row.apart:
        raise NotAllowed(_("You cannot take part here."))
    wait = talk.slow_seconds - (said.submit_date - row.own_last).total_seconds() if row.own_last else 0
    if wait > 0:
        raise limits.TooMany(math.ceil(wait))
    if row.said_before:
        raise NotPossible(_("You have said exactly this already."), code="duplicate")


def _standing(said: AlbumComment, parent: AlbumComment | None) -> dict[str, Any]:
    """When its author wrote on the album before, whether she said the same, and whether she is kept away by its owner
    or by whom she answers. For ``annotate``: it costs no query of its own."""
    user: Any = said.user
    own = AlbumComment.objects.filter(album=said.album, user=user)
    same = own.filter(
        photo=said.photo, comment=said.comment, submit_date__gt=said.submit_date - SAME_WITHIN
    ).exclude(state=State.REMOVED)
    others = {said.album.owner_id, parent.user_id if parent else None} - {None, user.pk}
    between = Q(user=user, person__in=others) | Q(user__in=others, person=user)
    return {
        "own_last": Subquery(own.order_by("-submit_date").values("submit_date")[:1]),
        "said_before": Exists(same),
        "apart": Exists(Distance.objects.filter(between, kind=Distance.Kind.BLOCK)),
    }


def check_unlocked(talk: AlbumTalk) -> None:
    if talk.locked_at is not None:
        raise NotPossible(_("The comments on this album are locked."), code="locked")


def check_editable(comment: AlbumComment, talk: AlbumTalk) -> None:
    check_unlocked(talk)
    if comment.state not in (State.VISIBLE, State.WAITING):
        raise NotPossible(_("This comment is not there any more."))
    if timezone.now() >= threads.edited_until(comment):
        raise NotPossible(_("The time for changing this comment is over."), code="too_late")
