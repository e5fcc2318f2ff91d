"""Doors of the part: likeness."""

from tests.admin.doors import Door

DOORS: list[Door] = []
ROUTES: dict[str, str] = {}
