"""A program that holds somebody's token."""

from typing import Any

from django.test import Client

from users import sessions, tokens
from users.models import Session


def bearer(user: Any) -> Client:
    """Asks with an access token and no cookie."""
    session = sessions.open(user=user, request=None, kind=Session.Kind.API)
    return Client(headers={"Authorization": f"Bearer {tokens.pair(session)['access']}"})
