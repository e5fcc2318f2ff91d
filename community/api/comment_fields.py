"""What a comment, a vote and an album's talk look like as JSON."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from rest_framework import serializers

from common.known_fields import KnownFields
from community import threads
from community.actions import comments as actions
from community.models import AlbumComment, AlbumTalk, CommentRevision
from community.reading import LARGEST_KEY
from users import profile


class KeyField(serializers.IntegerField):
    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=LARGEST_KEY, **options)


class CommentSerializer(serializers.BaseSerializer):
    """One comment, as ``threads`` has read it for whoever asks. What has no words for her has no author either."""

    def to_representation(self, row: threads.Shown) -> dict[str, Any]:
        comment, base = row.comment, settings.BASE_URL.rstrip("/")
        says = comment.has_words
        answers = f"{reverse('api_comments')}?parent={comment.pk}"
        return {
            "id": comment.pk,
            "album": comment.album_id,
            "photo": comment.photo_id,
            "parent": None if comment.is_root else comment.parent_id,
            "level": comment.level,
            "state": comment.state
            if says or comment.state != comment.State.VISIBLE
            else comment.State.HIDDEN,
            "text": comment.comment if says else "",
            "html": comment.html if says else "",
            "author": author_of(comment) if says else None,
            "is_album_owner": says and row.is_album_owner,
            "likes": comment.likes if says else 0,
            "dislikes": comment.dislikes if says else 0,
            "my_vote": row.my_vote,
            "answers": row.answers,
            "answers_url": base + answers,
            "pinned": comment.pinned_at is not None,
            "created_at": comment.submit_date,
            "edited_at": comment.edited_at if says else None,
            "permalink": base + comment.album.addressed(reverse("community:comment", args=[comment.pk])),
            "notice": str(comment.notice),
        }


def author_of(comment: AlbumComment) -> dict[str, Any] | None:
    """Who wrote it; null for an account that is gone."""
    person: Any = comment.user
    if person is None:
        return None
    return {
        "username": person.username,
        "display_name": person.public_name,
        "avatar": profile.avatar_of(person),
        "url": settings.BASE_URL.rstrip("/") + person.get_absolute_url(),
    }


class NewCommentSerializer(KnownFields, serializers.Serializer):
    """What is said, and where: on an album, on a photo in it, or as an answer to ``parent``."""

    album = KeyField()
    photo = KeyField(required=False, allow_null=True, default=None)
    parent = KeyField(required=False, allow_null=True, default=None)
    text = serializers.CharField(allow_blank=True, trim_whitespace=False)


class TextSerializer(KnownFields, serializers.Serializer):
    text = serializers.CharField(allow_blank=True, trim_whitespace=False)


class VoteSerializer(KnownFields, serializers.Serializer):
    value = serializers.IntegerField()

    def validate_value(self, value: int) -> int:
        if value not in (1, -1):
            raise serializers.ValidationError(actions.NOT_A_VOTE)
        return value


class PlaceSerializer(serializers.Serializer):
    """Whose comments are listed: an album's, those on one photo in it, or the answers to one comment."""

    example = {"album": 12, "photo": 128, "parent": 57}

    album = KeyField(required=False)
    photo = KeyField(required=False)
    parent = KeyField(required=False)
    sort = serializers.ChoiceField(choices=threads.SORTS, default="newest")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "album" not in attrs and "parent" not in attrs:
            raise serializers.ValidationError({"album": self.fields["album"].error_messages["required"]})
        return attrs


class TalkSerializer(KnownFields, serializers.Serializer):
    """How an album's threads are run."""

    comments = serializers.IntegerField(read_only=True)
    locked = serializers.SerializerMethodField()
    slow_seconds = serializers.IntegerField(min_value=0, max_value=actions.LONGEST_SLOW_MODE)

    def get_locked(self, talk: AlbumTalk) -> bool:
        return talk.locked_at is not None


class RevisionSerializer(serializers.ModelSerializer):
    """What a comment said until then."""

    class Meta:
        model = CommentRevision
        fields = ("text", "until")
