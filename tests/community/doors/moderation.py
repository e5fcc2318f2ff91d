"""Reports, decisions and the moderators' queue."""

from typing import Any

from django.test import Client
from django.urls import reverse


def report_album(scene: Any, client: Client) -> bool:
    """The form to report an album quotes its title. Guests are asked to sign in, whatever there is."""
    return _quotes(client.get(reverse("community:report", args=["album", scene.album.pk])), scene)


def _quotes(response: Any, scene: Any) -> bool:
    assert response.status_code in (200, 302, 404), response.status_code
    return response.status_code == 200 and scene.album.title in response.text


# Guests see no form at all, so these doors cannot stand beside those that open for guests: they are tried with each
# viewer in tests/community/test_reports.py.
OPEN: dict[str, Any] = {}
LISTS: dict[str, Any] = {}
ROUTES: set[str] = {"community:report", "reports"}
HARMLESS: dict[str, str] = {
    "community:decisions": "one's own; tests/community/test_appeals.py",
    "community:appeal": "one's own; tests/community/test_appeals.py",
    "me_decisions": "one's own; tests/community/test_appeals.py",
    "me_appeal": "one's own; tests/community/test_appeals.py",
    "moderation_cases": "moderators alone; tests/community/test_moderation_admin.py",
    "moderation_case": "moderators alone; tests/community/test_moderation_admin.py",
    "moderation_decisions": "moderators alone; tests/community/test_moderation_admin.py",
    "moderation_answer": "moderators alone; tests/community/test_moderation_admin.py",
}
