"""The photos of an album in the admin: the grid as a page and a plain form, and adding photos that are there."""

import json
import re
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from galleries.admin import cards
from galleries.models import AlbumPhoto, Photo
from jobs.models import Job
from tests.admin.conftest import titles
from tests.factories import add_tag, make_album, ready_photo

AT_MOST = 25  # of which Wagtail's own page takes half


def page_of(client, album, **query):
    return client.get(reverse("album_photos", args=[album.pk]), query)


def desk_of(page: str) -> dict:
    return json.loads(re.search(r'id="v-desk-data" type="application/json">(.*?)</script>', page).group(1))


class Forms(HTMLParser):
    """The first button of a name in the grid's form, with all that the form would send along."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.inside, self.action, self.fields, self.buttons = False, "", {}, []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "form":
            self.inside = found.get("id") == "v-arrange"
            self.action = found["action"] if self.inside else self.action
        elif self.inside and tag == "button" and "name" in found:
            self.buttons.append((found["name"], found["value"]))
        elif (
            self.inside
            and tag == "input"
            and "name" in found
            and found.get("type") not in ("checkbox", "radio")
        ):
            self.fields[found["name"]] = found.get("value", "")

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "form"


def test_the_grid_is_a_plain_form_whose_buttons_do_what_they_say(as_author, album):
    form = Forms(page_of(as_author, album).text)
    last = album.album_photos.in_order().last().photo_id
    assert ("way", "first") in form.buttons
    sent = {**form.fields, "photos": last, "way": "first"}
    response = as_author.post(form.action, sent, follow=True)
    assert titles(album) == ["P3", "P0", "P1", "P2"]
    assert "1 photo was moved." in response.text
    first = album.album_photos.in_order().first().photo_id
    as_author.post(form.action, {**form.fields, "photos": first, "do": "remove"})
    assert titles(album) == ["P0", "P1", "P2"]


def test_every_button_of_the_form_is_an_action_that_is_known(as_author, album):
    form = Forms(page_of(as_author, album).text)
    assert len({button for button in form.buttons if button[0] == "do"}) == 16
    for name, value in form.buttons:  # nothing is ticked, and what is chosen from lists is not sent
        told = as_author.post(
            form.action, {**form.fields, name: value}, HTTP_ACCEPT="application/json"
        ).json()
        assert told["told"] != "This action is not known.", value
    assert titles(album) == ["P0", "P1", "P2", "P3"]


def test_a_failed_photo_shows_why_and_can_be_tried_again(as_author, album, author):
    photo = ready_photo(owner=author, album=album)
    Photo.objects.filter(pk=photo.pk).update(state="failed", failure="The disk was full.", rendition_key=None)
    Job.objects.create(kind="prepare_photo", target_id=photo.pk, state="failed", reason="The disk was full.")
    page = page_of(as_author, album).text
    assert "The disk was full." in page
    assert "admin/failed.svg" in page
    as_author.post(reverse("album_change", args=[album.pk]), {"do": "retry", "photos": photo.pk})
    photo = Photo.objects.get(pk=photo.pk)
    assert (photo.state, photo.failure) == ("preparing", "")


def test_an_empty_album_says_so_and_offers_what_to_do(as_author, author):
    page = page_of(as_author, make_album(owner=author)).text
    assert "no photos yet" in page
    assert "data-uploader" in page
    assert desk_of(page)["order"] == []


def test_what_lies_in_the_trash_stands_in_no_grid(as_author, album):
    gone = album.album_photos.in_order()[1].photo_id
    Photo.objects.filter(pk=gone).update(trashed_at=timezone.now())
    page = page_of(as_author, album).text
    assert f'data-id="{gone}"' not in page
    assert gone not in desk_of(page)["order"]
    assert len(desk_of(page)["order"]) == 3


def test_a_page_of_the_list_has_its_share_and_the_keys_of_all(as_author, author, monkeypatch):
    monkeypatch.setattr("galleries.admin.album_photos.CARDS", 3)
    album = make_album(owner=author)
    photos = [ready_photo(owner=author, album=album) for _ in range(5)]
    page = page_of(as_author, album, p="2").text
    assert re.findall(r'data-id="(\d+)"', page) == [str(photo.pk) for photo in photos[3:]]
    assert re.findall(r'v-ph__n">(\d+)', page) == ["4", "5"]
    desk = desk_of(page)
    assert (desk["order"], desk["offset"]) == ([photo.pk for photo in photos], 3)
    assert page_of(as_author, album, p="x\x00").status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_photos(as_editor, author):
    album = make_album(owner=author)
    counts = []
    for more in (1, 4, 40):
        for _ in range(more):
            ready_photo(owner=author, album=album, tags=("sea",))
        with CaptureQueriesContext(connection) as captured:
            page_of(as_editor, album)
        counts.append(len(captured))
    assert counts[1] == counts[2] <= counts[0] <= AT_MOST


def test_a_thousand_cards_stay_below_a_megabyte(as_author, author):
    photo = ready_photo(owner=author, title="Morning mist over the harbour")
    album = make_album(owner=author)
    add_tag(photo, "sea", state="suggested")
    AlbumPhoto.objects.append(album, [photo])
    answer = as_author.get(reverse("album_cards", args=[album.pk]), {"ids": photo.pk})
    assert len(answer.content) < 1000
    assert cards.CARDS * len(answer.content) + len(page_of(as_author, album).content) < 1_000_000


def test_only_photos_one_may_use_are_offered_and_can_be_added(as_author, author, album, other_album):
    mine = ready_photo(owner=author, title="Mine")
    hidden = Photo.objects.get(title="Hidden rose")
    url = reverse("album_choose", args=[album.pk])
    page = as_author.get(url).text
    assert "Mine" in page
    assert "Hidden rose" not in page
    as_author.post(url, {"photos": [mine.pk, hidden.pk, "x", "99999999999999999999"]})
    assert titles(album)[4:] == ["Mine"]


def test_existing_photos_are_found_by_title_and_by_any_word_of_a_tag(as_editor, album):
    sea = ready_photo(title="Blue hour")
    add_tag(sea, "sea", "海")
    ready_photo(title="Forest")
    url = reverse("album_choose", args=[album.pk])
    assert "Blue hour" in as_editor.get(url, {"q": "海"}).text
    assert "Forest" not in as_editor.get(url, {"q": "海"}).text
    assert "Blue hour" in as_editor.get(url, {"q": "blue hour"}).text
    assert as_editor.get(url, {"q": "\x00%_'", "collection": "9" * 30, "p": "-1"}).status_code == 200


@pytest.mark.parametrize("name", ["album_photos", "album_cards"])
def test_the_grid_of_somebody_elses_album_is_closed(as_author, other_album, name):
    response = as_author.get(reverse(name, args=[other_album.pk]))
    assert response.status_code in (302, 403)
    assert "Hidden rose" not in response.text
