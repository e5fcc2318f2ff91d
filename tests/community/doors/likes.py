"""Likes, favourites, the browsing history."""

from typing import Any


def album_like(scene: Any, client: Any) -> bool:
    """How many like it, as JSON."""
    answer = client.get(f"/api/v1/albums/{scene.album.pk}/like/")
    assert answer.status_code in (200, 403, 404), answer.status_code
    return bool(answer.status_code == 200)


OPEN: dict[str, Any] = {"album like": album_like}
LISTS: dict[str, Any] = {}
ROUTES: set[str] = {
    "album_like",
    # tests/community/test_likes.py
    "photo_like", "community:like", "community:unlike",
    # tests/community/test_favourites.py
    "community:keep", "community:favourites", "community:favourite_list", "community:take_out",
    "favourite_lists", "favourite_list", "favourite_entries", "favourite_photo", "favourite_album",
    # tests/community/test_history.py
    "community:history", "history",
}  # fmt: skip
HARMLESS: dict[str, str] = {
    "community:new_favourite_list": "a form about oneself",
    "community:rename_favourite_list": "a form about oneself; tests/community/test_favourites.py",
    "community:delete_favourite_list": "a form about oneself; tests/community/test_favourites.py",
    "community:pause_history": "a form about oneself",
    "community:clear_history": "a form about oneself",
    "community:forget_visit": "a form about oneself; tests/community/test_history.py",
    "history_entry": "one's own; tests/community/test_history.py",
}
