"""Doors of the part: rules."""

from tests.admin.doors import Door

DOORS: list[Door] = []
ROUTES: dict[str, str] = {}
