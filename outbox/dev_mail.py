"""Mail on a laptop: a file for each, and its words in the log, so that links in it can be clicked."""

import logging
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.crypto import get_random_string

logger = logging.getLogger(__name__)


class FileBackend(BaseEmailBackend):
    """Writes each mail below ``EMAIL_FILE_PATH``. For development only: the log holds the links."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for mail in email_messages:
            path = folder / f"{timezone.localtime():%Y%m%d-%H%M%S}-{get_random_string(6)}.eml"
            path.write_bytes(mail.message().as_bytes())
            logger.info(
                "Mail to %s: %s\n\n%s\n(kept as %s)", ", ".join(mail.to), mail.subject, mail.body, path
            )
        return len(email_messages)
