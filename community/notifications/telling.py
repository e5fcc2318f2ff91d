"""Writing down what people are told."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Greatest
from django.utils import timezone

from community.models import AlbumComment, Decision, Follow, Kind, Notification, NotificationActor
from community.notifications import recipients

AT_ONCE = 200
# More people than these are not remembered by name; what is shown says "more than 99 others".
ACTORS_KEPT = 100
COLUMNS = (
    "recipient_id", "kind", "about", "album_id", "photo_id", "comment_id", "decision_id",
    "times", "created_at", "updated_at",
)  # fmt: skip


@transaction.atomic
def tell(
    kind: Kind,
    to: Iterable[Any],
    *,
    actor: Any = None,
    album: Any = None,
    photo: Any = None,
    comment: AlbumComment | None = None,
    decision: Decision | None = None,
) -> None:
    """Tell each person of ``to`` (users). Call it inside the action's transaction; mails leave after its commit.

    Not told: the actor herself, whoever blocks or mutes the actor, is not active, or may not see the album. Told
    again while the first is unread, it joins that one.
    """
    kind = Kind(kind)
    actor = actor if _key(actor) else None  # a guest has no name
    thing = None if kind == Kind.MODERATION else album or photo
    pks = recipients.of(kind, to, actor=actor, thing=thing)
    things = [_key(album), _key(photo), _key(comment), _key(decision)]
    about = about_what(kind, album=album, photo=photo, comment=comment, decision=decision)
    now = timezone.now()
    stamp = connection.ops.adapt_datetimefield_value(now)
    for at in range(0, len(pks), AT_ONCE):
        rows = [[pk, str(kind), about, *things, 1, stamp, stamp] for pk in pks[at : at + AT_ONCE]]
        told = _upsert(rows)
        if actor is not None:
            _add_actor(told, actor, now)


@transaction.atomic
def tell_each(
    reasons: Iterable[tuple[Kind, Any]], *, actor: Any, album: Any, photo: Any, comment: AlbumComment
) -> None:
    """As ``tell``, to people whom one comment concerns for different reasons: (kind, user), each user once."""
    now = timezone.now()
    stamp = connection.ops.adapt_datetimefield_value(now)
    things = [_key(album), _key(photo), _key(comment), None]
    rows = [
        [pk, str(kind), about_what(kind, album=album, photo=photo, comment=comment), *things, 1, stamp, stamp]
        for kind, pk in recipients.of_each(reasons, actor=actor, thing=album)
    ]
    if rows:
        told = _upsert(rows)
        if _key(actor):
            _add_actor(told, actor, now)


@transaction.atomic
def untell(kind: Kind, *, actor: Any, album: Any = None, photo: Any = None, comment: Any = None) -> None:
    """The actor took it back (a like, a follow): unread notifications that tell of nobody else go."""
    if not _key(actor):
        return
    about = about_what(Kind(kind), album=album, photo=photo, comment=comment)
    hers = NotificationActor.objects.filter(person=actor.pk).values("notification")
    unread = Notification.objects.filter(pk__in=hers, about=about, read_at=None)
    if kind == Kind.FOLLOW and album is None:  # which does not say whom: those whom she follows still know it
        still = Follow.objects.filter(follower=actor.pk, person=OuterRef("recipient"))
        unread = unread.filter(~Exists(still))
    # Locked in the order in which ``tell`` locks them, so that nobody joins what is about to go.
    pks = list(unread.order_by("recipient_id").select_for_update().values_list("pk", flat=True))
    if not pks:
        return
    NotificationActor.objects.filter(notification__in=pks, person=actor.pk).delete()
    others = NotificationActor.objects.filter(notification=OuterRef("pk"))
    Notification.objects.filter(~Exists(others), pk__in=pks).delete()
    Notification.objects.filter(pk__in=pks).update(times=Greatest(F("times") - 1, 1))


def about_what(
    kind: Kind, *, album: Any = None, photo: Any = None, comment: Any = None, decision: Any = None
) -> str:
    """What makes two notifications the same, as ``like:album:7``."""
    if decision is not None:
        return f"{kind}:decision:{decision.pk}"
    if kind == Kind.REPLY:
        return f"{kind}:comment:{comment.parent_id}"
    if kind in (Kind.MENTION, Kind.COMMENT_LIKE):
        return f"{kind}:comment:{comment.pk}"
    if kind == Kind.COMMENT and photo is not None and album is not None:
        return f"{kind}:album:{album.pk}:photo:{photo.pk}"
    if photo is not None and kind in (Kind.COMMENT, Kind.LIKE):
        return f"{kind}:photo:{photo.pk}"
    return str(kind) if album is None else f"{kind}:album:{album.pk}"


def _upsert(rows: list[list[Any]]) -> list[tuple[int, int]]:
    """Write one row for each person, or join her unread one; returns keys with how often it has happened.

    One statement, by itself right among any number of others: Django's ``bulk_create`` cannot name the condition of
    a partial constraint. Rows come in the order of their recipients, so that two of these cannot lock each other out.
    """
    place = f"({', '.join(['%s'] * len(COLUMNS))})"
    table = Notification._meta.db_table
    statement = f"""
        INSERT INTO {table} ({", ".join(COLUMNS)}) VALUES {", ".join([place] * len(rows))}
        ON CONFLICT (recipient_id, about) WHERE read_at IS NULL DO UPDATE SET
            times = {table}.times + 1, updated_at = excluded.updated_at, photo_id = excluded.photo_id,
            comment_id = excluded.comment_id
        RETURNING id, times
    """  # noqa: S608  (names of ours; what people give goes in as parameters)
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for row in rows for value in row])
        return list(cursor.fetchall())


def _add_actor(told: list[tuple[int, int]], actor: Any, now: datetime) -> None:
    actors = [NotificationActor(notification_id=pk, person=actor, at=now) for pk, _times in told]
    NotificationActor.objects.bulk_create(
        actors, update_conflicts=True, unique_fields=["notification", "person"], update_fields=["at"]
    )
    for pk, times in told:
        if times > ACTORS_KEPT:
            of_this = NotificationActor.objects.filter(notification=pk).order_by("-at", "-pk")
            of_this.exclude(pk__in=list(of_this.values_list("pk", flat=True)[:ACTORS_KEPT])).delete()


def _key(thing: Any) -> int | None:
    return None if thing is None else thing.pk
