"""Text messages on a laptop: they stand in the log. Production refuses this backend."""

import logging
from collections.abc import Mapping

from outbox.sms.base import SmsBackend

logger = logging.getLogger(__name__)


class ConsoleBackend(SmsBackend):
    def send(self, phone: str, purpose: str, params: Mapping[str, str], language: str) -> None:
        said = ", ".join(f"{name} {value}" for name, value in params.items())
        logger.warning("Text message to %s (%s, %s): %s", phone, purpose, language, said)
