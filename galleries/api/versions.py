"""What albums and photos say that an edit could overwrite: the first half of their tags."""

from typing import Any

from rest_framework.request import Request

from common.etags import Tagged
from galleries import policy
from galleries.api import finding

PHOTO = (
    "title", "title_en", "description", "alt_en", "caption", "caption_en", "licence", "show_position", "taken_at",
)  # fmt: skip


class AlbumTagged(Tagged):
    """For views of one album. Who does not work on it learns nothing of its drafts."""

    def version(self, request: Request, **kwargs: Any) -> Any:
        viewer = policy.viewer_of(request)
        if not viewer.is_person:
            return None
        album, _ = finding.album_for(viewer, kwargs["pk"])
        if not finding.works_on(viewer, album):
            return None
        return (
            album.pk, album.latest_revision_id, album.live_revision_id, album.live, album.has_unpublished_changes,
            album.visibility, album.cover_id, album.go_live_at,
        )  # fmt: skip


class PhotoTagged(Tagged):
    """For views of one photo."""

    def version(self, request: Request, **kwargs: Any) -> Any:
        viewer = policy.viewer_of(request)
        if not viewer.is_person:
            return None
        photo = finding.photo(viewer, kwargs["pk"])
        tags = photo.photo_tags.accepted().order_by("tag_id").values_list("tag_id", flat=True)
        return (photo.pk, *(getattr(photo, name) for name in PHOTO), *tags)
