"""An album's photos as one file, for clients with a token."""

from typing import Any

from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

from common.described import ZIP, Does, described
from galleries import zips
from galleries.api import answers


@described(
    get=Does(
        "An album's photos as a zip", query=answers.ZipQuery, file=ZIP, refuses=(503,), name="albums_zip"
    )
)
class AlbumZipView(APIView):
    """``/api/v1/albums/<id>/zip/?size=web|original``: a zip; 404 where nothing may be downloaded."""

    permission_classes = [AllowAny]

    def get(self, request: Request, pk: int, **kwargs: Any) -> HttpResponseBase:
        return zips.asked_for(request, pk)


urlpatterns: list[URLPattern] = [path("albums/<int:pk>/zip/", AlbumZipView.as_view(), name="api_album_zip")]
