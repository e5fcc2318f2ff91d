"""What happened to an account, kept for the person to read."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from common.network import client_ip, network_of
from users.devices import device_name, user_agent_of
from users.models import SecurityEvent, User

Kind = SecurityEvent.Kind


def record(user: User, kind: str, request: HttpRequest | None = None, **detail: Any) -> SecurityEvent:
    """Add a line to the person's log. ``detail`` holds short facts, never a secret."""
    return SecurityEvent.objects.create(
        user=user,
        kind=kind,
        device=device_name(user_agent_of(request)),
        network=network_of(client_ip(request)) if request is not None else "",
        detail=detail,
    )


def sweep() -> None:
    """Forget what happened half a year ago."""
    before = timezone.now() - timedelta(days=settings.SECURITY_EVENTS_KEPT_DAYS)
    SecurityEvent.objects.filter(at__lt=before).delete()
