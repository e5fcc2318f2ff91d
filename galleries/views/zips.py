"""An album's photos as one file."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from galleries import zips


@require_safe
def album_zip(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The photos that the album shows, in the size that the viewer may have: ``?size=web`` or ``original``."""
    return zips.asked_for(request, pk)


urlpatterns: list[URLPattern] = [path("zip/<int:pk>/", album_zip, name="zip")]
