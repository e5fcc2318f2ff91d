"""``manage.py deliver``: send now what waits for its next try, as after a mail server's bad night."""

from typing import Any

from django.core.management.base import BaseCommand

from outbox import actions


class Command(BaseCommand):
    help = "Sends the mails and text messages that wait, without the pause before their next try."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{actions.deliver_waiting()} sent.")
