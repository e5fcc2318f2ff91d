"""What a person does on the account pages, for tests."""

import re
from typing import Any

from django.conf import settings

PASSWORD = "quiet-harbour-91"


def sign_up(client: Any, name: str = "lin", email: str = "lin@example.org", **more: Any) -> Any:
    form = {"username": name, "email": email, "password1": PASSWORD, "terms": "on", **more}
    return client.post("/accounts/signup/", form)


def sign_in(client: Any, login: str = "lin", password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/accounts/login/", {"login": login, "password": password, **more})


def link_in(mail: Any, part: str) -> str:
    """The path of the first link in the mail that has ``part`` in it; every link begins with our own address."""
    links = re.findall(r"https?://\S+", mail.body)
    assert links and all(link.startswith(settings.BASE_URL) for link in links)
    return next(link for link in links if part in link).removeprefix(settings.BASE_URL)


def is_signed_in(client: Any) -> bool:
    return client.get("/accounts/email/").status_code == 200


def members(client: Any, mailbox: Any, name: str = "lin", email: str = "lin@example.org") -> None:
    """Sign up and confirm; the client is signed out in the end."""
    sign_up(client, name, email)
    client.post(link_in(mailbox.to(email)[-1], "confirm-email"))
    client.post("/accounts/logout/")
