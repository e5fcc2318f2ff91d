from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from community import talks
from community.models import AlbumComment

OPEN: dict[str, Any] = {}
LISTS: dict[str, Any] = {}
ROUTES: set[str] = set()
HARMLESS: dict[str, str] = {}


# --- pages -------------------------------------------------------------------------------------------------------


def comment_thread(scene: Any, client: Any) -> bool:
    """The page of one comment with its answers. The album's own pages, which show them too, are doors already."""
    answer = client.get(f"/comments/{_comment_of(scene)}/thread/")
    led_away = answer.status_code == 302 and answer["Location"] == "/accounts/deletion/"
    assert led_away or answer.status_code in (200, 404), answer.status_code
    return bool(answer.status_code == 200)


def _comment_of(scene: Any) -> int:
    """The key of a comment on the scene's album, made without asking whether anybody may comment there now."""
    if not type(scene.album).objects.filter(pk=scene.album.pk).exists():
        return 1
    about = {"content_type": ContentType.objects.get_for_model(scene.album), "object_pk": str(scene.album.pk)}
    comment = AlbumComment(
        album=scene.album, user=scene.owner, comment="Words", html="<p>Words</p>", site_id=1, **about
    )
    comment.submit_date = timezone.now()
    talks.insert(comment, None)
    return int(comment.pk)


OPEN["comment thread"] = comment_thread
# tests/community/comment_pages tries them with each viewer.
ROUTES |= {
    "community:branch", "community:comment", "community:new_comment", "community:edit_comment",
    "community:remove_comment", "community:vote", "community:pin", "community:talk_settings",
}  # fmt: skip


# --- API ---------------------------------------------------------------------------------------------------------


def _answered(scene: Any, client: Any, address: str) -> bool:
    answer = client.get(address)
    # Who waits to be deleted is refused before anything is looked up.
    leaves = answer.status_code == 403 and answer.json()["code"] == "account_being_deleted"
    assert leaves or answer.status_code in (200, 404), (answer.status_code, answer.content)
    return bool(answer.status_code == 200)


def api_comment(scene: Any, client: Any) -> bool:
    return _answered(scene, client, f"/api/v1/comments/{_comment_of(scene)}/")


def api_comments(scene: Any, client: Any) -> bool:
    return _answered(scene, client, f"/api/v1/comments/?album={scene.album.pk or 1}")


def api_comments_on_photo(scene: Any, client: Any) -> bool:
    album = scene.album.pk or 1
    return _answered(scene, client, f"/api/v1/comments/?album={album}&photo={scene.photo.pk}")


def api_answers(scene: Any, client: Any) -> bool:
    return _answered(scene, client, f"/api/v1/comments/?parent={_comment_of(scene)}")


def api_talk(scene: Any, client: Any) -> bool:
    return _answered(scene, client, f"/api/v1/albums/{scene.album.pk or 1}/talk/")


OPEN |= {
    "comment in the API": api_comment,
    "comments in the API": api_comments,
    "comments on a photo in the API": api_comments_on_photo,
    "answers in the API": api_answers,
    "talk in the API": api_talk,
}
# What changes something: tests/community/test_comments_api.py, …_votes.py, …_talk.py and …_changes.py.
ROUTES |= {
    "api_comments", "api_comment", "api_comment_vote", "api_comment_pin", "api_comment_revisions", "api_talk",
    "api_talk_lock",
}  # fmt: skip
