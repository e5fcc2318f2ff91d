"""Albums, photos, tags and search as JSON. Who sees what is in the permission matrix."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.search import index

from galleries.models import AlbumPage, Photo
from tests.factories import add_tag, make_album, make_user, ready_photo

pytestmark = pytest.mark.django_db

ANYBODY = Client()


def got(path, client=ANYBODY, status=200):
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == status, answer.text
    return answer.json()


def test_an_album_says_what_its_page_says(public_album, owner):
    cover = public_album.album_photos.in_order()[1].photo
    AlbumPage.objects.update(cover=cover, download="web", place="黄山")
    album = got(f"albums/{public_album.pk}/")
    assert (album["title"], album["title_en"], album["slug"]) == ("雾起黄山", "Mist over Huangshan", "mist")
    assert (album["photo_count"], album["download"], album["visibility"]) == (3, "web", "public")
    assert album["url"] == "http://testserver/albums/mist/"
    assert album["owner"]["display_name"] == "林晚"
    assert album["cover"]["sources"][0]["url"].endswith(f"{cover.rendition_key}/320.avif")
    assert "tags" not in album


def test_a_picture_is_all_that_a_client_needs_to_draw_it(public_album):
    photo = public_album.album_photos.in_order()[0].photo
    picture = got(f"photos/{photo.pk}/")["picture"]
    assert (picture["width"], picture["height"], picture["color"]) == (1600, 1067, "#343")
    assert picture["placeholder"] == photo.placeholder
    assert picture["alt"] == photo.title
    assert [(s["format"], s["width"]) for s in picture["sources"][:4]] == [
        ("image/avif", 320), ("image/webp", 320), ("image/jpeg", 320), ("image/avif", 640)
    ]  # fmt: skip
    assert picture["sources"][0]["height"] == 213
    assert {source["expires"] for source in picture["sources"]} == {None}
    assert ANYBODY.get(picture["sources"][0]["url"]).status_code in (
        200,
        404,
    )  # a file that tests do not make


def test_addresses_of_a_private_photo_end(private_album, owner, client):
    client.force_login(owner)
    photo = got(f"albums/{private_album.pk}/photos/", client)["results"][0]["photo"]
    expires = {source["expires"] for source in photo["picture"]["sources"]}
    assert len(expires) == 1
    assert expires.pop() > timezone.now().isoformat()
    assert "sig=" in photo["picture"]["sources"][0]["url"]


def test_a_photo_that_is_being_prepared_is_its_owners_alone(owner, client):
    photo = ready_photo(owner=owner, state=Photo.State.PREPARING, rendition_key=None)
    got(f"photos/{photo.pk}/", status=404)
    client.force_login(owner)
    assert got(f"photos/{photo.pk}/", client)["picture"]["sources"] == []
    assert [p["state"] for p in got("photos/?owner=me&state=preparing", client)["results"]] == ["preparing"]


def test_what_lies_in_the_trash_is_nowhere(public_album, owner, client):
    photo = public_album.album_photos.in_order()[0].photo
    Photo.objects.filter(pk=photo.pk).update(trashed_at=timezone.now())
    client.force_login(owner)
    for who in (client, ANYBODY):
        got(f"photos/{photo.pk}/", who, 404)
        assert photo.pk not in [
            p["photo"]["id"] for p in got(f"albums/{public_album.pk}/photos/", who)["results"]
        ]
    assert photo.pk not in [p["id"] for p in got("photos/?owner=me", client)["results"]]


def test_the_position_is_told_where_the_owner_lets_everybody_know(public_album):
    told, kept = (place.photo for place in public_album.album_photos.in_order()[:2])
    Photo.objects.update(latitude=30.1, longitude=118.2, camera="Canon EOS R5")
    Photo.objects.filter(pk=told.pk).update(show_position=True)
    assert got(f"photos/{told.pk}/?include=exif")["exif"]["position"] == {
        "latitude": 30.1,
        "longitude": 118.2,
    }
    exif = got(f"photos/{kept.pk}/?include=exif")["exif"]
    assert (exif["position"], exif["camera"]) == (None, "Canon EOS R5")


def test_an_album_is_paged_in_its_own_order(public_album):
    order = [place.photo_id for place in public_album.album_photos.in_order()]
    first = got(f"albums/{public_album.pk}/photos/?page_size=2")
    assert [place["photo"]["id"] for place in first["results"]] == order[:2]
    second = got(first["next"].removeprefix("http://testserver/api/v1/"))
    assert [place["photo"]["id"] for place in second["results"]] == order[2:]
    assert second["next"] is None


def test_a_client_chooses_its_fields(public_album):
    album = got(f"albums/{public_album.pk}/?fields=id,title")
    assert album == {"id": public_album.pk, "title": "雾起黄山"}
    photo = got(f"albums/{public_album.pk}/photos/?fields=id")["results"][0]["photo"]
    assert list(photo) == ["id"]
    again = got(f"albums/{public_album.pk}/?fields=title&fields=slug&include=tags")
    assert list(again) == ["id", "title", "slug", "tags"], (
        "as generated clients send lists; the id always comes"
    )
    for asked, known in (("fields=titel", "title"), ("include=owner", "tags")):
        wrong = got(f"albums/{public_album.pk}/?{asked}", status=400)
        assert known in wrong["errors"][0]["message"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"new", "old"}),
        ("?owner=owner", {"new"}),
        ("?owner=nobody", set()),
        ("?owner=me", set()),
        ("?tag=sea", {"old"}),
        ("?visibility=members", set()),
        ("?published_before=2020-01-01T00:00:00Z", {"old"}),
        ("?published_after=2020-01-01T00:00:00Z", {"new"}),
    ],
)
def test_albums_are_narrowed(owner, query, found):
    make_album(owner=owner, slug="new")
    old = make_album(slug="old", first_published_at="2019-05-01T00:00:00Z")
    tagged = add_tag(ready_photo(), "sea").tag
    old.album_tags.create(tag=tagged)
    old.save()
    assert {album["slug"] for album in got(f"albums/{query}")["results"]} == found


@pytest.mark.parametrize(
    "path",
    [
        "albums/?published_after=yesterday", "albums/?visibility=secret", "albums/?tag=%00",
        "photos/?state=gone", "photos/?taken_after=x", "search/", "search/?q=a&kind=people", "search/?q=a&page=0",
        "search/?q=a&page=99999999999999999999", "photos/?owner=" + "x" * 200,
    ],
)  # fmt: skip
def test_a_senseless_wish_is_told(path):
    assert got(path, status=400)["code"] in ("invalid", "bad_request")


@pytest.mark.parametrize("path", ["albums/{}/", "albums/{}/photos/", "photos/{}/"])
@pytest.mark.parametrize("key", [0, 999_999, 2**63, 10**30])
def test_what_is_not_there_is_not_found(path, key):
    assert got(path.format(key), status=404)["code"] == "not_found"


def test_tags_and_search_find_in_both_languages(public_album):
    photo = public_album.album_photos.in_order()[0].photo
    add_tag(photo, "sea", zh="海")
    index.insert_or_update_object(photo)
    assert [tag["slug"] for tag in got("tags/?q=海")["results"]] == ["sea"]
    assert got("tags/sea/")["label_zh"] == "海"
    assert [p["id"] for p in got("photos/?tag=sea&include=tags")["results"]] == [photo.pk]
    found = got("search/?q=海")
    assert (found["tags"]["count"], found["photos"]["count"], found["albums"]["count"]) == (1, 1, 0)
    only = got("search/?q=sea&kind=photos&page_size=1")
    assert (only["count"], only["results"][0]["id"], only["next"]) == (1, photo.pk, None)


@pytest.mark.parametrize(
    "path",
    ["albums/?include=tags", "albums/{album}/photos/?include=tags,exif", "photos/?include=tags", "tags/"],
)
def test_longer_lists_cost_no_more_queries(path):
    counts = []
    album = make_album(owner=make_user())
    got("albums/")  # where the site's root is, is asked once
    for more in (1, 9):
        for number in range(more):
            photo = ready_photo(owner=make_user(), album=album, tags=(f"tag {more} {number}",))
            ready_photo(owner=photo.uploaded_by_user, album=make_album(owner=photo.uploaded_by_user))
        with CaptureQueriesContext(connection) as queries:
            assert len(got(path.format(album=album.pk))["results"]) >= more
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
