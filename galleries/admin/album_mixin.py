"""What the views below /admin/albums/<page>/ have in common."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from galleries import policy
from galleries.models import AlbumPage, AlbumPhoto
from galleries.querysets import AlbumPhotoQuerySet


class AlbumMixin:
    """A view below /admin/albums/<page>/, for those who may edit the page; others get what Wagtail gives them."""

    request: HttpRequest
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not policy.can(policy.viewer_of(request), "edit", self.album):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    @cached_property
    def album(self) -> AlbumPage:
        return get_object_or_404(AlbumPage, pk=self.kwargs["page_id"])

    @property
    def places(self) -> AlbumPhotoQuerySet:
        """What the album shows in the workbench, in its order: all but what lies in the trash."""
        return AlbumPhoto.objects.filter(album=self.album, photo__trashed_at=None).order_by("position", "pk")

    @cached_property
    def order(self) -> list[int]:
        """The keys of those photos."""
        return list(self.places.values_list("photo_id", flat=True))


def numbers(text: str, most: int) -> list[int]:
    """The keys in ``1,2,3``, once each, as far as they are keys."""
    found = (int(part) for part in text.split(",") if part.isascii() and part.isdecimal() and len(part) < 16)
    return list(dict.fromkeys(found))[:most]
