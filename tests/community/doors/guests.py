from typing import Any

OPEN: dict[str, Any] = {}
LISTS: dict[str, Any] = {}
ROUTES: set[str] = set()
HARMLESS: dict[str, str] = {}
