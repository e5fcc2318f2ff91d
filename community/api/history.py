"""A person's browsing history as JSON."""

from typing import Any

from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api import Pages
from common.described import Does, described
from common.known_fields import KnownFields
from community import history
from community.actions import history as actions
from community.api import addresses
from community.api.answers import ThingLine
from community.models import Visit
from galleries import policy


class VisitSerializer(serializers.ModelSerializer):
    """When an album was last looked at or, when ``photo`` is not null, that photo in it."""

    album = serializers.SerializerMethodField()
    photo = serializers.SerializerMethodField()

    class Meta:
        model = Visit
        fields = ("id", "album", "photo", "seen_at")
        read_only_fields = fields

    @extend_schema_field(ThingLine)
    def get_album(self, visit: Visit) -> dict[str, Any]:
        return addresses.album(visit.album)

    @extend_schema_field(ThingLine(allow_null=True))
    def get_photo(self, visit: Visit) -> dict[str, Any] | None:
        return addresses.photo(visit.photo, visit.album) if visit.photo is not None else None


class PausedSerializer(KnownFields, serializers.Serializer):
    paused = serializers.BooleanField()


class VisitPages(Pages):
    """Also says whether noting is paused."""

    ordering = ("-seen_at", "-id")

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Any:
        self.paused = history.is_paused(request.user)
        return super().paginate_queryset(queryset, request, view)

    def get_paginated_response(self, data: Any) -> Response:
        response = super().get_paginated_response(data)
        response.data["paused"] = self.paused
        return response

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        page = super().get_paginated_response_schema(schema)
        page["required"].append("paused")
        page["properties"]["paused"] = {"type": "boolean"}
        return page


@described(
    get=Does("What one has looked at, the latest first", answer=VisitSerializer, pages=True),
    patch=Does(
        "Pause the history, or go on",
        PausedSerializer,
        PausedSerializer,
        whole=True,
        example={"paused": True},
    ),
    delete=Does("Clear the history", name="history_clear"),
)
class HistoryView(ListAPIView):
    """``history/``: the latest first. PATCH pauses it or goes on, DELETE clears it."""

    permission_classes = [IsAuthenticated]
    serializer_class = VisitSerializer
    pagination_class = VisitPages

    def get_queryset(self) -> Any:
        return history.visits_of(policy.viewer_of(self.request)).select_related("album", "photo")

    def patch(self, request: Request) -> Response:
        serializer = PausedSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        actions.pause(user=request.user, **serializer.validated_data)
        return Response(serializer.data)

    def delete(self, request: Request) -> Response:
        actions.forget_all(user=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


@described(delete=Does("Remove one entry of the history"))
class VisitView(APIView):
    """``history/<id>/``: DELETE removes one entry. Somebody else's looks like one that is gone."""

    permission_classes = [IsAuthenticated]

    def delete(self, request: Request, pk: int) -> Response:
        actions.forget(user=request.user, pk=pk)
        return Response(status=status.HTTP_204_NO_CONTENT)


urlpatterns: list[URLPattern] = [
    path("history/", HistoryView.as_view(), name="history"),
    path("history/<int:pk>/", VisitView.as_view(), name="history_entry"),
]
