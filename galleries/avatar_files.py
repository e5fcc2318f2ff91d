"""Where people's small pictures lie, and their addresses. ``avatars`` makes them."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from galleries.pictures.square import SIDES

ALIAS = "avatars"
KEY_LENGTH = 22


def name_of(key: str, side: int) -> str:
    """Where a square lies in the storage."""
    return f"{key[:2]}/{key}-{side}.webp"


def names_of(key: str) -> list[str]:
    """All files of one picture; none without a key."""
    return [name_of(key, side) for side in SIDES if key]


def url(person: Any, side: int) -> str:
    """The address of the person's picture in this size, or nothing. No query."""
    key = person.avatar
    return reverse("galleries:avatar", args=[key, side]) if key else ""


def addresses(person: Any) -> dict[str, str] | None:
    """The addresses of the person's picture by size, for programs."""
    if not person.avatar:
        return None
    return {str(side): settings.BASE_URL.rstrip("/") + url(person, side) for side in SIDES}
