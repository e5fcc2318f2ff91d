"""Albums, photos, tags and search as JSON."""

from typing import Any

API = "/api/v1"


def _opens(client: Any, path: str) -> bool:
    answer = client.get(API + path)
    assert answer.status_code in (200, 403, 404), (path, answer.status_code)  # 403: she waits to be deleted
    return bool(answer.status_code == 200)


def album(scene: Any, client: Any) -> bool:
    return _opens(client, f"/albums/{scene.album.pk}/?include=tags")


def photos_of_album(scene: Any, client: Any) -> bool:
    return _opens(client, f"/albums/{scene.album.pk}/photos/")


def _names(client: Any, path: str, *words: Any) -> bool:
    answer = client.get(API + path)
    assert answer.status_code in (200, 403), (path, answer.status_code)
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


OPEN: dict[str, Any] = {"album in the API": album, "photos of an album in the API": photos_of_album}
LISTS: dict[str, Any] = {
    "albums in the API": albums,
    "albums of a person in the API": albums_of_owner,
    "photos in the API": photos,
    "photos of a person in the API": photos_of_owner,
    "tags in the API": tags,
    "search in the API": search,
    "search for photos in the API": search_for_photos,
}
ROUTES: set[str] = {
    "api_albums", "api_album", "api_album_photos", "api_photos", "api_tags", "api_search",
    # tests/galleries/test_gallery_api.py
    "api_photo", "api_tag",
}  # fmt: skip
HARMLESS: dict[str, str] = {}
