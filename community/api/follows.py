"""Following people and albums, the feed, keeping people away as JSON."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from django.urls import URLPattern, path
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from common.api import Pages
from common.described import Does, described
from community import feed, suggestions, ties
from community.actions import follows as actions
from community.api import answers
from community.api import follow_shapes as shapes
from community.models import Distance
from galleries import policy


@described(
    get=Does("Whether one follows the person", answer=answers.FollowingPerson),
    put=Does("Follow the person", answer=answers.FollowingPerson, refuses=(409,)),
    delete=Does("Leave the person", answer=answers.FollowingPerson),
)
class FollowPersonView(APIView):
    """``users/<username>/follow/``: whether one follows the person, and how many do.

    PUT follows her, DELETE leaves her. Both may be repeated, and answer as GET does.
    """

    permission_classes = [IsAuthenticated]

    def get(self, request: Request, username: str) -> Response:
        return self._answer(ties.person_to_unfollow(request, username))

    def put(self, request: Request, username: str) -> Response:
        person = ties.person_to_follow(request, username)
        actions.follow_person(user=request.user, person=person)
        return self._answer(person)

    def delete(self, request: Request, username: str) -> Response:
        person = ties.person_to_unfollow(request, username)
        actions.unfollow_person(user=request.user, person=person)
        return self._answer(person)

    def _answer(self, person: Any) -> Response:
        tie = ties.tie(self.request.user, person)
        return Response({"following": tie.follows, "followers": tie.followers})


@described(
    get=Does("Whether one follows the album", answer=answers.FollowingAlbum),
    put=Does("Follow the album", answer=answers.FollowingAlbum, refuses=(409,)),
    delete=Does("Leave the album", answer=answers.FollowingAlbum),
)
class FollowAlbumView(APIView):
    """``albums/<id>/follow/``: whether one follows the album. As for people."""

    permission_classes = [IsAuthenticated]

    def get(self, request: Request, pk: int) -> Response:
        return self._answer(ties.album_to_unfollow(request, pk))

    def put(self, request: Request, pk: int) -> Response:
        album = ties.album_to_follow(request, pk)
        actions.follow_album(user=request.user, album=album)
        return self._answer(album)

    def delete(self, request: Request, pk: int) -> Response:
        album = ties.album_to_unfollow(request, pk)
        actions.unfollow_album(user=request.user, album=album)
        return self._answer(album)

    def _answer(self, album: Any) -> Response:
        return Response({"following": ties.follows_album(self.request.user, album)})


class KeepAwayView(APIView):
    """What blocking and muting share: GET says whether, PUT does it, DELETE takes it back. Nobody is told."""

    permission_classes = [IsAuthenticated]
    kind: Distance.Kind

    def get(self, request: Request, username: str) -> Response:
        return self._answer(ties.person_kept_away(request, username, self.kind))

    def put(self, request: Request, username: str) -> Response:
        person = ties.person_to_keep_away(request, username)
        self._change(actions.block, actions.mute, person)
        return self._answer(person)

    def delete(self, request: Request, username: str) -> Response:
        person = ties.person_kept_away(request, username, self.kind)
        self._change(actions.unblock, actions.unmute, person)
        return self._answer(person)

    def _change(self, for_blocks: Callable[..., None], for_mutes: Callable[..., None], person: Any) -> None:
        act = for_blocks if self.kind == Distance.Kind.BLOCK else for_mutes
        act(user=self.request.user, person=person)

    def _answer(self, person: Any) -> Response:
        tie = ties.tie(self.request.user, person)
        if self.kind == Distance.Kind.BLOCK:
            return Response({"blocked": tie.blocks})
        return Response({"muted": tie.mutes})


@described(
    get=Does("Whether one blocks the person", answer=answers.Blocking),
    put=Does("Block the person", answer=answers.Blocking, refuses=(409,)),
    delete=Does("Block the person no more", answer=answers.Blocking),
)
class BlockView(KeepAwayView):
    """``users/<username>/block/``: whether one blocks the person."""

    kind = Distance.Kind.BLOCK


@described(
    get=Does("Whether one mutes the person", answer=answers.Muting),
    put=Does("Mute the person", answer=answers.Muting, refuses=(409,)),
    delete=Does("Mute the person no more", answer=answers.Muting),
)
class MuteView(KeepAwayView):
    """``users/<username>/mute/``: whether one leaves the person out of one's feed, lists and notifications."""

    kind = Distance.Kind.MUTE


class NewestFirst(Pages):
    ordering = ("-created_at", "-id")


@described(get=Does("Whom and what one follows", answer=shapes.FollowedSerializer, pages=True))
class FollowingView(ListAPIView):
    """``me/following/``: people and albums that one follows and may still see."""

    permission_classes = [IsAuthenticated]
    serializer_class = shapes.FollowedSerializer
    pagination_class = NewestFirst

    def get_queryset(self) -> QuerySet[Any]:
        return ties.following_of(policy.viewer_of(self.request))


@described(get=Does("Who follows one", answer=shapes.FollowerSerializer, pages=True))
class FollowersView(ListAPIView):
    """``me/followers/``: who follows one, for oneself alone."""

    permission_classes = [IsAuthenticated]
    serializer_class = shapes.FollowerSerializer
    pagination_class = NewestFirst

    def get_queryset(self) -> QuerySet[Any]:
        return ties.followers_of(policy.viewer_of(self.request))


@described(get=Does("Whom one blocks", answer=shapes.KeptAwaySerializer, pages=True))
class BlocksView(ListAPIView):
    """``me/blocks/``"""

    permission_classes = [IsAuthenticated]
    serializer_class = shapes.KeptAwaySerializer
    pagination_class = NewestFirst

    def get_queryset(self) -> QuerySet[Any]:
        return ties.kept_away_by(self.request.user, Distance.Kind.BLOCK)


@described(get=Does("Whom one mutes", answer=shapes.KeptAwaySerializer, pages=True))
class MutesView(BlocksView):
    """``me/mutes/``"""

    def get_queryset(self) -> QuerySet[Any]:
        return ties.kept_away_by(self.request.user, Distance.Kind.MUTE)


class FeedQuerySerializer(serializers.Serializer):
    """Which page of the feed. ``cursor`` is one that the API gave."""

    example = {"cursor": "1763712000000000-1763625600000000-12"}

    cursor = serializers.CharField(required=False, max_length=60)
    page_size = serializers.IntegerField(required=False, default=feed.GROUPS, min_value=1)


@described(
    get=Does(
        "New photos of those whom one follows",
        answer=shapes.FeedPage,
        query=FeedQuerySerializer,
        refuses=(404,),
        details="By album and day, the newest first.",
    )
)
class FeedView(APIView):
    """``feed/``: new photos of the people and albums that one follows, by album and day, the newest first."""

    permission_classes = [IsAuthenticated]

    def get(self, request: Request) -> Response:
        asked = FeedQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        cursor = asked.validated_data.get("cursor")
        mark = feed.Mark.read(cursor) if cursor else None
        if cursor and mark is None:
            raise Http404
        size = min(asked.validated_data["page_size"], feed.GROUPS_AT_MOST)
        found = feed.page(policy.viewer_of(request), mark, size)
        older = None
        if found.older:
            here = settings.BASE_URL.rstrip("/") + request.get_full_path()
            older = replace_query_param(here, "cursor", str(found.older))
        return Response({"next": older, "results": shapes.GroupSerializer(found.groups, many=True).data})


@described(get=Does("People whom one might like to follow", answer=shapes.SuggestedPeople))
class SuggestedPeopleView(APIView):
    """``me/suggested-people/``: people whom one might like to follow, and why."""

    permission_classes = [IsAuthenticated]

    def get(self, request: Request) -> Response:
        found = suggestions.people_for(policy.viewer_of(request))
        return Response({"results": shapes.SuggestionSerializer(found, many=True).data})


urlpatterns: list[URLPattern] = [
    path("users/<str:username>/follow/", FollowPersonView.as_view(), name="api_follow_person"),
    path("users/<str:username>/block/", BlockView.as_view(), name="api_block"),
    path("users/<str:username>/mute/", MuteView.as_view(), name="api_mute"),
    path("albums/<int:pk>/follow/", FollowAlbumView.as_view(), name="api_follow_album"),
    path("feed/", FeedView.as_view(), name="api_feed"),
    path("me/following/", FollowingView.as_view(), name="api_following"),
    path("me/followers/", FollowersView.as_view(), name="api_followers"),
    path("me/suggested-people/", SuggestedPeopleView.as_view(), name="api_suggested_people"),
    path("me/blocks/", BlocksView.as_view(), name="api_blocks"),
    path("me/mutes/", MutesView.as_view(), name="api_mutes"),
]
