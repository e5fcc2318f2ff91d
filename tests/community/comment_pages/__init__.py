"""Comments on the pages of albums and photos. What the tests have in common."""

import re
from typing import Any

from django.test import Client

from community import traps
from community.actions import comments as actions
from community.models import AlbumComment

JSON = {"Accept": "application/json"}


def browser(user: Any = None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def say(user: Any, album: Any, text: str = "Words", **more: Any) -> AlbumComment:
    return actions.add_comment(user=user, album=album, text=text, **more)


def post(client: Client, user: Any, album: Any, text: str = "Words", **more: Any) -> Any:
    headers = more.pop("headers", {})
    sent = {"album": album.pk, "text": text, "homepage": "", "shown_at": traps.stamp(user), **more}
    return client.post("/comments/new/", sent, headers=headers)


def html(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def talk_of(answer: Any) -> str:
    """The part of the page that is about comments."""
    return html(answer).split('id="talk"')[1].split("</section>")[0]


def errors_of(answer: Any) -> str:
    return " ".join(re.findall(r'role="alert"[^>]*>([^<]+)<', answer.content.decode()))
