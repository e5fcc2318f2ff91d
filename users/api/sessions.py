"""Where one is signed in, and how that ends."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import generics, serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api import Pages
from common.described import Does, described
from common.known_fields import KnownFields
from users import sessions, tokens
from users.actions import sessions as actions
from users.api import answers
from users.api.tokens import RefreshSerializer, TokenView
from users.authentication import SESSION, CookieAuthentication, TokenAuthentication
from users.models import Session


class OptionalRefreshSerializer(RefreshSerializer):
    """For the schema: the request itself may say which session."""

    refresh = serializers.CharField(write_only=True, required=False)


@described(
    post=Does(
        "Sign out",
        OptionalRefreshSerializer,
        dict,
        example={"refresh": answers.TokenPair.example["refresh"]},
        details="Ends the session of the refresh token in the body or, without one, that of the request itself.",
    )
)
class LogoutView(TokenView):
    """Ends the session of the refresh token in the body or, without one, that of the request itself."""

    authentication_classes = [TokenAuthentication, CookieAuthentication]

    def perform_authentication(self, request: Request) -> None:
        """Only when it is needed: a refresh token counts also beside an access token that has run out."""

    def post(self, request: Request) -> Response:
        brings_token = isinstance(request.data, dict) and "refresh" in request.data
        if brings_token or not request.user.is_authenticated:
            tokens.sign_out(self.given(RefreshSerializer)["refresh"], request._request)
        else:
            actions.sign_out(request._request)
        return Response({})


class LogoutAllSerializer(KnownFields, serializers.Serializer):
    keep_current = serializers.BooleanField(default=False, write_only=True)


@described(
    post=Does(
        "Sign out everywhere", LogoutAllSerializer, answers.SessionsEnded, example={"keep_current": True}
    )
)
class LogoutAllView(APIView):
    """Ends every session of the person, or every other one."""

    permission_classes = [IsAuthenticated]
    token_scope = SESSION

    def post(self, request: Request) -> Response:
        serializer = LogoutAllSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        ended = actions.end_all(request._request, keep_current=serializer.validated_data["keep_current"])
        return Response({"ended": ended})


class SessionSerializer(serializers.ModelSerializer):
    current = serializers.SerializerMethodField()

    class Meta:
        model = Session
        fields = ("id", "kind", "device", "network", "created_at", "last_seen_at", "expires_at", "current")
        read_only_fields = fields

    def get_current(self, session: Session) -> bool:
        current = sessions.current(self.context["request"]._request)
        return current is not None and session.pk == current.pk


class SessionPages(Pages):
    ordering = ("-created_at", "-id")


@described(get=Does("Where one is signed in", answer=SessionSerializer, pages=True))
class SessionsView(generics.ListAPIView):
    permission_classes = [IsAuthenticated]
    token_scope = SESSION
    serializer_class = SessionSerializer
    pagination_class = SessionPages

    def get_queryset(self) -> QuerySet[Session]:
        return sessions.alive_of(self.request.user)


@described(delete=Does("Sign one device out"))
class SessionView(APIView):
    permission_classes = [IsAuthenticated]
    token_scope = SESSION

    def delete(self, request: Request, pk: Any) -> Response:
        """Sign one device out. Somebody else's looks like none."""
        actions.end_one(request._request, pk)
        return Response(status=status.HTTP_204_NO_CONTENT)
