"""Programs that have somebody's personal access token, as tests see them."""

from typing import Any

from django.test import Client

from users import access_tokens
from users.models import PersonalToken


def made(person: Any, *scopes: str, **fields: Any) -> tuple[PersonalToken, Client]:
    """A token and the client of a program that has it."""
    fields = {"name": "PicGo", "expires_at": None, **fields}
    row, token = access_tokens.make(user=person, scopes=list(scopes or ("read",)), **fields)
    return row, with_token(token)


def with_token(token: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {token}"})


def opens(program: Client) -> bool:
    """Whether the token opens what is its person's."""
    answer = program.get("/api/v1/me/")
    assert answer.status_code in (200, 401), answer.text
    return answer.status_code == 200
