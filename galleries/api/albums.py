"""``/api/v1/albums/``: albums and what they show."""

from typing import Any

from django.db.models import QuerySet
from django.urls import path
from rest_framework import generics, serializers
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response

from common.api import Pages
from common.api_fields import asked_for
from galleries import policy
from galleries.api import finding
from galleries.api.shapes import AlbumSerializer, PhotoSerializer, PlaceSerializer
from galleries.models import AlbumPage, AlbumPhoto, Photo


class AlbumPages(Pages):
    ordering = ("-first_published_at", "-id")


class PlacePages(Pages):
    ordering = ("position", "id")


class AlbumFilter(serializers.Serializer):
    """What a list of albums is narrowed by."""

    owner = serializers.CharField(required=False, max_length=150)
    tag = serializers.SlugField(required=False, max_length=100, allow_unicode=True)
    visibility = serializers.ChoiceField(AlbumPage.Access.choices, required=False)
    published_after = serializers.DateTimeField(required=False)
    published_before = serializers.DateTimeField(required=False)


class AlbumsView(generics.GenericAPIView):
    """``albums/``: the albums that stand in this person's lists, the newest first."""

    permission_classes = [IsAuthenticatedOrReadOnly]
    serializer_class = AlbumSerializer
    pagination_class = AlbumPages

    def get(self, request: Request) -> Response:
        asked = AlbumFilter(data=request.query_params)
        asked.is_valid(raise_exception=True)
        viewer = policy.viewer_of(request)
        rows = self._narrowed(viewer, asked.validated_data)
        keys = [row.pk for row in self.paginate_queryset(rows.only("pk", "first_published_at")) or ()]
        context = {**self.get_serializer_context(), "viewer": viewer}
        albums = finding.albums(keys, asked_for(request, "include"))
        return self.get_paginated_response(AlbumSerializer(albums, many=True, context=context).data)

    def _narrowed(self, viewer: policy.Viewer, by: dict[str, Any]) -> QuerySet[AlbumPage]:
        rows: Any = AlbumPage.objects.listed_for(viewer)
        if "owner" in by:
            people = finding.owner_of(viewer, by["owner"])
            rows = rows.filter(**{f"owner__{field}": value for field, value in people.items()})
        if "tag" in by:
            rows = rows.filter(album_tags__tag__slug=by["tag"])
        if "visibility" in by:
            rows = rows.filter(visibility=by["visibility"])
        if "published_after" in by:
            rows = rows.filter(first_published_at__gte=by["published_after"])
        if "published_before" in by:
            rows = rows.filter(first_published_at__lt=by["published_before"])
        return rows


class AlbumView(generics.GenericAPIView):
    """``albums/<id>/``"""

    permission_classes = [IsAuthenticatedOrReadOnly]
    serializer_class = AlbumSerializer

    def get(self, request: Request, pk: int) -> Response:
        viewer = policy.viewer_of(request)
        found = finding.album(viewer, pk)
        [album] = finding.albums([found.pk], asked_for(request, "include"))
        context = {**self.get_serializer_context(), "viewer": viewer}
        return Response(AlbumSerializer(album, context=context).data)


class AlbumPhotosView(generics.GenericAPIView):
    """``albums/<id>/photos/``: what the album shows, in its order. ``fields`` and ``include`` are those of a photo."""

    permission_classes = [IsAuthenticatedOrReadOnly]
    serializer_class = PlaceSerializer
    pagination_class = PlacePages

    def get(self, request: Request, pk: int) -> Response:
        viewer = policy.viewer_of(request)
        album = finding.album(viewer, pk)
        places: list[AlbumPhoto] = self.paginate_queryset(album.album_photos.ready()) or []
        keys = [place.photo_id for place in places]
        photos = finding.photos(viewer, Photo.objects.all(), keys, asked_for(request, "include"))
        by_key = {photo.pk: photo for photo in photos}
        for place in places:
            place.photo = by_key[place.photo_id]
        context = self.get_serializer_context()
        context["photos"] = PhotoSerializer(context=context)
        return self.get_paginated_response(PlaceSerializer(places, many=True, context=context).data)


urlpatterns = [
    path("albums/", AlbumsView.as_view(), name="api_albums"),
    path("albums/<int:pk>/", AlbumView.as_view(), name="api_album"),
    path("albums/<int:pk>/photos/", AlbumPhotosView.as_view(), name="api_album_photos"),
]
