"""Whole albums as one file; tests/galleries/test_zips.py has the rest."""

from typing import Any


def album_zip(scene: Any, client: Any) -> bool:
    return _given(client.get(f"/zip/{scene.album.pk or 0}/?size=original"))


def zip_by_the_api(scene: Any, client: Any) -> bool:
    return _given(client.get(f"/api/v1/albums/{scene.album.pk or 0}/zip/?size=original"))


def _given(response: Any) -> bool:
    led_away = response.status_code == 302 and response["Location"] == "/accounts/deletion/"
    leaves = response.status_code == 403 and b"account_being_deleted" in response.content
    assert led_away or leaves or response.status_code in (200, 404), response.status_code
    if response.streaming:
        assert b"".join(response.streaming_content).startswith(b"PK")
    return response.status_code == 200


OPEN: dict[str, Any] = {"zip": album_zip, "zip by the API": zip_by_the_api}
LISTS: dict[str, Any] = {}
ROUTES = {"galleries:zip", "api_album_zip"}
HARMLESS: dict[str, str] = {}
