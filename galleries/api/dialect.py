"""``/api/v1/upload``: what PicGo, ShareX and their like speak. One picture in, its lasting address out."""

from typing import Any

from django.urls import path
from django.utils.html import format_html
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.described import Does, described
from galleries import ingest, own_uploads
from galleries.api import answers
from galleries.api.pictures import absolute
from galleries.models import Photo
from users.models import PersonalToken

# As what such programs call the file; the first that is there counts.
FILE_FIELDS = ("file", "img", "image")


class SentSerializer(serializers.Serializer):
    """What comes along with the file. ``album``: the id of an album or the last part of its address."""

    album = serializers.CharField(required=False, default="", allow_blank=True, max_length=255)


@described(
    post=Does(
        "Send a picture and get its lasting address",
        answers.DialectBody,
        {200: answers.SentPicture, 201: answers.SentPicture},
        refuses=(404, 409, 422, 503),
        details="What PicGo, ShareX and their like speak: one picture in, its address out.",
        name="upload",
    )
)
class UploadView(APIView):
    """POST a picture as the multipart field ``file``, ``img`` or ``image``; 201, or 200 for one that was there."""

    permission_classes = [IsAuthenticated]
    parser_classes = [MultiPartParser]
    token_scope = PersonalToken.Scope.UPLOAD

    def post(self, request: Request) -> Response:
        sent = SentSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        file = next((request.FILES[name] for name in FILE_FIELDS if name in request.FILES), None)
        if file is None:
            raise serializers.ValidationError({"file": [ingest.MESSAGES["empty"]]}, code="required")
        taken = own_uploads.send(
            request=request._request,
            user=request.user,
            content=file,
            name=file.name or "",
            **sent.validated_data,
        )
        body = answer(taken.photo, taken.address.key, absolute(taken.path))
        return Response(body, status=status.HTTP_201_CREATED if taken.new else status.HTTP_200_OK)


def answer(photo: Photo, key: str, url: str) -> dict[str, Any]:
    """``id`` names the address, ``photo`` is the photo's id. ``expires`` is null: the address lasts."""
    return {
        "url": url,
        "formats": {
            "url": url,
            "markdown": f"![{_in_brackets(photo.alt)}]({url})",
            "html": format_html(
                '<img src="{}" alt="{}" width="{}" height="{}">', url, photo.alt, photo.width, photo.height
            ),
            "bbcode": f"[img]{url}[/img]",
        },
        "id": key,
        "photo": photo.pk,
        "expires": None,
    }


def _in_brackets(text: str) -> str:
    """Text that ends no bracket of Markdown's and begins nothing in it."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]<>()!#|&" else letter for letter in text)


urlpatterns = [
    path("upload", UploadView.as_view(), name="upload_dialect"),
    path("upload/", UploadView.as_view(), name="upload_dialect_slash"),
]
