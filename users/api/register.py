"""Making an account from an app."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from common.described import Does, described
from common.known_fields import KnownFields
from users import known_devices, security_log, sessions, tokens
from users.actions import sign_up
from users.api import answers
from users.api.codes import CodeField, PhoneField
from users.api.tokens import TokenView
from users.devices import NAME_LENGTH
from users.models import Session


class RegisterSerializer(KnownFields, serializers.Serializer):
    """With ``email``, or with ``phone`` and the ``code`` that was sent there for ``sign_up``."""

    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=1024, trim_whitespace=False, write_only=True)
    terms = serializers.BooleanField(write_only=True)
    email = serializers.EmailField(max_length=254, required=False)
    phone = PhoneField(required=False)
    code = CodeField(required=False)
    device = serializers.CharField(max_length=NAME_LENGTH, required=False, allow_blank=True, write_only=True)

    def validate_terms(self, value: bool) -> bool:
        if not value:
            raise serializers.ValidationError(_("Please read and accept the terms."), code="terms")
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("email" in attrs) == ("phone" in attrs):
            raise serializers.ValidationError(
                {"email": _("Give an e-mail address, or a phone number.")}, code="email_or_phone"
            )
        if "phone" in attrs and "code" not in attrs:
            raise serializers.ValidationError({"code": _("Give the code that was sent to the number.")})
        return attrs


@described(
    post=Does(
        "Make an account",
        RegisterSerializer,
        {201: answers.Registered, 202: answers.ConfirmationSent},
        refuses=(403, 409, 503),
        example={
            "username": "lin",
            "password": "forty minutes of first light",
            "terms": True,
            "email": "lin@example.com",
        },
    )
)
class RegisterView(TokenView):
    def post(self, request: Request) -> Response:
        """By phone: 201 and tokens. By e-mail: 202, and the account can be used once its address is confirmed."""
        given = self.given(RegisterSerializer)
        names = {"username": given["username"], "password": given["password"]}
        if "email" in given:
            sign_up.by_email(request._request, email=given["email"], **names)
            detail = _("Please confirm your address: the link is in the mail that we sent.")
            return Response({"detail": detail}, status=status.HTTP_202_ACCEPTED)
        user = sign_up.by_phone(request._request, phone=given["phone"], code=given["code"], **names)
        device = given.get("device", "")
        session = sessions.open(user=user, request=request._request, kind=Session.Kind.API, device=device)
        security_log.record(user, security_log.Kind.SIGNED_IN, request._request, app=session.device)
        device_token = known_devices.token_for(request._request, user)
        body = {**tokens.pair(session), "device_token": device_token, "username": user.username}
        return Response(body, status=status.HTTP_201_CREATED)


class KeySerializer(KnownFields, serializers.Serializer):
    key = serializers.CharField(max_length=400, write_only=True)


@described(
    post=Does(
        "Confirm an e-mail address",
        KeySerializer,
        dict,
        refuses=(404, 409),
        example={"key": "MTI:1vMB3q:Zk0e7Qx9"},
    )
)
class ConfirmEmailView(TokenView):
    def post(self, request: Request) -> Response:
        """Confirm the address whose mail held the key: the last part of its link."""
        sign_up.confirm_email(request._request, self.given(KeySerializer)["key"])
        return Response({})
