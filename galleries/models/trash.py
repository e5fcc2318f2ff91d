"""Albums in the trash. A photo says itself when it was thrown away."""

from typing import Any

from django.conf import settings
from django.db import models
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from galleries.page_rights import NoRights

TRASH_SLUG = "vitrine-trash"
# Of every page in the trash, so that none has to be asked for.
TRASH_URL_PATH = f"/{TRASH_SLUG}/"


class TrashPage(Page):
    """Where albums lie in the tree that somebody deleted: beside the site, so that no address leads there."""

    parent_page_types: list[str] = []
    subpage_types: list[str] = []
    max_count = 1

    class Meta:
        verbose_name = _("trash")

    def permissions_for_user(self, user: Any) -> NoRights:
        return NoRights(user, self)

    def serve(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        raise Http404


class TrashedAlbum(models.Model):
    """What an album in the trash comes back with. It is unpublished, in no list, and gone after TRASH_DAYS."""

    album = models.OneToOneField("galleries.AlbumPage", on_delete=models.CASCADE, related_name="trashed")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now, db_index=True)
    # Where it stood.
    parent = models.ForeignKey(Page, null=True, on_delete=models.SET_NULL, related_name="+")
    slug = models.CharField(max_length=255)
    # How it was published, so that drafts are drafts again.
    was_live = models.BooleanField()
    had_unpublished_changes = models.BooleanField(default=False)
    live_revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.album_id} ({self.slug})"
