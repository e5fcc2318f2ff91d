"""Codes by text message."""

from typing import Any

from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.described import Does, described
from common.known_fields import KnownFields
from users import codes, phones
from users.actions import phones as actions
from users.api import answers
from users.api.tokens import TokenView
from users.authentication import SESSION
from users.models import User


class PhoneField(serializers.CharField):
    """Any way of writing a number; what comes out is +8613800138000."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=phones.LONGEST, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        try:
            return phones.normalised(super().to_internal_value(data))
        except phones.InvalidPhone as error:
            raise serializers.ValidationError(str(error), code=error.code) from error


class CodeField(serializers.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, write_only=True, **kwargs)


class AskForCodeSerializer(KnownFields, serializers.Serializer):
    phone = PhoneField()
    purpose = serializers.ChoiceField([codes.Purpose.SIGN_UP, codes.Purpose.RESET])


@described(
    post=Does(
        "Send a code to a phone",
        AskForCodeSerializer,
        {202: answers.RetryAfter},
        refuses=(503,),
        example={"phone": "+86 138 0013 8000", "purpose": "sign_up"},
    )
)
class CodesView(TokenView):
    def post(self, request: Request) -> Response:
        """Send a code. The answer is the same whether the number has an account or not."""
        given = self.given(AskForCodeSerializer)
        wait = codes.ask(request._request, phone=given["phone"], purpose=given["purpose"])
        return Response({"retry_after": wait}, status=status.HTTP_202_ACCEPTED)


class PhoneSerializer(KnownFields, serializers.Serializer):
    phone = PhoneField()
    password = serializers.CharField(max_length=1024, trim_whitespace=False, required=False, write_only=True)
    code = CodeField(required=False)


class RemoveSerializer(KnownFields, serializers.Serializer):
    password = serializers.CharField(max_length=1024, trim_whitespace=False, required=False, write_only=True)


@described(
    get=Does("One's phone number", answer=answers.OwnPhone),
    post=Does(
        "Take a phone number",
        PhoneSerializer,
        {200: answers.OwnPhone, 202: answers.RetryAfter},
        refuses=(409, 503),
        example={"phone": "+86 138 0013 8000", "code": "402817"},
    ),
    delete=Does(
        "Take the phone number off",
        RemoveSerializer,
        refuses=(400, 409),
        example={"password": "vitrine-demo"},
    ),
)
class PhoneView(APIView):
    """The number of one's own account."""

    permission_classes = [IsAuthenticated]
    token_scope = SESSION

    def get(self, request: Request) -> Response:
        user = _person(request)
        return Response({"phone": user.phone, "verified": user.phone_verified})

    def post(self, request: Request) -> Response:
        """Ask for a code, with the password; then bring it, and the number is hers."""
        serializer = PhoneSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        given, user = serializer.validated_data, _person(request)
        if "code" in given:
            actions.confirm(request._request, user=user, phone=given["phone"], code=given["code"])
            return Response({"phone": user.phone, "verified": True})
        wait = actions.ask(
            request._request, user=user, phone=given["phone"], password=given.get("password", "")
        )
        return Response({"retry_after": wait}, status=status.HTTP_202_ACCEPTED)

    def delete(self, request: Request) -> Response:
        serializer = RemoveSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        password = serializer.validated_data.get("password", "")
        actions.remove(request._request, user=_person(request), password=password)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _person(request: Request) -> User:
    person: User = request.user
    return person
