"""Doors of the part: roles; and those of the admin that were there before the workbench."""

from django.test import Client
from django.urls import reverse

from galleries.models import PublishingRules
from tests.admin.doors import NOBODY, STAFF, THEIR_OWN, Door, Scene
from tests.admin.test_albums import form
from tests.community.moderating import reported
from tests.factories import jpeg, upload

ADMINISTRATOR = frozenset({"administrator"})
INSIDE = STAFF | THEIR_OWN
# The curator was given the album; the author's waits for a review.
PUBLISHERS = STAFF | {"curator"}


def page(view: str):
    return lambda client, scene: client.get(reverse(f"wagtailadmin_pages:{view}", args=[scene.album.pk]))


def publish(client: Client, scene: Scene):
    """Answers with what the site shows then: Wagtail saves a draft of what one may not publish."""
    data = form(title="Published", slug=scene.album.slug, **{"action-publish": "1"})
    answer = client.post(f"/admin/pages/{scene.album.pk}/edit/", data)
    scene.album.refresh_from_db()
    if answer.status_code == 302 and scene.album.title != "Published":
        answer.status_code = 403
    return answer


def moderated(way: str):
    """A case about the album, which somebody has reported."""

    def send(client: Client, scene: Scene):
        case = reported(scene.album)
        return client.get(reverse(way, args=[case.pk]) if way == "admin_case" else reverse(way))

    return send


def settings(client: Client, scene: Scene):
    rules = PublishingRules.load()
    return client.get(reverse("wagtailsettings:edit", args=["galleries", "publishingrules", rules.pk]))


def into_collection(client: Client, scene: Scene):
    """Wagtail's uploader answers 200 with an error where one may not add."""
    data = {"files[]": upload(jpeg()), "collection": scene.album.collection_id}
    answer = client.post("/admin/images/multiple/add/", data)
    if answer.status_code == 200 and not answer.json()["success"]:
        answer.status_code = 403
    return answer


def after_sending(client: Client, scene: Scene):
    photo = scene.photos[0]
    data = {f"image-{photo.pk}-title": "Sent", f"image-{photo.pk}-collection": scene.album.collection_id}
    return client.post(f"/admin/images/multiple/{photo.pk}/", data)


def decodes(way: str):
    return lambda client, scene: client.get(f"/admin/images/{scene.photos[0].pk}/{way}")


DOORS = [
    Door(
        "who curates the album",
        lambda client, scene: client.get(reverse("album_curators", args=[scene.album.pk])),
        own=STAFF,
    ),
    Door(
        "give the album to curators",
        lambda client, scene: client.post(reverse("album_curators", args=[scene.album.pk]), {"people": []}),
        own=STAFF,
    ),
    Door("the album's form", page("edit")),
    Door("the album's history", page("history")),
    Door("the album's draft", page("view_draft")),
    Door("publish the album", publish, own=PUBLISHERS),
    Door("unpublish the album", page("unpublish"), own=PUBLISHERS),
    Door("the album's privacy", page("set_privacy"), own=PUBLISHERS),
    Door("one photo's form", lambda client, scene: client.get(f"/admin/images/{scene.photos[0].pk}/")),
    Door(
        "decide about a tag",
        lambda client, scene: client.post(
            reverse("photo_tags", args=[scene.photos[0].pk]), {"accept": scene.suggestion.pk}
        ),
    ),
    Door(
        "analyse a photo again",
        lambda client, scene: client.post(
            reverse("photo_again", args=[scene.photos[0].pk]), {"what": "analyse"}
        ),
    ),
    Door("the library", lambda client, scene: client.get("/admin/images/"), own=INSIDE, other=INSIDE),
    Door(
        "the library's results",
        lambda client, scene: client.get("/admin/images/results/"),
        own=INSIDE,
        other=INSIDE,
    ),
    Door("settings of the albums", settings, own=ADMINISTRATOR, other=ADMINISTRATOR),
    Door("people", lambda client, scene: client.get("/admin/users/"), own=ADMINISTRATOR, other=ADMINISTRATOR),
    Door(
        "groups", lambda client, scene: client.get("/admin/groups/"), own=ADMINISTRATOR, other=ADMINISTRATOR
    ),
    Door("moderation", lambda client, scene: client.get(reverse("moderation")), own=STAFF, other=STAFF),
    Door("results of the moderation", moderated("moderation_results"), own=STAFF, other=STAFF),
    Door("a case", moderated("admin_case"), own=STAFF, other=STAFF),
    Door(
        "the uploader of the library",
        lambda client, scene: client.get("/admin/images/multiple/add/"),
        own=INSIDE,
        other=INSIDE,
    ),
    Door("a file into the album's collection", into_collection),
    Door("a photo's form after sending", after_sending),
    Door(
        "Wagtail's second step, which examines nothing",
        lambda client, scene: client.post("/admin/images/multiple/create_from_uploaded_image/1/"),
        own=NOBODY,
        other=NOBODY,
    ),
    *(
        Door(f"{way}: a place that decodes pictures", decodes(way), own=NOBODY, other=NOBODY)
        for way in ("generate_url/", "generate_url/output/", "preview/original/")
    ),
]
ROUTES: dict[str, str] = {
    "images/add/": "asks as the uploader does",
    "admin_appeal": "needs an appeal; tests/community/test_moderation_admin.py tries it",
}
