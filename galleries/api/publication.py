"""``/api/v1/albums/<id>/publication/`` and ``restore/``: whether an album is shown, and bringing it back."""

from django.urls import path
from rest_framework import generics
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from common.api import JSONParser
from common.described import Does, described
from galleries import album_actions, policy, trash
from galleries.api import finding
from galleries.api.album_bodies import EmptyBody, answer, checked
from galleries.api.shapes import AlbumSerializer


@described(
    put=Does(
        "Publish an album",
        EmptyBody,
        {200: AlbumSerializer, 202: AlbumSerializer},
        refuses=(409,),
        example={},
    ),
    delete=Does("Take an album off the site", answer=AlbumSerializer, refuses=(409,)),
)
class PublicationView(generics.GenericAPIView):
    """``albums/<id>/publication/``: PUT shows the newest draft, DELETE takes the album off the site.

    202 and ``state: in_review`` where somebody has to agree first. Both may be repeated.
    """

    permission_classes = [IsAuthenticated]
    parser_classes = [JSONParser]
    serializer_class = AlbumSerializer

    def put(self, request: Request, pk: int) -> Response:
        album = finding.album_in_reach(policy.viewer_of(request), pk)
        checked(EmptyBody, request)
        return answer(self, album_actions.publish(user=request.user, album=album))

    def delete(self, request: Request, pk: int) -> Response:
        album = finding.album_in_reach(policy.viewer_of(request), pk)
        return answer(self, album_actions.unpublish(user=request.user, album=album))


@described(post=Does("Bring an album back", EmptyBody, AlbumSerializer, refuses=(409,), example={}))
class RestoreAlbumView(generics.GenericAPIView):
    """``albums/<id>/restore/``: POST brings an album back from the trash, as it was. May be repeated."""

    permission_classes = [IsAuthenticated]
    parser_classes = [JSONParser]
    serializer_class = AlbumSerializer

    def post(self, request: Request, pk: int) -> Response:
        found = finding.album_in_trash(policy.viewer_of(request), pk)
        album = found or finding.album_in_reach(policy.viewer_of(request), pk)
        checked(EmptyBody, request)
        if found is not None:
            album = trash.restore_album(user=request.user, album=found)
        return answer(self, album, 200)


urlpatterns = [
    path("albums/<int:pk>/publication/", PublicationView.as_view(), name="api_album_publication"),
    path("albums/<int:pk>/restore/", RestoreAlbumView.as_view(), name="api_album_restore"),
]
