"""``/api/v1/trash/``: what the person may bring back."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import path
from drf_spectacular.utils import extend_schema_field
from rest_framework import generics, serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from common.api import Pages
from common.described import Does, described
from galleries import policy
from galleries.api import answers, finding
from galleries.api.pictures import picture


class ThrownPages(Pages):
    ordering = ("-trashed_at", "-id")


class KindFilter(serializers.Serializer):
    kind = serializers.ChoiceField(["photos", "albums"], required=False, default="photos")


class ThrownSerializer(serializers.Serializer):
    """A photo (with its picture) or an album. It goes for good at ``gone_at``."""

    kind = serializers.SerializerMethodField()
    id = serializers.IntegerField()
    title = serializers.CharField()
    trashed_at = serializers.DateTimeField()
    gone_at = serializers.SerializerMethodField()
    picture = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ChoiceField(["photo", "album"]))
    def get_kind(self, row: Any) -> str:
        return str(self.context["kind"])

    def get_gone_at(self, row: Any) -> datetime:
        ends: datetime = row.trashed_at + timedelta(days=settings.TRASH_DAYS)
        return ends

    @extend_schema_field(answers.Picture(allow_null=True))
    def get_picture(self, row: Any) -> dict[str, Any] | None:
        return picture(row, public=False) if self.context["kind"] == "photo" else None


@described(get=Does("What one may bring back", answer=ThrownSerializer, query=KindFilter, pages=True))
class TrashView(generics.GenericAPIView):
    """``trash/?kind=photos|albums``: the last thrown away first; ``photos`` unless it says otherwise."""

    permission_classes = [IsAuthenticated]
    serializer_class = ThrownSerializer
    pagination_class = ThrownPages

    def get(self, request: Request) -> Response:
        asked = KindFilter(data=request.query_params)
        asked.is_valid(raise_exception=True)
        viewer = policy.viewer_of(request)
        albums = asked.validated_data["kind"] == "albums"
        rows = finding.albums_in_trash(viewer) if albums else finding.photos_in_trash(viewer)
        page: Any = self.paginate_queryset(rows)
        context = {**self.get_serializer_context(), "kind": "album" if albums else "photo"}
        return self.get_paginated_response(ThrownSerializer(page, many=True, context=context).data)


urlpatterns = [path("trash/", TrashView.as_view(), name="api_trash")]
