"""A person about herself: who she is, what she takes along, and going away."""

from typing import Any

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api import Pages
from common.described import ZIP, Does, described
from common.etags import Tagged
from common.idempotency import Idempotent
from common.known_fields import KnownFields
from users import exporting, profile
from users.actions import my_data
from users.actions.profile import EDITABLE, edit_profile
from users.api import answers
from users.authentication import SESSION
from users.models import DataExport, User


class ShownField(serializers.DictField):
    """Who reads what; parts that are not sent stay as they are."""

    child = serializers.ChoiceField(choices=profile.Audience.choices)

    def to_representation(self, value: Any) -> dict[str, str]:
        person: User = self.parent.instance
        return {part: str(profile.audience(person, part)) for part in profile.DEFAULTS}


class MeSerializer(KnownFields, serializers.ModelSerializer):
    """All of one's own account. The action cleans and checks what is sent."""

    example = {
        "id": 3, "username": "lin", "email": "lin@example.com", "phone": "+8613800138000", "phone_verified": True,
        "display_name": "林晚", "bio": "风光摄影师，常在山里和海边。", "birthday": None, "gender": "",
        "location": "杭州", "website": "", "language": "zh-hans", "avatar": answers.PersonSummary.example["avatar"],
        "shown": {
            "page": "everyone", "bio": "everyone", "location": "members", "website": "everyone", "birthday": "nobody",
            "gender": "nobody",
        },
        "date_joined": "2025-01-05T09:30:00Z",
    }  # fmt: skip

    avatar = serializers.SerializerMethodField()
    shown = ShownField(required=False)

    class Meta:
        model = User
        fields = (
            "id", "username", "email", "phone", "phone_verified", *EDITABLE, "avatar", "shown", "date_joined",
        )  # fmt: skip
        read_only_fields = ("id", "username", "email", "phone", "phone_verified", "date_joined")

    @extend_schema_field(answers.AvatarField(allow_null=True))
    def get_avatar(self, person: User) -> dict[str, str] | None:
        return profile.avatar_of(person)

    def update(self, instance: User, validated_data: dict[str, Any]) -> User:
        return edit_profile(user=instance, **validated_data)


@described(
    get=Does("One's own account", answer=MeSerializer),
    patch=Does(
        "Change one's profile",
        MeSerializer,
        MeSerializer,
        example={
            "display_name": "林晚",
            "location": "杭州",
            "website": "https://photos.example.com/people/lin/",
            "language": "zh-hans",
            "shown": {"location": "members"},
        },
    ),
)
class MeView(Tagged, APIView):
    """``me/``"""

    permission_classes = [IsAuthenticated]

    def version(self, request: Request, **kwargs: Any) -> Any:
        person = request.user
        if request.method not in ("GET", "HEAD"):  # as it is now, behind whoever was faster
            person = User.objects.get(pk=person.pk)
        return (person.pk, sorted(person.shown.items()), *(getattr(person, name) for name in EDITABLE))

    def get(self, request: Request) -> Response:
        return Response(MeSerializer(request.user).data)

    def patch(self, request: Request) -> Response:
        serializer = MeSerializer(request.user, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        return Response(MeSerializer(serializer.save()).data)


class ExportSerializer(serializers.ModelSerializer):
    progress = serializers.IntegerField(read_only=True, allow_null=True)
    download = serializers.SerializerMethodField()

    class Meta:
        model = DataExport
        fields = ("id", "state", "progress", "reason", "size", "created_at", "expires_at", "download")
        read_only_fields = fields

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_download(self, export: DataExport) -> str | None:
        """Needs the same token as every other address."""
        over = export.expires_at is None or export.expires_at <= timezone.now()
        if export.state != DataExport.State.READY or over:
            return None
        return settings.BASE_URL.rstrip("/") + reverse("me_export_file", args=[export.pk])


def _own(request: Request) -> Any:
    return exporting.with_progress(DataExport.objects.filter(user=request.user))


class ExportPages(Pages):
    ordering = ("-created_at", "-id")


@described(
    get=Does("One's exports, the newest first", answer=ExportSerializer, pages=True),
    post=Does("Have everything put together", None, {202: ExportSerializer}, name="me_exports_create"),
)
class ExportsView(Idempotent, ListAPIView):
    """``me/exports/``: POST has one made."""

    permission_classes = [IsAuthenticated]
    token_scope = SESSION
    serializer_class = ExportSerializer
    pagination_class = ExportPages

    def get_queryset(self) -> Any:
        return _own(self.request)

    def post(self, request: Request) -> Response:
        asked = my_data.ask_for_export(user=request.user, request=request._request)
        export = _own(request).get(pk=asked.pk)
        return Response(self.get_serializer(export).data, status=status.HTTP_202_ACCEPTED)


@described(get=Does("How far an export is", answer=ExportSerializer))
class ExportView(APIView):
    """``me/exports/<id>/``: how far it is. Somebody else's looks like none."""

    permission_classes = [IsAuthenticated]
    token_scope = SESSION

    def get(self, request: Request, pk: Any) -> Response:
        export = _own(request).filter(pk=pk).first()
        if export is None:
            raise Http404
        return Response(ExportSerializer(export).data)


@described(get=Does("An export as a file", file=ZIP, refuses=(503,), name="me_exports_file"))
class ExportFileView(APIView):
    """``me/exports/<id>/file/``: the zip."""

    permission_classes = [IsAuthenticated]
    token_scope = SESSION

    def get(self, request: Request, pk: Any) -> Any:
        return exporting.send(request.user, pk)


class DeletionSerializer(KnownFields, serializers.Serializer):
    password = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=1024, trim_whitespace=False, write_only=True
    )
    comments = serializers.ChoiceField(choices=["keep", "remove"], default="keep")


@described(
    get=Does("Whether the account is going to be deleted", answer=answers.DeletionAnswer),
    put=Does(
        "Have the account deleted",
        DeletionSerializer,
        answers.DeletionAnswer,
        refuses=(409,),
        example={"password": "vitrine-demo", "comments": "keep"},
    ),
    delete=Does("Keep the account after all", refuses=(409,)),
)
class DeletionView(APIView):
    """``me/deletion/``: whether the account waits to be deleted; PUT asks for it, DELETE takes it back."""

    permission_classes = [IsAuthenticated]
    token_scope = SESSION

    def get(self, request: Request) -> Response:
        return Response(_deletion(request.user))

    def put(self, request: Request) -> Response:
        serializer = DeletionSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        wish = serializer.validated_data
        person = request.user
        if person.delete_after is None:
            my_data.prove(user=person, request=request._request, password=wish["password"])
            person = my_data.ask_for_deletion(
                user=person, remove_comments=wish["comments"] == "remove", request=request._request
            )
        return Response(_deletion(person))

    def delete(self, request: Request) -> Response:
        my_data.take_back_deletion(user=request.user, request=request._request)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _deletion(person: Any) -> dict[str, Any]:
    comments = None if person.delete_after is None else ("remove" if person.delete_comments else "keep")
    return {"delete_after": person.delete_after, "comments": comments}
