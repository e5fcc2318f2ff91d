"""What is done to the ticked photos of an album: order, cover, captions, taking out, other albums."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from galleries.models import AlbumChange, AlbumPage, AlbumPhoto, AlbumRule, Photo
from tests.admin.changing import JSON, change, ids, photo, post, undo
from tests.admin.conftest import titles
from tests.factories import make_album, ready_photo


@pytest.mark.parametrize(
    ("numbers", "fields", "order"),
    [
        ([2], {"way": "first"}, "P2 P0 P1 P3"),
        ([2], {"way": "earlier"}, "P0 P2 P1 P3"),
        ([0], {"way": "later"}, "P1 P0 P2 P3"),
        ([1, 3], {"way": "first"}, "P1 P3 P0 P2"),
        ([0, 2], {"way": "later"}, "P1 P3 P0 P2"),
        ([0, 1], {"way": "last"}, "P2 P3 P0 P1"),
        ([3, 0], {"before": 2}, "P1 P0 P3 P2"),
        ([1, 2], {"before": 1}, "P0 P1 P2 P3"),
        ([0], {"before": ""}, "P1 P2 P3 P0"),
        ([0], {"way": "earlier"}, "P0 P1 P2 P3"),
    ],
)
def test_ticked_photos_move_together_and_keep_their_order(as_author, album, numbers, fields, order):
    everybody = ids(album)
    if isinstance(fields.get("before"), int):
        fields = {"before": everybody[fields["before"]]}
    answer = change(as_author, album, "move", [everybody[number] for number in numbers], **fields)
    assert titles(album) == order.split()
    moves = dict(album.album_photos.values_list("photo", "moves"))
    assert moves == {pk: int(pk in answer["done"]) for pk in everybody}
    assert bool(answer["done"]) == bool(answer["undo"]) == (titles(album) != ["P0", "P1", "P2", "P3"])


def test_moving_repairs_gaps_and_steps_over_what_lies_in_the_trash(as_author, album, author):
    AlbumPhoto.objects.filter(album=album).update(position=7)
    change(as_author, album, "trash", ids(album, 2))
    change(as_author, album, "move", ids(album, 3), way="earlier")
    assert titles(album) == ["P0", "P3", "P1", "P2"]
    assert list(album.album_photos.order_by("position").values_list("position", flat=True)) == [0, 1, 2, 3]


def test_a_photo_that_somebody_else_has_moved_meanwhile_stays_there(as_author, as_editor, album):
    first, second, *_others = ids(album)
    seen = {first: 0, second: 0}
    change(as_editor, album, "move", [first], way="last")
    response = post(as_author, album, "move", [first], way="first", seen=seen)
    assert response.status_code == 409
    assert response.json()["conflicts"][0] | {"told": ""} == {
        "photo": first,
        "field": "move",
        "now": 1,
        "told": "",
    }
    answer = change(as_author, album, "move", [first, second], way="last", seen=seen)
    assert answer["done"] == [second]
    assert titles(album) == ["P2", "P3", "P0", "P1"]


def test_what_left_the_album_meanwhile_is_told(as_author, as_editor, album):
    first, second, third, _fourth = ids(album)
    change(as_editor, album, "remove", [first])
    answer = change(as_author, album, "caption", [first, second], caption="Dawn")
    assert (answer["done"], answer["gone"]) == ([second], [first])
    assert "1 photo is not in the album any more." in answer["told"]
    assert post(as_author, album, "move", [third], before=first).status_code == 409


def test_captions_are_cleaned_and_never_written_over_unseen_words(as_author, as_editor, album):
    first, second, *_others = ids(album)
    change(as_author, album, "caption", [first, second], caption="  At\x00 dawn\u202e\r\n ")
    change(as_editor, album, "caption", [first], caption="Later words")
    seen = {first: "At dawn", second: "At dawn"}
    answer = change(as_author, album, "caption", [first, second], caption="Mine", seen=seen)
    assert answer["done"] == [second]
    assert answer["conflicts"][0]["now"] == "Later words"
    assert "P0" in answer["conflicts"][0]["told"]
    texts = album.album_photos.order_by("position").values_list("caption", flat=True)
    assert list(texts) == ["Later words", "Mine", "", ""]
    assert "2000" in post(as_author, album, "caption", [first], caption="x" * 2001).json()["told"]


def test_the_cover_changes_in_the_draft_too_and_goes_with_its_photo(as_author, album):
    album.save_revision()
    (cover,) = ids(album, 2)
    assert post(as_author, album, "cover", ids(album, 1, 2)).status_code == 400
    change(as_author, album, "cover", [cover])
    assert AlbumPage.objects.get(pk=album.pk).get_latest_revision_as_object().cover_id == cover
    change(as_author, album, "remove", [cover])
    assert AlbumPage.objects.get(pk=album.pk).cover is None
    assert Photo.objects.filter(pk=cover).exists()


def test_what_a_rule_shows_is_not_taken_out_by_hand(as_author, album, author):
    first, second, *_others = ids(album)
    AlbumRule.objects.create(album=album)
    AlbumPhoto.objects.append(make_album(owner=author), [photo("P0")])
    album.album_photos.filter(photo=first).update(by_rule=True)
    response = post(as_author, album, "remove", [first])
    assert response.status_code == 409
    assert "rule" in response.json()["told"]
    assert change(as_author, album, "remove", [first, second])["done"] == [second]
    change(as_author, album, "caption", [first], caption="By rule")
    assert album.album_photos.get(photo=first).by_rule


def test_copied_photos_are_shown_in_both_albums_with_their_captions(as_author, author, album):
    target = make_album(owner=author)
    AlbumPhoto.objects.append(target, [photo("P1")])
    change(as_author, album, "caption", ids(album, 0), caption="Dawn")
    answer = change(as_author, album, "copy", ids(album, 1, 0), album=target.pk)
    assert titles(target) == ["P1", "P0"]
    assert target.album_photos.get(photo=photo("P0")).caption == "Dawn"
    assert "shown there already" in answer["told"]
    assert len(titles(album)) == 4
    assert photo("P0").collection == album.collection


def test_a_transferred_photo_belongs_to_the_other_album_if_it_belonged_to_this_one(as_author, author, album):
    target, library = make_album(owner=author), ready_photo(owner=author, title="Loose")
    AlbumPhoto.objects.append(album, [library])
    change(as_author, album, "cover", ids(album, 0))
    change(as_author, album, "transfer", ids(album, 0, 4), album=target.pk)
    assert titles(target) == ["P0", "Loose"]
    assert titles(album) == ["P1", "P2", "P3"]
    assert photo("P0").collection == target.collection
    assert photo("Loose").collection == library.collection
    assert AlbumPage.objects.get(pk=album.pk).cover is None


def test_nothing_goes_into_an_album_that_is_not_hers_and_none_such_is_offered(as_author, album, other_album):
    for do in ("copy", "transfer"):
        assert post(as_author, album, do, ids(album, 0), album=other_album.pk).status_code == 403
    assert titles(other_album) == ["Hidden rose"]
    assert len(titles(album)) == 4
    url = reverse("album_targets", args=[album.pk])
    mine = make_album("Dunes at noon", owner=album.owner)
    make_album("Dunes", owner=album.owner, locked=True)
    expected = {"albums": [{"id": mine.pk, "title": "Dunes at noon"}]}
    assert as_author.get(url).json() == as_author.get(url, {"q": "NOON dunes"}).json() == expected
    assert as_author.get(url, {"q": "Secret\x00" * 50}).json() == {"albums": []}


def test_a_photo_of_somebody_else_may_be_moved_but_not_copied_or_written_on(as_author, album, other_author):
    strange = ready_photo(owner=other_author, title="Strange")
    AlbumPhoto.objects.append(album, [strange])
    for do, more in (
        ("title", {"title": "Mine"}),
        ("trash", {}),
        ("copy", {"album": make_album(owner=album.owner).pk}),
    ):
        response = post(as_author, album, do, [strange.pk], **more)
        assert (do, response.status_code) == (do, 403)
        assert "1 photo is not yours" in response.json()["told"]
    answer = change(as_author, album, "alt", "all", alt="A peak")
    assert len(answer["done"]) == 4
    assert "1 photo is not yours to change." in answer["told"]
    change(as_author, album, "move", [strange.pk], way="first")
    assert titles(album)[0] == "Strange"
    assert Photo.objects.get(pk=strange.pk).description == ""


def test_without_a_script_the_answer_is_a_message_with_a_link_to_undo(as_author, album):
    url = reverse("album_change", args=[album.pk])
    first = ids(album, 0)[0]
    page = as_author.post(url, {"do": "move", "photos": [first], "way": "last", "p": "1"}, follow=True)
    assert page.redirect_chain[0][0].endswith(f"/photos/?p=1#photo-{first}")
    assert "1 photo was moved." in page.text
    number = AlbumChange.objects.get().pk
    asked = as_author.get(reverse("album_undo", args=[album.pk]), {"change": number})
    assert f'value="{number}"' in asked.text
    as_author.post(reverse("album_undo", args=[album.pk]), {"change": number})
    assert titles(album) == ["P0", "P1", "P2", "P3"]


BAD = [
    {},
    {"do": "explode"},
    {"do": "move", "way": "first", "photos": []},
    {"do": "move", "way": "sideways"},
    {"do": "move"},
    {"do": "move", "before": "x"},
    {"do": "remove", "photos": ["1", "-2"]},
    {"do": "remove", "photos": ["9" * 30]},
    {"do": "remove", "photos": ["\x00"]},
    {"do": "move", "way": "first", "seen": "{"},
    {"do": "move", "way": "first", "seen": "[" * 100_000},
    {"do": "move", "way": "first", "seen": '{"1": "many"}'},
    {"do": "title", "title": "x", "seen": '{"1": 3}'},
    {"do": "caption"},
    {"do": "title", "title": " \u202e "},
    {"do": "title", "title": "x" * 256},
    {"do": "licence", "licence": "mine"},
    {"do": "taken", "hours": "nan"},
    {"do": "taken", "hours": "1e400"},
    {"do": "taken", "hours": "2000000"},
    {"do": "tags-add", "tags": " ,; "},
    {"do": "tags-add", "tags": "x" * 101},
    {"do": "tags-add", "tags": ",".join(map(str, range(31)))},
    {"do": "tags-accept", "confidence": "101"},
    {"do": "tags-reject", "confidence": "-1"},
    {"do": "copy", "album": "here"},
    {"do": "remove", "photos": [str(number) for number in range(1, 5002)]},
]


def test_what_makes_no_sense_is_refused_with_a_text_and_changes_nothing(as_author, album):
    url, first = reverse("album_change", args=[album.pk]), ids(album, 0)[0]
    for fields in BAD:
        response = as_author.post(url, {"photos": [first], **fields}, headers=JSON)
        assert (fields, response.status_code) == (fields, 400)
        assert response.json()["told"]
    assert as_author.post(url, {"do": "?"}).status_code == 400
    assert not AlbumChange.objects.exists()
    assert titles(album) == ["P0", "P1", "P2", "P3"]


def test_whoever_may_not_edit_the_album_changes_nothing(as_author, as_editor, album, other_album, editor):
    assert post(as_author, other_album, "remove", "all").status_code == 403
    assert as_author.post(reverse("album_change", args=[other_album.pk]), {"do": "remove"}).status_code == 302
    assert titles(other_album) == ["Hidden rose"]
    AlbumPage.objects.filter(pk=album.pk).update(locked=True, locked_by=editor)
    assert post(as_author, album, "remove", "all").status_code == 403
    assert len(change(as_editor, album, "remove", "all")["done"]) == 4


def test_each_action_is_one_line_in_the_album_s_history(as_editor, album, editor):
    change(as_editor, album, "tags-add", "all", tags="sea")
    change(as_editor, album, "move", ids(album, 0, 1), way="last")
    entries = PageLogEntry.objects.filter(page=album.pk, action__startswith="galleries").order_by("pk")
    assert [(entry.action, entry.data["count"]) for entry in entries] == [
        ("galleries.photos.tags-add", 4),
        ("galleries.photos.move", 2),
    ]
    assert {entry.user for entry in entries} == {editor}
    assert entries[1].message == "2 photos were moved."
    assert (
        "2 photos were moved." in as_editor.get(reverse("wagtailadmin_pages:history", args=[album.pk])).text
    )
    site = as_editor.get(
        reverse("wagtailadmin_reports:site_history"), {"action": "galleries.photos.tags-add"}
    )
    assert "4 photos were tagged." in site.text


FIELDS = {
    "move": {"way": "first"},
    "caption": {"caption": "Dawn {}"},
    "title": {"title": "Peak {}"},
    "taken": {"hours": "-1.5"},
    "tags-add": {"tags": "sea {}"},
    "tags-remove": {"tags": "sea {}"},
    "copy": {},
    "transfer": {},
    "trash": {},
    "remove": {},
}


def test_the_number_of_queries_does_not_grow_with_the_photos(as_editor, author):
    photos = [ready_photo(owner=author, taken_at=timezone.now()) for _ in range(50)]
    counts = {}
    for size in (25, 50):  # more than are told to the search at once
        album, target = make_album(owner=author), make_album(owner=author)
        AlbumPhoto.objects.append(album, photos[:size])
        for do, fields in FIELDS.items():
            fields = {name: text.format(size) for name, text in fields.items()}
            wanted = ids(album)[1::2] if do == "move" else "all"
            with CaptureQueriesContext(connection) as captured:
                answer = change(as_editor, album, do, wanted, **fields, album=target.pk)
            counts.setdefault(do, []).append(len(captured))
            if do in ("transfer", "trash", "tags-remove"):
                with CaptureQueriesContext(connection) as captured:
                    assert len(undo(as_editor, album, answer["undo"]).json()["done"]) == size
                counts.setdefault(f"undo {do}", []).append(len(captured))
        target.album_photos.all().delete()  # a photo in a second album is a second album to tell of it
    assert {do: pair for do, pair in counts.items() if pair[1] > pair[0]} == {}
