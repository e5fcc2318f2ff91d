"""Doors of the part: trash."""

from tests.admin.doors import Door

DOORS: list[Door] = []
ROUTES: dict[str, str] = {}
