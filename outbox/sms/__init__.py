"""Text messages: one interface, and who sends them."""

from django.conf import settings
from django.utils.module_loading import import_string

from outbox.sms.base import PARAMS, Refused, SmsBackend, Unavailable

__all__ = ["PARAMS", "Refused", "SmsBackend", "Unavailable", "backend"]


def backend() -> SmsBackend:
    """The one that the settings name."""
    if not settings.SMS_BACKEND:
        raise Refused("No provider of text messages is set up (SMS_BACKEND).")
    found: SmsBackend = import_string(settings.SMS_BACKEND)()
    return found
