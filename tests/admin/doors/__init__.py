"""What can be asked of the workbench, one module per part; tests/admin/test_roles.py tries each as every role.

A part has ``DOORS``, a list of ``Door``. ``ROUTES`` names the routes of the admin that need no door, with the reason.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client

ROLES = ("administrator", "editor", "curator", "author", "visitor", "guest")
STAFF = frozenset({"administrator", "editor"})
# Whose album it is when it is "own": the curator was given it, the author made it.
THEIR_OWN = frozenset({"curator", "author"})
NOBODY: frozenset[str] = frozenset()


@dataclass
class Scene:
    """An album with two ready photos, and another one that the curator and the author have nothing to do with."""

    album: Any
    photos: list[Any]
    suggestion: Any  # a PhotoTag of the first photo
    more: dict[str, Any]  # what a part needs beyond it


@dataclass(frozen=True)
class Door:
    """One request, and which roles it lets in on an album of their own, and on somebody else's."""

    name: str
    send: Callable[[Client, Scene], HttpResponse]
    own: frozenset[str] = STAFF | THEIR_OWN
    other: frozenset[str] = STAFF
    # What must be there before: called with the scene.
    before: Callable[[Scene], None] | None = None
    # Names of the routes of the admin that it goes through; without them the matrix sees it by itself.
    routes: frozenset[str] = NOBODY
