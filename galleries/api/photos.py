"""``/api/v1/photos/``: photos, whichever album shows them."""

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
from galleries.api.shapes import PhotoSerializer
from galleries.models import Photo


class PhotoPages(Pages):
    ordering = ("-id",)


class PhotoFilter(serializers.Serializer):
    """What a list of photos is narrowed by. ``state`` is for one's own: others' photos are always ready."""

    owner = serializers.CharField(required=False, max_length=150)
    tag = serializers.SlugField(required=False, max_length=100, allow_unicode=True)
    taken_after = serializers.DateTimeField(required=False)
    taken_before = serializers.DateTimeField(required=False)
    state = serializers.ChoiceField(Photo.State.choices, required=False)


class PhotosView(generics.GenericAPIView):
    """``photos/``: the photos that stand in this person's lists, the newest first; with ``owner=me`` all her own."""

    permission_classes = [IsAuthenticatedOrReadOnly]
    serializer_class = PhotoSerializer
    pagination_class = PhotoPages

    def get(self, request: Request) -> Response:
        asked = PhotoFilter(data=request.query_params)
        asked.is_valid(raise_exception=True)
        viewer = policy.viewer_of(request)
        rows = self._narrowed(viewer, asked.validated_data)
        keys = [row.pk for row in self.paginate_queryset(rows.only("pk")) or ()]
        photos = finding.photos(viewer, Photo.objects.all(), keys, asked_for(request, "include"))
        serializer = PhotoSerializer(photos, many=True, context=self.get_serializer_context())
        return self.get_paginated_response(serializer.data)

    def _narrowed(self, viewer: policy.Viewer, by: dict[str, Any]) -> QuerySet[Photo]:
        if by.get("owner") == "me":
            own = viewer.user.pk if viewer.is_person else 0
            rows: Any = Photo.objects.filter(uploaded_by_user=own, trashed_at=None)
        else:
            rows = Photo.objects.listed_for(viewer)
            if "owner" in by:
                people = finding.owner_of(viewer, by["owner"])
                rows = rows.filter(**{f"uploaded_by_user__{field}": value for field, value in people.items()})
        if "tag" in by:
            rows = rows.filter(photo_tags__tag__slug=by["tag"], photo_tags__state="accepted")
        if "taken_after" in by:
            rows = rows.filter(taken_at__gte=by["taken_after"])
        if "taken_before" in by:
            rows = rows.filter(taken_at__lt=by["taken_before"])
        return rows.filter(state=by["state"]) if "state" in by else rows


class PhotoView(generics.GenericAPIView):
    """``photos/<id>/``"""

    permission_classes = [IsAuthenticatedOrReadOnly]
    serializer_class = PhotoSerializer

    def get(self, request: Request, pk: int) -> Response:
        viewer = policy.viewer_of(request)
        found = finding.photo(viewer, pk)
        [photo] = finding.photos(viewer, Photo.objects.all(), [found.pk], asked_for(request, "include"))
        return Response(PhotoSerializer(photo, context=self.get_serializer_context()).data)


urlpatterns = [
    path("photos/", PhotosView.as_view(), name="api_photos"),
    path("photos/<int:pk>/", PhotoView.as_view(), name="api_photo"),
]
