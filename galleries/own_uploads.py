"""Pictures that a person's program sends for the sake of an address: docs/decisions/0019-uploader-dialect.md."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files import File
from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from common import limits
from common.errors import AppError
from common.network import client_ip, limit_key
from common.text import one_line
from galleries import album_actions, album_ingest, policy, signals
from galleries.models import AlbumPage, Photo, PhotoAddress, UploadsAlbum
from galleries.policy import Visibility

LARGEST_KEY_LENGTH = 18
# Nobody guesses the album's address, which would show all pictures to whoever has been given one.
SLUG_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


class NotOpen(AppError):
    """Nobody but a few could see the picture, so it would have no address to give away."""

    code = "album_not_open"
    status = 409

    def __init__(self, album: AlbumPage) -> None:
        text = _(
            "“%(album)s” is not open to everybody who has an address, so a picture in it has none to give away. "
            "Make it public or unlisted, and publish it, or name another album."
        )
        super().__init__(text % {"album": album.title})


@dataclass(frozen=True)
class Sent:
    """What was sent: ``path`` is its lasting address; ``new`` is false for what the person had already."""

    photo: Photo
    address: PhotoAddress
    new: bool

    @property
    def path(self) -> str:
        ending = str(self.photo.file.name).rsplit(".", 1)[-1]
        return reverse("galleries:lasting", args=[self.address.key, ending])


def send(*, request: Any, user: Any, content: File, name: str, album: str = "") -> Sent:
    """Take a picture in, for the album of this id or slug or else for the person's own “Uploads”.

    The same bytes again are the same photo and the same address. Nothing is stored before it is sure that the
    address would open. Raises Http404, NotOpen and what ``album_ingest.take`` raises.
    """
    signals.acting.send(sender=Photo, user=user)
    limits.hit("upload_network", limit_key(client_ip(request)))
    limits.hit("upload_account", user.pk)
    target = _named(user, album) if album else uploads_of(user)
    if not target.is_open:
        raise NotOpen(target)
    album_ingest.asked(user, target)
    taken = album_ingest.take(
        user=user, album=target, content=content, name=one_line(name)[:255], show_known=True
    )
    address, _made = PhotoAddress.objects.get_or_create(photo=taken.photo)
    return Sent(taken.photo, address, taken.new)


@transaction.atomic
def uploads_of(user: Any) -> AlbumPage:
    """The person's “Uploads”, made when it is first needed or when the older one was deleted."""
    get_user_model().objects.select_for_update().get(pk=user.pk)  # of two first pictures one makes it
    known = UploadsAlbum.objects.select_related("album").filter(person=user).first()
    if known is not None and not known.album.is_trashed:
        return known.album
    album = album_actions.create(user=user, fields=_fields(), publish=True)
    UploadsAlbum.objects.update_or_create(person=user, defaults={"album": album})
    return album


def _fields() -> dict[str, Any]:
    with override("zh-hans"):
        title = gettext("Uploads")
    return {
        "title": title,
        "title_en": "Uploads",
        "slug": f"uploads-{get_random_string(16, SLUG_LETTERS)}",
        "visibility": Visibility.UNLISTED,
        # Who is given a picture by its address is given the picture, without private data.
        "download": AlbumPage.Download.ORIGINAL,
        "comments_enabled": False,
    }


def _named(user: Any, name: str) -> AlbumPage:
    """The album of this id, or else of this slug, if the person may open it. Http404 otherwise."""
    viewer = policy.Viewer(user)
    viewer.by_number, viewer.addresses = True, {name}
    albums = AlbumPage.objects.reached_by(viewer)
    is_key = name.isascii() and name.isdigit() and len(name) <= LARGEST_KEY_LENGTH
    found = albums.filter(pk=int(name)).first() if is_key else None
    found = found or albums.filter(slug=name).order_by("pk").first()
    if found is None:
        raise Http404
    return found
