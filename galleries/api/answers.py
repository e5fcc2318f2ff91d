"""What answers about albums and photos look like that are put together by hand: for the schema."""

from typing import Any

from rest_framework import serializers

from galleries.models import Contribution
from users.api.answers import AvatarField


class TagLabel(serializers.Serializer):
    example = {"slug": "mist", "label_en": "mist", "label_zh": "雾"}

    slug = serializers.CharField()
    label_en = serializers.CharField()
    label_zh = serializers.CharField()


class Source(serializers.Serializer):
    """One file of a picture. Its address counts until ``expires``; null where anybody may keep it."""

    example: dict[str, Any] = {
        "url": "https://photos.example.com/media/ab/ugQb000AF9X6f1cb9tO5/640.avif", "format": "image/avif",
        "width": 640, "height": 427, "expires": None,
    }  # fmt: skip

    url = serializers.URLField()
    format = serializers.ChoiceField(["image/avif", "image/webp", "image/jpeg"])
    width = serializers.IntegerField(min_value=1)
    height = serializers.IntegerField(min_value=1)
    expires = serializers.DateTimeField(allow_null=True)


class Picture(serializers.Serializer):
    """``placeholder`` is a BlurHash. ``sources`` are the smallest first, and empty while the photo is prepared."""

    example = {
        "width": 6000, "height": 4000, "alt": "晨雾中一层层退远的山脊", "placeholder": "L7Bg9[Ri00ofRiWBxu%MM{Rjt7of",
        "color": "#a8b3b8",
        "sources": [
            Source.example,
            {**Source.example, "url": Source.example["url"].replace("avif", "webp"), "format": "image/webp"},
            {**Source.example, "url": Source.example["url"].replace("avif", "jpg"), "format": "image/jpeg"},
        ],
    }  # fmt: skip

    width = serializers.IntegerField(min_value=0)
    height = serializers.IntegerField(min_value=0)
    alt = serializers.CharField()
    placeholder = serializers.CharField(allow_null=True)
    color = serializers.RegexField("^#([0-9a-f]{3}|[0-9a-f]{6})$", allow_null=True)
    sources = Source(many=True)


class Position(serializers.Serializer):
    latitude = serializers.FloatField(min_value=-90, max_value=90)
    longitude = serializers.FloatField(min_value=-180, max_value=180)


class Exif(serializers.Serializer):
    """What the camera said; the position only where the owner lets everybody know it."""

    example = {
        "camera": "NIKON Z 8", "lens": "NIKKOR Z 70-200mm f/2.8 VR S", "focal_length_mm": 135.0, "aperture": 8.0,
        "exposure_seconds": 0.008, "iso": 64, "position": {"latitude": 30.1316, "longitude": 118.166},
    }  # fmt: skip

    camera = serializers.CharField(allow_null=True)
    lens = serializers.CharField(allow_null=True)
    focal_length_mm = serializers.FloatField(allow_null=True)
    aperture = serializers.FloatField(allow_null=True)
    exposure_seconds = serializers.FloatField(allow_null=True)
    iso = serializers.IntegerField(allow_null=True)
    position = Position(allow_null=True)


class PhotosAdded(serializers.Serializer):
    """Which are new in the album, and which stood there."""

    added = serializers.ListField(child=serializers.IntegerField())
    here = serializers.ListField(child=serializers.IntegerField())


class Undo(serializers.Serializer):
    """Numbers of changes, the last one first, for ``albums/<id>/undo/``; empty when there was nothing to do."""

    undo = serializers.ListField(child=serializers.IntegerField())


class CoverChosen(Undo):
    photo = serializers.IntegerField()


class LeftAlone(serializers.Serializer):
    """What somebody has changed since, and what stands there ``now``."""

    photo = serializers.IntegerField()
    field = serializers.CharField()
    now = serializers.JSONField()
    told = serializers.CharField()


class Undone(serializers.Serializer):
    """``done`` are the photos that are as they were; those in ``gone`` are not in the album any more."""

    told = serializers.CharField()
    done = serializers.ListField(child=serializers.IntegerField())
    undo = serializers.IntegerField(allow_null=True)
    conflicts = LeftAlone(many=True)
    gone = serializers.ListField(child=serializers.IntegerField())


class Analysis(serializers.Serializer):
    """``suggestions`` is how many wait."""

    state = serializers.ChoiceField(["none", "queued", "running", "done", "failed"])
    progress = serializers.IntegerField(min_value=0, max_value=100)
    reason = serializers.CharField()
    suggestions = serializers.IntegerField(min_value=0)


class Formats(serializers.Serializer):
    url = serializers.URLField()
    markdown = serializers.CharField()
    html = serializers.CharField()
    bbcode = serializers.CharField()


class SentPicture(serializers.Serializer):
    """``id`` names the address, ``photo`` is the photo's id. ``expires`` is null: the address lasts."""

    url = serializers.URLField()
    formats = Formats()
    id = serializers.CharField()
    photo = serializers.IntegerField()
    expires = serializers.DateTimeField(allow_null=True)


class GuestAnswer(serializers.Serializer):
    guest = serializers.IntegerField()
    name = serializers.CharField()


class Picked(serializers.Serializer):
    """``count`` is how many the guest has marked."""

    picked = serializers.BooleanField()
    count = serializers.IntegerField(min_value=0)


class ContributionSent(serializers.Serializer):
    """``id`` and ``title`` are told to whoever sent this very photo."""

    id = serializers.IntegerField(required=False)
    title = serializers.CharField(required=False)
    state = serializers.ChoiceField(Contribution.State.choices)


class ContributionDecided(serializers.Serializer):
    id = serializers.IntegerField()
    state = serializers.ChoiceField(Contribution.State.choices)


class LinkOpened(serializers.Serializer):
    """``access`` is sent back in the header ``Share-Access``, until ``expires_at``."""

    example = {
        "access": "WzYsIms3Vm0iLCJwOXdR…", "album": 12, "expires_at": "2025-11-20T23:42:05Z", "allow_download": False,
        "allow_picks": True, "allow_upload": False,
    }  # fmt: skip

    access = serializers.CharField()
    album = serializers.IntegerField()
    expires_at = serializers.DateTimeField()
    allow_download = serializers.BooleanField()
    allow_picks = serializers.BooleanField()
    allow_upload = serializers.BooleanField()


class Instructions(serializers.Serializer):
    """A form with these fields, and the file in ``file_field``, the last one."""

    method = serializers.CharField()
    url = serializers.URLField()
    file_field = serializers.CharField()

    def get_fields(self) -> dict[str, serializers.Field]:
        form = serializers.DictField(child=serializers.CharField())
        return {**super().get_fields(), "fields": form}  # which is also an attribute of every serializer


class AvatarAnswer(serializers.Serializer):
    avatar = AvatarField(allow_null=True)


class AvatarBody(serializers.Serializer):
    avatar = serializers.FileField()


class ContributionBody(serializers.Serializer):
    photo = serializers.FileField()


class DialectBody(serializers.Serializer):
    """One of ``file``, ``img`` and ``image``. ``album``: the id of an album or the last part of its address."""

    file = serializers.FileField(required=False)
    img = serializers.FileField(required=False)
    image = serializers.FileField(required=False)
    album = serializers.CharField(required=False, allow_blank=True, max_length=255)


class ZipQuery(serializers.Serializer):
    size = serializers.ChoiceField(["web", "original"], required=False)


class TagQuery(serializers.Serializer):
    """``q``: the beginning of a word, in either language."""

    example = {"q": "moun"}

    q = serializers.CharField(required=False, allow_blank=True)
