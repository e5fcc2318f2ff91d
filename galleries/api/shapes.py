"""Albums, photos and tags as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.api_fields import ChosenFields
from galleries import policy
from galleries.album_states import State
from galleries.api import answers
from galleries.api.pictures import absolute, picture
from galleries.models import AlbumPage, AlbumPhoto, Photo, PhotoTag, Tag
from galleries.templatetags.galleries_tags import photo_href
from users.api.answers import PersonSummary
from users.api.shapes import person


def tag(one: Tag) -> dict[str, str]:
    return {"slug": one.slug, "label_en": one.label_en or one.name, "label_zh": one.label_zh}


class TagSerializer(serializers.ModelSerializer):
    """A subject with its label in both languages; ``url`` is its page."""

    example = {**answers.TagLabel.example, "url": "https://photos.example.com/tags/mist/"}

    label_en = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    class Meta:
        model = Tag
        fields = ("slug", "label_en", "label_zh", "url")
        read_only_fields = fields

    def get_label_en(self, one: Tag) -> str:
        return one.label_en or one.name

    @extend_schema_field(serializers.URLField)
    def get_url(self, one: Tag) -> str:
        return absolute(one.get_absolute_url())


class WorkTime(serializers.DateTimeField):
    """Null for those who do not work on the album."""

    def get_attribute(self, instance: AlbumPage) -> Any:
        return super().get_attribute(instance) if "state" in instance.__dict__ else None


class AlbumSerializer(ChosenFields, serializers.ModelSerializer):
    """An album as whoever asks may see it. ``download`` is the size in which she may take its photos along.

    ``state``, ``unpublished_changes``, ``go_live_at`` and ``expire_at`` are for those who work on it; null for others.
    """

    heavy = ("tags",)
    example = {
        "id": 12, "url": "https://photos.example.com/albums/ridges-of-light/", "title": "山的层次",
        "title_en": "Ridges of Light", "slug": "ridges-of-light", "intro": "山从来不是一座，是一层。",
        "intro_en": "A mountain is never one thing but a stack of distances.", "place": "黄山与贡嘎",
        "place_en": "Huangshan and Gongga, China", "date_from": "2025-01-05", "date_to": "2025-11-15",
        "owner": PersonSummary.example, "visibility": "public", "live": True, "cover": answers.Picture.example,
        "photo_count": 24, "download": "web", "comments_enabled": True, "published_at": "2025-11-16T08:00:00Z",
        "updated_at": "2025-11-18T19:20:31Z", "state": None, "unpublished_changes": None,
        "go_live_at": None, "expire_at": None,
        "tags": [answers.TagLabel.example],
    }  # fmt: skip

    url = serializers.SerializerMethodField()
    owner = serializers.SerializerMethodField()
    cover = serializers.SerializerMethodField()
    photo_count = serializers.IntegerField(read_only=True)
    download = serializers.SerializerMethodField()
    tags = serializers.SerializerMethodField()
    state = serializers.SerializerMethodField()
    unpublished_changes = serializers.SerializerMethodField()
    published_at = serializers.DateTimeField(source="first_published_at", read_only=True, allow_null=True)
    updated_at = serializers.DateTimeField(source="last_published_at", read_only=True, allow_null=True)
    go_live_at = WorkTime(read_only=True, allow_null=True)
    expire_at = WorkTime(read_only=True, allow_null=True)

    class Meta:
        model = AlbumPage
        fields = (
            "id", "url", "title", "title_en", "slug", "intro", "intro_en", "place", "place_en", "date_from", "date_to",
            "owner", "visibility", "live", "cover", "photo_count", "download", "comments_enabled", "published_at",
            "updated_at", "state", "unpublished_changes", "go_live_at", "expire_at", "tags",
        )  # fmt: skip
        read_only_fields = fields

    def get_url(self, album: AlbumPage) -> str:
        return absolute(album.get_url())

    @extend_schema_field(PersonSummary(allow_null=True))
    def get_owner(self, album: AlbumPage) -> dict[str, Any] | None:
        return person(album.owner)

    @extend_schema_field(answers.Picture(allow_null=True))
    def get_cover(self, album: AlbumPage) -> dict[str, Any] | None:
        cover = album.effective_cover
        return None if cover is None else picture(cover, public=album.is_open)

    @extend_schema_field(serializers.ChoiceField(AlbumPage.Download.choices))
    def get_download(self, album: AlbumPage) -> str:
        return policy.download_size(self.context["viewer"], album)

    @extend_schema_field(serializers.ChoiceField(State.choices, allow_null=True))
    def get_state(self, album: AlbumPage) -> str | None:
        return album.__dict__.get("state")

    def get_unpublished_changes(self, album: AlbumPage) -> bool | None:
        return bool(album.has_unpublished_changes) if "state" in album.__dict__ else None

    @extend_schema_field(answers.TagLabel(many=True))
    def get_tags(self, album: AlbumPage) -> list[dict[str, str]]:
        if "draft_tags" in album.__dict__:
            return [tag(one) for one in album.__dict__["draft_tags"]]
        return [tag(row.tag) for row in album.album_tags.all()]


class PhotoSerializer(ChosenFields, serializers.ModelSerializer):
    """A photo. ``state`` is ``preparing`` until its files are made, or ``failed``, with the reason in ``failure``.

    ``url`` is its page in the first album that lists it for whoever asks; empty when none does. ``taken_at`` is null
    where the camera did not say. The position is told only where the owner lets everybody know it.
    """

    heavy = ("exif", "tags")
    example = {
        "id": 128, "url": "https://photos.example.com/albums/ridges-of-light/128/", "title": "山在呼吸",
        "title_en": "The Hills Breathing", "alt": "晨雾中一层层退远的山脊",
        "alt_en": "Ridge behind ridge in morning fog", "caption": "日出后十分钟，谷里的雾开始往上走。",
        "caption_en": "Ten minutes after sunrise the valley fog begins to climb.",
        "licence": "cc-by-4.0", "owner": PersonSummary.example, "state": "ready", "failure": "",
        "taken_at": "2025-04-11T22:03:00Z", "created_at": "2025-11-16T07:41:12Z", "picture": answers.Picture.example,
        "exif": answers.Exif.example, "tags": [answers.TagLabel.example],
    }  # fmt: skip

    url = serializers.SerializerMethodField()
    alt = serializers.CharField(source="description")
    owner = serializers.SerializerMethodField()
    picture = serializers.SerializerMethodField()
    exif = serializers.SerializerMethodField()
    tags = serializers.SerializerMethodField()

    class Meta:
        model = Photo
        fields: tuple[str, ...] = (
            "id", "url", "title", "title_en", "alt", "alt_en", "caption", "caption_en", "licence", "owner", "state",
            "failure", "taken_at", "created_at", "picture", "exif", "tags",
        )  # fmt: skip
        read_only_fields = fields

    def get_url(self, photo: Photo) -> str:
        return absolute(photo_href(photo))

    @extend_schema_field(PersonSummary(allow_null=True))
    def get_owner(self, photo: Photo) -> dict[str, Any] | None:
        return person(photo.uploaded_by_user)

    @extend_schema_field(answers.Picture)
    def get_picture(self, photo: Photo) -> dict[str, Any]:
        return picture(photo, public=photo.is_open)

    @extend_schema_field(answers.TagLabel(many=True))
    def get_tags(self, photo: Photo) -> list[dict[str, str]]:
        return [tag(row.tag) for row in photo.photo_tags.all() if row.state == PhotoTag.State.ACCEPTED]

    @extend_schema_field(answers.Exif)
    def get_exif(self, photo: Photo) -> dict[str, Any]:
        shown = photo.show_position and photo.latitude is not None
        return {
            "camera": photo.camera or None,
            "lens": photo.lens or None,
            "focal_length_mm": photo.focal_length,
            "aperture": photo.aperture,
            "exposure_seconds": photo.exposure_time,
            "iso": photo.iso,
            "position": {"latitude": photo.latitude, "longitude": photo.longitude} if shown else None,
        }


class PlaceSerializer(serializers.ModelSerializer):
    """A photo as one album shows it: where it stands, and what the album says below it.

    ``moves`` is how often somebody has put it elsewhere.
    """

    photo = serializers.SerializerMethodField()

    class Meta:
        model = AlbumPhoto
        fields: tuple[str, ...] = ("position", "caption", "moves", "added_at", "photo")
        read_only_fields = fields

    @extend_schema_field(PhotoSerializer)
    def get_photo(self, place: AlbumPhoto) -> dict[str, Any]:
        return dict(self.context["photos"].to_representation(place.photo))
