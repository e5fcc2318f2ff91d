"""A person's lists of favourites as JSON. The list that everybody has is ``favourites/default/``."""

from typing import Any

from django.http import Http404
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
from common.idempotency import Idempotent
from common.known_fields import KnownFields
from community import favourites, things
from community.actions import favourites as actions
from community.api import addresses
from community.api.answers import ThingLine
from community.models import Favourite, FavouriteList
from galleries import policy
from galleries.models import AlbumPage


class NameSerializer(KnownFields, serializers.Serializer):
    name = serializers.CharField(max_length=80)


class FavouriteListSerializer(serializers.ModelSerializer):
    """A list, and how much of it its owner can still see. The default list has no name and the key ``default``."""

    key = serializers.SerializerMethodField()
    photos = serializers.IntegerField(read_only=True)
    albums = serializers.IntegerField(read_only=True)

    class Meta:
        model = FavouriteList
        fields = ("key", "name", "photos", "albums", "created_at")
        read_only_fields = fields

    def get_key(self, one: FavouriteList) -> str:
        return favourites.key_of(one)


class EntrySerializer(serializers.ModelSerializer):
    """A photo or an album in a list: one of the two is null."""

    photo = serializers.SerializerMethodField()
    album = serializers.SerializerMethodField()

    class Meta:
        model = Favourite
        fields = ("photo", "album", "added_at")
        read_only_fields = fields

    @extend_schema_field(ThingLine(allow_null=True))
    def get_photo(self, entry: Any) -> dict[str, Any] | None:
        if entry.photo is None:
            return None
        return addresses.photo(entry.photo, self.context["albums"][entry.album_id_of_photo])

    @extend_schema_field(ThingLine(allow_null=True))
    def get_album(self, entry: Any) -> dict[str, Any] | None:
        return addresses.album(entry.album) if entry.album is not None else None


class ListPages(Pages):
    ordering = ("name", "id")


class EntryPages(Pages):
    ordering = ("-added_at", "-id")


@described(
    get=Does("One's lists of favourites", answer=FavouriteListSerializer, pages=True),
    post=Does(
        "Make a list of favourites",
        NameSerializer,
        {201: FavouriteListSerializer},
        refuses=(409,),
        example={"name": "想挂在墙上的 / For the wall"},
    ),
)
class FavouriteListsView(Idempotent, ListAPIView):
    """``favourites/``: one's lists; POST makes one of a name."""

    permission_classes = [IsAuthenticated]
    serializer_class = FavouriteListSerializer
    pagination_class = ListPages

    def get_queryset(self) -> Any:
        return favourites.lists_of(policy.viewer_of(self.request))

    def post(self, request: Request) -> Response:
        made = actions.make_list(user=request.user, name=_name(request))
        return Response(_shown(request, made), status=status.HTTP_201_CREATED)


@described(
    get=Does("One list of favourites", answer=FavouriteListSerializer),
    patch=Does(
        "Rename a list of favourites",
        NameSerializer,
        FavouriteListSerializer,
        refuses=(409,),
        whole=True,
        example={"name": "For the wall"},
    ),
    delete=Does("Remove a list of favourites", refuses=(409,)),
)
class FavouriteListView(APIView):
    """``favourites/<key>/``: one list; PATCH renames it, DELETE removes it. Somebody else's looks like none."""

    permission_classes = [IsAuthenticated]

    def get(self, request: Request, key: str) -> Response:
        return Response(_shown(request, favourites.find_list(request.user, key)))

    def patch(self, request: Request, key: str) -> Response:
        found = favourites.find_list(request.user, key)
        return Response(
            _shown(request, actions.rename_list(user=request.user, favourites=found, name=_name(request)))
        )

    def delete(self, request: Request, key: str) -> Response:
        actions.remove_list(user=request.user, favourites=favourites.find_list(request.user, key))
        return Response(status=status.HTTP_204_NO_CONTENT)


@described(get=Does("What is in a list of favourites, the newest first", answer=EntrySerializer, pages=True))
class EntriesView(ListAPIView):
    """``favourites/<key>/entries/``: what is in the list, the newest first."""

    permission_classes = [IsAuthenticated]
    serializer_class = EntrySerializer
    pagination_class = EntryPages

    def get_queryset(self) -> Any:
        found = favourites.find_list(self.request.user, self.kwargs["key"])
        entries = favourites.entries_in(policy.viewer_of(self.request)).filter(list=found)
        return entries.select_related("photo", "album")

    def paginate_queryset(self, queryset: Any) -> Any:
        self.page = super().paginate_queryset(queryset)
        return self.page

    def get_serializer_context(self) -> dict[str, Any]:
        pks = {entry.album_id_of_photo for entry in self.page if entry.photo_id}
        return {**super().get_serializer_context(), "albums": AlbumPage.objects.in_bulk(pks)}


@described(put=Does("Keep it in the list", refuses=(409,)), delete=Does("Take it out of the list"))
class EntryView(APIView):
    """``favourites/<key>/photos/<id>/`` and ``…/albums/<id>/``: PUT keeps it there, DELETE does not. Both may be
    repeated. PUT makes the default list when it is first used."""

    permission_classes = [IsAuthenticated]

    def put(self, request: Request, key: str, kind: str, pk: int) -> Response:
        thing = things.find(policy.viewer_of(request), kind, pk)
        if key == favourites.DEFAULT:
            found = actions.default_list(user=request.user)
        else:
            found = favourites.find_list(request.user, key)
        actions.add(user=request.user, favourites=found, thing=thing)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def delete(self, request: Request, key: str, kind: str, pk: int) -> Response:
        thing = things.find(policy.viewer_of(request), kind, pk)
        try:
            found = favourites.find_list(request.user, key)
        except Http404:
            if key != favourites.DEFAULT:
                raise
        else:
            actions.remove(user=request.user, favourites=found, thing=thing)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _name(request: Request) -> str:
    serializer = NameSerializer(data=request.data)
    serializer.is_valid(raise_exception=True)
    return str(serializer.validated_data["name"])


def _shown(request: Request, one: FavouriteList) -> dict[str, Any]:
    counted = favourites.lists_of(policy.viewer_of(request)).get(pk=one.pk)
    return dict(FavouriteListSerializer(counted).data)


urlpatterns: list[URLPattern] = [
    path("favourites/", FavouriteListsView.as_view(), name="favourite_lists"),
    path("favourites/<str:key>/", FavouriteListView.as_view(), name="favourite_list"),
    path("favourites/<str:key>/entries/", EntriesView.as_view(), name="favourite_entries"),
    path(
        "favourites/<str:key>/photos/<int:pk>/",
        EntryView.as_view(),
        {"kind": "photos"},
        name="favourite_photo",
    ),
    path(
        "favourites/<str:key>/albums/<int:pk>/",
        EntryView.as_view(),
        {"kind": "albums"},
        name="favourite_album",
    ),
]
