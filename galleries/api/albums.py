"""``/api/v1/albums/``: albums, made, read, changed and thrown away."""

from typing import Any

from django.db.models import QuerySet
from django.urls import path
from rest_framework import generics, serializers, status
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response

from common.api import JSONParser, Pages
from common.api_fields import asked_for
from common.described import Does, described
from common.idempotency import Idempotent
from galleries import album_actions, album_states, policy, trash
from galleries.api import finding
from galleries.api.album_bodies import AlbumBody, answer, checked
from galleries.api.shapes import AlbumSerializer
from galleries.api.versions import AlbumTagged
from galleries.models import AlbumPage


class AlbumPages(Pages):
    ordering = ("-first_published_at", "-id")


NEW_ALBUM = {
    "title": "山的层次", "title_en": "Ridges of Light", "intro": "山从来不是一座，是一层。",
    "intro_en": "A mountain is never one thing but a stack of distances.", "date_from": "2025-01-05",
    "date_to": "2025-11-15", "visibility": "public", "download": "web", "tags": ["mountains", "雾"], "publish": True,
}  # fmt: skip


class VersionFilter(serializers.Serializer):
    """``draft`` is what its editors wrote last, for them."""

    version = serializers.ChoiceField(["draft", "published"], required=False)


class RemovalFilter(serializers.Serializer):
    """Whether photos that stand in no other album go with it."""

    with_photos = serializers.BooleanField(required=False, default=False)


class AlbumFilter(serializers.Serializer):
    """What a list of albums is narrowed by. ``state`` is for one's own."""

    example = {
        "owner": "lin", "tag": "mist", "address": "ridges-of-light",
        "published_after": "2025-01-01T00:00:00Z", "published_before": "2026-01-01T00:00:00Z",
    }  # fmt: skip

    state = serializers.ChoiceField(album_states.State.choices, required=False)

    owner = serializers.CharField(required=False, max_length=150)
    tag = serializers.SlugField(required=False, max_length=100, allow_unicode=True)
    address = serializers.SlugField(required=False, max_length=255, allow_unicode=True)
    visibility = serializers.ChoiceField(AlbumPage.Access.choices, required=False)
    published_after = serializers.DateTimeField(required=False)
    published_before = serializers.DateTimeField(required=False)


@described(
    get=Does("Albums, the newest first", answer=AlbumSerializer, query=AlbumFilter, pages=True),
    post=Does("Make an album", AlbumBody, {201: AlbumSerializer}, example=NEW_ALBUM),
)
class AlbumsView(Idempotent, generics.GenericAPIView):
    """``albums/``: the albums that stand in this person's lists, the newest first; with ``owner=me`` her drafts too.

    POST makes one.
    """

    permission_classes = [IsAuthenticatedOrReadOnly]
    parser_classes = [JSONParser]
    serializer_class = AlbumSerializer
    pagination_class = AlbumPages

    def get(self, request: Request) -> Response:
        asked = AlbumFilter(data=request.query_params)
        asked.is_valid(raise_exception=True)
        by, viewer = asked.validated_data, policy.viewer_of(request)
        own = by.get("owner") == "me"
        if own:
            self.paginator.ordering = ("-id",)  # drafts were never published
        rows = self._narrowed(viewer, by, own)
        keys = [row.pk for row in self.paginate_queryset(rows.only("pk", "first_published_at")) or ()]
        context = {**self.get_serializer_context(), "viewer": viewer}
        albums = finding.albums(keys, asked_for(request, "include"), states=own)
        return self.get_paginated_response(AlbumSerializer(albums, many=True, context=context).data)

    def post(self, request: Request) -> Response:
        fields = checked(AlbumBody, request)
        publish = fields.pop("publish", False)
        album = album_actions.create(user=request.user, fields=fields, publish=publish)
        return answer(self, album, status.HTTP_201_CREATED)

    def _narrowed(self, viewer: policy.Viewer, by: dict[str, Any], own: bool) -> QuerySet[AlbumPage]:
        rows: Any = finding.own_albums(viewer) if own else AlbumPage.objects.listed_for(viewer)
        if "address" in by:  # the address is what opens an unlisted album
            rows = AlbumPage.objects.visible_to(viewer).filter(slug=by["address"])
        if "state" in by:
            rows = album_states.with_state(rows).filter(state=by["state"]) if own else rows.none()
        if "owner" in by and not own:
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


@described(
    get=Does("One album", answer=AlbumSerializer, query=VersionFilter),
    patch=Does(
        "Change an album",
        AlbumBody,
        {200: AlbumSerializer, 202: AlbumSerializer},
        refuses=(409,),
        example={"place": "黄山与贡嘎", "place_en": "Huangshan and Gongga, China", "visibility": "unlisted"},
    ),
    delete=Does("Throw an album away", query=RemovalFilter, refuses=(409,)),
)
class AlbumView(AlbumTagged, generics.GenericAPIView):
    """``albums/<id>/``: what is published, for those who may see it; else the draft, for those who work on it.

    PATCH changes what is sent, DELETE puts the album into the trash.
    """

    permission_classes = [IsAuthenticatedOrReadOnly]
    parser_classes = [JSONParser]
    serializer_class = AlbumSerializer

    def get(self, request: Request, pk: int) -> Response:
        viewer = policy.viewer_of(request)
        asked = VersionFilter(data=request.query_params)
        asked.is_valid(raise_exception=True)
        found, is_draft = finding.album_for(viewer, pk, draft=asked.validated_data.get("version") == "draft")
        if is_draft:
            return answer(self, found, status.HTTP_200_OK)
        works = finding.works_on(viewer, found)
        [album] = finding.albums([found.pk], asked_for(request, "include"), states=works)
        context = {**self.get_serializer_context(), "viewer": viewer}
        return Response(AlbumSerializer(album, context=context).data)

    def patch(self, request: Request, pk: int) -> Response:
        """200; 202 where the change waits for a review."""
        album = finding.album_to_change(policy.viewer_of(request), pk)
        fields = checked(AlbumBody, request, partial=True)
        publish = fields.pop("publish", None)
        return answer(
            self, album_actions.edit(user=request.user, album=album, fields=fields, publish=publish)
        )

    def delete(self, request: Request, pk: int) -> Response:
        album = finding.album_in_reach(policy.viewer_of(request), pk)
        asked = RemovalFilter(data=request.query_params)
        asked.is_valid(raise_exception=True)
        trash.trash_album(user=request.user, album=album, with_photos=asked.validated_data["with_photos"])
        return Response(status=status.HTTP_204_NO_CONTENT)


urlpatterns = [
    path("albums/", AlbumsView.as_view(), name="api_albums"),
    path("albums/<int:pk>/", AlbumView.as_view(), name="api_album"),
]
