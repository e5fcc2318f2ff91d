"""What other sites get: always what a guest finds, whoever asks; tests/community/test_embeds.py."""

from typing import Any

OPEN: dict[str, Any] = {}
LISTS: dict[str, Any] = {}
ROUTES = {"community:oembed", "community:embed"}
HARMLESS: dict[str, str] = {}
