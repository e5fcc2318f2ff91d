"""What a person has looked at: noted when a page is served, shown to her alone, forgotten in time."""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone

from community.models import Habits, Visit
from galleries import policy
from galleries.models import AlbumPage, AlbumPhoto
from galleries.policy import Viewer

logger = logging.getLogger(__name__)

# Who looks again within this time has not come again.
AGAIN_AFTER = timedelta(minutes=5)
AT_ONCE = 1000
# The album's routes that are looked at; a download is not.
ALBUM, PHOTO = "index_route", "photo"


def note_request(request: HttpRequest, album: AlbumPage) -> None:
    """Note that a page of the album was served. A page never fails because this does."""
    match = getattr(request, "routable_resolver_match", None)
    if request.method != "GET" or match is None or match.url_name not in (ALBUM, PHOTO) or _is_ahead(request):
        return
    viewer = policy.viewer_of(request)
    if not viewer.is_person:
        return
    try:
        note(viewer.user, album, match.kwargs.get("photo_id"))
    except DatabaseError:
        logger.warning(
            "A visit of person %s to album %s was not noted.", viewer.user.pk, album.pk, exc_info=True
        )


def note(user: Any, album: AlbumPage, photo_id: int | None = None) -> None:
    """One query for whoever has just been there or has paused this, and one more for everybody else."""
    now = timezone.now()
    visits = Visit.objects.filter(user=user.pk, album=album, photo=photo_id)
    person = get_user_model().objects.filter(pk=user.pk)
    known = person.values_list("habits__history_paused", Subquery(visits.values("seen_at")[:1])).first()
    if known is None:
        return
    paused, last = known
    if paused or (last is not None and last > now - AGAIN_AFTER):
        return
    with transaction.atomic():
        if last is not None:
            visits.update(seen_at=now)
        else:
            visit = Visit(user_id=user.pk, album=album, photo_id=photo_id, seen_at=now)
            Visit.objects.bulk_create([visit], ignore_conflicts=True)  # her other window may be as fast


def visits_of(viewer: Viewer) -> QuerySet[Visit]:
    """What the person may still see of what she looked at, the latest first."""
    place = AlbumPhoto.objects.ready().filter(album=OuterRef("album"), photo=OuterRef("photo"))
    return Visit.objects.filter(
        policy.visible_albums(viewer, "album__"),
        Q(photo__isnull=True) | Q(Exists(place)),
        user=viewer.user.pk,
    ).order_by("-seen_at", "-pk")


def is_paused(user: Any) -> bool:
    return Habits.objects.filter(user=user.pk, history_paused=True).exists()


def forget_old() -> int:
    """Remove what is older than is kept, a thousand rows at a time; the number of rows."""
    old = Visit.objects.filter(seen_at__lt=timezone.now() - settings.HISTORY_KEPT_FOR)
    forgotten = 0
    while some := list(old.values_list("pk", flat=True)[:AT_ONCE]):
        forgotten += Visit.objects.filter(pk__in=some).delete()[0]
    return forgotten


def _is_ahead(request: HttpRequest) -> bool:
    """Whether the browser fetches what its user may look at later."""
    said = (request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    return any(
        "prefetch" in word or "prerender" in word or "preview" in word for word in map(str.lower, said)
    )
