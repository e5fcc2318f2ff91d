"""Finding albums, and walking through lists page by page."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from session import Failed, Session
from vitrine_client.api.albums import albums_list, albums_retrieve
from vitrine_client.models import Album
from vitrine_client.types import Response


def pages(session: Session, operation: Callable[..., Response[Any]], **kwargs: Any) -> Iterator[Any]:
    """Everything in a list, page after page."""
    while True:
        page = session.ask(operation, page_size=100, **kwargs)
        yield from page.results
        if page.next_ is None:
            return
        kwargs["cursor"] = parse_qs(urlsplit(page.next_).query)["cursor"][0]


def own_album(session: Session, title: str) -> Album | None:
    own = pages(session, albums_list.sync_detailed, owner="me")
    return next((one for one in own if one.title == title), None)


def album_of(session: Session, said: str) -> Album:
    """The album that a person means by its number, its address, or the title of one of her own."""
    if said.isdecimal():
        numbered: Album = session.ask(albums_retrieve.sync_detailed, int(said))
        return numbered
    if said.startswith(("http://", "https://")):
        # The browser's own form of it, in which letters outside ASCII are percent-encoded, or as people read it.
        slug = unquote(urlsplit(said).path).strip("/").rpartition("/")[2]
        found = session.ask(albums_list.sync_detailed, address=slug).results
        album = found[0] if found else None
    else:
        album = own_album(session, said)
    if album is None:
        raise Failed(f"There is no album “{said}” for you.")
    return album
