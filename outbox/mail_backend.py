"""Django's way of sending mail: it goes into the outbox and leaves in the background."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from outbox import actions


class OutboxBackend(BaseEmailBackend):
    """``EMAIL_BACKEND`` of the site. A mail is kept when, and only when, the caller's transaction is."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        kept = 0
        for mail in email_messages:
            if not mail.recipients():
                continue
            try:
                actions.keep_mail(mail)
            except ValueError:
                if not self.fail_silently:
                    raise
            else:
                kept += 1
        return kept
