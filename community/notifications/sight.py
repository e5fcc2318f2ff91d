"""Which notifications may be shown at this moment: never what is about something that one may no longer see.

Page, count, API and mails all ask here. That somebody was told is no reason to be shown it: the album may have become
private since, the comment hidden, the person blocked.
"""

from copy import copy
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from community.models import AlbumComment, Distance, Kind, Notification, NotificationActor
from community.notifications import choices
from community.notifications.recipients import DUTIES
from galleries import policy
from galleries.models import AlbumPhoto, Photo
from galleries.policy import Viewer

# Nobody's doing, or by guests too: they are shown without a name as well.
NAMELESS = (Kind.PICKS, Kind.CONTRIBUTION, Kind.INVITED, Kind.MODERATION)
# What moderators decided is told whatever became of the thing, and without naming it.
OWN_AFFAIRS = (Kind.MODERATION,)
# A photo that waits in the tray stands in no album yet.
BEFORE_THE_ALBUM = (Kind.MODERATION, Kind.CONTRIBUTION)
COUNTED_AT_MOST = 100
NAMES = 3


def shown_to(viewer: Viewer) -> QuerySet[Notification]:
    """The notifications of whoever looks, without those that she may not be shown."""
    if not viewer.is_person:
        return Notification.objects.none()
    user = viewer.user
    done_by_somebody = Exists(_actors(_kept_away_from(user)).filter(notification=OuterRef("pk")))
    return Notification.objects.filter(
        ~Q(kind__in=choices.off_site(user)),
        Q(album=None) | policy.visible_albums(viewer, "album__") | Q(kind__in=OWN_AFFAIRS),
        Q(photo=None) | _photo_in_place(viewer) | Q(kind__in=BEFORE_THE_ALBUM),
        Q(kind__in=NAMELESS) | done_by_somebody,
        recipient=user.pk,
    )


def unread(viewer: Viewer) -> int:
    """How many of them are unread; ``COUNTED_AT_MOST`` stands for all above."""
    # The head of each page asks, and mostly there is nothing: to write the long question takes longer than this one.
    if (
        not viewer.is_person
        or not Notification.objects.filter(recipient=viewer.user.pk, read_at=None).exists()
    ):
        return 0
    return shown_to(viewer).filter(read_at=None).order_by()[:COUNTED_AT_MOST].count()


def names_of(pks: list[int], away: set[int]) -> QuerySet[Any]:
    """Who did what these notifications tell of: the newest ``NAMES`` of each, with ``people``, how many there are."""
    by_notification: dict[str, Any] = {"partition_by": F("notification")}
    ranked = _actors([away]).filter(notification__in=pks).annotate(
        rank=Window(RowNumber(), order_by=(F("at").desc(), F("pk").desc()), **by_notification),
        people=Window(Count("pk"), **by_notification),
    )  # fmt: skip
    return ranked.filter(rank__lte=NAMES).select_related("person").order_by("notification", "rank")


def _kept_away_from(user: Any) -> list[QuerySet]:
    """The same people as ``standing.kept_away_from`` names, as conditions and not yet read: the head of each page
    asks for them."""
    blocking = Distance.objects.filter(person=user.pk, kind=Distance.Kind.BLOCK)
    return [Distance.objects.filter(user=user.pk).values("person"), blocking.values("user")]


def _actors(away: list[Any]) -> QuerySet[NotificationActor]:
    """Those who may be named: they are there, not kept away, and what they said can still be read."""
    said = AlbumComment.objects.filter(user=OuterRef("person"))
    here = said.filter(album=OuterRef("notification__album"))
    on_album, on_photo = here.filter(photo=None), here.filter(photo=OuterRef("notification__photo"))
    answer = said.filter(parent_id=OuterRef("notification__comment__parent_id")).exclude(pk=F("parent_id"))
    visible, waiting = {"state": AlbumComment.State.VISIBLE}, {"state": AlbumComment.State.WAITING}
    kind = "notification__kind"
    stands = (
        ~Q(**{f"{kind}__in": (Kind.COMMENT, Kind.REPLY, Kind.MENTION, Kind.COMMENT_LIKE, Kind.WAITING)})
        | Q(Exists(on_album.filter(**visible)), **{kind: Kind.COMMENT, "notification__photo": None})
        | Q(Exists(on_photo.filter(**visible)), **{kind: Kind.COMMENT})
        | Q(Exists(answer.filter(**visible)), **{kind: Kind.REPLY})
        | Q(
            **{f"{kind}__in": (Kind.MENTION, Kind.COMMENT_LIKE)},
            notification__comment__state=AlbumComment.State.VISIBLE,
        )
        | Q(Exists(here.filter(**waiting)), **{kind: Kind.WAITING})
    )
    near = reduce(and_, (~Q(person__in=people) for people in away)) | Q(**{f"{kind}__in": DUTIES})
    return NotificationActor.objects.filter(stands, near, person__is_active=True, person__delete_after=None)


def _photo_in_place(viewer: Viewer) -> Q:
    place = AlbumPhoto.objects.ready().filter(album=OuterRef("album"), photo=OuterRef("photo"))
    # That an editor finds it in the admin is no reason to tell her, and takes queries to know.
    plain = copy(viewer)
    plain.image_collections = None
    somewhere = Photo.objects.visible_to(plain).filter(pk=OuterRef("photo"))
    return Q(Exists(place)) | Q(Exists(somewhere), album=None)
