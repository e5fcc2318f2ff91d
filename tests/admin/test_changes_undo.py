"""Tags, texts and times of many photos at once, and taking back what one did last."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.search.backends import get_search_backend

from galleries.models import AlbumChange, AlbumPage, AlbumPhoto, Photo, PhotoTag, Tag
from galleries.tasks import INDEX_CHANGED
from jobs import runner
from jobs.models import Job
from tests.admin.changing import change, ids, photo, post, undo
from tests.admin.conftest import titles
from tests.factories import add_tag, make_album, ready_photo

TAKEN = timezone.make_aware(timezone.datetime(2026, 3, 1, 8, 30))


def tags_of(title):
    rows = PhotoTag.objects.filter(content_object__title=title).order_by("tag__name")
    return [(row.tag.name, str(row.state), row.decided_by and row.decided_by.username) for row in rows]


def searched(word):
    return {hit.pk for hit in get_search_backend().search(word, Photo)}


def test_added_tags_become_one_tag_in_both_scripts_and_overrule_what_was_rejected(as_author, album):
    add_tag(photo("P0"), "sea", "海", state="rejected")
    add_tag(photo("P1"), "sea", state="suggested", source="analyzer", confidence=0.4)
    add_tag(photo("P2"), "sea")
    answer = change(as_author, album, "tags-add", ids(album, 0, 1, 2), tags="海、 sea ; Sea")
    assert answer["done"] == ids(album, 0, 1)
    assert Tag.objects.count() == 1
    assert tags_of("P0") == tags_of("P1") == [("sea", "accepted", "author")]
    assert undo(as_author, album, answer["undo"]).json()["done"] == answer["done"]
    assert tags_of("P0") == [("sea", "rejected", None)]
    assert tags_of("P1") == [("sea", "suggested", None)]


def test_a_tag_taken_away_is_kept_as_rejected_and_no_tag_is_made_for_it(as_author, album):
    add_tag(photo("P0"), "sea", "海")
    answer = change(as_author, album, "tags-remove", "all", tags="海, never heard of")
    assert answer["done"] == ids(album, 0)
    assert tags_of("P0") == [("sea", "rejected", "author")]
    assert Tag.objects.count() == 1


def test_suggestions_are_accepted_from_a_confidence_on_and_rejected_below_one(as_author, album):
    for title, confidence in (("P0", 0.9), ("P1", 0.5), ("P2", 0.2)):
        add_tag(photo(title), "sea", state="suggested", source="analyzer", confidence=confidence)
    accepted = change(as_author, album, "tags-accept", "all", confidence="80")
    assert accepted["done"] == ids(album, 0)
    rejected = change(as_author, album, "tags-reject", "all", confidence="30")
    assert rejected["done"] == ids(album, 2)
    assert [tags_of(f"P{n}")[0][1] for n in range(3)] == ["accepted", "suggested", "rejected"]
    assert undo(as_author, album, accepted["undo"]).status_code == 409  # something else was done since
    undo(as_author, album, rejected["undo"])
    undo(as_author, album, accepted["undo"])
    assert [tags_of(f"P{n}")[0][1:] for n in range(3)] == [("suggested", None)] * 3


def test_the_search_hears_of_few_photos_at_once_and_of_many_in_the_background(as_author, author, album):
    change(as_author, album, "tags-add", "all", tags="glacier")
    assert len(searched("glacier")) == 4
    for number in range(20):
        ready_photo(owner=author, album=album, title=f"Many {number}")
    answer = change(as_author, album, "tags-add", "all", tags="moraine")
    assert searched("moraine") == set()
    runner.run(Job.objects.get(kind=INDEX_CHANGED).pk)
    assert len(searched("moraine")) == 24
    undo(as_author, album, answer["undo"])
    runner.run(Job.objects.filter(kind=INDEX_CHANGED).latest("pk").pk)
    assert searched("moraine") == set()


@pytest.mark.parametrize(
    ("do", "fields", "column"),
    [
        ("title", {"title": " Peak\u202e "}, "title"),
        ("alt", {"alt": "Peak"}, "description"),
        ("alt-en", {"alt_en": "Peak"}, "alt_en"),
        ("licence", {"licence": "cc0-1.0"}, "licence"),
    ],
)
def test_a_text_is_written_on_all_and_comes_back_where_nobody_has_changed_it(
    as_author, album, do, fields, column
):
    old = dict(Photo.objects.values_list("pk", column))
    first, second, third, fourth = ids(album)
    Photo.objects.filter(pk=fourth).update(**{column: "theirs"})
    seen = {first: old[first], fourth: old[fourth]}
    answer = change(as_author, album, do, "all", **fields, seen=seen)
    assert answer["done"] == [first, second, third]
    assert (answer["conflicts"][0]["photo"], answer["conflicts"][0]["now"]) == (fourth, "theirs")
    assert set(Photo.objects.filter(pk__in=answer["done"]).values_list(column, flat=True)) <= {
        "Peak",
        "cc0-1.0",
    }
    Photo.objects.filter(pk=second).update(**{column: "changed"})
    back = undo(as_author, album, answer["undo"]).json()
    assert (back["done"], back["conflicts"][0]["photo"]) == ([first, third], second)
    assert "1 photo was changed since" in back["told"]
    assert dict(Photo.objects.values_list("pk", column)) == old | {second: "changed", fourth: "theirs"}


def test_times_are_shifted_by_hours_and_back(as_author, album):
    Photo.objects.filter(pk__in=ids(album, 0, 1)).update(taken_at=TAKEN)
    answer = change(as_author, album, "taken", "all", hours="-1,5")
    assert answer["done"] == ids(album, 0, 1)
    assert "2 photos do not say when they were taken." in answer["told"]
    assert photo("P0").taken_at == TAKEN - timezone.timedelta(hours=1.5)
    Photo.objects.filter(title="P1").update(taken_at=TAKEN)
    assert undo(as_author, album, answer["undo"]).json()["done"] == ids(album, 0)
    assert photo("P0").taken_at == photo("P1").taken_at == TAKEN


def test_a_move_is_taken_back_but_not_what_somebody_else_has_moved_since(as_author, as_editor, album):
    first, _second, third, _fourth = ids(album)
    answer = change(as_author, album, "move", [first, third], way="last")
    change(as_editor, album, "move", [third], way="first")
    back = undo(as_author, album, answer["undo"]).json()
    assert (back["done"], [left["photo"] for left in back["conflicts"]]) == ([first], [third])
    assert titles(album) == ["P0", "P2", "P1", "P3"]
    assert undo(as_author, album, answer["undo"]).status_code == 409


def test_removed_photos_come_back_to_their_places_with_all_that_was_there(as_author, album):
    _first, second, third, _fourth = ids(album)
    change(as_author, album, "caption", [second], caption="Dawn")
    change(as_author, album, "cover", [second])
    added = album.album_photos.get(photo=second).added_at
    answer = change(as_author, album, "remove", [second, third])
    assert undo(as_author, album, answer["undo"]).json()["done"] == [second, third]
    assert titles(album) == ["P0", "P1", "P2", "P3"]
    place = album.album_photos.get(photo=second)
    assert (place.caption, place.added_at) == ("Dawn", added)
    assert AlbumPage.objects.get(pk=album.pk).cover_id == second


def test_what_she_may_not_choose_any_more_does_not_come_back(as_author, as_editor, album, other_album):
    """Its owner has taken it out of all albums that she knows of, and believes it private."""
    theirs = other_album.album_photos.first().photo_id
    AlbumPhoto.objects.append(album, [Photo.objects.get(pk=theirs)])
    for client, back in ((as_author, []), (as_editor, [theirs])):
        answer = change(client, album, "remove", [theirs])
        assert undo(client, album, answer["undo"]).json()["done"] == back
        album.album_photos.filter(photo=theirs).delete()
        AlbumPhoto.objects.append(album, [Photo.objects.get(pk=theirs)])


def test_copies_transfers_and_what_went_into_the_trash_come_back(as_author, author, album):
    target, (first, second, *_others) = make_album(owner=author), ids(album)
    copied = change(as_author, album, "copy", [first, second], album=target.pk)
    target.album_photos.filter(photo=first).update(caption="Kept")
    assert undo(as_author, album, copied["undo"]).json()["done"] == [second]
    assert titles(target) == ["P0"]
    moved = change(as_author, album, "transfer", [second], album=target.pk)
    assert undo(as_author, album, moved["undo"]).json()["done"] == [second]
    assert (titles(target), titles(album)) == (["P0"], ["P0", "P1", "P2", "P3"])
    assert photo("P1").collection == album.collection
    thrown = change(as_author, album, "trash", [first, second])
    assert Photo.objects.filter(trashed_by=author).count() == 2
    assert undo(as_author, album, thrown["undo"]).json()["done"] == [first, second]
    assert not Photo.objects.exclude(trashed_at=None).exists()


def test_only_the_maker_takes_back_her_newest_change_of_this_album(
    as_author, as_editor, album, editor, author
):
    mine = change(as_author, album, "caption", "all", caption="Mine")["undo"]
    change(as_editor, album, "move", ids(album, 0), way="last")  # another person's does not count
    other = make_album(owner=author)
    assert undo(as_editor, album, mine).status_code == 404
    assert undo(as_author, other, mine).status_code == 404
    assert undo(as_author, album, 10**17).status_code == 404
    assert undo(as_author, album, "x").status_code == 400
    assert as_author.get(reverse("album_undo", args=[other.pk]), {"change": mine}).status_code == 404
    assert undo(as_author, album, mine).status_code == 200
    assert set(album.album_photos.values_list("caption", flat=True)) == {""}


def test_old_changes_are_forgotten(as_author, album):
    change(as_author, album, "caption", "all", caption="Mine")
    AlbumChange.objects.update(made_at=timezone.now() - timezone.timedelta(days=3))
    new = change(as_author, album, "caption", "all", caption="New")["undo"]
    AlbumChange.objects.forget_old()
    assert AlbumChange.objects.get().pk == new


def test_failed_photos_are_prepared_again_and_ready_ones_looked_at(as_author, album):
    failed, ready, *_others = ids(album)
    Photo.objects.filter(pk=failed).update(state="failed", failure="The disk was full.")
    assert change(as_author, album, "retry", "all")["done"] == [failed]
    assert (photo("P0").state, photo("P0").failure) == ("preparing", "")
    answer = change(as_author, album, "analyse", [failed, ready])
    assert (answer["done"], answer["undo"]) == ([ready], None)
    jobs = Job.objects.open().values_list("kind", "target_id")
    assert {("prepare_photo", failed), ("analyse_photo", ready)} <= set(jobs)
    assert post(as_author, album, "retry", [ready]).json()["done"] == []
