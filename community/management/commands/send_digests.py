"""``manage.py send_digests``: the daily mails now, as before a long maintenance or to see how they look."""

from typing import Any

from django.core.management.base import BaseCommand

from community import digests


class Command(BaseCommand):
    help = "Sends the daily mails now, with what has happened until this moment, instead of at 8 o'clock."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{digests.send_all_daily()} had something to hear of.")
