"""Taking a person out of the community: small transactions, in any order safe to repeat, counters right in each."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone

from community import likes, talks
from community.models import (
    AlbumComment,
    AlbumTalk,
    Case,
    CommentRevision,
    CommentVote,
    Decision,
    Distance,
    Favourite,
    FavouriteList,
    Follow,
    Habits,
    Like,
    Notification,
    NotificationActor,
    NotificationChoice,
    Report,
    Suspension,
    Visit,
)

AT_ONCE = 200
State = AlbumComment.State


def erase(person: Any) -> None:
    """Everything that is hers or names her. Of her comments she has said whether they go or stay without a name."""
    _forget_notifications(person)
    _take_back_likes(person)
    _take_back_votes(person)
    _let_go_of_comments(person)
    _forget_moderation(person)
    for rows in _hers_alone(person):
        _delete(rows)


def _hers_alone(person: Any) -> Iterable[QuerySet[Any]]:
    """Rows whose going changes nothing else."""
    yield Visit.objects.filter(user=person)
    yield Favourite.objects.filter(list__owner=person)
    yield FavouriteList.objects.filter(owner=person)
    yield Follow.objects.filter(Q(follower=person) | Q(person=person))
    yield Distance.objects.filter(Q(user=person) | Q(person=person))
    yield NotificationChoice.objects.filter(user=person)
    yield Habits.objects.filter(user=person)


def _delete(rows: QuerySet[Any]) -> None:
    for pks in _pieces(rows):
        rows.model._base_manager.filter(pk__in=pks).delete()


def _pieces(rows: QuerySet[Any]) -> Iterator[list[int]]:
    """Keys of what is left, a few hundred at a time, as long as there are any: the caller makes them fewer."""
    while pks := list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        yield pks


def _take_back_likes(person: Any) -> None:
    own = Like.objects.filter(user=person).select_related("album", "photo")
    for pks in _pieces(Like.objects.filter(user=person)):
        for like in own.filter(pk__in=pks):
            with transaction.atomic():
                if Like.objects.filter(pk=like.pk).delete()[0]:
                    likes.count_one_less(like.album or like.photo)


def _take_back_votes(person: Any) -> None:
    own = CommentVote.objects.filter(user=person)
    for pks in _pieces(own):
        for vote in own.filter(pk__in=pks):
            with transaction.atomic():
                comments = AlbumComment.objects.filter(pk=vote.comment_id)
                # As where votes are given: the comment first, then the vote.
                comments.select_for_update(no_key=True, of=("self",)).first()
                if CommentVote.objects.filter(pk=vote.pk).delete()[0]:
                    comments.update(
                        likes=F("likes") - int(vote.value == 1),
                        dislikes=F("dislikes") - int(vote.value == -1),
                        score=F("score") - vote.value,
                    )


def _let_go_of_comments(person: Any) -> None:
    own = AlbumComment.objects.filter(user=person)
    for pks in _pieces(own):
        for comment in own.filter(pk__in=pks):
            _let_go_of(comment.pk, comment.album_id, removes=person.delete_comments)
    AlbumComment.objects.filter(removed_by=person).update(removed_by=None)
    AlbumTalk.objects.filter(locked_by=person).update(locked_by=None)


@transaction.atomic
def _let_go_of(pk: int, album_id: int, *, removes: bool) -> None:
    """Removed, its place stays for the sake of its answers, without a word. Kept, it stays without a name."""
    talks.hold(album_id)
    comment = AlbumComment.objects.filter(pk=pk).first()
    if comment is None:
        return
    if removes:
        comment.html = comment.comment = ""
        CommentRevision.objects.filter(comment=comment).delete()
        if comment.state != State.REMOVED:
            now = timezone.now()
            talks.change_state(comment, State.REMOVED, removed_at=now, pinned_at=None, is_removed=True)
    comment.user = None
    comment.user_name = comment.user_email = comment.user_url = ""
    comment.ip_address = None
    comment.save(
        update_fields=["comment", "html", "user", "user_name", "user_email", "user_url", "ip_address"]
    )


def _forget_notifications(person: Any) -> None:
    """Those to her; and in those to others she is no longer somebody who did something."""
    _delete(Notification.objects.filter(recipient=person))
    acted = NotificationActor.objects.filter(person=person)
    for pks in _pieces(acted):
        with transaction.atomic():
            told = NotificationActor.objects.filter(pk__in=pks).values_list("notification", flat=True)
            # In the order in which others lock them who tell the same people something.
            rows = Notification.objects.filter(pk__in=list(told)).order_by("recipient_id", "pk")
            held = list(rows.select_for_update().values_list("pk", flat=True))
            NotificationActor.objects.filter(pk__in=pks).delete()
            left = Notification.objects.filter(pk__in=held)
            left.filter(actors__isnull=True).delete()
            left.update(times=Greatest(F("times") - 1, 1))


def _forget_moderation(person: Any) -> None:
    """Cases about her go, and what was decided about her. Of what she reported and decided her name goes."""
    _delete(Suspension.objects.filter(person=person))
    _delete(Decision.objects.filter(subject=person))
    _delete(Case.objects.filter(person=person))
    Case.objects.filter(subject=person).update(subject=None, excerpt="")
    Report.objects.filter(reporter=person).update(reporter=None)
    Decision.objects.filter(by=person).update(by=None)
    Decision.objects.filter(answered_by=person).update(answered_by=None)
