"""What the tests of comments have in common."""

from typing import Any

from rest_framework.test import APIClient

from community import threads
from community.actions import comments as actions
from community.models import AlbumComment
from galleries.policy import Viewer
from tests.factories import make_user


def say(album: Any, text: str = "", *, by: Any = None, **more: Any) -> AlbumComment:
    """A comment that went the way of all comments; without a person it is somebody new."""
    number = AlbumComment.objects.count() + 1
    return actions.add_comment(user=by or make_user(), album=album, text=text or f"Words {number}", **more)


def page(viewer: Any, album: Any, photo: Any = None, **more: Any) -> threads.TalkPage:
    return threads.page(Viewer(viewer), album, photo, **more)


def texts(talk_page: threads.TalkPage) -> list[str]:
    """What the page shows, in its order; a place without words is "-"."""
    return [row.comment.comment if row.comment.has_words else "-" for row in talk_page.rows]


def api(user: Any = None) -> APIClient:
    client = APIClient()
    if user is not None:
        client.force_login(user)
    return client


def post(client: APIClient, album: Any, text: str = "Hello", **more: Any) -> Any:
    return client.post("/api/v1/comments/", {"album": album.pk, "text": text, **more}, format="json")
