"""What a person said, liked, kept and follows, as she takes it along. How it is erased is in ``community.erasing``."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from community import erasing
from community.models import (
    AlbumComment,
    CommentVote,
    Decision,
    Distance,
    Favourite,
    FavouriteList,
    Follow,
    Habits,
    Like,
    Notification,
    NotificationChoice,
    Report,
    Suspension,
    Visit,
)
from galleries.models import AlbumPage, Photo
from galleries.policy import Viewer
from users.my_data import Archive

AT_ONCE = 200
Row = dict[str, Any]


def export(person: Any, archive: Archive) -> None:
    """One file for each kind of thing. Titles stand only beside what she can still see."""
    viewer = Viewer(person)
    archive.rows("comments.json", _comments(person))
    rows: dict[str, tuple[QuerySet[Any], tuple[str, ...]]] = {
        "votes": (CommentVote.objects.filter(user=person), ("comment_id", "value", "created_at")),
        "likes": (Like.objects.filter(user=person), ("created_at",)),
        "favourite-lists": (FavouriteList.objects.filter(owner=person), ("id", "name", "created_at")),
        "favourites": (Favourite.objects.filter(list__owner=person), ("list_id", "added_at")),
        "history": (Visit.objects.filter(user=person), ("seen_at",)),
        "follows": (Follow.objects.filter(follower=person), ("person__username", "created_at")),
        "kept-away": (Distance.objects.filter(user=person), ("person__username", "kind", "created_at")),
        "notifications": (
            Notification.objects.filter(recipient=person),
            ("kind", "comment_id", "times", "created_at", "updated_at", "read_at"),
        ),
        "notification-choices": (NotificationChoice.objects.filter(user=person), ("kind", "on_site", "mail")),
        "habits": (Habits.objects.filter(user=person), ("history_paused",)),
        "reports": (Report.objects.filter(reporter=person), ("case__about", "reason", "note", "created_at")),
        "decisions": (
            Decision.objects.told().filter(subject=person),
            (
                "case__about",
                "action",
                "message",
                "at",
                "until",
                "appeal",
                "appealed_at",
                "answer",
                "answered_at",
            ),
        ),
        "suspension": (Suspension.objects.filter(person=person), ("until",)),
    }
    for name, (queryset, fields) in rows.items():
        archive.rows(f"{name}.json", _rows(queryset, fields, viewer))


def erase(person: Any) -> None:
    """In small transactions, each of which may be the last: where it is interrupted, it goes on."""
    erasing.erase(person)


def _comments(person: Any) -> Iterator[Row]:
    """With what each said before it was changed."""
    own = AlbumComment.objects.filter(user=person).order_by("pk").prefetch_related("revisions")
    for comment in own.iterator(chunk_size=AT_ONCE):
        yield {
            "id": comment.pk,
            "album": comment.album_id,
            "photo": comment.photo_id,
            "answers": None if comment.is_root else comment.parent_id,
            "text": comment.comment,
            "state": comment.state,
            "submitted_at": comment.submit_date,
            "edited_at": comment.edited_at,
            "before": [{"text": row.text, "until": row.until} for row in comment.revisions.all()],
        }


def _rows(queryset: QuerySet[Any], fields: tuple[str, ...], viewer: Viewer) -> Iterator[Row]:
    """The fields of each row, after the album and the photo that it is about, if it is about any."""
    about = [name for name in ("album_id", "photo_id") if _has(queryset, name)]
    rows = queryset.order_by("pk").values(*about, *fields).iterator(chunk_size=AT_ONCE)
    some: list[Row] = []
    for row in rows:
        some.append(row)
        if len(some) == AT_ONCE:
            yield from _titled(some, about, viewer)
            some = []
    yield from _titled(some, about, viewer)


def _titled(rows: list[Row], about: list[str], viewer: Viewer) -> Iterator[Row]:
    models: dict[str, Any] = {"album_id": AlbumPage, "photo_id": Photo}
    titles = {}
    for name in about:
        pks = {row[name] for row in rows if row[name]}
        seen = (
            models[name].objects.visible_to(viewer).filter(pk__in=pks) if pks else models[name].objects.none()
        )
        titles[name] = dict(seen.values_list("pk", "title"))
    for row in rows:
        things = {}
        for name in about:
            pk = row.pop(name)
            things[name.removesuffix("_id")] = {"id": pk, "title": titles[name].get(pk)} if pk else None
        yield {**things, **{name.replace("__", "_"): value for name, value in row.items()}}


def _has(queryset: QuerySet[Any], column: str) -> bool:
    return any(getattr(field, "attname", "") == column for field in queryset.model._meta.concrete_fields)
