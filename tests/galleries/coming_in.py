"""Guests who came in by a share link, for tests of what they may do."""

from typing import Any

from django.test import Client

from galleries import share_links
from galleries.models import LinkVisit, ShareLink
from galleries.viewer import LINKS_IN_SESSION, VISITS_IN_SESSION


def make_link(album: Any, **fields: Any) -> ShareLink:
    """A living link; its token is known to nobody."""
    token = share_links.new_token()
    return ShareLink.objects.create(
        album=album, token_hash=share_links.hash_of(token), stamp=share_links.new_stamp(), **fields
    )


def come_in(link: ShareLink, *, user: Any = None, name: str = "") -> tuple[Client, LinkVisit]:
    """A browser that came in by the link."""
    client = Client()
    if user is not None:
        client.force_login(user)
    visit = LinkVisit.objects.create(link=link, key=share_links.new_token(), name=name)
    session = client.session
    session[LINKS_IN_SESSION] = {str(link.pk): link.stamp}
    session[VISITS_IN_SESSION] = {str(link.pk): visit.key}
    session.save()
    client.cookies["sessionid"] = session.session_key
    return client, visit


def program(link: ShareLink) -> tuple[Client, LinkVisit]:
    """A client without cookies that came in by the link."""
    visit = LinkVisit.objects.create(link=link, key=share_links.new_token())
    return Client(headers={"Share-Access": share_links.access_of(link, visit)}), visit
