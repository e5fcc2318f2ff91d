"""Albums, photos, tags and search as JSON.

Those who work on an album find more than others, and change it: tests/galleries/test_permission_matrix_api.py.
"""

from typing import Any, NamedTuple

from django.core.files.uploadedfile import SimpleUploadedFile

API = "/api/v1"


def _names(client: Any, path: str, *words: Any) -> bool:
    answer = client.get(API + path)
    assert answer.status_code in (200, 401, 403), (path, answer.status_code)
    return any(str(word) in answer.text for word in words)


def albums(scene: Any, client: Any) -> bool:
    return _names(client, "/albums/?include=tags", scene.album.title_en, scene.photo.rendition_key)


def albums_of_owner(scene: Any, client: Any) -> bool:
    return _names(client, f"/albums/?owner={scene.owner.username}", scene.album.title_en)


def photos(scene: Any, client: Any) -> bool:
    return _names(client, "/photos/?include=tags,exif", scene.photo.title_en, scene.photo.rendition_key)


def photos_of_owner(scene: Any, client: Any) -> bool:
    return _names(client, f"/photos/?owner={scene.owner.username}", scene.photo.title_en)


def tags(scene: Any, client: Any) -> bool:
    return _names(client, "/tags/?q=hidden", "hidden valley tag")


def search(scene: Any, client: Any) -> bool:
    return _names(client, "/search/?q=hidden+valley", scene.photo.title_en, "hidden valley tag")


def search_for_photos(scene: Any, client: Any) -> bool:
    return _names(client, "/search/?q=hidden&kind=photos", scene.photo.title_en)


OPEN: dict[str, Any] = {}
LISTS: dict[str, Any] = {
    "albums in the API": albums,
    "albums of a person in the API": albums_of_owner,
    "photos in the API": photos,
    "photos of a person in the API": photos_of_owner,
    "tags in the API": tags,
    "search in the API": search,
    "search for photos in the API": search_for_photos,
}


class Door(NamedTuple):
    """How it is asked; ``{album}``, ``{photo}`` and ``{tag}`` are filled in. Of a body there is a field too many."""

    method: str
    path: str
    body: bool = True


# What the album shows, for whoever sees it; its draft, for those who work on it.
READS = {
    "album": Door("get", "/albums/{album}/?include=tags"),
    "photos of an album": Door("get", "/albums/{album}/photos/"),
    "photo of an album": Door("get", "/albums/{album}/photos/{photo}/"),
}
DRAFTS = {
    "draft": Door("get", "/albums/{album}/?version=draft"),
    "photos of a draft": Door("get", "/albums/{album}/photos/?version=draft"),
}
# Not while the album is locked.
ALBUM_WRITES = {
    "change": Door("patch", "/albums/{album}/"),
    "add photos": Door("post", "/albums/{album}/photos/"),
    "change a place": Door("patch", "/albums/{album}/photos/{photo}/"),
    "take out": Door("delete", "/albums/{album}/photos/{photo}/", body=False),
    "order": Door("put", "/albums/{album}/order/"),
    "cover": Door("put", "/albums/{album}/cover/"),
    "no cover": Door("delete", "/albums/{album}/cover/", body=False),
    "undo": Door("post", "/albums/{album}/undo/"),
}
ALBUM_STATES = {
    "publish": Door("put", "/albums/{album}/publication/"),
    "unpublish": Door("delete", "/albums/{album}/publication/", body=False),
    "throw away": Door("delete", "/albums/{album}/?with_photos=perhaps", body=False),
}
RESTORE_ALBUM = Door("post", "/albums/{album}/restore/")
PHOTO_WRITES = {
    "change": Door("patch", "/photos/{photo}/"),
    "throw away": Door("delete", "/photos/{photo}/", body=False),
    "add tags": Door("post", "/photos/{photo}/tags/"),
    "accept a tag": Door("put", "/photos/{photo}/tags/{tag}/"),
    "reject a tag": Door("delete", "/photos/{photo}/tags/{tag}/", body=False),
    "analyse": Door("post", "/photos/{photo}/analysis/"),
    "analysis": Door("get", "/photos/{photo}/analysis/"),
}
RESTORE_PHOTO = Door("post", "/photos/{photo}/restore/")
PHOTO_TAGS = Door("get", "/photos/{photo}/tags/")


def status(scene: Any, client: Any, door: Door) -> int:
    """What the answer is called; whatever was done stays done."""
    path = API + door.path.format(album=scene.album_pk, photo=scene.photo.pk, tag="hidden-valley-tag")
    body = {"nonsense": 1} if door.body and door.method != "get" else None
    sent = {} if body is None else {"data": body, "content_type": "application/json"}
    return int(getattr(client, door.method)(path, **sent).status_code)


def upload(scene: Any, client: Any) -> int:
    """A file for the album that is no picture."""
    sent = {"album": scene.album_pk, "file": SimpleUploadedFile("a.jpg", b"")}
    return int(client.post(f"{API}/photos/", sent).status_code)


def names(scene: Any, client: Any, path: str) -> bool:
    """Whether a list says anything of the album or the photo."""
    return _names(client, path, scene.album.title_en, scene.photo.title, scene.photo.rendition_key)


# tests/galleries/test_permission_matrix_api.py
WORK_ROUTES = {
    "api_album", "api_album_photos", "api_album_photo", "api_album_order", "api_album_cover", "api_album_undo",
    "api_album_publication", "api_album_restore", "api_photo_restore", "api_photo_tags", "api_photo_tag",
    "api_photo_analysis", "api_trash",
}  # fmt: skip
ROUTES: set[str] = {
    "api_albums", "api_photos", "api_tags", "api_search",
    # tests/galleries/test_gallery_api.py
    "api_photo", "api_tag",
    *WORK_ROUTES,
}  # fmt: skip
HARMLESS: dict[str, str] = {}
