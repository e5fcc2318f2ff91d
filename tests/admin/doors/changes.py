"""Doors of the part: changes."""

from tests.admin.doors import Door

DOORS: list[Door] = []
ROUTES: dict[str, str] = {}
