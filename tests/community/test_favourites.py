"""Named lists of favourites: the menu, the pages, the API; nobody else sees them."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from community import favourites
from community.actions import favourites as actions
from community.models import Favourite, FavouriteList, Suspension
from galleries.models import AlbumPage
from tests.factories import make_album, make_user, ready_photo
from tests.galleries.test_permission_matrix import MAY_OPEN, STATES, VIEWERS, Scene
from tests.users.bearer import bearer

pytestmark = pytest.mark.django_db
LISTS = "/api/v1/favourites/"
MEMBERS = ("stranger", "owner", "moderator", "editor", "friend")


@pytest.fixture
def api(stranger: Any) -> Client:
    return bearer(stranger)


def send(client: Client, method: str, address: str, **body: Any) -> Any:
    return getattr(client, method)(address, body, content_type="application/json")


def held(user: Any, name: str = "") -> set[tuple[int | None, int | None]]:
    rows = Favourite.objects.filter(list__owner=user, list__name=name)
    return set(rows.values_list("album_id", "photo_id"))


# --- the menu beside a thing ----------------------------------------------------------------------------------


def test_the_menu_keeps_a_thing_in_lists_and_takes_it_out(browser, stranger, public_album):
    trips = actions.make_list(user=stranger, name="Trips")
    address = f"/favourites/keep/albums/{public_album.pk}/"
    among = ["default", str(trips.pk)]
    page = browser.get(public_album.get_url()).content.decode()
    assert f'action="{address}"' in page and "Trips" in page
    answer = browser.post(
        address, {"among": among, "in": ["default", str(trips.pk)], "next": "/albums/mist/"}
    )
    assert answer["Location"] == "/albums/mist/"
    assert held(stranger) == held(stranger, "Trips") == {(public_album.pk, None)}
    assert browser.get(public_album.get_url()).content.decode().count(" checked>") == 2
    browser.post(address, {"among": among, "in": ["default"]})
    assert held(stranger) == {(public_album.pk, None)} and held(stranger, "Trips") == set()


def test_the_menu_makes_a_new_list(browser, stranger, photo):
    browser.post(f"/favourites/keep/photos/{photo.pk}/", {"name": "  Fog\n and  mist ", "among": ["default"]})
    assert held(stranger, "Fog and mist") == {(None, photo.pk)} and held(stranger) == set()


def test_lists_that_the_form_did_not_show_stay_as_they_are(browser, stranger, photo):
    other = actions.make_list(user=stranger, name="Made in another window")
    actions.add(user=stranger, favourites=other, thing=photo)
    browser.post(f"/favourites/keep/photos/{photo.pk}/", {"among": ["default"], "in": ["default"]})
    assert held(stranger, "Made in another window") == held(stranger) == {(None, photo.pk)}


def test_the_menu_writes_into_nobody_elses_list(browser, owner, photo):
    theirs = actions.make_list(user=owner, name="Theirs")
    browser.post(
        f"/favourites/keep/photos/{photo.pk}/", {"among": [str(theirs.pk)], "in": [str(theirs.pk), "x"]}
    )
    assert not Favourite.objects.exists()


def test_a_refused_new_list_leaves_nothing_half_done(browser, stranger, photo):
    actions.make_list(user=stranger, name="Fog")
    page = browser.post(
        f"/favourites/keep/photos/{photo.pk}/",
        {"among": ["default"], "in": ["default"], "name": "Fog", "next": "/"},
        follow=True,
    )
    assert "You have a list of this name already." in page.content.decode()
    assert not Favourite.objects.exists()


def test_a_guest_has_no_menu_and_is_led_to_the_sign_in(public_album):
    assert "/favourites/keep/" not in Client().get(public_album.get_url()).content.decode()
    answer = Client().post(f"/favourites/keep/albums/{public_album.pk}/", {"next": "/albums/mist/"})
    assert answer["Location"] == "/accounts/login/?next=/albums/mist/"
    for address in ("/favourites/", "/favourites/default/"):
        assert Client().get(address)["Location"].startswith("/accounts/login/")


# --- who sees what --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", STATES)
def test_what_may_no_longer_be_seen_is_in_no_list_and_no_count(state):
    scene = Scene(state)
    for viewer in VIEWERS:
        client = scene.client(viewer)
        if viewer not in MEMBERS or (viewer, state) == ("owner", "owner leaves"):
            assert (
                client.get("/favourites/").status_code
                == client.get("/favourites/default/").status_code
                == 302
            )
            assert client.get(LISTS).status_code in (401, 403)
            continue
        made = FavouriteList.objects.create(owner_id=client.session["_auth_user_id"], name="")
        if AlbumPage.objects.filter(pk=scene.album.pk).exists():
            Favourite.objects.create(list=made, album=scene.album)
        Favourite.objects.create(list=made, photo=scene.photo)
        _assert_kept(scene, viewer, sees=viewer in MAY_OPEN[state])


def _assert_kept(scene: Scene, viewer: str, *, sees: bool) -> None:
    client = scene.client(viewer)
    page = client.get("/favourites/").content.decode()
    photos = client.get("/favourites/default/?kind=photos").content.decode()
    albums = client.get("/favourites/default/?kind=albums").content.decode()
    assert ("1 photo<" in page, "1 album<" in page) == (sees, sees)
    assert ('alt="Light of the hidden' in photos, "albums/hidden/" in photos) == (sees, sees)
    assert ("Light of the hidden" in albums) is sees
    (row,) = client.get(LISTS).json()["results"]
    assert (row["photos"], row["albums"]) == ((1, 1) if sees else (0, 0))
    assert len(client.get(f"{LISTS}default/entries/").json()["results"]) == (2 if sees else 0)
    for kind, pk in (("photos", scene.photo.pk), ("albums", scene.album.pk)):
        # One's own photo, and those that one manages in the admin, are there in any case.
        if kind == "albums" or viewer in ("stranger", "friend"):
            assert send(client, "put", f"{LISTS}default/{kind}/{pk}/").status_code == (204 if sees else 404)
            assert client.post(f"/favourites/keep/{kind}/{pk}/").status_code == (302 if sees else 404)
            assert client.post(f"/favourites/default/{kind}/{pk}/remove/").status_code == (
                302 if sees else 404
            )


def test_nobody_elses_list_is_there(browser, api, owner, photo):
    theirs = actions.make_list(user=owner, name="Theirs")
    key = f"{LISTS}{theirs.pk}/"
    pages = [f"/favourites/{theirs.pk}/", "/favourites/99999/", f"/favourites/{10**30}/", "/favourites/x/"]
    assert [browser.get(address).status_code for address in pages] == [404] * 4
    for address in (f"/favourites/{theirs.pk}/rename/", f"/favourites/{theirs.pk}/delete/"):
        assert browser.post(address, {"name": "Mine"}).status_code == 404
    for method, address in (
        ("get", key), ("patch", key), ("delete", key), ("get", f"{key}entries/"),
        ("put", f"{key}photos/{photo.pk}/"), ("delete", f"{key}photos/{photo.pk}/"),
    ):  # fmt: skip
        assert send(api, method, address, name="Mine").status_code == 404
    assert FavouriteList.objects.get(pk=theirs.pk).name == "Theirs" and not Favourite.objects.exists()


def test_a_guest_cannot_ask_the_api(photo):
    for address in (
        LISTS,
        f"{LISTS}default/",
        f"{LISTS}default/entries/",
        f"{LISTS}default/photos/{photo.pk}/",
    ):
        assert Client().get(address).status_code == 401


# --- the API --------------------------------------------------------------------------------------------------


def test_keeping_twice_is_keeping_once(api, stranger, public_album, photo):
    for _ in range(2):
        assert send(api, "put", f"{LISTS}default/photos/{photo.pk}/").status_code == 204
        assert send(api, "put", f"{LISTS}default/albums/{public_album.pk}/").status_code == 204
    assert held(stranger) == {(None, photo.pk), (public_album.pk, None)}
    entries = api.get(f"{LISTS}default/entries/").json()["results"]
    assert entries[0]["album"]["url"] == "http://testserver/albums/mist/" and entries[0]["photo"] is None
    assert entries[1]["photo"]["url"] == f"http://testserver/albums/mist/{photo.pk}/"
    for _ in range(2):
        assert send(api, "delete", f"{LISTS}default/photos/{photo.pk}/").status_code == 204
    assert held(stranger) == {(public_album.pk, None)}


def test_before_its_first_use_the_default_list_is_not_there(api, photo):
    assert api.get(LISTS).json()["results"] == []
    assert api.get(f"{LISTS}default/").status_code == 404
    assert send(api, "delete", f"{LISTS}default/photos/{photo.pk}/").status_code == 204
    assert not FavouriteList.objects.exists()


def test_a_list_is_made_renamed_and_removed(api, stranger, photo):
    made = send(api, "post", LISTS, name="雾")
    assert made.status_code == 201
    key = made.json()["key"]
    send(api, "put", f"{LISTS}{key}/photos/{photo.pk}/")
    assert send(api, "patch", f"{LISTS}{key}/", name="雾 mist").json() == {
        **made.json(), "name": "雾 mist", "photos": 1,
    }  # fmt: skip
    assert send(api, "delete", f"{LISTS}{key}/").status_code == 204
    assert not FavouriteList.objects.exists() and not Favourite.objects.exists()


def test_two_lists_never_have_the_same_name(api, stranger, owner):
    actions.make_list(user=owner, name="Fog")  # somebody else's does not count
    fog = send(api, "post", LISTS, name="Fog")
    again = send(api, "post", LISTS, name=" Fog ")
    assert (fog.status_code, again.status_code, again.json()["code"]) == (201, 409, "name_taken")
    mist = send(api, "post", LISTS, name="Mist").json()["key"]
    assert send(api, "patch", f"{LISTS}{mist}/", name="Fog").status_code == 409
    assert send(api, "patch", f"{LISTS}{mist}/", name="Mist").status_code == 200


@pytest.mark.parametrize(
    "name", ["", "   ", "\u202e\u2066", "a\x00b", "\ud800", "x" * 81, None, 7 * [1], {"a": 1}]
)
def test_a_bad_name_is_refused(api, name):
    answer = send(api, "post", LISTS, name=name)
    assert answer.status_code == 400 and answer.json()["errors"][0]["field"] == "name"
    assert not FavouriteList.objects.exists()


@pytest.mark.parametrize("name", ["", "   ", "\u202e", "x" * 81])
def test_the_page_says_what_is_wrong_with_a_name(browser, name):
    page = browser.post("/favourites/new/", {"name": name}, follow=True)
    assert page.status_code == 200 and 'role="status"' in page.content.decode()
    assert not FavouriteList.objects.exists()


def test_a_name_loses_what_nobody_can_see(browser, stranger):
    browser.post("/favourites/new/", {"name": "Fog\x00 <b>\u202e"})
    assert FavouriteList.objects.get().name == "Fog <b>"
    assert "Fog &lt;b&gt;" in browser.get("/favourites/").content.decode()


def test_the_default_list_can_neither_be_renamed_nor_removed(api, browser, stranger):
    actions.default_list(user=stranger)
    for method in ("patch", "delete"):
        answer = send(api, method, f"{LISTS}default/", name="Other")
        assert (answer.status_code, answer.json()["code"]) == (409, "default_list")
    browser.post("/favourites/default/delete/")
    assert FavouriteList.objects.get(owner=stranger).name == ""


def test_there_is_a_bound_of_lists_and_of_entries(api, stranger, public_album, photo, monkeypatch):
    monkeypatch.setattr(actions, "MOST_LISTS", 2)
    monkeypatch.setattr(actions, "MOST_ENTRIES", 1)
    send(api, "put", f"{LISTS}default/photos/{photo.pk}/")
    assert [send(api, "post", LISTS, name=f"List {n}").status_code for n in range(3)] == [201, 201, 409]
    full = send(api, "put", f"{LISTS}default/albums/{public_album.pk}/")
    assert (full.status_code, full.json()["code"]) == (409, "list_full")
    assert send(api, "put", f"{LISTS}default/photos/{photo.pk}/").status_code == 204  # it is there already
    assert held(stranger) == {(None, photo.pk)}


def test_who_is_suspended_changes_no_list(api, stranger, photo):
    Suspension.objects.create(person=stranger)
    for method, address in (("post", LISTS), ("put", f"{LISTS}default/photos/{photo.pk}/")):
        answer = send(api, method, address, name="Fog")
        assert (answer.status_code, answer.json()["code"]) == (403, "suspended")
    assert api.get(LISTS).status_code == 200
    assert not FavouriteList.objects.exists()


def test_there_is_a_limit(settings, api):
    settings.LIMITS = {**settings.LIMITS, "favourite_account": "2/1m"}
    assert [send(api, "post", LISTS, name=f"List {n}").status_code for n in range(3)] == [201, 201, 429]


def test_pages_of_entries_follow_one_another(api, stranger):
    album = make_album(owner=make_user())
    kept = actions.default_list(user=stranger)
    photos = [ready_photo(album=album) for _ in range(7)]
    for photo in photos:
        actions.add(user=stranger, favourites=kept, thing=photo)
    first = api.get(f"{LISTS}default/entries/?page_size=4").json()
    second = api.get(first["next"]).json()
    found = [entry["photo"]["id"] for entry in first["results"] + second["results"]]
    assert found == [photo.pk for photo in reversed(photos)] and second["next"] is None


# --- the pages ------------------------------------------------------------------------------------------------


def test_one_list_shows_its_photos_and_lets_them_go(browser, stranger, public_album, photo):
    kept = actions.make_list(user=stranger, name="Fog")
    actions.add(user=stranger, favourites=kept, thing=photo)
    actions.add(user=stranger, favourites=kept, thing=public_album)
    page = browser.get(f"/favourites/{kept.pk}/").content.decode()
    assert f"/albums/mist/{photo.pk}/" in page and "?kind=albums" in page
    assert "/albums/mist/" in browser.get(f"/favourites/{kept.pk}/?kind=albums").content.decode()
    answer = browser.post(f"/favourites/{kept.pk}/photos/{photo.pk}/remove/")
    assert answer["Location"] == f"/favourites/{kept.pk}/?kind=photos"
    assert held(stranger, "Fog") == {(public_album.pk, None)}


def test_a_photo_of_an_unlisted_album_leads_to_it(browser, stranger, public_album, photo):
    AlbumPage.objects.filter(pk=public_album.pk).update(visibility="unlisted")
    actions.add(user=stranger, favourites=actions.default_list(user=stranger), thing=photo)
    assert f'href="/albums/mist/{photo.pk}/"' in browser.get("/favourites/default/").content.decode()


def test_a_list_is_renamed_and_removed_on_its_page(browser, stranger):
    kept = actions.make_list(user=stranger, name="Fog")
    browser.post(f"/favourites/{kept.pk}/rename/", {"name": "Mist"})
    assert FavouriteList.objects.get(pk=kept.pk).name == "Mist"
    assert browser.post(f"/favourites/{kept.pk}/delete/")["Location"] == "/favourites/"
    assert not FavouriteList.objects.exists()


def test_empty_lists_say_so(browser, stranger):
    assert "Nothing kept yet" in browser.get("/favourites/").content.decode()
    actions.default_list(user=stranger)
    assert "Nothing in this list" in browser.get("/favourites/default/").content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/favourites/",
        "/favourites/default/",
        "/favourites/default/?kind=albums",
        LISTS,
        f"{LISTS}default/entries/",
    ],
)
def test_a_page_asks_the_same_questions_whatever_it_shows(browser, stranger, address):
    def fill(number: int) -> None:
        kept = actions.default_list(user=stranger)
        for n in range(number):
            album = make_album(owner=make_user())
            actions.add(user=stranger, favourites=kept, thing=ready_photo(album=album))
            actions.add(user=stranger, favourites=kept, thing=album)
            other = FavouriteList.objects.create(owner=stranger, name=f"{number} {n}")
            actions.add(user=stranger, favourites=other, thing=ready_photo(album=album))

    def queries() -> int:
        browser.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        return len(asked)

    fill(1)
    with_one = queries()
    fill(10)
    assert queries() == with_one <= 12


def test_the_menu_costs_one_question_however_many_lists_there_are(browser, stranger, public_album):
    def about_lists() -> int:
        with CaptureQueriesContext(connection) as asked:
            browser.get(public_album.get_url())
        return sum("community_favourite" in query["sql"] for query in asked)

    assert about_lists() == 1
    for n in range(20):
        FavouriteList.objects.create(owner=stranger, name=f"List {n}")
    assert about_lists() == 1
    assert len(favourites.menu_of(stranger, public_album)) == 21
