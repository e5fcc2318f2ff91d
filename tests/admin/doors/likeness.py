"""Doors of the part: likeness."""

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from galleries.models import NearPair
from tests.admin.doors import Door, Scene


def alike(scene: Scene) -> None:
    first, second = sorted(scene.photos, key=lambda photo: photo.pk)
    scene.more["pair"] = NearPair.objects.create(first=first, second=second, distance=2)


def look(client: Client, scene: Scene) -> HttpResponse:
    """Everybody who may change photos has the report; let in is who finds the pair in it."""
    answer = client.get(reverse("similar_photos"))
    place = reverse("similar_pair", args=[scene.more["pair"].pk])
    missing = answer.status_code == 200 and place not in answer.content.decode()
    return HttpResponse(status=404) if missing else answer


def keep(choice: str):
    def post(client: Client, scene: Scene) -> HttpResponse:
        return client.post(reverse("similar_pair", args=[scene.more["pair"].pk]), {"do": choice})

    return post


DOORS: list[Door] = [
    Door("see two photos that look alike", look, before=alike),
    Door("keep both", keep("both"), before=alike),
    Door("keep one of them", keep("left"), before=alike),
]
ROUTES: dict[str, str] = {}
