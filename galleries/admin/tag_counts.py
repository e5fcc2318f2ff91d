"""How often tags are used, as far as the person may know: what stands on photos that are not hers is not counted."""

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from wagtail.permissions import page_permission_policy

from galleries import permissions
from galleries.models import AlbumPage, AlbumTag, PhotoTag, Tag


def known_rows(user: Any) -> QuerySet[PhotoTag]:
    """The tags of the photos that the person may change, those in the trash too."""
    photos = permissions.changeable_with_trash(user)
    rows = PhotoTag.objects.all()
    if not photos.query.where:  # all of them
        return rows
    return rows.filter(content_object__in=photos.order_by().values("pk"))


def known_albums(user: Any) -> QuerySet[AlbumPage] | None:
    """The albums that the person may edit; None for all."""
    if permissions.edits_every_album(user):
        return None
    edited = page_permission_policy.instances_user_has_permission_for(user, "change")
    return AlbumPage.objects.filter(pk__in=edited.order_by().values("pk"))


def with_counts(tags: QuerySet[Tag], user: Any) -> QuerySet[Tag]:
    """Adds ``photos``, ``waiting`` and ``albums``."""
    rows = known_rows(user).filter(tag=OuterRef("pk"))
    on_albums = AlbumTag.objects.filter(tag=OuterRef("pk"))
    if (albums := known_albums(user)) is not None:
        on_albums = on_albums.filter(content_object__in=albums.order_by().values("pk"))
    return tags.annotate(
        photos=_count(rows.filter(state=PhotoTag.State.ACCEPTED)),
        waiting=_count(rows.filter(state=PhotoTag.State.SUGGESTED)),
        albums=_count(on_albums),
    )


def _count(rows: QuerySet[Any]) -> Any:
    counted = rows.order_by().values("tag").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
