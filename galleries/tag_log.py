"""What people do with tags, in Wagtail's log: with who and when, for the history of photos and of the site."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.log_actions import get_active_log_context
from wagtail.models import ModelLogEntry

from galleries.models import Photo, PhotoTag

ACCEPT = "galleries.tag_accept"
REJECT = "galleries.tag_reject"
TAKE_BACK = "galleries.tag_take_back"
MERGE = "galleries.tag_merge"
REMOVE = "galleries.tag_remove"
OF_STATE = {
    PhotoTag.State.ACCEPTED: ACCEPT,
    PhotoTag.State.REJECTED: REJECT,
    PhotoTag.State.SUGGESTED: TAKE_BACK,
}


def write(rows: Iterable[PhotoTag], *, state: PhotoTag.State, user: Any, at: datetime) -> ModelLogEntry:
    """An entry for each photo, together with one query. Returns the first, which stands for all of them.

    The rows come with their tag and photo.
    """
    uuid = get_active_log_context().uuid or uuid4()
    kind = ContentType.objects.get_for_model(Photo, for_concrete_model=False)
    entries = [
        ModelLogEntry(
            content_type=kind,
            object_id=str(row.content_object_id),
            label=str(row.content_object)[:1000],
            action=OF_STATE[state],
            user=user,
            timestamp=at,
            uuid=uuid,
            data={"tag": row.tag_id, "name": row.tag.name},
        )
        for row in rows
    ]
    ModelLogEntry.objects.bulk_create(entries, batch_size=500)
    return entries[0]


def photos_of(entry_id: int) -> QuerySet[Photo]:
    """The photos of all entries that were written together with this one."""
    entry = ModelLogEntry.objects.filter(pk=entry_id).first()
    if entry is None:
        return Photo.objects.none()
    # By time: its column has an index, the shared mark has none.
    together = ModelLogEntry.objects.filter(
        timestamp=entry.timestamp, uuid=entry.uuid, content_type=entry.content_type
    )
    return Photo.objects.filter(pk__in=[int(pk) for pk in together.values_list("object_id", flat=True)])
