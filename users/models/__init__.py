"""Who people are, where they are signed in, and what happened to their accounts."""

from users.models.codes import OneTimeCode
from users.models.exports import DataExport
from users.models.people import User, avatar_key
from users.models.security import SecurityEvent
from users.models.sessions import Session

__all__ = ["DataExport", "OneTimeCode", "SecurityEvent", "Session", "User", "avatar_key"]
