"""Albums and photos as people like, keep and look at them: found for a viewer, told apart, led to."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, models
from django.http import Http404

from galleries.models import AlbumPage, Photo
from galleries.policy import Viewer

Thing = AlbumPage | Photo

KINDS: dict[str, Any] = {"albums": AlbumPage, "photos": Photo}
OWNERS = {"albums": "owner", "photos": "uploaded_by_user"}


def find(viewer: Viewer, kind: str, pk: int) -> Any:
    """The album or the photo, as addresses name it, if the viewer may see it. Hidden looks like missing: Http404."""
    model = KINDS.get(kind)
    if model is None or not 0 < pk <= models.BigIntegerField.MAX_BIGINT:  # no database knows a larger key
        raise Http404
    thing = model.objects.reached_by(viewer).select_related(OWNERS[kind]).filter(pk=pk).first()
    if thing is None:
        raise Http404
    return thing


def named(thing: Any) -> dict[str, Any]:
    """The thing as rows and notifications point to it: ``album=…`` or ``photo=…``."""
    return {"album": thing} if isinstance(thing, AlbumPage) else {"photo": thing}


def kind_of(thing: Any) -> str:
    """What addresses call it."""
    return "albums" if isinstance(thing, AlbumPage) else "photos"


def owner_of(thing: Any) -> Any:
    """Whose it is; None when that person is gone."""
    return thing.owner if isinstance(thing, AlbumPage) else thing.uploaded_by_user


@contextmanager
def or_gone() -> Iterator[None]:
    """Around a transaction that points to a thing: one that is deleted meanwhile is found missing at the commit."""
    try:
        yield
    except IntegrityError as error:
        raise Http404 from error
