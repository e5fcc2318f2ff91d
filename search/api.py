"""``/api/v1/search/``: one search over albums, photos and tags."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework import generics, serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from common.described import Does, described
from common.text import one_line
from galleries import policy
from galleries.api import finding
from galleries.api.shapes import AlbumSerializer, PhotoSerializer, TagSerializer
from galleries.models import Photo
from galleries.policy import Viewer
from search.query import Found, find

KINDS = ("albums", "photos", "tags")
MAX_QUERY = 100
# Of each kind, where all are asked for
FIRST = 12


class SearchSerializer(serializers.Serializer):
    """The words, and of what kind the answers shall be; without a kind the first of each come."""

    example = {"q": "雾"}

    q = serializers.CharField(max_length=MAX_QUERY)
    kind = serializers.ChoiceField(KINDS, required=False)
    page = serializers.IntegerField(min_value=1, max_value=1000, default=1)
    page_size = serializers.IntegerField(min_value=1, max_value=100, default=30)


class _Part(serializers.Serializer):
    """The best first. ``count`` is how many were counted; ``more``: there are others besides."""

    count = serializers.IntegerField(min_value=0)
    more = serializers.BooleanField()


class FoundAlbums(_Part):
    results = AlbumSerializer(many=True)


class FoundPhotos(_Part):
    results = PhotoSerializer(many=True)


class FoundTags(_Part):
    results = TagSerializer(many=True)


class FoundOfEachKind(serializers.Serializer):
    """The first of each kind."""

    albums = FoundAlbums()
    photos = FoundPhotos()
    tags = FoundTags()


class FoundOfOneKind(_Part):
    """One page of the albums, photos or tags that ``kind`` names."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = serializers.ListField(child=serializers.DictField())


FOUND = PolymorphicProxySerializer("Found", [FoundOfEachKind, FoundOfOneKind], None)
HOW = "Without `kind` the first of each; with it, page by page, as of the lists of albums, photos and tags."


@described(get=Does("Search", query=SearchSerializer, answer=FOUND, details=HOW))
class SearchView(generics.GenericAPIView):
    """``search/?q=``: per kind ``count``, whether there are ``more`` than are counted, and ``results``, best first."""

    permission_classes = [AllowAny]
    serializer_class = SearchSerializer

    def get(self, request: Request) -> Response:
        asked = SearchSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        by = asked.validated_data
        viewer = policy.viewer_of(request)
        results = find(one_line(by["q"]), viewer)
        if "kind" not in by:
            shown = {kind: self._part(viewer, kind, getattr(results, kind), 0, FIRST) for kind in KINDS}
            return Response(shown)
        start = (by["page"] - 1) * by["page_size"]
        found = getattr(results, by["kind"])
        part = self._part(viewer, by["kind"], found, start, by["page_size"])
        here = request.build_absolute_uri()
        further = start + by["page_size"] < len(found)
        links = {
            "next": replace_query_param(here, "page", by["page"] + 1) if further else None,
            "previous": replace_query_param(here, "page", by["page"] - 1) if by["page"] > 1 else None,
        }
        return Response({**links, **part})

    def _part(self, viewer: Viewer, kind: str, found: Found, start: int, size: int) -> dict[str, Any]:
        keys = found.ids[start : start + size]
        # ``fields`` would have to mean three things at once here
        context = {"viewer": viewer}
        rows: Any
        if kind == "albums":
            rows = AlbumSerializer(finding.albums(keys, []), many=True, context=context).data
        elif kind == "photos":
            rows = PhotoSerializer(
                finding.photos(viewer, Photo.objects.all(), keys), many=True, context=context
            ).data
        else:
            rows = TagSerializer(found.tags[start : start + size], many=True).data
        return {"count": len(found), "more": found.more, "results": rows}


urlpatterns = [path("search/", SearchView.as_view(), name="api_search")]
