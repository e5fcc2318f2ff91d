"""Text messages on a laptop: they stand in the log and in a file each. Production refuses this backend."""

import logging
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import get_random_string

from outbox.sms.base import SmsBackend

logger = logging.getLogger(__name__)


class ConsoleBackend(SmsBackend):
    """Writes each message below ``SMS_FILE_PATH`` too: its first line is the number."""

    def send(self, phone: str, purpose: str, params: Mapping[str, str], language: str) -> None:
        said = ", ".join(f"{name} {value}" for name, value in params.items())
        folder = Path(settings.SMS_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{timezone.localtime():%Y%m%d-%H%M%S}-{get_random_string(6)}.txt"
        path.write_text(f"{phone}\n{said}\n", "utf-8")
        logger.warning("Text message to %s (%s, %s): %s", phone, purpose, language, said)
