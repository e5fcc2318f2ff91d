"""``/api/v1/tags/``: subjects of what one may see."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.urls import path
from rest_framework import generics
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from common.api import Pages
from common.described import Does, described
from common.text import folded
from galleries import policy
from galleries.api import answers
from galleries.api.shapes import TagSerializer
from galleries.models import AlbumPage, Photo, Tag, TagWord


class TagPages(Pages):
    ordering = ("name", "id")


def shown_to(viewer: policy.Viewer) -> QuerySet[Tag]:
    """The tags of what this person's lists show. One that stands only on what she may not see is not there."""
    photos = Photo.objects.listed_for(viewer).filter(
        photo_tags__tag=OuterRef("pk"), photo_tags__state="accepted"
    )
    albums = AlbumPage.objects.listed_for(viewer).filter(album_tags__tag=OuterRef("pk"))
    return Tag.objects.filter(Exists(photos) | Exists(albums))


@described(get=Does("Subjects, by name", answer=TagSerializer, query=answers.TagQuery, pages=True))
class TagsView(generics.GenericAPIView):
    """``tags/``: by name; ``?q=`` those of which a word begins with it, in either language."""

    permission_classes = [AllowAny]
    serializer_class = TagSerializer
    pagination_class = TagPages

    def get(self, request: Request) -> Response:
        rows = shown_to(policy.viewer_of(request))
        if typed := folded(request.query_params.get("q", ""))[:100]:
            rows = rows.filter(pk__in=TagWord.objects.filter(key__startswith=typed).values("tag"))
        page: Any = self.paginate_queryset(rows)
        return self.get_paginated_response(TagSerializer(page, many=True).data)


@described(get=Does("One subject", answer=TagSerializer))
class TagView(generics.GenericAPIView):
    """``tags/<slug>/``"""

    permission_classes = [AllowAny]
    serializer_class = TagSerializer

    def get(self, request: Request, slug: str) -> Response:
        found = shown_to(policy.viewer_of(request)).filter(slug=slug).first()
        if found is None:
            raise Http404
        return Response(TagSerializer(found).data)


urlpatterns = [
    path("tags/", TagsView.as_view(), name="api_tags"),
    path("tags/<str:slug>/", TagView.as_view(), name="api_tag"),
]
