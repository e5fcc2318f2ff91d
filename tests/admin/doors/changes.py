"""Doors of the part: changes."""

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from galleries import changes
from galleries.models import AlbumChange, Photo
from tests.admin.doors import Door, Scene
from tests.factories import make_album, make_user


def _change(do: str, **fields: Any):
    def send(client: Client, scene: Scene) -> HttpResponse:
        url = reverse("album_change", args=[scene.album.pk])
        more = {name: value(scene) if callable(value) else value for name, value in fields.items()}
        return client.post(url, {"do": do, "photos": scene.photos[0].pk, **more}, headers=JSON)

    return send


def _undo(client: Client, scene: Scene) -> HttpResponse:
    """What she did herself; whoever may not change the album has nothing to take back."""
    client.post(
        reverse("album_change", args=[scene.album.pk]), {"do": "caption", "all": "1", "caption": "Dawn"}
    )
    last = AlbumChange.objects.filter(album=scene.album).order_by("pk").last()
    url = reverse("album_undo", args=[scene.album.pk])
    return client.post(url, {"change": last.pk if last else 1}, headers=JSON)


def _targets(client: Client, scene: Scene) -> HttpResponse:
    return client.get(reverse("album_targets", args=[scene.album.pk]), headers=JSON)


def _into(own: str):
    """Another album, of the same owner as this one."""

    def send(client: Client, scene: Scene) -> HttpResponse:
        return _change(own, album=make_album(owner=scene.album.owner).pk)(client, scene)

    return send


def _failed(scene: Scene) -> None:
    Photo.objects.filter(pk=scene.photos[0].pk).update(state=Photo.State.FAILED)


def _tagged(scene: Scene) -> None:
    root = make_user(is_superuser=True)
    changes.add(user=root, album=scene.album, photos=[scene.photos[0].pk], text="mountain")


JSON = {"Accept": "application/json"}
# A curator's other albums are given to her one by one: an album made here is none of hers.
IN_HER_OWN = frozenset({"administrator", "editor", "author"})

DOORS: list[Door] = [
    Door("move a photo", _change("move", way="last")),
    Door("choose the cover", _change("cover")),
    Door("write a caption", _change("caption", caption="Dawn")),
    Door("take a photo out", _change("remove")),
    Door("write a title", _change("title", title="Peak")),
    Door("describe a photo", _change("alt", alt="A peak at dawn")),
    Door("describe a photo in English", _change("alt-en", alt_en="A peak at dawn")),
    Door("set the licence", _change("licence", licence="cc0-1.0")),
    Door("shift the time", _change("taken", hours="1")),
    Door("add tags", _change("tags-add", tags="mountain")),
    Door("remove tags", _change("tags-remove", tags="mountain"), before=_tagged),
    Door("accept suggestions", _change("tags-accept", confidence="0")),
    Door("reject suggestions", _change("tags-reject")),
    Door("show a photo in another album too", _into("copy"), own=IN_HER_OWN),
    Door("move a photo to another album", _into("transfer"), own=IN_HER_OWN),
    Door("put a photo into the trash", _change("trash")),
    Door("have a photo analysed again", _change("analyse")),
    Door("have a photo prepared again", _change("retry"), before=_failed),
    Door("take the last change back", _undo),
    Door("albums to choose from", _targets),
]
ROUTES: dict[str, str] = {}
