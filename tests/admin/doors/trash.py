"""Doors of the part: trash."""

from collections.abc import Callable

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from galleries import trash
from galleries.models import AlbumPage, Photo
from tests.admin.doors import STAFF, Door, Scene
from tests.factories import make_user


def photos_thrown_away(scene: Scene) -> None:
    trash.trash_photos(user=make_user(is_superuser=True), photos=scene.photos)


def album_thrown_away(scene: Scene) -> None:
    trash.trash_album(user=make_user(is_superuser=True), album=scene.album)


def draft(scene: Scene) -> None:
    """What is published may only be deleted by who may publish."""
    AlbumPage.objects.filter(pk=scene.album.pk).update(live=False)


def draft_thrown_away(scene: Scene) -> None:
    draft(scene)
    album_thrown_away(scene)


def delete_photo(client: Client, scene: Scene) -> HttpResponse:
    return client.get(reverse("wagtailimages:delete", args=[scene.photos[0].pk]))


def delete_uploaded(client: Client, scene: Scene) -> HttpResponse:
    return client.post(reverse("wagtailimages:delete_multiple", args=[scene.photos[0].pk]))


def delete_album(client: Client, scene: Scene) -> HttpResponse:
    return client.get(reverse("wagtailadmin_pages:delete", args=[scene.album.pk]))


def look_for(route: str) -> Callable[[Client, Scene], HttpResponse]:
    """Everybody of the admin sees the page; who is let in finds the thing there."""

    def look(client: Client, scene: Scene) -> HttpResponse:
        answer = client.get(reverse(route))
        card = f'name="things" value="{_thing(route, scene).pk}"'
        return answer if answer.status_code != 200 or card in answer.content.decode() else _out()

    return look


def restore(route: str) -> Callable[[Client, Scene], HttpResponse]:
    def post(client: Client, scene: Scene) -> HttpResponse:
        answer = client.post(reverse(route), {"restore": "ticked", "things": [_thing(route, scene).pk]})
        is_back = (
            Photo.objects.filter(pk=scene.photos[0].pk, trashed_at=None).exists()
            if route == "trash_photos"
            else not AlbumPage.objects.get(pk=scene.album.pk).is_trashed
        )
        return answer if is_back or answer.url != reverse(route) else _out()

    return post


def purge(route: str) -> Callable[[Client, Scene], HttpResponse]:
    def post(client: Client, scene: Scene) -> HttpResponse:
        answer = client.post(reverse(route), {"purge": str(_thing(route, scene).pk)})
        return answer if answer.status_code == 200 or answer.url != reverse(route) else _out()

    return post


def _thing(route: str, scene: Scene) -> Photo | AlbumPage:
    thing: Photo | AlbumPage = scene.photos[0] if route == "trash_photos" else scene.album
    return thing


def _out() -> HttpResponse:
    return HttpResponse(status=404)


PHOTOS, ALBUMS = "trash_photos", "trash_albums"
DOORS: list[Door] = [
    Door("delete a photo", delete_photo),
    Door("delete a photo that has just come in", delete_uploaded),
    Door("delete an album that is a draft", delete_album, before=draft),
    Door("see a photo in the trash", look_for(PHOTOS), before=photos_thrown_away),
    Door("bring a photo back", restore(PHOTOS), before=photos_thrown_away),
    Door("remove a photo for good", purge(PHOTOS), before=photos_thrown_away),
    Door("see an album in the trash", look_for(ALBUMS), before=draft_thrown_away),
    Door("bring an album back", restore(ALBUMS), before=draft_thrown_away),
    Door("remove an album for good", purge(ALBUMS), before=draft_thrown_away),
    # Published, it was not the author's to delete, and is not hers to bring back.
    Door("bring a published album back", restore(ALBUMS), own=STAFF | {"curator"}, before=album_thrown_away),
]
ROUTES: dict[str, str] = {}
