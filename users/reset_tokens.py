"""The tokens of reset links: good for one use, for an hour, until the next sign-in or the next request."""

from typing import Any

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.utils.crypto import get_random_string

from users.models import User


class ResetTokens(PasswordResetTokenGenerator):
    """Django's own, bound to a word in the account that changes when older links must die."""

    def make_token(self, user: Any) -> str:
        forget_links(user)
        return super().make_token(user)

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.reset_nonce}"


def forget_links(user: Any) -> None:
    """From now on no link that was sent before counts."""
    user.reset_nonce = get_random_string(32)
    User.objects.filter(pk=user.pk).update(reset_nonce=user.reset_nonce)


def use_up(user: User) -> bool:
    """Claim the link that ``user`` came with. Of any number of parallel uses exactly one is told True."""
    seen, user.reset_nonce = user.reset_nonce, get_random_string(32)
    return bool(User.objects.filter(pk=user.pk, reset_nonce=seen).update(reset_nonce=user.reset_nonce))
