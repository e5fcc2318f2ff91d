"""Guests mark their favourites for the album's owner."""

import csv
import io
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.models import Kind, Notification
from galleries import proofing
from galleries.models import AlbumGrant, AlbumPage, AlbumPhoto, Photo, Pick, ShareLink
from tests.factories import make_album, make_user, ready_photo
from tests.galleries.coming_in import come_in, make_link, program

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(private_album):
    return make_link(private_album, label="Family", allow_picks=True)


@pytest.fixture
def photo(private_album):
    return private_album.album_photos.get().photo


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def pick(client: Client, album: Any, photo: Any, **body: Any) -> Any:
    return client.post(f"/picks/{album.pk}/{photo.pk}/", body)


def test_a_guest_marks_a_photo_and_takes_the_mark_away(private_album, link, photo):
    client, visit = come_in(link)
    page = f"{private_album.get_url()}{photo.pk}/"
    assert 'aria-pressed="false"' in client.get(page).content.decode()
    assert pick(client, private_album, photo)["Location"] == page
    pick(client, private_album, photo)  # twice is once
    assert Pick.objects.get().visit == visit
    assert 'aria-pressed="true"' in client.get(page).content.decode()
    own = client.get(f"/picks/{private_album.pk}/").content.decode()
    assert f"{page}" in own
    answer = pick(client, private_album, photo, remove="1", list="1")
    assert answer["Location"] == f"/picks/{private_album.pk}/"
    assert not Pick.objects.exists()


def test_a_program_does_the_same_by_its_header(private_album, link, photo):
    client, visit = program(link)
    path = f"/api/v1/albums/{private_album.pk}/picks/"
    assert client.put(f"{path}{photo.pk}/").json() == {"picked": True, "count": 1}
    assert client.put(f"{path}{photo.pk}/").json() == {"picked": True, "count": 1}
    rows = client.get(path).json()["results"]
    assert [(row["photo"], row["guest"], row["name"]) for row in rows] == [(photo.pk, visit.pk, "")]
    assert client.patch(path, {"name": "Li\u202e "}, "application/json").json()["name"] == "Li"
    assert client.get(path).json()["results"][0]["name"] == "Li"
    assert client.delete(f"{path}{photo.pk}/").json() == {"picked": False, "count": 0}
    assert client.delete(f"{path}{photo.pk}/").json() == {"picked": False, "count": 0}


def test_somebody_signed_in_picks_by_the_same_link(private_album, link, photo, stranger):
    client, visit = come_in(link, user=stranger)
    pick(client, private_album, photo)
    assert Pick.objects.get().visit == visit


def test_each_guest_sees_her_own_and_the_owner_all(private_album, link, photo, owner):
    one, first = come_in(link, name="Li")
    two, _second = come_in(link)
    pick(one, private_album, photo)
    path = f"/api/v1/albums/{private_album.pk}/picks/"
    assert two.get(path).json()["results"] == []
    assert f'id="photo-{photo.pk}"' not in two.get(f"/picks/{private_album.pk}/").content.decode()
    assert [row["guest"] for row in signed_in(owner).get(path).json()["results"]] == [first.pk]
    page = signed_in(owner).get(f"/sharing/{private_album.pk}/").content.decode()
    assert ">Li</bdi>" in page and photo.title in page


def test_without_a_link_that_allows_it_there_is_no_such_door(
    private_album, photo, owner, stranger, superuser
):
    looks = make_link(private_album)
    uploads = make_link(private_album, allow_upload=True)
    AlbumGrant.objects.create(album=private_album, user=stranger, role="contribute")
    clients = [Client(), come_in(looks)[0], come_in(uploads)[0]]
    clients += [signed_in(user) for user in (stranger, owner, superuser)]
    for client in clients:
        assert pick(client, private_album, photo).status_code == 404
        assert client.get(f"/picks/{private_album.pk}/").status_code == 404
        assert client.put(f"/api/v1/albums/{private_album.pk}/picks/{photo.pk}/").status_code in (403, 404)
    assert Client().get(f"/api/v1/albums/{private_album.pk}/picks/").status_code == 404
    assert clients[1].get(f"/api/v1/albums/{private_album.pk}/picks/").status_code == 404
    assert "data-pick" not in clients[1].get(f"{private_album.get_url()}{photo.pk}/").content.decode()
    assert not Pick.objects.exists()


def test_of_two_links_the_one_that_allows_it_counts(private_album, link, photo):
    """The policy prefers the one that lets her download."""
    client, visit = come_in(link)
    other = make_link(private_album, allow_download=True)
    session = client.session
    session["share_links"] = {**session["share_links"], str(other.pk): other.stamp}
    session.save()
    pick(client, private_album, photo)
    assert Pick.objects.get().visit == visit


@pytest.mark.parametrize(
    "end", ["revoked", "expired", "new password", "picks off", "album gone", "unpublished"]
)
def test_what_ends_between_the_page_and_the_button_ends_the_button(private_album, link, photo, end):
    client, _visit = come_in(link)
    api, _other = program(link)
    assert client.get(f"/picks/{private_album.pk}/").status_code == 200
    if end == "revoked":
        ShareLink.objects.update(revoked_at=timezone.now())
    elif end == "expired":
        ShareLink.objects.update(expires_at=timezone.now())
    elif end == "new password":
        ShareLink.objects.update(stamp="another")
    elif end == "picks off":
        ShareLink.objects.update(allow_picks=False)
    elif end == "album gone":
        private_album.delete()
    else:
        private_album.unpublish()
    assert pick(client, private_album, photo).status_code == 404
    assert client.get(f"/picks/{private_album.pk}/").status_code == 404
    assert client.post(f"/picks/{private_album.pk}/", {"done": "1"}).status_code == 404
    assert api.put(f"/api/v1/albums/{private_album.pk}/picks/{photo.pk}/").status_code == 404
    assert api.get(f"/api/v1/albums/{private_album.pk}/picks/").status_code == 404
    assert not Pick.objects.exists()


def test_the_owner_keeps_the_picks_of_a_link_that_has_ended(private_album, link, photo, owner):
    client, _visit = come_in(link, name="Li")
    pick(client, private_album, photo)
    ShareLink.objects.update(revoked_at=timezone.now())
    assert ">Li</bdi>" in signed_in(owner).get(f"/sharing/{private_album.pk}/").content.decode()


def test_only_what_the_album_shows_can_be_marked(private_album, public_album, link, owner):
    client, _visit = come_in(link)
    elsewhere = public_album.album_photos.first().photo
    unready = ready_photo(owner=owner, album=private_album, state=Photo.State.PREPARING)
    for pk in (elsewhere.pk, unready.pk, 0, 10**30):
        assert client.post(f"/picks/{private_album.pk}/{pk}/").status_code == 404
        assert client.put(f"/api/v1/albums/{private_album.pk}/picks/{pk}/").status_code == 404
    for pk in (elsewhere.pk, unready.pk, 0):
        assert client.delete(f"/api/v1/albums/{private_album.pk}/picks/{pk}/").status_code == 200
    assert client.delete(f"/api/v1/albums/{private_album.pk}/picks/{10**30}/").status_code == 404
    assert client.get(f"/picks/{10**30}/").status_code == 404
    assert not Pick.objects.exists()


def test_what_leaves_the_album_leaves_the_lists(private_album, link, photo, owner):
    client, _visit = come_in(link)
    pick(client, private_album, photo)
    AlbumPhoto.objects.all().delete()
    path = f"/api/v1/albums/{private_album.pk}/picks/"
    assert signed_in(owner).get(path).json()["results"] == client.get(path).json()["results"] == []
    assert photo.title not in client.get(f"/picks/{private_album.pk}/").content.decode()


def test_the_name_is_a_line_of_at_most_eighty(private_album, link):
    client, visit = come_in(link)
    client.post(f"/picks/{private_album.pk}/", {"name": "Li\x00\n\u202eWan " + "x" * 200})
    visit.refresh_from_db()
    assert visit.name == ("Li Wan " + "x" * 200)[:80]
    api, _visit = program(link)
    path = f"/api/v1/albums/{private_album.pk}/picks/"
    for wrong in ({"name": "x" * 81}, {"name": None}, {"name": "\x00"}, {"done": "perhaps"}, []):
        assert api.patch(path, wrong, "application/json").status_code == 400


def test_the_owner_is_told_once_an_hour(private_album, link, photo, owner, clock):
    client, _visit = come_in(link)
    path = f"/picks/{private_album.pk}/"
    client.post(path, {"done": "1"})  # nothing marked yet
    assert not Notification.objects.exists()
    pick(client, private_album, photo)
    client.post(path, {"done": "1", "name": "Li"})
    told = Notification.objects.get(recipient=owner)
    assert told.kind == Kind.PICKS and told.album_id == private_album.pk
    client.post(path, {"done": "1"})
    assert Notification.objects.get().times == told.times
    answer = client.patch(f"/api/v1/albums/{private_album.pk}/picks/", {"done": True}, "application/json")
    assert answer.status_code == 429 and answer.json()["retry_after"] > 0
    clock.forward(hours=1, seconds=1)
    answer = client.patch(f"/api/v1/albums/{private_album.pk}/picks/", {"done": True}, "application/json")
    assert answer.status_code == 200


def test_the_table_has_everything_and_no_formula(private_album, link, photo, owner, stranger):
    client, _visit = come_in(link, name='=HYPERLINK("http://evil")')
    Photo.objects.filter(pk=photo.pk).update(title="+1, 雾")
    pick(client, private_album, photo)
    path = f"/sharing/{private_album.pk}/picks.csv"
    for other in (Client(), client, signed_in(stranger)):
        assert other.get(path).status_code == 404
    answer = signed_in(owner).get(path)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    head, row = csv.reader(io.StringIO(text))
    assert len(head) == len(row) == 5
    assert row[:4] == ['\'=HYPERLINK("http://evil")', "Family", "'+1, 雾", str(photo.pk)]


def test_the_owners_page_costs_the_same_with_many_guests(private_album, link, photo, owner):
    client = signed_in(owner)

    def cost(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    def guests(n: int) -> None:
        photos = [photo, *(ready_photo(owner=owner, album=private_album) for _ in range(n))]
        for _ in range(n):
            _client, visit = come_in(link)
            Pick.objects.bulk_create(Pick(visit=visit, photo=each) for each in photos)

    paths = [f"/sharing/{private_album.pk}/", f"/api/v1/albums/{private_album.pk}/picks/"]
    guests(1)
    before = [cost(path) for path in paths]
    guests(15)
    assert [cost(path) for path in paths] == before
    shown = proofing.guests_of(private_album)
    assert shown.total == 16 and max(len(row.photos) for row in shown.rows) == proofing.THUMBNAILS
    assert sum(row.count for row in shown.rows) == Pick.objects.count()


def test_a_guest_who_came_by_no_link_costs_no_query(public_album):
    photo = public_album.album_photos.first().photo
    client = Client()
    client.get(f"{public_album.get_url()}{photo.pk}/")
    with CaptureQueriesContext(connection) as queries:
        client.get(f"{public_album.get_url()}{photo.pk}/")
    assert not [q for q in queries.captured_queries if "linkvisit" in q["sql"] or "pick" in q["sql"]]


def test_two_people_apart_do_not_meet_by_a_link(private_album, link, photo, owner):
    from community.models import Distance

    person = make_user()
    Distance.objects.create(user=owner, person=person, kind=Distance.Kind.BLOCK)
    client, _visit = come_in(link, user=person)
    answer = client.put(
        f"/api/v1/albums/{private_album.pk}/picks/{photo.pk}/", headers={"X-CSRFToken": "none"}
    )
    assert answer.status_code == 403
    pick(client, private_album, photo)
    assert not Pick.objects.exists()


def test_a_public_album_can_be_proofed_too(owner):
    album = make_album(owner=owner)
    photo = ready_photo(owner=owner, album=album)
    client, _visit = come_in(make_link(album, allow_picks=True))
    assert pick(client, album, photo).status_code == 302
    assert Pick.objects.count() == 1
    assert AlbumPage.objects.filter(pk=album.pk).exists()


def test_an_albums_page_offers_what_the_guest_may_do(private_album, link, photo, rf):
    from django.template.loader import render_to_string

    def offered(client: Client) -> str:
        request = rf.get("/")
        request.session, request.user = client.session, AnonymousUser()
        return render_to_string("galleries/_guest_actions.html", {"album": private_album, "request": request})

    picks, _visit = come_in(link)
    pick(picks, private_album, photo)
    uploads, _visit = come_in(make_link(private_album, allow_upload=True))
    assert f'href="/picks/{private_album.pk}/"' in offered(picks) and ">1</span>" in offered(picks)
    assert f'href="/contribute/{private_album.pk}/"' not in offered(picks)
    assert f'href="/contribute/{private_album.pk}/"' in offered(uploads)
    assert "href" not in offered(Client())
