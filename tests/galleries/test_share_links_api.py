"""Share links through the API, for the owner's programs and for guests without cookies."""

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from galleries import share_links, viewer
from galleries.models import AlbumPage, LinkVisit, ShareLink
from tests.factories import make_user
from tests.galleries.links import make_link
from tests.users.bearer import bearer

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json"}
OPEN = "/api/v1/links/open/"


@pytest.fixture
def api(owner):
    return bearer(owner)


@pytest.fixture
def links(private_album):
    return f"/api/v1/albums/{private_album.pk}/links/"


def enter(token, client=None, **more):
    return (client or Client()).post(OPEN, {"token": token, **more}, **JSON)


def test_a_link_is_made_read_changed_and_revoked(api, links):
    made = api.post(links, {"label": "Mei", "password": "a good one", "max_visits": 3}, **JSON)
    assert made.status_code == 201
    body = made.json()
    assert body["url"] == f"http://testserver/s/{body['token']}/"
    one = f"{links}{body['id']}/"
    for shown in (api.get(one).json(), api.get(links).json()["results"][0]):
        assert (shown["label"], shown["state"], shown["has_password"], shown["visit_count"]) == (
            "Mei",
            "open",
            True,
            0,
        )
        assert not {"token", "url", "password", "token_hash", "stamp"} & shown.keys()
    changed = api.patch(one, {"allow_download": True, "password": ""}, **JSON).json()
    assert (changed["allow_download"], changed["has_password"], changed["label"]) == (True, False, "Mei")
    other = api.post(f"{one}address/").json()
    assert other["token"] != body["token"]
    assert enter(body["token"]).status_code == 404
    assert enter(other["token"]).status_code == 200
    assert api.delete(one).status_code == 204
    assert api.delete(one).status_code == 204
    assert api.get(one).json()["state"] == "revoked"
    assert enter(other["token"]).status_code == 404
    assert api.patch(one, {"label": "x"}, **JSON).status_code == 409


BAD = [
    ({"password": "abc"}, "password"),
    ({"password": "\ud800\udfff\0"}, "password"),
    ({"max_visits": 0}, "max_visits"),
    ({"max_visits": -1}, "max_visits"),
    ({"max_visits": 10**30}, "max_visits"),
    ({"expires_at": "2001-01-01T00:00:00Z"}, "expires_at"),
    ({"expires_at": "9999-12-31T23:59:59-14:00"}, "expires_at"),
    ({"expires_at": 5}, "expires_at"),
    ({"label": "x" * 121}, "label"),
    ({"allow_picks": "perhaps"}, "allow_picks"),
]


@pytest.mark.parametrize(("fields", "field"), BAD)
def test_what_makes_no_sense_is_told_by_field(api, links, private_album, fields, field):
    link, _path = make_link(private_album)
    for answer in (api.post(links, fields, **JSON), api.patch(f"{links}{link.pk}/", fields, **JSON)):
        assert answer.status_code == 400
        assert {error["field"] for error in answer.json()["errors"]} == {field}
    assert ShareLink.objects.count() == 1


def test_somebody_elses_album_has_no_links(links, private_album):
    AlbumPage.objects.update(visibility="public")  # she sees it, and yet
    link, _path = make_link(private_album)
    stranger = bearer(make_user())
    for path in (links, f"{links}{link.pk}/", f"{links}{link.pk}/address/"):
        assert Client().get(path).status_code == 401
        for method in ("get", "post", "patch", "delete"):
            assert getattr(stranger, method)(path, **JSON).status_code in (404, 405)
    assert ShareLink.objects.get().is_alive


def test_a_client_without_cookies_sends_back_what_it_was_given(private_album):
    AlbumPage.objects.update(download="original")
    _link, path = make_link(private_album, password="a good one", allow_upload=True)
    token = path.split("/")[2]
    assert enter(token).json()["code"] == "password_needed"
    assert enter(token, password="wrong").json()["code"] == "wrong_password"
    answer = enter(token, password="a good one").json()
    assert (answer["album"], answer["allow_upload"]) == (private_album.pk, True)
    guest = Client(headers={"Share-Access": answer["access"]})
    assert guest.get("/albums/home-alone/").status_code == 200
    again = enter(token, guest)  # known, so neither asked nor counted
    assert again.status_code == 200
    assert ShareLink.objects.get().visit_count == LinkVisit.objects.count() == 1
    share_links.ShareLink.objects.update(revoked_at=timezone.now())
    assert guest.get("/albums/home-alone/").status_code == 404


def test_access_ends_with_the_link(private_album):
    ends = timezone.now() + timedelta(days=1)
    _link, path = make_link(private_album, expires_at=ends)
    told = enter(path.split("/")[2]).json()["expires_at"]
    assert abs(timezone.datetime.fromisoformat(told) - ends) < timedelta(seconds=1)


@pytest.mark.parametrize(
    "access",
    [
        "",
        "x",
        ",,,",
        "a:b:c",
        pytest.param(signing.dumps([1, "x", "y"]), id="salted for something else"),
        "x" * 20_000,
    ],
)
def test_an_access_that_we_did_not_sign_opens_nothing(private_album, access):
    make_link(private_album)
    assert Client(headers={"Share-Access": access}).get("/albums/home-alone/").status_code == 404


def test_access_for_another_stamp_opens_nothing(private_album):
    link, _path = make_link(private_album)
    forged = signing.dumps([link.pk, "x", "y"], salt=viewer.ACCESS_SALT)
    assert Client(headers={"Share-Access": forged}).get("/albums/home-alone/").status_code == 404


def test_ten_wrong_passwords_are_enough(private_album):
    _link, path = make_link(private_album, password="a good one")
    token = path.split("/")[2]
    answers = [enter(token, password="wrong").status_code for _ in range(10)]
    last = enter(token, password="a good one")
    assert answers == [403] * 10
    assert (last.status_code, last.json()["code"]) == (429, "too_many")
    assert last["Retry-After"]


@pytest.mark.parametrize(
    "body", [{}, {"token": ""}, {"token": None}, {"token": ["a"]}, {"token": "x" * 65}, [], "x"]
)
def test_a_body_that_says_nothing_is_a_bad_request(body):
    assert Client().post(OPEN, body, **JSON).status_code == 400


@pytest.mark.parametrize("token", ["x", "\0" * 22, "é" * 22, "\ud800" * 22, "a" * 22])
def test_no_such_token_is_not_found(token):
    answer = enter(token)
    assert answer.status_code in (400, 404)


def test_a_list_costs_the_same_whatever_it_holds(api, links, private_album, django_assert_num_queries):
    make_link(private_album)
    api.get(links)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        api.get(links)
    for number in range(20):
        ShareLink.objects.create(album=private_album, token_hash=str(number), stamp="x")
    with django_assert_num_queries(len(one)):
        assert len(api.get(links).json()["results"]) == 21
