"""``/api/v1/photos/``: photos, whichever album shows them: sent, read, changed and thrown away."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404
from django.urls import path
from rest_framework import generics, serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import IsAuthenticated, IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response

from common import limits
from common.api import JSONParser, Pages
from common.api_fields import asked_for
from common.described import Does, described
from common.idempotency import Idempotent
from common.network import client_ip, limit_key
from common.text import one_line
from galleries import album_ingest, permissions, photo_actions, policy, signals, tasks, trash
from galleries.api import finding
from galleries.api.album_bodies import EmptyBody, checked
from galleries.api.photo_bodies import PhotoBody, UploadBody, told_as_sent
from galleries.api.shapes import PhotoSerializer
from galleries.api.versions import PhotoTagged
from galleries.models import Photo


class PhotoPages(Pages):
    ordering = ("-id",)


class PhotoFilter(serializers.Serializer):
    """What a list of photos is narrowed by. ``state`` is for one's own: others' photos are always ready."""

    example = {
        "owner": "lin", "tag": "mist", "taken_after": "2025-04-01T00:00:00Z", "taken_before": "2025-05-01T00:00:00Z",
    }  # fmt: skip

    owner = serializers.CharField(required=False, max_length=150)
    tag = serializers.SlugField(required=False, max_length=100, allow_unicode=True)
    taken_after = serializers.DateTimeField(required=False)
    taken_before = serializers.DateTimeField(required=False)
    state = serializers.ChoiceField(Photo.State.choices, required=False)


class UploadedPhoto(PhotoSerializer):
    """``duplicate``: the person had it. ``restored``: it lay in the trash. ``in_album``: the album shows it."""

    example = {**PhotoSerializer.example, "duplicate": False, "restored": False, "in_album": True}

    duplicate = serializers.BooleanField(read_only=True)
    restored = serializers.BooleanField(read_only=True)
    in_album = serializers.BooleanField(read_only=True)

    class Meta(PhotoSerializer.Meta):
        fields = (*PhotoSerializer.Meta.fields, "duplicate", "restored", "in_album")
        read_only_fields = fields


@described(
    get=Does("Photos, the newest first", answer=PhotoSerializer, query=PhotoFilter, pages=True),
    post=Does(
        "Send a photo", UploadBody, {200: UploadedPhoto, 201: UploadedPhoto}, refuses=(404, 409, 422, 503)
    ),
)
class PhotosView(Idempotent, generics.GenericAPIView):
    """``photos/``: the photos that stand in this person's lists, the newest first; with ``owner=me`` all her own.

    POST takes in one file.
    """

    permission_classes = [IsAuthenticatedOrReadOnly]
    parser_classes = [MultiPartParser]
    serializer_class = PhotoSerializer
    pagination_class = PhotoPages

    @property
    def token_scope(self) -> str:
        """Sending needs another right of a token than looking."""
        return "upload" if self.request.method == "POST" else ""

    def get(self, request: Request) -> Response:
        asked = PhotoFilter(data=request.query_params)
        asked.is_valid(raise_exception=True)
        viewer = policy.viewer_of(request)
        rows = self._narrowed(viewer, asked.validated_data)
        keys = [row.pk for row in self.paginate_queryset(rows.only("pk")) or ()]
        photos = finding.photos(viewer, Photo.objects.all(), keys, asked_for(request, "include"))
        serializer = PhotoSerializer(photos, many=True, context=self.get_serializer_context())
        return self.get_paginated_response(serializer.data)

    def post(self, request: Request) -> Response:
        """201 for a new photo, 200 for a picture that the person has already (``duplicate``)."""
        sent = checked(UploadBody, request)
        album = None
        if "album" in sent:
            album = finding.album_to_change(policy.viewer_of(request), sent["album"])
            album_ingest.asked(request.user, album)
        elif not permissions.may_add_to_library(request.user):
            raise PermissionDenied
        signals.acting.send(sender=Photo, user=request.user)
        limits.hit("upload_network", limit_key(client_ip(request)))
        limits.hit("upload_account", request.user.pk)
        file = sent["file"]
        try:
            taken = album_ingest.take(
                user=request.user, album=album, content=file, name=one_line(file.name or "")[:255],
                title=one_line(sent["title"])[:255], show_known=sent["show_known"],
            )  # fmt: skip
        except album_ingest.AlbumClosed:  # while the picture was looked at
            tasks.remove_files_later()
            raise
        told = {
            "duplicate": not taken.new,
            "restored": taken.restored,
            "in_album": album is not None and taken.what != "elsewhere",
        }
        code = status.HTTP_201_CREATED if taken.new else status.HTTP_200_OK
        return Response({**_shown(self, taken.photo.pk), **told}, status=code)

    def _narrowed(self, viewer: policy.Viewer, by: dict[str, Any]) -> QuerySet[Photo]:
        if by.get("owner") == "me":
            own = viewer.user.pk if viewer.is_person else 0
            rows: Any = Photo.objects.filter(uploaded_by_user=own, trashed_at=None)
        else:
            rows = Photo.objects.listed_for(viewer)
            if "owner" in by:
                people = finding.owner_of(viewer, by["owner"])
                rows = rows.filter(**{f"uploaded_by_user__{field}": value for field, value in people.items()})
        if "tag" in by:
            rows = rows.filter(photo_tags__tag__slug=by["tag"], photo_tags__state="accepted")
        if "taken_after" in by:
            rows = rows.filter(taken_at__gte=by["taken_after"])
        if "taken_before" in by:
            rows = rows.filter(taken_at__lt=by["taken_before"])
        return rows.filter(state=by["state"]) if "state" in by else rows


@described(
    get=Does("One photo", answer=PhotoSerializer),
    patch=Does(
        "Change what stands on a photo",
        PhotoBody,
        PhotoSerializer,
        example={
            "title": "山在呼吸",
            "title_en": "The Hills Breathing",
            "alt_en": "Ridge behind ridge in morning fog",
            "licence": "cc-by-4.0",
            "tags": ["雾", "mountains"],
        },
    ),
    delete=Does("Throw a photo away"),
)
class PhotoView(PhotoTagged, generics.GenericAPIView):
    """``photos/<id>/``: PATCH changes what is sent, DELETE puts the photo into the trash."""

    permission_classes = [IsAuthenticatedOrReadOnly]
    parser_classes = [JSONParser]
    serializer_class = PhotoSerializer

    def get(self, request: Request, pk: int) -> Response:
        return Response(_shown(self, finding.photo(policy.viewer_of(request), pk).pk))

    def patch(self, request: Request, pk: int) -> Response:
        photo = finding.photo_to_change(policy.viewer_of(request), pk)
        fields = checked(PhotoBody, request, partial=True)
        tags = fields.pop("tags", None)
        try:
            photo_actions.edit(user=request.user, photo=photo, fields=fields, tags=tags)
        except ValidationError as error:
            raise told_as_sent(error) from error
        return Response(_shown(self, photo.pk))

    def delete(self, request: Request, pk: int) -> Response:
        photo = finding.photo_to_change(policy.viewer_of(request), pk)
        trash.trash_photos(user=request.user, photos=[photo])
        return Response(status=status.HTTP_204_NO_CONTENT)


@described(post=Does("Bring a photo back", EmptyBody, PhotoSerializer, refuses=(409,), example={}))
class RestorePhotoView(generics.GenericAPIView):
    """``photos/<id>/restore/``: POST brings a photo back from the trash to where it was. May be repeated."""

    permission_classes = [IsAuthenticated]
    parser_classes = [JSONParser]
    serializer_class = PhotoSerializer

    def post(self, request: Request, pk: int) -> Response:
        viewer = policy.viewer_of(request)
        found = finding.photo_in_trash(viewer, pk)
        photo = found or finding.photo_to_change(viewer, pk)
        checked(EmptyBody, request)
        if found is not None:
            trash.restore_photos(user=request.user, photos=[found])
        return Response(_shown(self, photo.pk))


def _shown(view: generics.GenericAPIView, pk: int) -> dict[str, Any]:
    """As JSON; whoever asks has been looked at."""
    include = asked_for(view.request, "include")
    found = finding.photos(policy.viewer_of(view.request), Photo.objects.all(), [pk], include)
    if not found:
        raise Http404
    return dict(PhotoSerializer(found[0], context=view.get_serializer_context()).data)


urlpatterns = [
    path("photos/", PhotosView.as_view(), name="api_photos"),
    path("photos/<int:pk>/", PhotoView.as_view(), name="api_photo"),
    path("photos/<int:pk>/restore/", RestorePhotoView.as_view(), name="api_photo_restore"),
]
