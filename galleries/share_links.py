"""Share links at work: their tokens, who comes in by them, and what ends with them.

Who opens a link's address with a living token gets the link written into her session (or, without cookies, into a
signed value that she sends along); the policy reads it there, see galleries/viewer.py. Each browser counts once, as a
``LinkVisit``; galleries/views/sharing.py says when, and why a link preview does not use up a visit.
"""

import hashlib
import re
import secrets
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth import hashers
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common import limits
from common.errors import AppError
from common.network import client_ip, limit_key
from common.text import clean
from galleries import exposure, policy, viewer
from galleries.models import AlbumPage, LinkVisit, Photo, ShareLink
from galleries.policy import Viewer

# What ``secrets.token_urlsafe(16)`` makes: 128 random bits.
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
SHORTEST_PASSWORD, LONGEST_PASSWORD = 4, 128


class WrongPassword(AppError):
    """The link has a password, and this is not it (or none was given)."""

    code = "wrong_password"
    status = 403

    def __init__(self) -> None:
        super().__init__(_("This is not the password. Capital letters matter."))


class PasswordNeeded(AppError):
    code = "password_needed"
    status = 403

    def __init__(self) -> None:
        super().__init__(_("A password is needed."))


# --- tokens and passwords --------------------------------------------------------------------------


def new_token() -> str:
    return secrets.token_urlsafe(16)


def new_stamp() -> str:
    """What a browser must show to look by the link: a new one puts out everybody who came in before."""
    return secrets.token_urlsafe(16)


def new_key() -> str:
    """By which a link knows a browser again."""
    return secrets.token_urlsafe(16)


def hash_of(token: str) -> str:
    """What is kept of a token: random already, so one round is enough, and it can be looked up."""
    return hashlib.sha256(token.encode()).hexdigest()


def address_of(token: str) -> str:
    """What the owner gives away."""
    return str(settings.BASE_URL).rstrip("/") + reverse("galleries:share_link", args=[token])


def hash_of_password(password: str) -> str:
    """Empty for none."""
    return hashers.make_password(clean(password)) if password else ""


def check_password(request: HttpRequest, link: ShareLink, password: str) -> None:
    """Raises ``WrongPassword``, or ``TooMany`` after so many wrong ones; ten from one network, see ``LIMITS``."""
    if not password:
        raise PasswordNeeded
    counted = list(_limits(request, link))
    for rule, key in counted:  # before the work, or parallel guesses would all get their answer
        limits.hit(rule, key)
    fits = len(password) <= LONGEST_PASSWORD and hashers.check_password(clean(password), link.password)
    if not fits:
        raise WrongPassword
    for rule, key in counted:
        limits.give_back(rule, key)


def _limits(request: HttpRequest, link: ShareLink) -> Iterator[tuple[str, str]]:
    network = limit_key(client_ip(request))
    yield "link_password_network", network
    yield "link_password_link_network", f"{network} {link.pk}"
    yield "link_password_link", str(link.pk)


# --- at the door -----------------------------------------------------------------------------------


def find(request: HttpRequest, token: str, key: str = "") -> tuple[ShareLink, LinkVisit | None]:
    """The link with this token, and the visit by which it knows whoever asks, or whoever bears this key.

    Http404 for every reason why she cannot come in: an unknown token, a link that has ended or has let in as many as it
    may, an album that is not on the site.
    """
    if not TOKEN.fullmatch(token):
        raise Http404
    links = ShareLink.objects.alive().select_related("album")
    link = links.filter(token_hash=hash_of(token)).first()
    if link is None or not _opens(request, link):
        raise Http404
    keys = {key, viewer.visits_of(request).get(str(link.pk), "")} - {""}
    visit = LinkVisit.objects.filter(link=link, key__in=keys).order_by("pk").first()
    if visit is None and link.state == "full":
        raise Http404
    return link, visit


def _opens(request: HttpRequest, link: ShareLink) -> bool:
    """Whether the album would be there for somebody with this link: published, and not in a restricted part."""
    asking = policy.viewer_of(request)
    with_link = Viewer(asking.user, asking.passed_restrictions, {str(link.pk): link.stamp})
    return AlbumPage.objects.visible_to(with_link).filter(pk=link.album_id).exists()


def is_in(request: HttpRequest, link: ShareLink) -> bool:
    """Whether she came in by this link before, and nothing has changed since that would put her out."""
    return policy.viewer_of(request).shown_links.get(str(link.pk)) == link.stamp


def come_in(request: HttpRequest, link: ShareLink, visit: LinkVisit | None, key: str = "") -> LinkVisit:
    """Let the browser look at the album from now on. It counts when it is new; of many at once no more than may."""
    visit = admit(request, link, visit, key)
    for key, value in ((viewer.LINKS_IN_SESSION, link.stamp), (viewer.VISITS_IN_SESSION, visit.key)):
        known = dict(request.session.get(key) or {})
        known.pop(str(link.pk), None)
        known[str(link.pk)] = value
        newest = list(known.items())[-viewer.LINKS_AT_MOST :]
        request.session[key] = dict(newest)
    return visit


def admit(request: HttpRequest, link: ShareLink, visit: LinkVisit | None, key: str = "") -> LinkVisit:
    """The visit of whoever comes in, counted when it is a new one. Http404 when the link lets nobody new in.

    With a ``key`` it is the same visit however often it is asked for: a link is easily clicked twice.
    """
    now = timezone.now()
    if visit is not None:
        LinkVisit.objects.filter(pk=visit.pk).update(last_at=now)
        return visit
    limits.hit("link_visits", limit_key(client_ip(request)))
    key = key or new_key()
    try:
        with transaction.atomic():
            # One statement: of any number that come at once exactly as many get in as may.
            still = ShareLink.objects.open(now).filter(
                pk=link.pk, token_hash=link.token_hash, stamp=link.stamp
            )
            if still.update(visit_count=F("visit_count") + 1):
                return LinkVisit.objects.create(link=link, key=key, first_at=now, last_at=now)
    except IntegrityError:  # the same browser, a moment ago: nothing was counted
        pass
    visit = LinkVisit.objects.filter(link=link, key=key).first()
    if visit is None:
        raise Http404
    return visit


def access_of(link: ShareLink, visit: LinkVisit) -> str:
    """What a client without cookies sends back in the header ``Share-Access``."""
    return signing.dumps([link.pk, link.stamp, visit.key], salt=viewer.ACCESS_SALT)


# --- what guests do --------------------------------------------------------------------------------


def visit_of(request: HttpRequest, album: AlbumPage) -> LinkVisit | None:
    """The visit of a guest who looks at the album by a living link, with its ``link``; None for everybody else."""
    link = policy.viewer_of(request).link_to(album)
    key = viewer.visits_of(request).get(str(link.pk)) if link else None
    if link is None or key is None:
        return None
    visit = LinkVisit.objects.filter(link=link, key=key).first()
    if visit is not None:
        visit.link = link
    return visit


def note_download(request: HttpRequest, album: AlbumPage) -> None:
    """Count a file, or an archive, that a guest took along."""
    if not policy.viewer_of(request).links:
        return
    visit = visit_of(request, album)
    if visit is not None:
        now = timezone.now()
        LinkVisit.objects.filter(pk=visit.pk).update(downloads=F("downloads") + 1, last_at=now)


# --- what ends with a link -------------------------------------------------------------------------


def close_ended() -> int:
    """End the picture addresses that the guests of ended links had. Returns how many links were closed.

    On the local disk the policy is asked for every picture, and there is only the note to be made. It is made last,
    so a worker that is killed leaves the link to the next.
    """
    ended = ShareLink.objects.ended().filter(closed_at=None)
    albums: dict[int, list[Any]] = {}
    for row in ended.values("pk", "album", "visit_count").order_by("pk"):
        albums.setdefault(row["album"], []).append(row)
    failure: OSError | None = None
    closed = 0
    for album, rows in albums.items():
        try:
            if any(row["visit_count"] for row in rows):  # nobody came, nobody has an address
                renew_addresses(album)
        except OSError as error:  # it does not keep the others waiting
            failure = error
            continue
        # Still ended: its owner may have prolonged it meanwhile.
        same = ShareLink.objects.ended().filter(pk__in=[row["pk"] for row in rows])
        closed += same.update(closed_at=timezone.now())
    if failure is not None:
        raise failure
    return closed


def renew_addresses(album: int) -> None:
    """Give the album's photos new addresses in the bucket, but for those that everybody may see elsewhere."""
    exposure.renew(Photo.objects.filter(album_photos__album=album))
