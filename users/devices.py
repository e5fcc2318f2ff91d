"""What a device is called in the list of sessions."""

from typing import Any

from django.http import HttpRequest
from ua_parser import parse

from common.text import one_line

USER_AGENT_LENGTH = 400
NAME_LENGTH = 120


def user_agent_of(request: HttpRequest | None) -> str:
    """What the browser or the app says it is, cut to what a row holds."""
    return one_line(request.META.get("HTTP_USER_AGENT", ""))[:USER_AGENT_LENGTH] if request else ""


def device_name(user_agent: str) -> str:
    """Like ``Safari, iOS``; empty when the text tells nothing."""
    found = parse(user_agent)
    parts: list[Any] = [found.user_agent, found.os]
    return ", ".join(part.family for part in parts if part)[:NAME_LENGTH]
