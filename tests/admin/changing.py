"""The workbench's form, as its script and as a browser without scripts send it."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from galleries.models import AlbumPage, Photo

JSON = {"Accept": "application/json"}


def ids(album: AlbumPage, *numbers: int) -> list[int]:
    """The photos at these places of the album, counted from 0; all of them when none is given."""
    order = list(album.album_photos.order_by("position", "pk").values_list("photo_id", flat=True))
    return [order[number] for number in numbers] if numbers else order


def post(
    client: Client, album: AlbumPage, do: str, photos: Any, /, *, seen: Any = None, **fields: Any
) -> HttpResponse:
    """What the script sends; ``photos`` may be "all"."""
    ticked = {"all": "1"} if photos == "all" else {"photos": photos}
    said = {} if seen is None else {"seen": json.dumps(seen)}
    url = reverse("album_change", args=[album.pk])
    return client.post(url, {"do": do, **ticked, **said, **fields}, headers=JSON)


def change(client: Client, album: AlbumPage, do: str, photos: Any, /, **fields: Any) -> dict[str, Any]:
    """The answer, which is a good one."""
    response = post(client, album, do, photos, **fields)
    assert response.status_code == 200, response.text
    return response.json()


def undo(client: Client, album: AlbumPage, number: int) -> HttpResponse:
    return client.post(reverse("album_undo", args=[album.pk]), {"change": number}, headers=JSON)


def photo(title: str) -> Photo:
    return Photo.objects.get(title=title)
