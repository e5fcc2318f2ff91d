"""Doors of the part: uploads."""

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from galleries.models import Photo
from tests.admin.doors import Door, Scene
from tests.factories import jpeg, make_album, ready_photo, upload

JSON = {"Accept": "application/json"}


def send(client: Client, scene: Scene) -> HttpResponse:
    url = reverse("album_upload", args=[scene.album.pk])
    return client.post(url, {"files[]": upload(jpeg())}, headers=JSON)


def elsewhere(scene: Scene) -> None:
    """A photo of the same person that this album does not show."""
    owner = scene.photos[0].uploaded_by_user
    scene.more["known"] = ready_photo(
        owner=owner, album=make_album("Older", owner=owner, visibility="public")
    )


def show_here(client: Client, scene: Scene) -> HttpResponse:
    url = reverse("album_upload_here", args=[scene.album.pk])
    return client.post(url, {"photos": scene.more["known"].pk}, headers=JSON)


def failed(scene: Scene) -> None:
    Photo.objects.filter(pk=scene.photos[0].pk).update(state=Photo.State.FAILED)


def again(client: Client, scene: Scene) -> HttpResponse:
    return client.post(reverse("album_upload_states", args=[scene.album.pk]), {"ids": scene.photos[0].pk})


def look(route: str) -> Door:
    return Door(route, lambda client, scene: client.get(reverse(route, args=[scene.album.pk])))


DOORS: list[Door] = [
    look("album_upload"),
    look("album_upload_here"),
    look("album_upload_states"),
    Door("send a file", send),
    Door("show a known photo here", show_here, before=elsewhere),
    Door("prepare once more after sending", again, before=failed),
]
ROUTES: dict[str, str] = {}
