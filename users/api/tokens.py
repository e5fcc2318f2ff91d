"""Signing in for apps: tokens instead of a cookie. The addresses have simplejwt's names."""

from typing import Any

from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_simplejwt.exceptions import TokenError

from common.described import Does, described
from common.known_fields import KnownFields
from users import known_devices, tokens
from users.actions import app_sign_in
from users.api import answers
from users.authentication import TokenAuthentication, TokenNotValid
from users.devices import NAME_LENGTH


class CredentialsSerializer(KnownFields, serializers.Serializer):
    """``username`` (or ``login``) is the name, the e-mail address or the phone number."""

    username = serializers.CharField(max_length=254, required=False, write_only=True)
    login = serializers.CharField(max_length=254, required=False, write_only=True)
    password = serializers.CharField(max_length=1024, trim_whitespace=False, write_only=True)
    otp = serializers.CharField(max_length=32, required=False, allow_blank=True, write_only=True)
    device = serializers.CharField(max_length=NAME_LENGTH, required=False, allow_blank=True, write_only=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs["username"] = attrs.get("username") or attrs.get("login")
        return attrs

    def to_internal_value(self, data: Any) -> Any:
        self.fields["username"].required = not (isinstance(data, dict) and "login" in data)
        return super().to_internal_value(data)


class RefreshSerializer(KnownFields, serializers.Serializer):
    refresh = serializers.CharField(write_only=True)


class AnyTokenSerializer(KnownFields, serializers.Serializer):
    token = serializers.CharField(write_only=True)


class TokenView(APIView):
    """Open to everybody: what somebody brings is in the body. A stale header must not stand in the way."""

    authentication_classes: Any = ()
    permission_classes = [AllowAny]

    def get_authenticate_header(self, request: Request) -> str:
        return TokenAuthentication().authenticate_header(request)

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, TokenError):
            exc = TokenNotValid()
        return super().handle_exception(exc)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        response.headers["Cache-Control"] = "no-store"
        return super().finalize_response(request, response, *args, **kwargs)

    def given(self, serializer_class: type[serializers.Serializer]) -> dict[str, Any]:
        """The checked body."""
        serializer = serializer_class(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        found: dict[str, Any] = serializer.validated_data
        return found


@described(
    post=Does(
        "Sign in",
        CredentialsSerializer,
        answers.SignedIn,
        refuses=(401, 403, 503),
        example={"username": "lin", "password": "vitrine-demo", "device": "Lin's phone"},
        details="Name and password against a pair of tokens. `otp` is the code of a second factor.",
    )
)
class ObtainView(TokenView):
    def post(self, request: Request) -> Response:
        """Name and password against a pair of tokens."""
        given = self.given(CredentialsSerializer)
        session = app_sign_in.open_session(
            request=request._request,
            identifier=given["username"],
            password=given["password"],
            otp=given.get("otp", ""),
            device=given.get("device", ""),
        )
        # The app sends it along as X-Device-Token when it signs in again, and is then counted for itself.
        device_token = known_devices.token_for(request._request, session.user)
        return Response({**tokens.pair(session), "device_token": device_token})


@described(
    post=Does(
        "Make new tokens",
        RefreshSerializer,
        answers.TokenPair,
        refuses=(401,),
        example={"refresh": answers.TokenPair.example["refresh"]},
    )
)
class RefreshView(TokenView):
    def post(self, request: Request) -> Response:
        """A refresh token against a new pair; the old one is used up."""
        return Response(tokens.refresh(self.given(RefreshSerializer)["refresh"], request._request))


@described(
    post=Does(
        "Try a token",
        AnyTokenSerializer,
        dict,
        refuses=(401,),
        example={"token": answers.TokenPair.example["access"]},
    )
)
class VerifyView(TokenView):
    def post(self, request: Request) -> Response:
        """Whether a token, access or refresh, would be taken. Verifying does not use it up."""
        tokens.check(self.given(AnyTokenSerializer)["token"])
        return Response({})
