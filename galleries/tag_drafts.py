"""Tags that albums' drafts name. A draft keeps them by number, and publishing it writes them to the album."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from wagtail.models import Revision

from galleries.models import AlbumPage, AlbumTag

AT_ONCE = 100


def naming(tags: Iterable[int]) -> QuerySet[Revision]:
    """Drafts and earlier versions of albums that name one of the tags.

    Found by the text, since SQLite cannot look into a list; only what is really meant is changed afterwards.
    """
    named = Q()
    for pk in tags:
        named |= Q(text__contains=f'"tag": {int(pk)},') | Q(text__contains=f'"tag": {int(pk)}}}')
    albums = ContentType.objects.get_for_model(AlbumPage)
    revisions: QuerySet[Revision] = Revision.objects.filter(content_type=albums)
    return revisions.annotate(text=Cast("content", TextField())).filter(named)


def pending() -> QuerySet[Revision]:
    """What may still be published: drafts newer than their album, and what is scheduled."""
    drafts = AlbumPage.objects.filter(has_unpublished_changes=True).values("latest_revision")
    albums = ContentType.objects.get_for_model(AlbumPage)
    return Revision.objects.filter(
        Q(pk__in=drafts) | Q(approved_go_live_at__isnull=False), content_type=albums
    )


def drafted() -> set[int]:
    """The tags that a draft of an album would bring."""
    rows = pending().values_list("content__album_tags", flat=True)
    return {row["tag"] for listed in rows for row in listed or [] if row.get("tag")}


def rename(old: set[int], new: int) -> int:
    """Let drafts and earlier versions name the new tag, once each. Returns how many were changed."""
    keys = list(naming(old).values_list("pk", flat=True))
    changed = 0
    for start in range(0, len(keys), AT_ONCE):
        revisions = list(Revision.objects.filter(pk__in=keys[start : start + AT_ONCE]))
        albums = [revision.content.get("pk") for revision in revisions]
        there = AlbumTag.objects.filter(tag=new, content_object__in=albums)
        rows = dict(there.values_list("content_object_id", "pk"))
        for revision in revisions:
            revision.content["album_tags"] = _renamed(revision.content, old, new, rows)
        changed += Revision.objects.bulk_update(revisions, ["content"])
    return changed


def _renamed(content: dict[str, Any], old: set[int], new: int, rows: dict[int, int]) -> list[dict[str, Any]]:
    """The tags of a draft with the new one in the place of the old, under the key of the album's own row."""
    listed: list[dict[str, Any]] = []
    for entry in content.get("album_tags") or []:
        if entry.get("tag") in old or entry.get("tag") == new:
            if any(other["tag"] == new for other in listed):
                continue
            entry = {**entry, "tag": new, "pk": rows.get(content.get("pk", 0))}
        listed.append(entry)
    return listed
