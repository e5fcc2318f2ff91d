"""Photos that look alike: finding them, and what an editor decides about them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageLogEntry

from galleries import likeness
from galleries.models import AlbumPage, AlbumPhoto, Compared, NearPair, Photo
from tests.factories import add_tag, make_album, ready_photo

# 32 of 64 bits, as in the hash of a real picture; the others differ from it in 2, 8 and 10 bits.
HASH, TWO, EIGHT, TEN = "00000000ffffffff", "00000003ffffffff", "000000ffffffffff", "000003ffffffffff"
PAGE = "/admin/similar-photos/"


def pairs():
    return {(pair.first.title, pair.second.title): pair.distance for pair in NearPair.objects.all()}


def near(album, *, owner, other=None):
    """A pair: the first photo in ``album``, the second in ``other``."""
    first = ready_photo(owner=owner, album=album, title="Left", phash=HASH)
    second = ready_photo(owner=owner, album=other, title="Right", phash=TWO)
    return NearPair.objects.create(first=first, second=second, distance=2)


def decide(client, pair, choice, **fields):
    return client.post(reverse("similar_pair", args=[pair.pk]), {"do": choice, **fields}, follow=True)


# --- finding ---------------------------------------------------------------------------------------


def test_pairs_are_found_once_up_to_the_distance_of_the_setting(db, settings, monkeypatch):
    monkeypatch.setattr(likeness, "AT_ONCE", 2)  # several pieces
    for title, phash in (("a", HASH), ("b", TWO), ("c", EIGHT), ("d", TEN), ("e", "f0f0f0f00f0f0f0f")):
        ready_photo(title=title, phash=phash)
    assert likeness.compare_new() == 5
    assert pairs() == {("a", "b"): 2, ("a", "c"): 8, ("b", "c"): 6, ("b", "d"): 8, ("c", "d"): 2}
    assert likeness.compare_new() == 0
    settings.NEAR_DUPLICATE_BITS = 10
    assert likeness.compare_new() == 5
    assert pairs()["a", "d"] == 10


def test_plain_surfaces_are_not_alike_and_a_series_tells_of_its_nearest_only(db, monkeypatch):
    for _ in range(2):
        ready_photo(phash="8000000000000000")
        ready_photo(phash="ffffffffffffffff")
    likeness.compare_new()
    assert not NearPair.objects.exists()
    monkeypatch.setattr(likeness, "MOST_PER_PHOTO", 2)
    for _ in range(6):
        ready_photo(phash=HASH)
    likeness.compare_new()
    assert 6 <= NearPair.objects.count() <= 12


def test_what_stopped_half_way_is_taken_up_where_it_stopped(db, monkeypatch):
    monkeypatch.setattr(likeness, "AT_ONCE", 2)
    for phash in (HASH, TWO, EIGHT, TEN):
        ready_photo(phash=phash)
    nearest = likeness._nearest
    monkeypatch.setattr(
        likeness, "_nearest", lambda chunk: nearest(chunk) if not Compared.objects.exists() else 1 / 0
    )
    with pytest.raises(ZeroDivisionError):
        likeness.compare_new()
    assert Compared.objects.count() == 2
    monkeypatch.setattr(likeness, "_nearest", nearest)
    assert likeness.compare_new() == 2


def test_a_photo_with_another_picture_is_compared_anew_and_what_was_decided_is_forgotten(db, editor):
    first, second = ready_photo(title="a", phash=HASH), ready_photo(title="b", phash=TWO)
    likeness.compare_new()
    NearPair.objects.update(kept_by=editor, kept_at="2026-01-01T00:00Z")
    Photo.objects.filter(pk=first.pk).update(phash=EIGHT)
    assert likeness.compare_new() == 1
    assert NearPair.objects.get().distance == 6
    assert NearPair.objects.get().kept_at is None
    Photo.objects.filter(pk=second.pk).update(phash="f0f0f0f00f0f0f0f")
    likeness.compare_new()
    assert pairs() == {}


# --- deciding --------------------------------------------------------------------------------------


def test_the_pair_is_shown_side_by_side_with_what_differs(as_editor, album, author):
    pair = near(album, owner=author)
    page = as_editor.get(PAGE).text
    assert "1 pair to compare" in page
    assert "Left" in page and "Right" in page and album.title in page
    assert page.count("v-differs__mark") == 1  # the title
    for query in ("?album=x&after=9-9-9", f"?owner={'9' * 30}", "?distance=\x00", f"?after=0-{'9' * 12}"):
        assert as_editor.get(PAGE + query).status_code == 200
    assert "That was the last pair" in as_editor.get(f"{PAGE}?after=2-{pair.pk}").text
    assert "Right" in as_editor.get(f"{PAGE}?album={album.pk}&owner={author.pk}&distance=2").text


def test_both_are_kept_and_the_pair_does_not_come_back(as_editor, editor, album, author):
    pair = near(album, owner=author)
    assert "does not come back" in decide(as_editor, pair, "both").text
    pair.refresh_from_db()
    assert pair.kept_by == editor
    likeness.compare_new()
    assert "No photos look alike" in as_editor.get(PAGE).text
    assert "already" in decide(as_editor, pair, "left").text


def test_the_kept_photo_takes_the_place_caption_cover_and_tags_of_the_other(as_editor, album, author):
    other = make_album("Other", owner=author)
    other.save_revision().publish()
    pair = near(album, owner=author, other=other)
    ready_photo(owner=author, album=other, title="Last")
    AlbumPhoto.objects.filter(photo=pair.second).update(caption="In the morning")
    AlbumPage.objects.filter(pk=other.pk).update(cover=pair.second)
    add_tag(pair.second, "sea")
    add_tag(pair.second, "fog", state="suggested")
    add_tag(pair.first, "sea", state="suggested")
    assert "in the trash" in decide(as_editor, pair, "left").text
    shown = list(other.album_photos.in_order())
    assert [(place.photo.title, place.caption) for place in shown] == [
        ("Left", "In the morning"),
        ("Last", ""),
    ]
    other.refresh_from_db()
    assert other.cover == pair.first
    assert other.latest_revision.content["cover"] == pair.first_id
    assert [tag.name for tag in pair.first.tags.all()] == ["sea"]
    pair.second.refresh_from_db(fields=["trashed_at"])
    assert pair.second.trashed_at is not None
    assert PageLogEntry.objects.filter(page=other.pk, data__replaced=pair.second_id).count() == 1


def test_an_album_that_shows_both_keeps_one_place(as_editor, album, author):
    pair = near(album, owner=author, other=album)
    decide(as_editor, pair, "right")
    assert [p.photo.title for p in album.album_photos.in_order()] == ["P0", "P1", "P2", "P3", "Right"]


def test_without_the_right_to_every_album_nothing_is_changed_and_the_album_is_named(as_author, album, author):
    pair = near(album, owner=author, other=album)
    secret = make_album("Of somebody else", visibility="private")
    AlbumPhoto.objects.append(secret, [pair.second])
    page = decide(as_author, pair, "left").text
    assert "Nothing was changed" in page
    assert "Of somebody else" not in page
    pair.second.refresh_from_db(fields=["trashed_at"])
    assert pair.second.trashed_at is None
    assert secret.album_photos.get().photo == pair.second


def test_pairs_with_photos_of_others_are_neither_shown_nor_decided(as_author, album, other_author, author):
    theirs = ready_photo(owner=other_author, title="Theirs", phash=TWO)
    first = ready_photo(owner=author, album=album, title="Mine", phash=HASH)
    pair = NearPair.objects.create(first=theirs, second=first, distance=2)
    assert "Theirs" not in as_author.get(PAGE).text
    for choice in ("both", "left", "right", "x\x00"):
        assert as_author.post(reverse("similar_pair", args=[pair.pk]), {"do": choice}).status_code == 404
    assert NearPair.objects.get().kept_at is None


@pytest.mark.parametrize("choice", ["", "x", "\x00", "9" * 50])
def test_a_choice_that_is_none_is_told(as_editor, album, author, choice):
    assert (
        "Choose the left or the right"
        in decide(as_editor, near(album, owner=author), choice, album="\x00").text
    )
    assert NearPair.objects.get().kept_at is None


def test_comparing_costs_the_same_whatever_the_number_of_pairs(as_editor, album, author):
    counts = []
    for _ in range(2):
        for _ in range(5):
            near(album, owner=author)
        with CaptureQueriesContext(connection) as captured:
            as_editor.get(PAGE)
        counts.append(len(captured))
    assert counts[0] == counts[1]
