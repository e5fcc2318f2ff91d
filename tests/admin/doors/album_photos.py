"""Doors of the part: album_photos."""

from tests.admin.doors import Door

DOORS: list[Door] = []
ROUTES: dict[str, str] = {}
