"""What every page owes its reader: a language, an address, and no more than she may see."""

import re

import pytest
from django.template.loader import render_to_string

from galleries.models import AlbumPhoto, PhotoTag
from tests.factories import add_tag, make_album, make_user, ready_photo


@pytest.fixture
def paths(public_album, owner):
    photo = public_album.album_photos.first().photo
    add_tag(photo, "Mist", "雾")
    return ["/", "/albums/", "/albums/mist/", f"/albums/mist/{photo.pk}/", "/tags/mist/", "/people/owner/",
            "/search/?q=雾", "/accounts/login/", "/nowhere/"]  # fmt: skip


def html(client, path, status=200, **extra):
    response = client.get(path, **extra)
    assert response.status_code == status, path
    return response.content.decode()


def test_no_page_needs_an_inline_style_or_script(client, paths):
    for path in paths:
        page = client.get(path).content.decode()
        assert not re.search(r"\sstyle=|<style|\son\w+=", page), path
        assert all("src=" in script for script in re.findall(r"<script[^>]*>", page)), path


def test_every_page_says_its_language(client, paths):
    for path in paths:
        assert '<html lang="en">' in client.get(path).content.decode()
        chinese = client.get(path, headers={"Accept-Language": "zh-CN"}).content.decode()
        assert '<html lang="zh-Hans">' in chinese
        assert "跳到正文" in chinese


def test_the_language_is_switched_by_a_form(client, public_album):
    response = client.post("/i18n/setlang/", {"language": "zh-hans", "next": "/albums/"})
    assert response.headers["Location"] == "/albums/"
    assert '<html lang="zh-Hans">' in html(client, "/albums/")


def test_each_run_of_an_editors_text_has_its_own_language(client, owner):
    make_album("雾起黄山", title_en="Mist", slug="fog", owner=owner, intro="四月的黄山。\n\nIn April.")
    page = html(client, "/albums/fog/")
    assert '<h1 class="album__zh album__zh--4" lang="zh-Hans">雾起黄山</h1>' in page
    assert '<p class="album__en" lang="en">Mist</p>' in page
    assert '<p lang="zh-Hans">四月的黄山。</p><p lang="en">In April.</p>' in page


@pytest.mark.parametrize("title", ["Letters from the north", "敦煌以西的十二个黄昏", "2024 冬"])
def test_a_title_that_cannot_stand_upright_is_the_heading_below(client, owner, title):
    make_album(title, slug="long", owner=owner)
    page = html(client, "/albums/long/")
    assert page.count("<h1") == 1
    assert re.search(rf'<h1 class="album__en" lang="[\w-]+">{title}</h1>', page)
    assert 'class="seal"' in page


def test_what_people_typed_is_escaped(client, owner):
    album = make_album("<b>x</b>", slug="x", owner=owner, intro="<script>1</script>", place="<i>")
    ready_photo(owner=owner, album=album, title='"><img src=x>', description='"><b>', caption="<b>")
    for path in (
        "/albums/x/",
        "/",
        "/albums/",
        "/search/?q=<b>",
        f"/albums/x/{album.album_photos.get().photo_id}/",
    ):
        page = html(client, path)
        assert not re.search(r"<script>|<b>x|<i>|<img src=x|<b>\"|\"><b>", page), path


def test_photos_that_are_not_ready_are_not_shown(client, public_album, owner):
    ready_photo(owner=owner, album=public_album, title="Half done", state="preparing", rendition_key=None)
    for path in ("/albums/mist/", "/"):
        assert "Half done" not in html(client, path)


def test_a_private_album_shows_nowhere(client, private_album, stranger):
    photo = AlbumPhoto.objects.get(album=private_album).photo
    add_tag(photo, "Secret")
    client.force_login(stranger)
    for path in ("/", "/albums/"):
        assert private_album.title not in html(client, path)
    for path in ("/albums/home-alone/", f"/albums/home-alone/{photo.pk}/", "/tags/secret/", "/people/owner/"):
        html(client, path, 404)


def test_the_owner_sees_her_private_album_marked_and_by_signed_addresses(client, private_album, owner):
    client.force_login(owner)
    page = html(client, "/albums/home-alone/")
    assert "Private" in page
    assert 'name="robots" content="noindex"' in page
    assert "og:title" not in page
    assert page.count("&amp;sig=") == page.count("/media/") > 0
    assert private_album.title in html(client, "/people/owner/")


def test_an_open_album_has_plain_addresses_and_says_what_it_is(client, public_album, settings):
    settings.BASE_URL = "https://example.org"
    page = html(client, "/albums/mist/")
    assert "sig=" not in page
    assert '<link rel="canonical" href="https://example.org/albums/mist/">' in page
    assert re.search(r'property="og:image" content="https://example.org/media/[^"]+\.jpg"', page)


def test_an_unlisted_album_opens_but_is_not_indexed(client, owner):
    ready_photo(owner=owner, album=make_album(slug="quiet", owner=owner, visibility="unlisted"))
    page = html(client, "/albums/quiet/")
    assert 'content="noindex"' in page
    assert "sig=" not in page
    assert "/people/owner/" not in page  # she shows nothing in lists, so her page does not exist


def test_pictures_never_jump_and_only_the_cover_is_hurried(client, public_album):
    page = html(client, "/albums/mist/")
    images = re.findall(r"<img [^>]+>", page)
    assert len(images) == 4
    assert all(' width="1600" height="1067"' in image for image in images)
    assert [("fetchpriority" in image, 'loading="lazy"' in image) for image in images] == [
        (True, False),
        *[(False, True)] * 3,
    ]
    assert page.count('type="image/avif"') == page.count('type="image/webp"') == 4


def test_a_cover_keeps_its_point_of_interest(client, owner):
    album = make_album(slug="focus", owner=owner)
    ready_photo(
        owner=owner,
        album=album,
        focal_point_x=400,
        focal_point_y=960,
        focal_point_width=1,
        focal_point_height=1,
    )
    assert 'class="fx-25 fy-90"' in html(client, "/albums/focus/")


def test_suggested_and_rejected_tags_do_not_show(client, public_album):
    photo = public_album.album_photos.first().photo
    add_tag(photo, "Fog", state=PhotoTag.State.SUGGESTED)
    add_tag(photo, "Rain", state=PhotoTag.State.REJECTED)
    page = html(client, f"/albums/mist/{photo.pk}/")
    assert "Fog" not in page
    assert "Rain" not in page
    html(client, "/tags/fog/", 404)


def test_the_position_shows_only_when_the_owner_wants_it(client, owner):
    album = make_album(slug="where", owner=owner)
    hidden = ready_photo(owner=owner, album=album, latitude=30.1312, longitude=118.1689)
    shown = ready_photo(owner=owner, album=album, latitude=-33.85, longitude=-70.5, show_position=True)
    assert "30.13" not in html(client, f"/albums/where/{hidden.pk}/")
    assert "33.8500° S, 70.5000° W" in html(client, f"/albums/where/{shown.pk}/")


@pytest.mark.parametrize(("download", "offered"), [("none", False), ("web", True), ("original", True)])
def test_a_download_is_offered_where_the_album_allows_it(client, owner, download, offered):
    photo = ready_photo(owner=owner, album=make_album(slug="take", owner=owner, download=download))
    assert (f"/albums/take/{photo.pk}/download/" in html(client, f"/albums/take/{photo.pk}/")) is offered


def test_a_photo_leads_to_its_neighbours(client, public_album):
    first, second, third = [place.photo_id for place in public_album.album_photos.in_order()]
    page = html(client, f"/albums/mist/{second}/")
    assert f'href="/albums/mist/{first}/" rel="prev"' in page
    assert f'href="/albums/mist/{third}/" rel="next"' in page
    assert "2 / 3" in page


def test_a_photo_of_another_album_is_not_found_here(client, public_album, owner):
    other = ready_photo(owner=owner, album=make_album(owner=owner))
    html(client, f"/albums/mist/{other.pk}/", 404)


def test_a_tag_page_goes_on_by_key(client, owner, monkeypatch):
    monkeypatch.setattr("galleries.views.pages.PHOTOS_PER_PAGE", 2)
    album = make_album(owner=owner, slug="tagged")
    photos = [ready_photo(owner=owner, album=album, tags=("Mist",)) for _ in range(3)]
    first = html(client, "/tags/mist/")
    assert f"/{photos[2].pk}/" in first
    assert f'href="?before={photos[1].pk}"' in first
    second = html(client, f"/tags/mist/?before={photos[1].pk}")
    assert f"/albums/tagged/{photos[0].pk}/" in second
    assert f"/albums/tagged/{photos[2].pk}/" not in second
    assert html(client, "/tags/mist/?before=nonsense")
    html(client, "/tags/unknown/", 404)


def test_a_person_without_anything_to_show_is_not_found_but_by_herself(client, stranger):
    html(client, "/people/stranger/", 404)
    html(client, "/people/nobody/", 404)
    client.force_login(stranger)
    assert "Only you see this page" in html(client, "/people/stranger/")


def test_a_closed_account_has_no_page(client, public_album, owner):
    html(client, "/people/owner/")
    type(owner).objects.filter(pk=owner.pk).update(is_active=False)
    html(client, "/people/owner/", 404)


@pytest.mark.parametrize("path", ["/", "/albums/"])
def test_an_empty_site_says_so(client, db, path):
    assert "As soon as the first album is published" in html(client, path)


def test_an_empty_album_and_a_vain_search_say_so(client, owner):
    make_album(slug="bare", owner=owner)
    assert "No photos yet" in html(client, "/albums/bare/")
    assert "Nothing was found" in html(client, "/search/?q=zzzz")


def test_signing_in_leads_back_and_out_is_a_form(client, public_album):
    make_user("reader")
    page = html(client, "/accounts/login/?next=/albums/")
    assert 'value="/albums/"' in page
    wrong = client.post("/accounts/login/", {"login": "reader", "password": "x", "next": "/albums/"})
    assert 'role="alert"' in wrong.content.decode()
    right = client.post("/accounts/login/", {"login": "reader", "password": "secret-8", "next": "/albums/"})
    assert right.headers["Location"] == "/albums/"
    assert client.get("/accounts/logout/").status_code == 200
    assert "Sign out" in html(client, "/albums/")
    assert client.post("/accounts/logout/").headers["Location"] == "/"
    assert "Sign in" in html(client, "/albums/")


def test_signing_in_does_not_lead_to_other_sites(client, public_album):
    make_user("reader")
    form = {"login": "reader", "password": "secret-8", "next": "https://evil.example/"}
    assert client.post("/accounts/login/", form).headers["Location"] == "/"


def test_the_old_address_of_the_sign_in_still_leads_there(client, db):
    answer = client.get("/accounts/sign-in/?next=/albums/")
    assert answer.headers["Location"] == "/accounts/login/?next=/albums/"


def test_a_broken_page_needs_neither_database_nor_request():
    page = render_to_string("500.html")
    assert "<h1>Something broke</h1>" in page
