"""What of the search index can wait."""

from django.utils.translation import gettext_lazy as _

from common.search_text import reindex_many
from galleries.models import AlbumPage, Photo, PhotoTag
from jobs import registry

REINDEX_TAG = "search.reindex_tag"


def reindex_tagged(tag_id: int, report: registry.Report) -> None:
    """The entries of all that bears a tag whose words have changed."""
    accepted = PhotoTag.objects.accepted().filter(tag_id=tag_id)
    reindex_many(AlbumPage.objects.filter(album_tags__tag_id=tag_id))
    reindex_many(Photo.objects.filter(pk__in=accepted.values("content_object_id")), report)


registry.register(REINDEX_TAG, work=reindex_tagged, label=_("Index what bears a tag"))
