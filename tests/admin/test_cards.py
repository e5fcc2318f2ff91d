"""What the grid's script asks for: cards, the order, details of one photo, what must be known of many."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from galleries.models import AlbumPage, AlbumPhoto, Photo
from tests.factories import add_tag, make_album, ready_photo

BAD = ["", "x", "0", "9" * 40, "1,,2", "-1", "\x00", "1.5", "٣"]


def ids_of(album) -> list[int]:
    return [place.photo_id for place in album.album_photos.in_order()]


def cards(client, album, *ids, **query):
    return client.get(reverse("album_cards", args=[album.pk]), {"ids": ",".join(map(str, ids)), **query})


def details(client, album, photo, **headers):
    return client.get(reverse("album_details", args=[album.pk, photo]), **headers)


def ask(client, album, ids, **fields):
    return client.post(reverse("album_ask", args=[album.pk]), {"ids": ",".join(map(str, ids)), **fields})


def test_cards_say_where_photos_stand_and_what_state_they_are_in(as_author, album):
    ids = ids_of(album)
    Photo.objects.filter(pk=ids[2]).update(state="preparing", rendition_key=None)
    AlbumPage.objects.filter(pk=album.pk).update(cover=ids[1])
    answer = cards(as_author, album, ids[1], ids[2]).json()
    assert answer["total"] == 4
    found = {card["id"]: card for card in answer["cards"]}
    assert [found[pk]["position"] for pk in ids[1:3]] == [1, 2]
    assert [found[pk]["state"] for pk in ids[1:3]] == ["ready", "preparing"]
    assert "Cover" in found[ids[1]]["html"]
    assert "<progress" in found[ids[2]]["html"]
    assert "order" not in answer


def test_the_order_comes_when_it_is_wanted_without_what_is_in_the_trash(as_author, album):
    ids = ids_of(album)
    Photo.objects.filter(pk=ids[0]).update(trashed_at=timezone.now())
    answer = cards(as_author, album, ids[0], ids[3], order="1").json()
    assert answer["order"] == ids[1:]
    assert [card["id"] for card in answer["cards"]] == [ids[3]]


def test_photos_of_other_albums_have_no_card_here(as_author, album, other_album):
    strange = other_album.album_photos.get().photo_id
    answer = cards(as_author, album, strange)
    assert answer.json()["cards"] == []
    assert "Hidden rose" not in answer.text
    assert details(as_author, album, strange).status_code == 404
    assert ask(as_author, album, [strange], words="title").json() == {"words": {}}


def test_suggestions_wait_only_for_those_who_may_decide(as_author, author, other_author, album):
    photo = ready_photo(owner=other_author, title="Lent")
    add_tag(photo, "gate", state="suggested", confidence=0.9)
    AlbumPhoto.objects.append(album, [photo])
    html = cards(as_author, album, photo.pk).json()["cards"][0]["html"]
    assert "suggestion" not in html
    assert "Not yours to change" in html
    shown = details(as_author, album, photo.pk, HTTP_X_REQUESTED_WITH="XMLHttpRequest").text
    assert "gate" not in shown
    assert 'value="caption"' in shown
    assert 'value="title"' not in shown


def test_keys_that_are_none_are_passed_over(as_author, album):
    for ids in BAD:
        assert as_author.get(reverse("album_cards", args=[album.pk]), {"ids": ids}).status_code == 200, ids
        assert as_author.post(reverse("album_ask", args=[album.pk]), {"ids": ids}).status_code == 200, ids


def test_no_more_cards_are_given_at_once_than_were_agreed(as_author, author, monkeypatch):
    monkeypatch.setattr("galleries.admin.cards.CARDS", 3)
    album = make_album(owner=author)
    ids = [ready_photo(owner=author, album=album).pk for _ in range(5)]
    assert len(cards(as_author, album, *ids).json()["cards"]) == 3


def test_cards_cost_the_same_number_of_queries_for_any_number(as_editor, author):
    album = make_album(owner=author)
    ids = [ready_photo(owner=author, album=album, tags=("sea",)).pk for _ in range(20)]
    counts = []
    for some in (ids[:2], ids):
        with CaptureQueriesContext(connection) as captured:
            cards(as_editor, album, *some, order="1")
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 16


def test_details_are_a_part_for_the_script_and_a_page_for_everybody_else(as_author, album):
    photo = ids_of(album)[1]
    add_tag(Photo.objects.get(pk=photo), "gate", state="suggested", confidence=0.9)
    part = details(as_author, album, photo, HTTP_X_REQUESTED_WITH="XMLHttpRequest").text
    page = details(as_author, album, photo).text
    assert "<html" not in part
    assert "<html" in page
    for text in (part, page):
        assert "2 of 4" in text
        assert "Accept gate" in text
        assert reverse("album_change", args=[album.pk]) in text
    assert details(as_author, album, 10**15).status_code == 404


def test_a_form_of_the_details_works_without_a_script(as_author, album):
    photo = ids_of(album)[1]
    url = reverse("album_change", args=[album.pk])
    response = as_author.post(url, {"photos": photo, "do": "alt-en", "alt_en": "A gate"}, follow=True)
    assert response.status_code == 200
    assert Photo.objects.get(pk=photo).alt_en == "A gate"


def test_texts_are_told_as_they_are_now(as_author, album):
    ids = ids_of(album)
    album.album_photos.filter(photo=ids[0]).update(caption="Dawn")
    assert ask(as_author, album, ids[:2], words="caption").json() == {
        "words": {str(ids[0]): "Dawn", str(ids[1]): ""}
    }
    assert ask(as_author, album, ids[:1], words="licence").json() == {"words": {str(ids[0]): "all-rights"}}


def test_before_deleting_one_is_told_of_other_albums_but_not_of_hidden_ones(
    as_author, author, album, other_album
):
    photo = Photo.objects.get(pk=ids_of(album)[0])
    AlbumPhoto.objects.append(make_album("Her other album", owner=author), [photo])
    AlbumPhoto.objects.append(other_album, [photo])
    AlbumPage.objects.filter(pk=album.pk).update(cover=photo)
    told = ask(as_author, album, [photo.pk]).text
    assert "1 photo goes to the trash" in told
    assert "Her other album" in told
    assert "the cover of this album" in told
    assert "Secret garden" not in told


def test_before_deleting_one_is_told_what_is_not_hers(as_author, other_author, album):
    photo = ready_photo(owner=other_author)
    AlbumPhoto.objects.append(album, [photo])
    assert "Only 4 of them are yours" in ask(as_author, album, ids_of(album)).text
    assert "None of them is yours" in ask(as_author, album, [photo.pk]).text
