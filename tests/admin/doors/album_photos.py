"""Doors of the part: album_photos."""

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.admin.doors import Door, Scene


def _get(name: str, *more: str):
    def send(client: Client, scene: Scene) -> HttpResponse:
        ids = {"photo": scene.photos[0].pk}
        return client.get(reverse(name, args=[scene.album.pk, *(ids[key] for key in more)]))

    return send


def _cards(client: Client, scene: Scene) -> HttpResponse:
    return client.get(reverse("album_cards", args=[scene.album.pk]), {"ids": scene.photos[0].pk, "order": 1})


def _ask(client: Client, scene: Scene) -> HttpResponse:
    return client.post(reverse("album_ask", args=[scene.album.pk]), {"ids": scene.photos[0].pk})


def _choose(client: Client, scene: Scene) -> HttpResponse:
    return client.post(reverse("album_choose", args=[scene.album.pk]), {"photos": scene.photos[0].pk})


DOORS: list[Door] = [
    Door("the grid", _get("album_photos")),
    Door("cards of the grid", _cards),
    Door("texts and uses of many photos", _ask),
    Door("details of one photo", _get("album_details", "photo")),
    Door("photos to add", _get("album_choose")),
    Door("adding photos that are there", _choose),
]
ROUTES: dict[str, str] = {}
