"""Doors of the part: tags."""

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from galleries.models import PhotoTag, tag_for
from tests.admin.doors import STAFF, Door, Scene
from tests.factories import make_user

JSON = {"Accept": "application/json"}


def guessed(scene: Scene) -> None:
    PhotoTag.objects.filter(pk=scene.suggestion.pk).update(source=PhotoTag.Source.ANALYZER)


def decided(scene: Scene) -> None:
    guessed(scene)
    scene.suggestion.decide(PhotoTag.State.ACCEPTED, by=make_user())


def shown(route: str) -> Door:
    """A list that everybody has who may change photos: let in is who finds this photo in it."""

    def look(client: Client, scene: Scene) -> HttpResponse:
        answer = client.get(reverse(route))
        missing = answer.status_code == 200 and scene.photos[0].title not in answer.content.decode()
        return HttpResponse(status=404) if missing else answer

    return Door(route, look, before=decided if "decided" in route else guessed)


def decide(client: Client, scene: Scene) -> HttpResponse:
    return client.post(reverse("tag_review_decide"), {"accept": scene.suggestion.pk}, headers=JSON)


def undo(client: Client, scene: Scene) -> HttpResponse:
    decide(client, scene)
    return client.post(reverse("tag_review_undo"), headers=JSON)


def take_back(client: Client, scene: Scene) -> HttpResponse:
    at = PhotoTag.objects.get(pk=scene.suggestion.pk).decided_at
    url = reverse("tag_review_take_back", args=[scene.suggestion.pk])
    return client.post(url, {"at": at.isoformat() if at else ""})


def merge(client: Client, scene: Scene) -> HttpResponse:
    into = tag_for(en="ocean")
    return client.post(reverse("tag_merge"), {"id": [scene.suggestion.tag_id], "into": into.pk})


def page_of(route: str, *args: str) -> Door:
    return Door(
        f"{route} {'/'.join(args)}".strip(),
        lambda client, scene: client.get(reverse(route, args=args)),
        own=STAFF,
    )


DOORS: list[Door] = [
    shown("tag_review"),
    shown("tag_review_results"),
    shown("tag_review_decided"),
    shown("tag_review_decided_results"),
    Door("decide", decide, before=guessed),
    Door("undo", undo, before=guessed),
    Door("take back", take_back, before=decided),
    Door("merge", merge, own=STAFF),
    page_of("tag_merge"),
    page_of("tag_alike"),
    page_of("tag:index"),
    page_of("wagtail_bulk_action", "galleries", "tag", "merge"),
    page_of("wagtail_bulk_action", "galleries", "tag", "remove_unused"),
]
ROUTES: dict[str, str] = {"tag_words": "names of tags, for the forms of whoever is in the admin"}
