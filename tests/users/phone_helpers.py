"""Asking for codes and reading them, as an app does."""

from typing import Any

from outbox import actions
from outbox.sms import memory

NUMBER = "+8613800138000"
PASSWORD = "correct-horse-battery"


def ask_code(client: Any, purpose: str = "sign_up", phone: str = NUMBER) -> str:
    """The code that was sent."""
    response = client.post("/api/v1/auth/codes/", {"phone": phone, "purpose": purpose}, "application/json")
    assert response.status_code == 202, response.content
    return last_code()


def last_code() -> str:
    actions.deliver_waiting()
    return memory.sent[-1].code


def register(client: Any, **given: Any) -> Any:
    body = {"username": "wanderer", "password": PASSWORD, "terms": True, **given}
    return client.post("/api/v1/auth/register/", body, "application/json")


def another(code: str) -> str:
    """A code that is not this one."""
    return f"{(int(code) + 1) % 10**6:06d}"
