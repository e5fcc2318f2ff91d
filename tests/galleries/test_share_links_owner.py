"""The owner's sharing: making, changing and ending links, and who may see the album."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Site

from galleries.models import AlbumPage, LinkVisit, Photo, Pick, ShareLink
from jobs.models import Job
from tests.factories import make_album, make_user
from tests.galleries.links import come_in, make_link, without

pytestmark = pytest.mark.django_db


@pytest.fixture
def sharing(private_album):
    return f"/sharing/{private_album.pk}/"


@pytest.fixture
def client(client, owner):
    client.force_login(owner)
    return client


def only():
    return ShareLink.objects.get()


def test_the_address_of_a_new_link_is_shown_once_and_opens_the_album(client, sharing):
    sent = {"label": " for \u202e Mei ", "allow_picks": "on", "max_visits": "5", "password": "a good one"}
    answer = client.post(f"{sharing}links/", sent)
    assert answer.status_code == 302
    assert "samesite=strict" in str(answer.cookies).lower() and "httponly" in str(answer.cookies).lower()
    shown = client.get(sharing)
    assert "no-store" in shown["Cache-Control"]
    token = re.search(r'value="http://testserver/s/([\w-]{22})/"', shown.content.decode())[1]
    assert "<svg" in shown.content.decode() and "data:image" not in shown.content.decode()
    assert token not in client.get(sharing).content.decode()
    link = only()
    assert (link.label, link.max_visits, link.allow_picks, link.allow_download) == ("for Mei", 5, True, False)
    assert Client().post(f"/s/{token}/", {"password": "a good one"}).status_code == 302


def test_nobody_else_has_such_a_page(sharing, private_album):
    link, _path = make_link(private_album)
    guest, stranger = Client(), Client()
    stranger.force_login(make_user())
    for client in (guest, stranger):
        answer, missing = client.get(sharing), client.get("/sharing/999999/")
        assert answer.status_code == missing.status_code == 404
        assert without(sharing, answer) == without("/sharing/999999/", missing)
        for action in ("visibility/", "links/", f"links/{link.pk}/", f"links/{link.pk}/revoke/",
                       f"links/{link.pk}/address/", f"links/{link.pk}/remove/"):  # fmt: skip
            assert client.post(f"{sharing}{action}", {"visibility": "public"}).status_code == 404
    assert only().is_alive
    assert AlbumPage.objects.get(pk=private_album.pk).visibility == "private"


def test_a_link_is_found_below_its_own_album_only(client, owner, sharing):
    link, _path = make_link(make_album(owner=owner))
    assert client.get(f"{sharing}links/{link.pk}/").status_code == 404
    assert client.post(f"{sharing}links/{link.pk}/revoke/").status_code == 404


@pytest.mark.parametrize("number", ["0", "99999999999999999999999999"])
def test_numbers_that_no_album_has_are_not_found(client, number):
    assert client.get(f"/sharing/{number}/").status_code == 404


BAD = [
    {"password": "abc"},
    {"password": "x" * 129},
    {"max_visits": "0"},
    {"max_visits": "-1"},
    {"max_visits": "9999999999999"},
    {"max_visits": "many"},
    {"expires_at": "2001-01-01T00:00"},
    {"expires_at": "9999-12-31T23:59"},
    {"expires_at": "tomorrow"},
    {"label": "x" * 121},
]


@pytest.mark.parametrize("fields", BAD)
def test_what_makes_no_sense_is_said_and_makes_no_link(client, sharing, fields):
    answer = client.post(f"{sharing}links/", fields)
    assert answer.status_code == 422
    assert "field__error" in answer.content.decode()
    assert '<details class="new-link" open>' in answer.content.decode()
    assert not ShareLink.objects.exists()


def test_links_are_made_so_often_and_no_more(client, sharing, settings):
    settings.LIMITS = {**settings.LIMITS, "share_links": "2/1h"}
    answers = [client.post(f"{sharing}links/") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert answers[2]["Retry-After"]
    assert ShareLink.objects.count() == 2


def test_an_album_has_so_many_links_and_no_more(client, sharing, private_album, monkeypatch):
    monkeypatch.setattr("galleries.share_actions.LINKS_AT_MOST", 1)
    link, _path = make_link(private_album)
    assert client.post(f"{sharing}links/").status_code == 409
    client.post(f"{sharing}links/{link.pk}/revoke/")
    assert client.post(f"{sharing}links/").status_code == 302


def test_changing_a_link_leaves_its_password_and_its_guests_alone(client, sharing, private_album):
    link, path = make_link(private_album, password="a good one")
    guest = Client()
    guest.post(path, {"password": "a good one"})
    ends = timezone.localtime(timezone.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    answer = client.post(
        f"{sharing}links/{link.pk}/", {"label": "Mei", "expires_at": ends, "allow_upload": "on"}
    )
    assert answer.status_code == 302
    now = only()
    assert (now.label, now.allow_upload, now.password, now.stamp) == ("Mei", True, link.password, link.stamp)
    assert guest.get("/albums/home-alone/").status_code == 200
    assert ends in client.get(f"{sharing}links/{link.pk}/").content.decode()


def test_taking_the_password_away_needs_its_own_word(client, sharing, private_album):
    link, path = make_link(private_album, password="a good one")
    client.post(f"{sharing}links/{link.pk}/", {"no_password": "on"})
    assert not only().has_password
    assert come_in(path).get("/albums/home-alone/").status_code == 200


def test_an_end_in_the_past_changes_nothing(client, sharing, private_album):
    link, _path = make_link(private_album)
    answer = client.post(f"{sharing}links/{link.pk}/", {"expires_at": "2001-01-01T00:00", "label": "no"})
    assert answer.status_code == 422
    assert (only().label, only().expires_at) == ("", None)


def test_an_expired_link_may_be_prolonged(client, sharing, private_album):
    link, path = make_link(private_album)
    ShareLink.objects.update(expires_at=timezone.now() - timedelta(days=1), closed_at=timezone.now())
    assert Client().get(path).status_code == 404
    client.post(f"{sharing}links/{link.pk}/", {"expires_at": ""})
    assert only().closed_at is None
    assert come_in(path).get("/albums/home-alone/").status_code == 200


def test_a_new_address_ends_the_old_one_and_is_shown_once(client, sharing, private_album):
    link, path = make_link(private_album)
    client.post(f"{sharing}links/{link.pk}/address/")
    token = re.search(r'value="http://testserver/s/([\w-]{22})/"', client.get(sharing).content.decode())[1]
    assert Client().get(path).status_code == 404
    assert come_in(f"/s/{token}/").get("/albums/home-alone/").status_code == 200


def test_a_revoked_link_cannot_be_changed_and_can_be_forgotten(client, sharing, private_album):
    link, _path = make_link(private_album)
    assert client.post(f"{sharing}links/{link.pk}/remove/").status_code == 302
    assert ShareLink.objects.exists()  # first it has to be revoked
    client.post(f"{sharing}links/{link.pk}/revoke/")
    client.post(f"{sharing}links/{link.pk}/", {"label": "again"})
    client.post(f"{sharing}links/{link.pk}/address/")
    assert (only().label, only().token_hash) == ("", link.token_hash)
    assert Job.objects.waiting().filter(kind="close_share_links").exists()
    client.post(f"{sharing}links/{link.pk}/remove/")
    assert not ShareLink.objects.exists()


def test_the_page_tells_of_each_link_how_it_was_used(client, sharing, private_album):
    link, path = make_link(private_album, label="for Mei", allow_picks=True, max_visits=3)
    come_in(path), come_in(path)
    Pick.objects.create(visit=LinkVisit.objects.filter(link=link).first(), photo=Photo.objects.first())
    LinkVisit.objects.filter(link=link).update(downloads=4)
    text = re.sub(r"<[^>]+>", " ", client.get(sharing).content.decode())
    for words in ("for Mei", "2 of 3 visits", "8 downloads", "1 favourite", "Last visit:"):
        assert words in text


def test_the_page_costs_the_same_with_one_link_and_with_twenty(client, sharing, private_album):
    def queries():
        Site.clear_site_root_paths_cache()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(sharing).status_code == 200
        return len(queries)

    make_link(private_album)
    client.get(sharing)
    with_one = queries()
    for number in range(20):
        ShareLink.objects.create(album=private_album, token_hash=str(number), stamp="x")
    assert queries() == with_one


# --- who may see the album -------------------------------------------------------------------------


def test_visibility_changes_at_once_and_in_the_draft(client, sharing, private_album):
    private_album.title = "Later"
    draft = private_album.save_revision()
    answer = client.post(f"{sharing}visibility/", {"visibility": "unlisted"})
    assert answer.status_code == 302
    assert Client().get("/albums/home-alone/").status_code == 200
    draft.refresh_from_db()
    assert (draft.content["visibility"], draft.content["title"]) == ("unlisted", "Later")
    AlbumPage.objects.get(pk=private_album.pk).get_latest_revision().publish()
    assert AlbumPage.objects.get(pk=private_album.pk).visibility == "unlisted"


def test_another_visibility_is_none(client, sharing, private_album):
    client.post(f"{sharing}visibility/", {"visibility": "everybody"})
    assert AlbumPage.objects.get(pk=private_album.pk).visibility == "private"


def test_the_album_page_leads_its_owner_to_sharing_and_others_to_the_address(client, owner, private_album):
    assert f'href="/sharing/{private_album.pk}/"' in client.get("/albums/home-alone/").content.decode()
    open_one = make_album(owner=owner, slug="open")
    guests_page = Client().get("/albums/open/").content.decode()
    assert 'data-share="http://testserver/albums/open/"' in guests_page
    assert f"/sharing/{open_one.pk}/" not in guests_page
    friend = Client()
    friend.force_login(make_user())
    private_album.grants.create(user_id=int(friend.session["_auth_user_id"]))
    assert "data-share=" not in friend.get("/albums/home-alone/").content.decode()
