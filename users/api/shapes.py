"""How a person looks inside other things."""

from typing import Any

from django.conf import settings

from users import profile
from users.models import User


def person(user: User | None) -> dict[str, Any] | None:
    """Her name and picture, and where more of her is to be had; None for somebody who is not here any more."""
    if user is None or not user.is_active or user.delete_after is not None:
        return None
    return {
        "username": user.username,
        "display_name": user.public_name,
        "url": settings.BASE_URL.rstrip("/") + user.get_absolute_url(),
        "avatar": profile.avatar_of(user),
    }
