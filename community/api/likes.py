"""Likes, favourites and the browsing history as JSON."""

from typing import Any

from django.urls import URLPattern, path
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.described import Does, described
from community import likes, things
from community.actions import likes as actions
from community.api import favourites, history
from community.api.answers import LikesAnswer
from galleries import policy


@described(
    get=Does("How many people like it", answer=LikesAnswer),
    put=Does("Like it", answer=LikesAnswer),
    delete=Does("Like it no more", answer=LikesAnswer),
)
class LikeView(APIView):
    """``albums/<id>/like/`` and ``photos/<id>/like/``: how many people like it, and whether one does oneself.

    PUT likes it, DELETE takes that back. Both may be repeated, and answer as GET does.
    """

    permission_classes = [IsAuthenticatedOrReadOnly]

    def get(self, request: Request, kind: str, pk: int) -> Response:
        return Response(likes.likes_of(self._thing(kind, pk), request.user)._asdict())

    def put(self, request: Request, kind: str, pk: int) -> Response:
        return Response(actions.like(user=request.user, thing=self._thing(kind, pk))._asdict())

    def delete(self, request: Request, kind: str, pk: int) -> Response:
        return Response(actions.unlike(user=request.user, thing=self._thing(kind, pk))._asdict())

    def _thing(self, kind: str, pk: int) -> Any:
        return things.find(policy.viewer_of(self.request), kind, pk)


urlpatterns: list[URLPattern] = [
    path("albums/<int:pk>/like/", LikeView.as_view(), {"kind": "albums"}, name="album_like"),
    path("photos/<int:pk>/like/", LikeView.as_view(), {"kind": "photos"}, name="photo_like"),
    *favourites.urlpatterns,
    *history.urlpatterns,
]
