"""Accounts that were made by e-mail and never confirmed."""

from datetime import timedelta

from django.utils import timezone

from users.models import User

# As long as a name is held that somebody tried with a taken mailbox (users/usernames.py): it looks the same.
KEPT_FOR = timedelta(days=7)


def sweep() -> None:
    """Give name and mailbox free again. Nobody was ever signed in there, so nothing is lost."""
    long_ago = timezone.now() - KEPT_FOR
    waiting = User.objects.filter(emailaddress__verified=False, date_joined__lt=long_ago, last_login=None)
    never = waiting.filter(phone_verified=False, is_staff=False, is_superuser=False, sessions=None)
    for user in never.exclude(emailaddress__verified=True).distinct():
        user.delete()
