"""Things for tests. ``ready_photo`` needs no decoder: it is a row as preparing would leave it."""

import io
import itertools
import random
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.crypto import get_random_string
from PIL import Image
from wagtail.models import Collection

from galleries.models import AlbumIndexPage, AlbumPage, AlbumPhoto, Photo, PhotoTag, tag_for

_numbers = itertools.count(1)


def make_user(username: str = "", **fields: Any) -> Any:
    """An active account with the password ``secret-8``."""
    username = username or f"person{next(_numbers)}"
    fields.setdefault("email", f"{username}@example.org")
    return get_user_model().objects.create_user(username, password="secret-8", **fields)


def jpeg(width: int = 60, height: int = 40, colour: Any = None, **save: Any) -> bytes:
    """The bytes of a small JPEG: of one colour, or else a pattern that no other has."""
    if colour is None:
        noise = random.Random(next(_numbers)).randbytes(8 * 8 * 3)
        image = Image.frombytes("RGB", (8, 8), noise).resize((width, height))
    else:
        image = Image.new("RGB", (width, height), colour)
    out = io.BytesIO()
    image.save(out, "JPEG", **save)
    return out.getvalue()


def upload(content: bytes | None = None, name: str = "picture.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, jpeg() if content is None else content)


def make_album(title: str = "", *, owner: Any = None, live: bool = True, **fields: Any) -> AlbumPage:
    """A published album below the site's album list; ``live=False`` makes a draft.

    Its row is as publishing leaves it. The way there, with revision and log, takes four times as long: ``publish`` it
    where that is what the test is about.
    """
    number = next(_numbers)
    if live:
        fields = {"first_published_at": timezone.now(), "last_published_at": timezone.now(), **fields}
    album = AlbumPage(
        title=title or f"Album {number}",
        slug=fields.pop("slug", f"album-{number}"),
        owner=owner,
        live=live,
        **fields,
    )
    AlbumIndexPage.objects.get().add_child(instance=album)
    return AlbumPage.objects.get(pk=album.pk)


def photo_row(*, owner: Any = None, collection: Any, **fields: Any) -> Photo:
    """A photo as preparing would leave its row, not saved yet; its files do not exist."""
    number = next(_numbers)
    photo = Photo(
        **{
            "title": f"Photo {number}", "uploaded_by_user": owner, "width": 1600, "height": 1067,
            "collection": collection,
            "sha256": f"{number:064x}", "md5": f"{number:032x}", "file_hash": f"{number:040x}", "file_size": 1000,
            "source_format": "jpeg", "state": Photo.State.READY, "rendition_key": f"ab/{get_random_string(20)}",
            "rendition_widths": [320, 640, 1280, 1600], "tone": "343", "placeholder": "L7Bg9[Ri00ofRiWBxu%MM{Rjt7of",
            "measures": {"histogram": [50] * 64}, **fields,
        }
    )  # fmt: skip
    # By name only: assigning a file would make Django measure it.
    photo.__dict__["file"] = f"masters/xx/{number}.jpg"
    return photo


def ready_photo(
    *, owner: Any = None, album: AlbumPage | None = None, tags: tuple[str, ...] = (), **fields: Any
) -> Photo:
    """A photo whose row says it is ready; its files do not exist. Shown at the end of ``album``."""
    collection = album.collection if album else Collection.get_first_root_node()
    photo = photo_row(owner=owner, **{"collection": collection, **fields})
    photo.save()
    if album is not None:
        AlbumPhoto.objects.append(album, [photo])
    for name in tags:
        add_tag(photo, name)
    return photo


def add_tag(photo: Photo, name: str, zh: str = "", **fields: Any) -> PhotoTag:
    """An accepted tag, unless ``state`` says otherwise."""
    return PhotoTag.objects.create(content_object=photo, tag=tag_for(en=name, zh=zh), **fields)
