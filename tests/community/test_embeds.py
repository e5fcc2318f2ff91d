"""Cards, oEmbed and embedded albums: what other sites may show."""

import re
from html import unescape

import pytest
from django.test import Client

from galleries.models import AlbumPage
from tests.factories import make_album, ready_photo
from tests.galleries.test_permission_matrix import STATES, Scene

pytestmark = pytest.mark.django_db
SITE = "http://testserver"


def oembed(client, path, **more):
    return client.get("/oembed/", {"url": SITE + path, **more})


@pytest.mark.parametrize("state", STATES)
def test_only_what_is_public_is_shown_elsewhere_whoever_asks(state):
    scene = Scene(state)
    for viewer in ("guest", "owner", "friend", "link"):
        client = scene.client(viewer)
        answers = {
            oembed(client, scene.address).status_code,
            oembed(client, f"{scene.address}{scene.photo.pk}/").status_code,
            client.get(f"/embed/{scene.album.pk or 0}/").status_code,
        }
        leaves = (
            viewer == "owner" and state == "owner leaves"
        )  # her own pages lead her to the one she has left
        assert answers <= ({200} if state == "public" else {302, 404} if leaves else {404}), viewer


@pytest.mark.parametrize(("state", "listed"), [("public", True), ("unlisted", False), ("members", False)])
def test_cards_are_for_public_pages_only(client, state, listed):
    scene = Scene(state)
    client = scene.client("owner")
    for address in (scene.address, f"{scene.address}{scene.photo.pk}/"):
        page = client.get(address).content.decode()
        assert ('property="og:image"' in page) is listed
        assert ("json+oembed" in page) is listed
        assert ("&lt;iframe" in page) is (listed and address == scene.address)


def test_a_page_leads_to_its_oembed_answer(client, public_album):
    page = client.get(public_album.get_url()).content.decode()
    link = unescape(re.search(r'json\+oembed" href="([^"]+)"', page)[1])
    answer = client.get(link.removeprefix(SITE))
    assert answer["Access-Control-Allow-Origin"] == "*"
    said = answer.json()
    assert (said["version"], said["type"], said["title"]) == ("1.0", "rich", "雾起黄山")
    assert said["author_name"] == "林晚"
    frame = re.search(r'src="([^"]+)"', said["html"])[1]
    assert frame == f"{SITE}/embed/{public_album.pk}/"
    assert client.get(frame.removeprefix(SITE)).status_code == 200


def test_a_photo_is_a_photo_of_the_size_that_was_asked_for(client, public_album):
    photo = public_album.album_photos.first().photo
    said = oembed(client, f"{public_album.get_url()}{photo.pk}/", maxwidth="700").json()
    assert (said["type"], said["width"], said["height"]) == ("photo", 640, 427)
    assert said["url"].startswith(f"{SITE}/media/{photo.rendition_key}/640.jpg")
    said = oembed(client, f"{public_album.get_url()}{photo.pk}/", maxheight="500").json()
    assert said["height"] <= 500


def test_a_frame_stays_within_what_the_other_site_allows(client, public_album):
    said = oembed(client, public_album.get_url(), maxwidth="300", maxheight="200").json()
    assert (said["width"], said["height"]) == (300, 200)
    assert 'width="300" height="200"' in said["html"]
    assert "thumbnail_url" not in said


@pytest.mark.parametrize(
    "url",
    ["", "x", "http://[", "https://elsewhere.example/albums/mist/", "/albums/mist/", "http://testserver:81/albums/mist/",
     "javascript:alert(1)", "http://testserver/albums/mist", "http://testserver/albums/\x00/", "http://testserver/",
     "http://testserver/albums/mist/999999999999999999999/", "http://testserver/albums/"],
)  # fmt: skip
def test_other_addresses_are_not_found(client, public_album, url):
    assert client.get("/oembed/", {"url": url}).status_code == 404


def test_nonsense_is_refused_in_the_shape_of_the_api(client, public_album):
    wide = oembed(client, "/albums/mist/", maxwidth="-1")
    assert (wide.status_code, wide.json()["code"]) == (400, "invalid")
    xml = oembed(client, "/albums/mist/", format="xml")
    assert (xml.status_code, xml.json()["code"]) == (501, "format_not_offered")


def test_an_embedded_album_may_be_framed_and_other_pages_may_not(client, public_album):
    framed = client.get(f"/embed/{public_album.pk}/")
    assert "X-Frame-Options" not in framed
    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "script-src 'self'" in framed["Content-Security-Policy"]
    page = client.get(public_album.get_url())
    assert page["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in page["Content-Security-Policy"]


def test_an_embedded_album_shows_its_first_photos_and_the_way_to_the_rest(owner):
    album = make_album("长卷", owner=owner, slug="long")
    for _ in range(15):
        ready_photo(owner=owner, album=album)
    page = Client().get(f"/embed/{album.pk}/").content.decode()
    assert page.count("<picture>") == 12
    assert f'href="{SITE}/albums/long/"' in page or 'href="http://localhost/albums/long/"' in page
    assert 'target="_blank"' in page


def test_the_frame_of_a_signed_in_person_tells_nothing_of_her(client, owner, public_album):
    client.force_login(owner)
    AlbumPage.objects.filter(pk=public_album.pk).update(visibility="private")
    assert client.get(f"/embed/{public_album.pk}/").status_code == 404
    AlbumPage.objects.filter(pk=public_album.pk).update(visibility="public")
    answer = client.get(f"/embed/{public_album.pk}/")
    assert answer.status_code == 200
    assert not answer.cookies


def test_a_frame_takes_the_same_queries_for_many_photos(client, owner, django_assert_max_num_queries):
    album = make_album(owner=owner, slug="many")
    for _ in range(30):
        ready_photo(owner=owner, album=album)
    client.get(f"/embed/{album.pk}/")
    with django_assert_max_num_queries(6):
        client.get(f"/embed/{album.pk}/")
