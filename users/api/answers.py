"""What answers about people and accounts look like that are put together by hand: for the schema."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from users.models import User

AVATAR = {
    "type": "object",
    "description": "Addresses of a small square picture, by its width.",
    "additionalProperties": {"type": "string", "format": "uri"},
}


@extend_schema_field(AVATAR, component_name="AvatarAddresses")
class AvatarField(serializers.JSONField):
    """Addresses by width; null without a picture."""


class PersonSummary(serializers.Serializer):
    """A person inside other things. ``url`` is her page."""

    example: dict[str, Any] = {
        "username": "lin", "display_name": "林晚", "url": "https://photos.example.com/people/lin/",
        "avatar": {
            "96": "https://photos.example.com/avatars/k2Vd8sQw/96.webp",
            "256": "https://photos.example.com/avatars/k2Vd8sQw/256.webp",
        },
    }  # fmt: skip

    username = serializers.CharField()
    display_name = serializers.CharField()
    url = serializers.URLField()
    avatar = AvatarField(allow_null=True)


class PersonName(serializers.Serializer):
    username = serializers.CharField()
    display_name = serializers.CharField()


class PublicPerson(PersonSummary):
    """A person as whoever asks may know her. What is not shown is null, as is what is empty."""

    example = {
        **PersonSummary.example, "bio": "风光摄影师，常在山里和海边。", "location": "杭州", "website": None,
        "birthday": None, "gender": None,
    }  # fmt: skip

    bio = serializers.CharField(allow_null=True)
    location = serializers.CharField(allow_null=True)
    website = serializers.CharField(allow_null=True)
    birthday = serializers.DateField(allow_null=True)
    gender = serializers.ChoiceField([one for one in User.Gender.choices if one[0]], allow_null=True)


class RetryAfter(serializers.Serializer):
    """After how many seconds another one may be asked for."""

    retry_after = serializers.IntegerField(min_value=0)


class TokenPair(serializers.Serializer):
    example: dict[str, Any] = {
        "refresh": "eyJhbGciOiJIUzI1NiIsInR5cCI6…",
        "access": "eyJhbGciOiJIUzI1NiIsInR5cCI6…",
    }

    refresh = serializers.CharField()
    access = serializers.CharField()


class SignedIn(TokenPair):
    """``device_token`` goes along as ``X-Device-Token`` when the same device signs in again."""

    example = {**TokenPair.example, "device_token": "Wy4tZ0d1cHdR…"}

    device_token = serializers.CharField()


class Registered(SignedIn):
    example = {**SignedIn.example, "username": "lin"}

    username = serializers.CharField()


class ConfirmationSent(serializers.Serializer):
    """By e-mail: the address has to be confirmed first."""

    detail = serializers.CharField()


class NewTokens(serializers.Serializer):
    """Tokens of a new session, for apps; empty for whoever came with the site's cookie."""

    refresh = serializers.CharField(required=False)
    access = serializers.CharField(required=False)


class OwnPhone(serializers.Serializer):
    phone = serializers.CharField(allow_null=True)
    verified = serializers.BooleanField()


class SessionsEnded(serializers.Serializer):
    ended = serializers.IntegerField(min_value=0)


class DeletionAnswer(serializers.Serializer):
    """When the account goes, and what becomes of its comments; null while it stays."""

    delete_after = serializers.DateTimeField(allow_null=True)
    comments = serializers.ChoiceField(["keep", "remove"], allow_null=True)


class AvatarChanged(serializers.Serializer):
    avatar = AvatarField(allow_null=True)
