"""What a person says of herself, and who reads which part of it: pages and API ask here and nowhere else."""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from users.models import User


class Audience(models.TextChoices):
    """Who reads one part of a profile."""

    EVERYONE = "everyone", _("everybody")
    MEMBERS = "members", _("whoever has signed in")
    NOBODY = "nobody", _("only me")


# The page itself, for those who show no album: without it there is nothing to find.
PAGE = "page"
# What a name does not need is shown to nobody until the person says otherwise. What she writes in order to be
# read is shown. An e-mail address, a number and a name for signing in are never shown: they stand nowhere here.
DEFAULTS = {
    PAGE: Audience.NOBODY,
    "bio": Audience.EVERYONE,
    "location": Audience.EVERYONE,
    "website": Audience.EVERYONE,
    "birthday": Audience.NOBODY,
    "gender": Audience.NOBODY,
}
FIELDS = tuple(name for name in DEFAULTS if name != PAGE)

# Addresses of a person's picture, absolute, by size in pixels.
Addresses = dict[str, str]
Reason = Callable[[User, Any], bool]
_reasons: list[Reason] = []
_addresses: Callable[[User], Addresses | None] = lambda person: None  # noqa: E731


def audience(person: User, part: str) -> Audience:
    """Who may read this part; what was never chosen, or makes no sense, is the default."""
    chosen = person.shown.get(part) if isinstance(person.shown, dict) else None
    return Audience(chosen) if chosen in Audience.values else DEFAULTS[part]


def shown_to(person: User, viewer: Any) -> dict[str, Any]:
    """The private fields that the viewer may read and that hold something. The person herself reads them all."""
    readable = [name for name in FIELDS if _reads(viewer, person, name)]
    return {name: value for name in readable if (value := getattr(person, name))}


def find(username: str, request: Any) -> User | None:
    """The person whose page this viewer may open: active, staying, and with something to show."""
    person = User.objects.filter(username=username, is_active=True, delete_after=None).first()
    return person if person is not None and has_page(person, request) else None


def has_page(person: User, request: Any) -> bool:
    """Whether there is a page of this person for whoever asks; she herself always has one."""
    if _reads(request.user, person, PAGE):
        return True
    return any(reason(person, request) for reason in _reasons)


def page_because(reason: Reason) -> None:
    """Called from an app's ``ready()``: a person for whom ``reason(person, request)`` holds has a page."""
    if reason not in _reasons:
        _reasons.append(reason)


def avatars_by(addresses: Callable[[User], Addresses | None]) -> None:
    """Called from the ``ready()`` of the app that keeps the pictures."""
    global _addresses
    _addresses = addresses


def avatar_of(person: User) -> Addresses | None:
    """Where the person's picture is to be had; None when she has none."""
    return _addresses(person)


def _reads(viewer: Any, person: User, part: str) -> bool:
    if viewer.is_authenticated and viewer.pk == person.pk:
        return True
    allowed = audience(person, part)
    is_member = viewer.is_authenticated and viewer.is_active and viewer.delete_after is None
    return allowed == Audience.EVERYONE or (allowed == Audience.MEMBERS and is_member)
