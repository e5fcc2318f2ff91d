"""Numbers can be counted up: by its number an unlisted album is there only for who shows to have its address."""

import html
import re
from urllib.parse import quote

import pytest
from django.test import Client

from community.actions import comments
from community.models import Follow, Like
from community.notifications import lines
from galleries import roles
from galleries.policy import Viewer
from tests.factories import make_album, make_user, ready_photo, upload
from tests.galleries.sending_programs import in_group, send
from tests.users.bearer import bearer
from tests.users.programs import made

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make_user("owner")


@pytest.fixture
def album(owner):
    return make_album("雾中", slug="雾中", owner=owner, visibility="unlisted")


@pytest.fixture
def doors(owner, album):
    photo = ready_photo(owner=owner, album=album)
    return [
        f"/api/v1/{door}"
        for door in (
            f"albums/{album.pk}/",
            f"albums/{album.pk}/photos/",
            f"albums/{album.pk}/like/",
            f"albums/{album.pk}/zip/",
            f"photos/{photo.pk}/",
            f"photos/{photo.pk}/like/",
            f"comments/?album={album.pk}",
        )
    ]


def codes(client, doors, **headers):
    return {client.get(door, headers=headers).status_code for door in doors}


def test_counting_up_numbers_finds_no_unlisted_album(owner, album, doors):
    type(album).objects.filter(pk=album.pk).update(download="original")
    for stranger in (Client(), bearer(make_user())):
        assert codes(stranger, doors) == {404}
        assert codes(stranger, doors, **{"Album-Address": "another"}) == {404}
        assert codes(stranger, doors, **{"Album-Address": "%00%FF"}) == {404}
        assert codes(stranger, doors, **{"Album-Address": quote(album.slug)}) == {200}
    assert codes(bearer(owner), doors) == {200}


def test_the_page_itself_is_there_for_whoever_has_its_address(album, doors):
    assert Client().get(album.url).status_code == 200


def test_the_address_tells_the_number(album):
    [found] = Client().get("/api/v1/albums/", {"address": album.slug}).json()["results"]
    assert found["id"] == album.pk
    assert Client().get("/api/v1/albums/").json()["results"] == []
    assert Client().get("/api/v1/albums/", {"address": "another"}).json()["results"] == []


@pytest.fixture
def numbered(owner, album):
    """Pages that name the album, or something of it, by a number: for everybody, and for people."""
    type(album).objects.filter(pk=album.pk).update(download="original")
    photo = ready_photo(owner=owner, album=album)
    note = comment_on(album, owner)
    reading = [f"/zip/{album.pk}/", f"/comments/{note.pk}/", f"/comments/{note.pk}/thread/"]
    writing = [
        f"/likes/albums/{album.pk}/", f"/likes/photos/{photo.pk}/", f"/albums/{album.pk}/follow/",
        f"/favourites/keep/albums/{album.pk}/", f"/comments/{note.pk}/vote/", f"/report/album/{album.pk}/",
    ]  # fmt: skip
    return reading, writing


def comment_on(album, author):
    return comments.add_comment(user=author, album=album, text="Fog.")


def test_pages_that_count_tell_nothing_of_it_either(album, numbered):
    reading, writing = numbered
    person = Client()
    person.force_login(make_user())
    for path in reading:
        assert Client().get(path).status_code == 404 == person.get(path).status_code
        assert Client().get(path, {"address": "another"}).status_code == 404
        assert Client().get(path, {"address": album.slug}).status_code in (200, 302)
    for path in writing:
        assert person.post(path, {"value": 1}).status_code == 404, path
    assert not Like.objects.exists() and not Follow.objects.exists()


def test_whoever_came_by_its_address_may_use_its_buttons(album, numbered):
    _reading, writing = numbered
    person = Client()
    person.force_login(make_user())
    person.get(album.url)
    for path in writing:
        assert person.post(path, {"value": 1}).status_code != 404, path
    assert Like.objects.count() == 2 and Follow.objects.count() == 1
    assert person.get(f"/api/v1/albums/{album.pk}/").status_code == 200  # as the page's scripts ask


def test_what_the_page_links_to_works_for_a_guest_without_a_session(album, numbered):
    guest = Client()
    page = guest.get(album.url).text
    assert not guest.cookies.get("sessionid")
    links = re.findall(r'(?:href|formaction|action)="(/(?:zip|comments)/[^"#]*)', page)
    assert len([link for link in links if re.match(r"/(zip|comments)/\d", link)]) >= 2
    for link in links:
        assert guest.get(html.unescape(link)).status_code in (200, 302, 405), link


def test_mails_and_bells_lead_there(album, owner):
    """A person who talks in an album hears of answers on a device that has never been there."""
    writer = make_user("writer")
    first = comments.add_comment(user=writer, album=album, text="Which lens?")
    comments.add_comment(user=owner, album=album, parent=first, text="A 35.")
    [line] = lines.of(Viewer(writer), lines.rows(Viewer(writer)))
    elsewhere = Client()
    assert elsewhere.get(line.url).status_code == 302
    told = bearer(writer).get(f"/api/v1/comments/{first.pk}/").json()
    assert Client().get(told["permalink"]).status_code == 302


def test_an_uploader_learns_nothing_by_counting(album):
    """Somebody else's album is refused by its address, and is not there by its number."""
    sender = made(in_group("sender", roles.AUTHORS), "upload")[1]
    assert send(sender, album=album.slug).status_code == 403
    assert send(sender, album=str(album.pk)).status_code == 404 == send(sender, album="999999").status_code


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("post", "photos/", None),
        ("patch", "albums/{album}/", {"title": "Mine"}),
        ("delete", "albums/{album}/", {}),
        ("post", "albums/{album}/photos/", {"photo": 1}),
        ("put", "albums/{album}/publication/", {}),
        ("post", "albums/{album}/restore/", {}),
        ("post", "albums/{album}/grants/", {"who": "lin"}),
        ("post", "albums/{album}/links/", {}),
        ("post", "comments/", {"album": "{album}", "text": "Fog."}),
        ("post", "reports/", {"album": "{album}", "reason": "spam"}),
        ("put", "favourites/default/albums/{album}/", {}),
        ("put", "albums/{album}/follow/", {}),
    ],
)
def test_what_changes_something_tells_nothing_of_it(album, method, path, body):
    app = bearer(in_group("author", roles.AUTHORS))
    path = "/api/v1/" + path.format(album=album.pk)
    if body is None:
        answer = app.post(path, {"file": upload(), "album": album.pk})
    else:
        sent = {name: album.pk if value == "{album}" else value for name, value in body.items()}
        answer = getattr(app, method)(path, sent, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
