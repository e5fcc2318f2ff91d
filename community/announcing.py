"""Telling followers of new photos: once for each album and day, by a job that looks every ten minutes."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from community import notifications
from community.feed import EPOCH, counted_from, day_of
from community.models import Follow, Kind
from community.models.follows import Announcement
from galleries.models import AlbumGrant, AlbumPage, AlbumPhoto
from galleries.policy import Visibility
from users.models import User

# A photo may take a while to be prepared, and the worker may have been away.
LOOK_BACK = timedelta(days=1)
KEPT_FOR = timedelta(days=7)
ALBUMS_A_RUN = 200
PEOPLE_AT_ONCE = 200


def announce_new_photos() -> int:
    """Tell of what came since yesterday and was not told yet. Returns how many albums that were."""
    since = timezone.now() - LOOK_BACK
    Announcement.objects.filter(day__lt=day_of(timezone.now() - KEPT_FOR)).delete()
    told = Announcement.objects.filter(finished=True, day__gte=day_of(since))
    waiting = sorted(_fresh(since) - set(told.values_list("album_id", "day")), key=lambda pair: pair[::-1])
    for album_id, day in waiting[:ALBUMS_A_RUN]:
        row, _is_new = Announcement.objects.get_or_create(album_id=album_id, day=day)
        while _tell_some(row.pk):
            pass
    return len(waiting[:ALBUMS_A_RUN])


def _fresh(since: datetime) -> set[tuple[int, date]]:
    """Albums that somebody follows and the days on which photos came to be seen in them."""
    followed = Exists(Follow.objects.filter(album=OuterRef("pk"))) | Exists(
        Follow.objects.filter(person=OuterRef("owner"))
    )
    came = AlbumPhoto.objects.filter(album=OuterRef("pk"), added_at__gte=since)
    published = Coalesce(F("first_published_at"), Value(EPOCH), output_field=DateTimeField())
    albums = AlbumPage.objects.live().alias(published=published).filter(followed)
    albums = albums.filter(Q(published__gte=since) | Exists(came))
    places = AlbumPhoto.objects.ready().filter(album__in=albums.order_by().values("pk"))
    places = places.annotate(at=counted_from()).filter(at__gte=since)
    days = places.annotate(day=TruncDate("at", tzinfo=timezone.get_default_timezone())).order_by()
    return set(days.values_list("album_id", "day").distinct())


def _tell_some(pk: int) -> bool:
    """Tell the next followers. Whether there are more. What was told and how far that has come are one transaction,
    so nobody is told twice and nobody is left out, whenever the worker dies."""
    with transaction.atomic():
        row = Announcement.objects.select_for_update().filter(pk=pk, finished=False).first()
        if row is None:
            return False
        album = AlbumPage.objects.select_related("owner").get(pk=row.album_id)
        people = list(_hearers(album).filter(pk__gt=row.told_up_to).order_by("pk")[:PEOPLE_AT_ONCE])
        if people:
            notifications.tell(Kind.NEW_PHOTOS, people, actor=album.owner, album=album)
            row.told_up_to = people[-1].pk
        row.finished = len(people) < PEOPLE_AT_ONCE
        row.save(update_fields=["told_up_to", "finished"])
        return not row.finished


def _hearers(album: Any) -> QuerySet[User]:
    """Who follows the album; and who follows its owner, when lists may name the album to her. Whether somebody may
    see it at all ``tell`` asks for each."""
    of_album = Q(pk__in=Follow.objects.filter(album=album).values("follower"))
    of_owner = Q(pk__in=Follow.objects.filter(person=album.owner_id).values("follower"))
    if album.visibility not in (Visibility.PUBLIC, Visibility.MEMBERS):
        of_owner &= Q(pk__in=AlbumGrant.objects.filter(album=album, user__isnull=False).values("user"))
    return User.objects.filter(of_album | of_owner, is_active=True, delete_after=None)
