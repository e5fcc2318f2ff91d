"""Forgotten and changed passwords."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.described import Does, described
from common.known_fields import KnownFields
from users import phones, tokens
from users.actions import passwords
from users.api import answers
from users.api.codes import CodeField, PhoneField
from users.api.tokens import TokenView
from users.authentication import SESSION


class NewPasswordField(serializers.CharField):
    def __init__(self, **kwargs: object) -> None:
        super().__init__(max_length=1024, trim_whitespace=False, write_only=True, **kwargs)


class AskForResetSerializer(KnownFields, serializers.Serializer):
    login = serializers.CharField(max_length=254, write_only=True)

    def validate_login(self, value: str) -> str:
        if "@" in value:
            return str(serializers.EmailField().run_validation(value))
        try:
            return phones.normalised(value)
        except phones.InvalidPhone as error:
            text = _("Give the e-mail address or the phone number of the account.")
            raise serializers.ValidationError(text, code="invalid_login") from error


@described(
    post=Does(
        "Ask for a new password",
        AskForResetSerializer,
        {202: answers.RetryAfter},
        refuses=(503,),
        example={"login": "lin@example.com"},
    )
)
class AskForResetView(TokenView):
    def post(self, request: Request) -> Response:
        """Send a link or a code. The answer is the same whether there is such an account or not."""
        wait = passwords.ask_reset(request._request, self.given(AskForResetSerializer)["login"])
        return Response({"retry_after": wait}, status=status.HTTP_202_ACCEPTED)


class ByLinkSerializer(KnownFields, serializers.Serializer):
    uid = serializers.CharField(max_length=20, write_only=True)
    token = serializers.CharField(max_length=100, write_only=True)
    password = NewPasswordField()


class ByPhoneSerializer(KnownFields, serializers.Serializer):
    phone = PhoneField(write_only=True)
    code = CodeField()
    password = NewPasswordField()


NEW_PASSWORD = PolymorphicProxySerializer("NewPassword", [ByLinkSerializer, ByPhoneSerializer], None)


@described(
    post=Does(
        "Set a new password",
        NEW_PASSWORD,
        dict,
        refuses=(404, 409),
        example={"phone": "+86 138 0013 8000", "code": "402817", "password": "forty minutes of first light"},
    )
)
class ResetView(TokenView):
    def post(self, request: Request) -> Response:
        """A new password, with ``uid`` and ``token`` of the link or with ``phone`` and ``code``."""
        if isinstance(request.data, dict) and "phone" in request.data:
            passwords.reset_by_phone(request._request, **self.given(ByPhoneSerializer))
        else:
            passwords.reset_by_link(request._request, **self.given(ByLinkSerializer))
        return Response({})


class ChangePasswordSerializer(KnownFields, serializers.Serializer):
    old = serializers.CharField(max_length=1024, trim_whitespace=False, write_only=True)
    new = NewPasswordField()


@described(
    post=Does(
        "Change the password",
        ChangePasswordSerializer,
        answers.NewTokens,
        example={"old": "forty minutes of first light", "new": "tripod outweighs the luggage"},
    )
)
class ChangeView(APIView):
    permission_classes = [IsAuthenticated]
    token_scope = SESSION

    def post(self, request: Request) -> Response:
        """A new password. All sessions end; an app gets the tokens of a new one."""
        serializer = ChangePasswordSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        opened = passwords.change(request._request, user=request.user, **serializer.validated_data)
        return Response(tokens.pair(opened) if opened else {})
