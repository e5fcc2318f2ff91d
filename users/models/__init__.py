"""Who people are, where they are signed in, and what happened to their accounts."""

from users.models.access_tokens import PersonalToken
from users.models.codes import OneTimeCode
from users.models.exports import DataExport
from users.models.people import User, avatar_key
from users.models.security import SecurityEvent
from users.models.sessions import Session

__all__ = ["DataExport", "OneTimeCode", "PersonalToken", "SecurityEvent", "Session", "User", "avatar_key"]
