"""An album's photos as one file."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from common import limits
from common.network import client_ip, limit_key
from galleries import policy, zips
from galleries.models import AlbumPage


@require_safe
def album_zip(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The photos that the album shows, in the size that the viewer may have: ``?size=web`` or ``original``."""
    viewer = policy.viewer_of(request)
    album = AlbumPage.objects.visible_to(viewer).filter(pk=pk).first()
    offered = zips.sizes(policy.download_size(viewer, album)) if album else ()
    size = request.GET.get("size") or next(iter(offered), "")
    if album is None or size not in offered:
        raise Http404
    if request.method == "GET":
        person = request.user.pk if viewer.is_person else limit_key(client_ip(request))
        limits.hit("zip", person)
    return zips.response(album, full=size == "original")


urlpatterns: list[URLPattern] = [path("zip/<int:pk>/", album_zip, name="zip")]
