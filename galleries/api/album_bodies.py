"""What is sent to make and change an album, and how its editors are answered."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers, status
from rest_framework.response import Response

from common.api_fields import asked_for
from common.known_fields import KnownFields
from galleries import policy
from galleries.album_states import State
from galleries.api import finding
from galleries.api.shapes import AlbumSerializer
from galleries.models import AlbumPage

TEXTS = ("title", "title_en", "intro", "intro_en", "place", "place_en")
CHOICES = ("date_from", "date_to", "visibility", "download", "comments_enabled", "go_live_at", "expire_at")
AT_ONCE = 500


class AlbumBody(KnownFields, serializers.ModelSerializer):
    """What an album says. ``publish`` shows it at once, or hands it in for a review where there has to be one.

    With ``go_live_at`` it is shown from then on; at ``expire_at`` it leaves the site.
    """

    slug = serializers.SlugField(required=False, max_length=200, allow_unicode=True)
    tags = serializers.ListField(
        child=serializers.CharField(max_length=100, allow_blank=True), required=False, max_length=50
    )
    publish = serializers.BooleanField(required=False)

    class Meta:
        model = AlbumPage
        fields = (*TEXTS, *CHOICES, "slug", "tags", "publish")


class PhotosBody(KnownFields, serializers.Serializer):
    """One ``photo``, or several ``photos`` in the order in which they are to stand."""

    photo = serializers.IntegerField(required=False, min_value=1, max_value=finding.LARGEST_KEY)
    photos = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=finding.LARGEST_KEY),
        required=False,
        max_length=AT_ONCE,
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        found = [*([attrs["photo"]] if "photo" in attrs else []), *attrs.get("photos", [])]
        if not found:
            raise serializers.ValidationError({"photos": [_("No photo was chosen.")]}, code="required")
        return {"photos": list(dict.fromkeys(found))}


class CoverBody(KnownFields, serializers.Serializer):
    photo = serializers.IntegerField(min_value=1, max_value=finding.LARGEST_KEY)


class OrderBody(KnownFields, serializers.Serializer):
    """Every photo of the album, in the order in which they are to stand."""

    photos = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=finding.LARGEST_KEY), max_length=5000
    )


class SeenBody(KnownFields, serializers.Serializer):
    """What the client showed; where it is something else by now, nothing is changed (409)."""

    caption = serializers.CharField(
        required=False, allow_blank=True, max_length=10_000, trim_whitespace=False
    )
    moves = serializers.IntegerField(required=False, min_value=0, max_value=finding.LARGEST_KEY)


class PlaceBody(KnownFields, serializers.Serializer):
    """``caption``, and where the photo is to stand: ``way``, or ``before`` another one (null: at the end)."""

    caption = serializers.CharField(required=False, allow_blank=True, max_length=10_000)
    way = serializers.ChoiceField(["first", "earlier", "later", "last"], required=False)
    before = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=finding.LARGEST_KEY
    )
    seen = SeenBody(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "way" in attrs and "before" in attrs:
            raise serializers.ValidationError({"before": [_("Say “way” or “before”, not both.")]})
        return attrs


class ChangeBody(KnownFields, serializers.Serializer):
    change = serializers.IntegerField(min_value=1, max_value=finding.LARGEST_KEY)


class EmptyBody(KnownFields, serializers.Serializer):
    """Nothing is said."""


def checked(body: type[serializers.Serializer], request: Any, **options: Any) -> dict[str, Any]:
    """What the request sends, as the body has it. Raises all that is wrong with it."""
    sent = body(data=request.data, **options)
    sent.is_valid(raise_exception=True)
    return dict(sent.validated_data)


def answer(view: Any, album: AlbumPage, code: int | None = None) -> Response:
    """The album's draft; 202 where its last change waits for a review."""
    request = view.request
    [row] = finding.albums([album.pk], asked_for(request, "include"), states=True)
    context = {**view.get_serializer_context(), "viewer": policy.viewer_of(request)}
    if code is None:
        code = status.HTTP_202_ACCEPTED if row.__dict__["state"] == State.IN_REVIEW else status.HTTP_200_OK
    return Response(AlbumSerializer(finding.draft_of(row), context=context).data, status=code)
