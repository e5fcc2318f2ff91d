"""How people, albums and the feed look as JSON."""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from community.api import addresses, answers
from community.feed import Group
from community.suggestions import Suggestion
from galleries.api.answers import TagLabel
from galleries.delivery import rendition_url
from galleries.models import AlbumPhoto
from users import profile
from users.api.answers import AvatarField
from users.models import User

FORMATS = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}


class PersonSerializer(serializers.Serializer[User]):
    """A person in a list. ``url`` is null when she has no page for whoever asks."""

    username = serializers.CharField()
    display_name = serializers.CharField(source="public_name")
    url = serializers.SerializerMethodField()
    avatar = serializers.SerializerMethodField()

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_url(self, person: User) -> str | None:
        return absolute(person.get_absolute_url()) if getattr(person, "has_page", True) else None

    @extend_schema_field(AvatarField(allow_null=True))
    def get_avatar(self, person: User) -> dict[str, str] | None:
        return profile.avatar_of(person)


class FollowedSerializer(serializers.Serializer[Any]):
    """Whom (``person``) or what (``album``) one follows; the other is null."""

    person = PersonSerializer(allow_null=True)
    album = serializers.SerializerMethodField()
    since = serializers.DateTimeField(source="created_at")

    @extend_schema_field(answers.ThingLine(allow_null=True))
    def get_album(self, follow: Any) -> dict[str, Any] | None:
        return addresses.album(follow.album) if follow.album else None


class FollowerSerializer(serializers.Serializer[Any]):
    """Who follows one; ``followed`` says whether that is mutual."""

    person = serializers.SerializerMethodField()
    followed = serializers.BooleanField()
    since = serializers.DateTimeField(source="created_at")

    @extend_schema_field(PersonSerializer)
    def get_person(self, follow: Any) -> dict[str, Any]:
        follow.follower.has_page = follow.has_page
        return dict(PersonSerializer(follow.follower).data)


class KeptAwaySerializer(serializers.Serializer[Any]):
    """Somebody whom one blocks or mutes. She is not told."""

    person = PersonSerializer()
    since = serializers.DateTimeField(source="created_at")


class FeedPhotoSerializer(serializers.Serializer[AlbumPhoto]):
    """A photo as an album shows it, with each of its files."""

    id = serializers.IntegerField(source="photo_id")
    title = serializers.CharField(source="photo.title")
    title_en = serializers.CharField(source="photo.title_en")
    alt = serializers.CharField(source="photo.alt")
    width = serializers.IntegerField(source="photo.width")
    height = serializers.IntegerField(source="photo.height")
    url = serializers.SerializerMethodField()
    added_at = serializers.DateTimeField()
    renditions = serializers.SerializerMethodField()

    @extend_schema_field(serializers.URLField)
    def get_url(self, place: AlbumPhoto) -> str:
        return f"{absolute(self.context['album'].get_url() or '')}{place.photo_id}/"

    @extend_schema_field(answers.FileAnswer(many=True))
    def get_renditions(self, place: AlbumPhoto) -> list[dict[str, Any]]:
        """The smallest first. Of an album that is not open to everybody the addresses end after a while."""
        photo, public = place.photo, bool(self.context["album"].is_open)
        return [
            {
                "url": absolute(rendition_url(photo, f"{width}.{extension}", public=public)),
                "type": mime,
                "width": width,
                "height": max(1, round(photo.height * width / max(1, photo.width))),
            }
            for width in (photo.rendition_widths if photo.rendition_key else ())
            for extension, mime in FORMATS.items()
        ]


class GroupSerializer(serializers.Serializer[Group]):
    """What one album got on one day: how many photos, and the first of them."""

    album = serializers.SerializerMethodField()
    owner = PersonSerializer(source="album.owner", allow_null=True)
    day = serializers.DateField()
    count = serializers.IntegerField()
    last_added_at = serializers.DateTimeField(source="last")
    photos = serializers.SerializerMethodField()

    @extend_schema_field(answers.ThingLine)
    def get_album(self, group: Group) -> dict[str, Any]:
        return addresses.album(group.album)

    @extend_schema_field(FeedPhotoSerializer(many=True))
    def get_photos(self, group: Group) -> list[dict[str, Any]]:
        return list(FeedPhotoSerializer(group.places, many=True, context={"album": group.album}).data)


class SuggestionSerializer(serializers.Serializer[Suggestion]):
    """Somebody to follow, and why: one of those whom one follows already and how many more of them follow her,
    the tags that both use."""

    person = PersonSerializer()
    followed_by = PersonSerializer(allow_null=True)
    followed_by_others = serializers.IntegerField(source="others")
    tags = serializers.SerializerMethodField()

    @extend_schema_field(TagLabel(many=True))
    def get_tags(self, suggestion: Suggestion) -> list[dict[str, str]]:
        return [
            {"slug": tag.slug, "label_en": tag.label_en or tag.name, "label_zh": tag.label_zh}
            for tag in suggestion.tags
        ]


class FeedPage(serializers.Serializer[Any]):
    """``next`` is the address of what is older; null at the end."""

    next = serializers.URLField(allow_null=True)
    results = GroupSerializer(many=True)


class SuggestedPeople(serializers.Serializer[Any]):
    results = SuggestionSerializer(many=True)


def absolute(path: str) -> str:
    """The address with the site's origin; what lies in a bucket has its own."""
    return path if "://" in path else settings.BASE_URL.rstrip("/") + path
