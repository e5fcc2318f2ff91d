"""What is sent to make and change a photo."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from common.known_fields import KnownFields
from galleries.api import finding
from galleries.models import Photo


class MomentField(serializers.DateTimeField):
    """A moment that keeps its distance from UTC: it says what the camera's clock showed."""

    def enforce_timezone(self, value: datetime) -> datetime:
        return value if timezone.is_aware(value) else super().enforce_timezone(value)


class PhotoBody(KnownFields, serializers.ModelSerializer):
    """What stands on a photo. ``tags`` are all that it bears from then on."""

    alt = serializers.CharField(source="description", allow_blank=True, max_length=255)
    taken_at = MomentField(allow_null=True)
    tags = serializers.ListField(child=serializers.CharField(max_length=100, allow_blank=True), max_length=50)

    class Meta:
        model = Photo
        fields = (
            "title", "title_en", "alt", "alt_en", "caption", "caption_en", "licence", "show_position", "taken_at",
            "tags",
        )  # fmt: skip


class UploadBody(KnownFields, serializers.Serializer):
    """One file, for the library or for an ``album``, which shows a picture that the person has already, too."""

    file = serializers.FileField(allow_empty_file=True)
    title = serializers.CharField(required=False, allow_blank=True, max_length=255, default="")
    album = serializers.IntegerField(required=False, min_value=1, max_value=finding.LARGEST_KEY)
    show_known = serializers.BooleanField(required=False, default=True)


class TagsBody(KnownFields, serializers.Serializer):
    """Words in either language; a new one makes a tag."""

    tags = serializers.ListField(child=serializers.CharField(max_length=100), min_length=1, max_length=50)


def told_as_sent(error: Any) -> Any:
    """The action speaks of columns; the client knows ``description`` as ``alt``."""
    wrong = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    return serializers.ValidationError(
        {("alt" if name == "description" else name): texts for name, texts in wrong.items()}
    )
