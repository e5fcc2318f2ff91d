"""``/api/v1/uploads/``: sending a picture straight into the bucket."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from common.described import Does, described
from common.errors import AppError
from common.idempotency import Idempotent
from common.known_fields import KnownFields
from common.text import one_line
from galleries import direct_upload, policy
from galleries.api import answers
from galleries.models import AlbumPage, Upload
from users.models import PersonalToken


class NewUploadSerializer(KnownFields, serializers.Serializer):
    """What is going to be sent."""

    filename = serializers.CharField(max_length=255)
    size = serializers.IntegerField(min_value=1)
    mime = serializers.CharField(max_length=100)
    sha256 = serializers.RegexField(r"\A[0-9a-f]{64}\Z", required=False)
    album = serializers.PrimaryKeyRelatedField(queryset=AlbumPage.objects.none(), required=False)
    show_known = serializers.BooleanField(
        required=False, default=True, help_text="whether the album shows a picture that you have elsewhere"
    )

    def get_fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().get_fields()
        # What one may not see is not there.
        if "viewer" in self.context:
            fields["album"].queryset = AlbumPage.objects.reached_by(self.context["viewer"])
        return fields

    def validate_filename(self, value: str) -> str:
        return one_line(value)


class UploadSerializer(serializers.ModelSerializer):
    """How far it has come; ``code`` and ``reason`` say why it was refused."""

    id = serializers.UUIDField(source="uid", read_only=True)
    photo = serializers.IntegerField(source="photo_id", read_only=True, allow_null=True)
    album = serializers.IntegerField(source="album_id", read_only=True, allow_null=True)
    duplicate = serializers.BooleanField(source="known", read_only=True)

    class Meta:
        model = Upload
        fields = (
            "id", "state", "filename", "size", "album", "photo", "duplicate", "code", "reason", "created_at",
            "expires_at",
        )  # fmt: skip
        read_only_fields = fields


class NewUploadAnswer(UploadSerializer):
    """``upload`` says where and how to send it; it is left out when nothing needs to be sent."""

    def get_fields(self) -> dict[str, Any]:
        return {**super().get_fields(), "upload": answers.Instructions(required=False)}


@described(
    create=Does(
        "Ask for a permission to send a file",
        NewUploadSerializer,
        {201: NewUploadAnswer},
        refuses=(404, 503),
        example={"filename": "DSC_0412.jpg", "size": 8214022, "mime": "image/jpeg", "album": 12},
    ),
    retrieve=Does("How far an upload has come", answer=UploadSerializer),
    complete=Does("Tell that the file has been sent", None, {202: UploadSerializer}, refuses=(503,)),
)
class UploadViewSet(Idempotent, mixins.RetrieveModelMixin, GenericViewSet):
    """One's own uploads."""

    permission_classes = [IsAuthenticated]
    token_scope = PersonalToken.Scope.UPLOAD
    serializer_class = UploadSerializer
    lookup_field = "uid"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> Any:
        return Upload.objects.filter(owner=self.request.user.pk)

    def create(self, request: Request) -> Response:
        """Ask for a permission to send one file. ``upload`` says where and how; absent when it is not needed."""
        asked = NewUploadSerializer(data=request.data, context={"viewer": policy.viewer_of(request)})
        asked.is_valid(raise_exception=True)
        upload = direct_upload.begin(user=request.user, **asked.validated_data)
        answer = dict(self.get_serializer(upload).data)
        if upload.state == Upload.State.WAITING:
            answer["upload"] = direct_upload.instructions(upload, asked.validated_data["mime"])
        return Response(answer, status=status.HTTP_201_CREATED)

    @action(detail=True, methods=["post"])
    def complete(self, request: Request, uid: Any = None) -> Response:
        """Tell that the file has been sent."""
        upload = direct_upload.complete(user=request.user, upload=self.get_object())
        return Response(self.get_serializer(upload).data, status=status.HTTP_202_ACCEPTED)


@method_decorator(csrf_exempt, name="dispatch")  # the bucket's signature stands for it
class CallbackView(View):
    """What Kodo tells of a finished upload. It passes our answer on to whoever sent the file."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> JsonResponse:
        headers = dict(request.headers.items())
        try:
            upload = direct_upload.called_back(
                request.headers.get("Authorization", ""),
                request.body,
                request.headers.get("Content-Type", ""),
                headers,
            )
        except AppError as error:
            return JsonResponse({"code": error.code, "detail": str(error)}, status=error.status)
        return JsonResponse({"id": str(upload.uid), "state": Upload.State.RECEIVED})
