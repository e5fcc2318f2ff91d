"""Coming in by a share link: who gets in, who counts, and what ends."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from galleries import share_actions, share_links, viewer
from galleries.models import AlbumIndexPage, AlbumPage, LinkVisit, ShareLink, Withheld
from tests.factories import make_album, make_user, ready_photo
from tests.galleries.links import come_in, make_link, opens, visits, without

pytestmark = pytest.mark.django_db
ALBUM = "/albums/home-alone/"


def test_a_guest_with_a_link_sees_the_album_and_its_photos(client, private_album):
    _link, path = make_link(private_album)
    assert not opens(client)
    answer = client.get(path, follow=True)
    assert answer.redirect_chain[-1][0] == ALBUM
    assert "You see this album by a link." in answer.content.decode()
    photo = private_album.album_photos.get().photo
    assert opens(client, f"{ALBUM}{photo.pk}/")
    assert not opens(Client())


def test_the_page_is_for_no_search_engine_and_no_shared_cache(client, private_album):
    come_in(make_link(private_album)[1], client)
    page = client.get(ALBUM)
    assert page["X-Robots-Tag"] == "noindex"
    assert "private" in page["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in page.content.decode()


def test_the_door_does_not_pass_its_address_on(client, private_album):
    _link, path = make_link(private_album, password="a good one")
    for answer in (client.get(path), client.post(path, {"password": "wrong"}), client.head(path)):
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["X-Robots-Tag"].startswith("noindex")
        assert "no-store" in answer["Cache-Control"]


def test_only_a_fingerprint_of_the_token_is_kept(private_album):
    link, path = make_link(private_album)
    token = path.split("/")[2]
    assert len(token) == 22
    kept = ShareLink.objects.filter(pk=link.pk).values().get()
    assert token not in str(kept)
    assert kept["token_hash"] == share_links.hash_of(token)


# --- what counts -----------------------------------------------------------------------------------


def test_each_browser_counts_once(client, private_album):
    link, path = make_link(private_album)
    for _ in range(3):
        come_in(path, client)
    come_in(path)
    assert visits(link) == LinkVisit.objects.filter(link=link).count() == 2


def test_what_draws_previews_uses_up_no_visit(private_album):
    link, path = make_link(private_album, max_visits=1)
    for _ in range(3):
        assert Client().head(path).status_code == 200
        bot = Client()
        answer = bot.get(path)
        bot.cookies.clear()
        page = bot.get(answer["Location"])  # it follows, and keeps nothing
        assert page.status_code == 200
        assert "cookie" in page.content.decode()
    assert visits(link) == 0
    assert opens(come_in(path))


def test_the_preview_says_no_word_of_the_album(private_album):
    for fields in ({}, {"password": "a good one"}):
        _link, path = make_link(private_album, label="for Mei", **fields)
        page = Client().get(f"{path}?again=1").content.decode()
        assert not {word for word in (private_album.title, "home-alone", "for Mei", "owner") if word in page}


def test_the_owner_who_tries_her_link_does_not_count(client, owner, private_album):
    link, path = make_link(private_album)
    client.force_login(owner)
    assert client.get(path)["Location"] == ALBUM
    assert visits(link) == 0


def test_a_link_lets_in_as_many_as_it_says_and_those_may_come_back(private_album):
    link, path = make_link(private_album, max_visits=2)
    first, second = come_in(path), come_in(path)
    third = Client()
    assert third.get(path).status_code == 404
    assert opens(first) and opens(second) and not opens(third)
    assert come_in(path, first).get(path).status_code == 302
    assert visits(link) == 2


@pytest.mark.django_db(transaction=True)
def test_of_many_who_come_at_once_exactly_as_many_get_in_as_may():
    album = make_album(owner=make_user(), visibility="private", slug="home-alone")
    link, path = make_link(album, max_visits=3)
    start = threading.Barrier(10)

    def guest(_number):
        client = Client()
        client.get(path)
        start.wait(30)
        try:
            return client.get(path).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        answers = sorted(pool.map(guest, range(10)))
    assert answers == [302] * 3 + [404] * 7
    assert visits(link) == LinkVisit.objects.filter(link=link).count() == 3


@pytest.mark.parametrize("fields", [{}, {"password": "a good one"}])
def test_an_address_that_is_clicked_twice_counts_once(fields, private_album):
    link, path = make_link(private_album, max_visits=1, **fields)
    first = Client()
    first.get(path)
    second = Client()  # the same browser, which has not yet got the answer to its first request
    second.cookies.update(first.cookies)
    for client in (first, second):
        assert client.post(path, fields).status_code == 302
        assert opens(client)
    assert visits(link) == LinkVisit.objects.count() == 1
    assert Client().get(path).status_code == 404


def test_a_browser_that_says_nonsense_for_a_key_gets_one(private_album):
    link, path = make_link(private_album)
    client = Client()
    client.cookies["share_door"] = "x" * 4000
    assert client.get(path)["Location"].endswith("?again=1")
    assert opens(come_in(path, client))
    assert visits(link) == 1


def test_a_session_keeps_the_newest_links_only(client, owner):
    for number in range(viewer.LINKS_AT_MOST + 2):
        share_links_made = make_link(make_album(owner=owner, slug=f"a{number}", visibility="private"))
        come_in(share_links_made[1], client)
        share_actions.limits.clear("share_links", owner.pk)
    assert len(client.session[viewer.LINKS_IN_SESSION]) == viewer.LINKS_AT_MOST
    assert not opens(client, "/albums/a0/")
    assert opens(client, f"/albums/a{viewer.LINKS_AT_MOST + 1}/")


def test_a_flood_of_new_guests_from_one_network_is_stopped(settings, private_album):
    settings.LIMITS = {**settings.LIMITS, "link_visits": "2/1h"}
    link, path = make_link(private_album)
    come_in(path), come_in(path)
    third = Client()
    answer = third.get(path, follow=True)
    assert answer.status_code == 429
    assert visits(link) == 2


def test_a_download_is_counted_for_the_guest_who_took_it(client, private_album):
    AlbumPage.objects.update(download="web")
    photo = private_album.album_photos.get().photo
    alias, name, _commands = photo.download_file(full=False)
    storages[alias].save(name, ContentFile(b"picture"))
    link, path = make_link(private_album, allow_download=True)
    come_in(path, client)
    client.get(f"{ALBUM}{photo.pk}/")
    client.head(f"{ALBUM}{photo.pk}/download/")
    assert LinkVisit.objects.get(link=link).downloads == 0
    assert b"".join(client.get(f"{ALBUM}{photo.pk}/download/").streaming_content) == b"picture"
    assert LinkVisit.objects.get(link=link).downloads == 1


def test_without_that_permission_there_is_no_download(client, private_album):
    AlbumPage.objects.update(download="original")
    photo = private_album.album_photos.get().photo
    come_in(make_link(private_album)[1], client)
    assert client.get(f"{ALBUM}{photo.pk}/download/").status_code == 404


# --- what ends -------------------------------------------------------------------------------------


def revoke(link):
    share_actions.revoke_link(user=link.album.owner, link=link)


def expire(link):
    ShareLink.objects.filter(pk=link.pk).update(expires_at=timezone.now() - timedelta(seconds=1))


def change_password(link):
    share_actions.edit_link(user=link.album.owner, link=link, password="another one")


def change_address(link):
    share_actions.new_address(user=link.album.owner, link=link)


def delete(link):
    revoke(link)
    share_actions.remove_link(user=link.album.owner, link=link)


@pytest.mark.parametrize("end", [revoke, expire, change_password, change_address, delete])
def test_who_came_in_is_out_at_the_next_request(end, client, private_album):
    link, path = make_link(private_album)
    come_in(path, client)
    assert opens(client)
    end(link)
    assert not opens(client)


@pytest.mark.parametrize("end", [revoke, expire, change_address, delete])
def test_an_address_that_ended_answers_like_one_that_never_was(end, private_album):
    link, path = make_link(private_album, password="a good one")
    end(link)
    for ask in ("get", "head", "post"):
        ended = getattr(Client(), ask)(path)
        unknown = getattr(Client(), ask)(f"/s/{share_links.new_token()}/")
        assert ended.status_code == unknown.status_code == 404
        assert ended.headers.keys() == unknown.headers.keys()
        if ask == "get":
            assert without(path, ended) == without(unknown.request["PATH_INFO"], unknown)


def test_a_used_up_link_answers_the_same_to_a_new_guest(private_album):
    _link, path = make_link(private_album, max_visits=1, password="a good one")
    Client().post(path, {"password": "a good one"})
    assert Client().get(path).status_code == 404
    assert Client().post(path, {"password": "a good one"}).status_code == 404


def unpublish(album):
    album.unpublish()


def withhold(album):
    Withheld.objects.create(album=album)


def restrict(album):
    PageViewRestriction.objects.create(
        page=AlbumIndexPage.objects.get(), restriction_type=PageViewRestriction.LOGIN
    )


def leave(album):
    type(album.owner).objects.filter(pk=album.owner_id).update(delete_after=timezone.now())


@pytest.mark.parametrize("hide", [unpublish, withhold, restrict, leave])
def test_a_link_does_not_open_what_is_not_on_the_site(hide, private_album):
    link, path = make_link(private_album)
    hide(private_album)
    assert Client().get(path).status_code == 404
    assert Client().post(path).status_code == 404
    assert visits(link) == 0


@pytest.mark.parametrize(
    "path", ["/s/short/", "/s/" + "a" * 23 + "/", "/s/%00/", "/s/" + "é" * 22 + "/", "/s//"]
)
def test_what_is_no_token_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_a_link_opens_one_album_and_no_list(client, owner, private_album):
    other = make_album(owner=owner, slug="other", visibility="private")
    ready_photo(owner=owner, album=other)
    come_in(make_link(private_album)[1], client)
    assert not opens(client, "/albums/other/")
    assert "home-alone" not in client.get("/albums/").content.decode()
