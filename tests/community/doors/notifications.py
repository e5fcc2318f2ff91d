"""What a person is told of an album: nothing that she may not open. Told of it in any state, she reads it only where
the album opens for her."""

from typing import Any

from django.test import Client

from community.models import Kind, Notification
from galleries.models import AlbumPage


def _told(scene: Any, client: Client) -> Notification | None:
    """A notification about the album, as if it had come while the viewer could see it; None for guests."""
    reader = client.session.get("_auth_user_id")
    album = AlbumPage.objects.filter(pk=scene.album.pk).first()
    if reader is None or album is None:
        return None
    about = f"invited:{scene.album.pk}"
    Notification.objects.filter(recipient=reader).delete()
    return Notification.objects.create(recipient_id=reader, kind=Kind.INVITED, album=album, about=about)


def notifications_page(scene: Any, client: Client) -> bool:
    _told(scene, client)
    return b"/notifications/" in _listed(client.get("/notifications/"))


def notification(scene: Any, client: Client) -> bool:
    note = _told(scene, client)
    answer = client.get(f"/notifications/{note.pk if note else 1}/")
    return bool(answer.status_code == 302 and answer["Location"] == scene.address)


def head(scene: Any, client: Client) -> bool:
    _told(scene, client)
    return b"bell__count" in client.get("/terms/").content


def count(scene: Any, client: Client) -> bool:
    _told(scene, client)
    return bool(client.get("/api/v1/notifications/count/").json().get("unread"))


def as_json(scene: Any, client: Client) -> bool:
    _told(scene, client)
    return bool(client.get("/api/v1/notifications/").json().get("results"))


def one_as_json(scene: Any, client: Client) -> bool:
    note = _told(scene, client)
    answer = client.get(f"/api/v1/notifications/{note.pk if note else 1}/")
    return answer.status_code == 200


def _listed(answer: Any) -> bytes:
    if answer.status_code != 200:
        return b""
    content: bytes = answer.content
    return content.partition(b'<ol class="news__list">')[2].partition(b"</ol>")[0]


DOORS: dict[str, Any] = {
    "notifications": notifications_page,
    "notification": notification,
    "bell": head,
    "notification count": count,
    "notifications as JSON": as_json,
    "notification as JSON": one_as_json,
}
# Guests and disabled accounts have no notifications, so these are no doors of the common table: they have their own
# test in tests/community/test_notification_doors.py.
OPEN: dict[str, Any] = {}
LISTS: dict[str, Any] = {}
ROUTES: set[str] = {
    "community:notifications",
    "community:notification",
    "notifications",
    "notification",
    "notifications_count",
}
HARMLESS: dict[str, str] = {
    "community:notifications_read": "one's own; tests/community/test_notification_pages.py",
    "community:notification_settings": "one's own; no word of an album",
    "community:unsubscribe": "no word of an album; tests/community/test_unsubscribe.py",
    "notifications_read": "one's own; tests/community/test_notification_pages.py",
    "me_notification_settings": "one's own; no word of an album",
}
