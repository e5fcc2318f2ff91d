"""The photos of an album in the admin: order, caption, cover, removing, adding."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from galleries.models import AlbumPage, AlbumPhoto, Photo
from jobs.models import Job
from tests.admin.conftest import titles
from tests.factories import add_tag, make_album, ready_photo


def press(client: Client, album: AlbumPage, photo: Photo, do: str, **data: str) -> object:
    return client.post(reverse("album_place", args=[album.pk, photo.pk]), {"do": do, **data})


def photo_of(album: AlbumPage, number: int) -> Photo:
    return album.album_photos.in_order()[number].photo


@pytest.mark.parametrize(
    ("number", "do", "order"),
    [
        (2, "first", "P2 P0 P1 P3"),
        (2, "up", "P0 P2 P1 P3"),
        (0, "down", "P1 P0 P2 P3"),
        (1, "last", "P0 P2 P3 P1"),
        (0, "up", "P0 P1 P2 P3"),
        (3, "down", "P0 P1 P2 P3"),
    ],
)
def test_buttons_move_a_photo(as_author, album, number, do, order):
    response = press(as_author, album, photo_of(album, number), do)
    assert response.status_code == 302
    assert titles(album) == order.split()


def test_moving_repairs_positions_that_are_not_in_a_row(as_author, album):
    AlbumPhoto.objects.filter(album=album).update(position=7)
    press(as_author, album, photo_of(album, 3), "first")
    assert titles(album) == ["P3", "P0", "P1", "P2"]


def test_a_dropped_photo_lands_where_it_was_dropped_counted_on_its_page(as_author, album):
    url = reverse("album_order", args=[album.pk, 1, photo_of(album, 3).pk])
    assert as_author.post(f"{url}?position=0").json() == {"success": True, "position": 1}
    assert titles(album) == ["P0", "P3", "P1", "P2"]
    assert as_author.post(f"{url}?position=many").status_code == 400


def test_a_caption_is_cleaned_and_kept_whichever_button_was_pressed(as_author, album):
    photo = photo_of(album, 0)
    press(as_author, album, photo, "down", caption="  At\x00 dawn\u202e  ")
    assert album.album_photos.get(photo=photo).caption == "At dawn"
    assert titles(album)[1] == "P0"


def test_a_caption_that_is_too_long_is_refused_with_a_message(as_author, album):
    photo = photo_of(album, 0)
    response = as_author.post(
        reverse("album_place", args=[album.pk, photo.pk]), {"do": "save", "caption": "x" * 2001}, follow=True
    )
    assert response.status_code == 200
    assert "2000" in response.text
    assert album.album_photos.get(photo=photo).caption == ""


def test_the_cover_changes_on_the_live_page_and_in_the_draft(as_author, album):
    album.title = "A title in a draft"
    album.save_revision()
    press(as_author, album, photo_of(album, 2), "cover")
    album = AlbumPage.objects.get(pk=album.pk)
    assert album.cover.title == "P2"
    assert album.title == "雾起黄山"
    assert album.get_latest_revision_as_object().cover.title == "P2"
    assert album.get_latest_revision_as_object().title == "A title in a draft"


def test_a_removed_photo_stays_in_the_library_and_is_no_cover_any_more(as_author, album):
    photo = photo_of(album, 1)
    press(as_author, album, photo, "cover")
    press(as_author, album, photo, "remove")
    assert titles(album) == ["P0", "P2", "P3"]
    assert Photo.objects.filter(pk=photo.pk).exists()
    assert AlbumPage.objects.get(pk=album.pk).cover is None


def test_a_photo_that_somebody_else_has_removed_is_told_about(as_author, album):
    photo = photo_of(album, 1)
    album.album_photos.filter(photo=photo).delete()
    response = as_author.post(reverse("album_place", args=[album.pk, photo.pk]), {"do": "up"}, follow=True)
    assert "does not show this photo any more" in response.text


def test_a_failed_photo_shows_why_and_can_be_tried_again(as_author, album, author):
    photo = ready_photo(owner=author, album=album)
    Photo.objects.filter(pk=photo.pk).update(state="failed", failure="The disk was full.", rendition_key=None)
    Job.objects.create(kind="prepare_photo", target_id=photo.pk, state="failed", reason="The disk was full.")
    page = as_author.get(reverse("album_photos", args=[album.pk])).text
    assert "The disk was full." in page
    assert "admin/failed.svg" in page
    press(as_author, album, photo, "retry")
    photo = Photo.objects.get(pk=photo.pk)
    assert (photo.state, photo.failure) == ("preparing", "")
    assert Job.objects.get(target_id=photo.pk).state == "queued"


def test_an_empty_album_says_so_and_offers_what_to_do(as_author, author):
    page = as_author.get(reverse("album_photos", args=[make_album(owner=author).pk])).text
    assert "no photos yet" in page
    assert "Upload photos" in page


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


def test_a_locked_page_keeps_its_photos_as_they_are(as_author, album, editor):
    AlbumPage.objects.filter(pk=album.pk).update(locked=True, locked_by=editor)
    assert press(as_author, album, photo_of(album, 1), "first").status_code == 302
    assert titles(album) == ["P0", "P1", "P2", "P3"]


def test_the_number_of_queries_does_not_grow_with_the_photos(as_editor, author):
    album = make_album(owner=author)
    counts = []
    for more in (1, 9, 90):
        for _ in range(more):
            ready_photo(owner=author, album=album, tags=("sea",))
        with CaptureQueriesContext(connection) as captured:
            as_editor.get(reverse("album_photos", args=[album.pk]))
        counts.append(len(captured))
    assert counts[1] == counts[2] <= counts[0] <= AT_MOST


AT_MOST = 25  # of which Wagtail's own page takes half


def test_a_hundred_photos_stand_on_a_page(as_author, author):
    album = make_album(owner=author)
    for _ in range(101):
        ready_photo(owner=author, album=album)
    page = as_author.get(reverse("album_photos", args=[album.pk]), {"p": "2"}).text
    assert page.count('class="v-card"') == 1
    assert "/photos/order/100/999999/" in page
