"""Share links for tests, and guests who come in by them."""

import re
from typing import Any
from urllib.parse import quote

from django.test import Client
from django.utils.html import escape

from galleries import share_actions
from galleries.models import AlbumPage, ShareLink


def make_link(album: AlbumPage, **fields: Any) -> tuple[ShareLink, str]:
    """A link that the album's owner made, and the path that opens it."""
    link, token = share_actions.make_link(user=album.owner, album=album, **fields)
    return link, f"/s/{token}/"


def come_in(path: str, client: Client | None = None) -> Client:
    """A browser that has opened the address, as far as that leads."""
    client = client or Client()
    client.get(path, follow=True)
    return client


def opens(client: Client, path: str = "/albums/home-alone/") -> bool:
    return bool(client.get(path).status_code == 200)


def visits(link: ShareLink) -> int:
    """How many the link has counted."""
    return ShareLink.objects.get(pk=link.pk).visit_count


def without(address: str, response: Any) -> str:
    """The page without what differs at every request: its own address and the masked CSRF token."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    for form in (escape(address), quote(address, safe=""), address, address.split("?")[0]):
        text = text.replace(form, "")
    return text
