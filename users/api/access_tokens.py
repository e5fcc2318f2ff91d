"""``/api/v1/me/tokens/``: one's personal access tokens."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import generics, serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api import Pages
from common.described import Does, described
from common.known_fields import KnownFields
from common.schema_examples import SOME_UUID
from users import access_tokens
from users.access_tokens import PersonalTokenQuerySet
from users.actions import access_tokens as actions
from users.authentication import SESSION
from users.models import PersonalToken


class PersonalTokenSerializer(KnownFields, serializers.ModelSerializer):
    """``prefix`` is how the token begins. ``last_used_at`` is right to the hour."""

    example: dict[str, Any] = {
        "id": SOME_UUID, "name": "PicGo", "prefix": "vt_xPFutGCdh1", "scopes": ["read", "upload"], "state": "active",
        "created_at": "2025-11-16T08:12:40Z", "expires_at": "2030-06-30T16:00:00Z",
        "last_used_at": "2025-11-20T11:00:00Z",
    }  # fmt: skip

    prefix = serializers.CharField(read_only=True)
    scopes = serializers.MultipleChoiceField(choices=PersonalToken.Scope.choices, allow_empty=False)
    state = serializers.SerializerMethodField()

    class Meta:
        model = PersonalToken
        fields: tuple[str, ...] = (
            "id",
            "name",
            "prefix",
            "scopes",
            "state",
            "created_at",
            "expires_at",
            "last_used_at",
        )
        read_only_fields = ("id", "created_at", "last_used_at")

    @extend_schema_field(serializers.ChoiceField(["active", "expired", "revoked"]))
    def get_state(self, row: PersonalToken) -> str:
        return access_tokens.state_of(row, self.context["request"].user)

    def to_representation(self, instance: PersonalToken) -> dict[str, Any]:
        return {**super().to_representation(instance), "scopes": instance.scopes}


class MadeTokenAnswer(PersonalTokenSerializer):
    """``token`` is told this once."""

    example = {**PersonalTokenSerializer.example, "last_used_at": None, "token": "vt_xPFutGCdh1_…"}

    token = serializers.CharField(read_only=True)

    class Meta(PersonalTokenSerializer.Meta):
        fields = (*PersonalTokenSerializer.Meta.fields, "token")


class PersonalTokenPages(Pages):
    ordering = ("-created_at", "-id")


@described(
    get=Does("One's access tokens, the newest first", answer=PersonalTokenSerializer, pages=True),
    post=Does(
        "Make an access token",
        PersonalTokenSerializer,
        {201: MadeTokenAnswer},
        refuses=(409,),
        example={"name": "PicGo", "scopes": ["read", "upload"], "expires_at": "2030-06-30T16:00:00Z"},
    ),
)
class PersonalTokensView(generics.ListAPIView):
    """``me/tokens/``: POST makes one. Its answer alone has ``token``, the secret, which nobody can tell again."""

    permission_classes = [IsAuthenticated]
    token_scope = SESSION
    serializer_class = PersonalTokenSerializer
    pagination_class = PersonalTokenPages

    def get_queryset(self) -> PersonalTokenQuerySet:
        return access_tokens.shown_to(self.request.user)

    def post(self, request: Request) -> Response:
        sent = self.get_serializer(data=request.data)
        sent.is_valid(raise_exception=True)
        row, token = actions.make(request._request, user=request.user, **sent.validated_data)
        body = {**self.get_serializer(row).data, "token": token}
        return Response(body, status=status.HTTP_201_CREATED, headers={"Cache-Control": "no-store"})


@described(delete=Does("Revoke an access token"))
class PersonalTokenView(APIView):
    """``me/tokens/<id>/``: DELETE revokes it. Somebody else's looks like none."""

    permission_classes = [IsAuthenticated]
    token_scope = SESSION

    def delete(self, request: Request, pk: Any) -> Response:
        actions.revoke(request._request, user=request.user, pk=pk)
        return Response(status=status.HTTP_204_NO_CONTENT)
