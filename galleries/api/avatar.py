"""``me/avatar/``: the person's small picture."""

from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.described import Does, described
from galleries import avatar_files, avatars
from galleries.api import answers


@described(
    put=Does("Take a picture of oneself", answers.AvatarBody, answers.AvatarAnswer, refuses=(422, 503)),
    delete=Does("Take the picture off"),
)
class AvatarView(APIView):
    """PUT a picture as the multipart field ``avatar``, or DELETE it."""

    permission_classes = [IsAuthenticated]
    parser_classes = [MultiPartParser]

    def put(self, request: Request) -> Response:
        sent = request.FILES.get("avatar")
        if sent is None:
            raise avatars.NothingSent
        avatars.change(request.user, sent, sent.name or "")
        return Response({"avatar": avatar_files.addresses(request.user)})

    def delete(self, request: Request) -> Response:
        avatars.remove(request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)
