"""What answers about people's doings look like that are put together by hand: for the schema."""

from rest_framework import serializers

from community.models import AlbumComment, Kind, NotificationChoice
from users.api.answers import AvatarField, PersonName, PersonSummary


class ThingLine(serializers.Serializer):
    """An album or a photo as a line of a list has it. ``url`` is its page."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    title_en = serializers.CharField()
    url = serializers.URLField()


class CommentAnswer(serializers.Serializer):
    """A comment. What has no words for whoever asks has no author either; ``notice`` says why."""

    example = {
        "id": 57, "album": 12, "photo": 128, "parent": None, "level": 0, "state": "visible",
        "text": "I counted *seven* ridges.", "html": "<p>I counted <em>seven</em> ridges.</p>",
        "author": {
            "username": "maya", "display_name": "马雅", "avatar": None,
            "url": "https://photos.example.com/people/maya/",
        },
        "is_album_owner": False, "likes": 2, "dislikes": 0, "my_vote": 1, "answers": 1,
        "answers_url": "https://photos.example.com/api/v1/comments/?parent=57", "pinned": False,
        "created_at": "2025-11-17T10:05:44Z", "edited_at": None,
        "permalink": "https://photos.example.com/comments/57/", "notice": "",
    }  # fmt: skip

    id = serializers.IntegerField()
    album = serializers.IntegerField()
    photo = serializers.IntegerField(allow_null=True)
    parent = serializers.IntegerField(allow_null=True)
    level = serializers.IntegerField(min_value=0)
    state = serializers.ChoiceField(AlbumComment.State.choices)
    text = serializers.CharField()
    html = serializers.CharField()
    author = PersonSummary(allow_null=True)
    is_album_owner = serializers.BooleanField()
    likes = serializers.IntegerField(min_value=0)
    dislikes = serializers.IntegerField(min_value=0)
    my_vote = serializers.IntegerField(min_value=-1, max_value=1)
    answers = serializers.IntegerField(min_value=0)
    answers_url = serializers.URLField()
    pinned = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)
    permalink = serializers.URLField()
    notice = serializers.CharField()


class Votes(serializers.Serializer):
    """``value`` is one's own: 1, -1, or 0 without one."""

    value = serializers.IntegerField(min_value=-1, max_value=1)
    likes = serializers.IntegerField(min_value=0)
    dislikes = serializers.IntegerField(min_value=0)


class LikesAnswer(serializers.Serializer):
    """How many people like it, and whether one does oneself."""

    likes = serializers.IntegerField(min_value=0)
    liked = serializers.BooleanField()


class FollowingPerson(serializers.Serializer):
    following = serializers.BooleanField()
    followers = serializers.IntegerField(min_value=0)


class FollowingAlbum(serializers.Serializer):
    following = serializers.BooleanField()


class Blocking(serializers.Serializer):
    blocked = serializers.BooleanField()


class Muting(serializers.Serializer):
    muted = serializers.BooleanField()


class FileAnswer(serializers.Serializer):
    """One file of a picture; ``type`` is its MIME type."""

    url = serializers.URLField()
    type = serializers.CharField()
    width = serializers.IntegerField(min_value=1)
    height = serializers.IntegerField(min_value=1)


class Actor(PersonName):
    avatar = AvatarField(allow_null=True)


class TitleLine(serializers.Serializer):
    """In the language of whoever asks."""

    id = serializers.IntegerField()
    title = serializers.CharField()


class KeyLine(serializers.Serializer):
    id = serializers.IntegerField()


class NotificationAnswer(serializers.Serializer):
    """``actors`` are the newest few, ``others`` how many there are besides the first of them."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(Kind.choices)
    text = serializers.CharField()
    excerpt = serializers.CharField()
    actors = Actor(many=True)
    others = serializers.IntegerField(min_value=0)
    times = serializers.IntegerField(min_value=0)
    album = TitleLine(allow_null=True)
    photo = TitleLine(allow_null=True)
    comment = KeyLine(allow_null=True)
    url = serializers.URLField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)


class MarkedRead(serializers.Serializer):
    read = serializers.IntegerField(min_value=0)


class UnreadCount(serializers.Serializer):
    """Above 99 it says 99, and ``more`` is true."""

    unread = serializers.IntegerField(min_value=0, max_value=99)
    more = serializers.BooleanField()


class WaysAnswer(serializers.Serializer):
    on_site = serializers.BooleanField()
    mail = serializers.ChoiceField(NotificationChoice.Mail.choices)


class NotificationSettings(serializers.Serializer):
    """How each kind is told."""

    def get_fields(self) -> dict[str, serializers.Field]:
        return {str(kind): WaysAnswer() for kind in Kind}


class CaseThing(serializers.Serializer):
    """What a case is about. ``state`` and ``url`` are for comments."""

    id = serializers.IntegerField()
    text = serializers.CharField()
    state = serializers.ChoiceField(AlbumComment.State.choices, required=False)
    url = serializers.URLField(required=False)
