"""Suggested tags of all albums: who sees which, how they are decided, told, logged and taken back."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from galleries.models import PhotoTag, tag_for
from galleries.permissions import changeable
from galleries.policy import Viewer
from jobs import runner
from jobs.models import Job
from search.query import find
from tests.admin.conftest import in_group, signed_in
from tests.factories import add_tag, ready_photo

REVIEW, DECIDE, UNDO = (f"/admin/tag-review/{part}" for part in ("", "decide/", "undo/"))
JSON = {"Accept": "application/json"}


def suggest(photo, name="sea", confidence=0.8, **fields):
    return add_tag(
        photo, name, state="suggested", source="analyzer", analyzer="mock", confidence=confidence, **fields
    )


@pytest.fixture
def waiting(album):
    """A suggestion of the same tag for each of the author's four photos."""
    return [
        suggest(place.photo, confidence=0.9 - at / 10)
        for at, place in enumerate(album.album_photos.in_order())
    ]


@pytest.fixture
def hidden(other_album):
    """A suggestion for the photo of a private album of somebody else."""
    return suggest(other_album.album_photos.get().photo, "rose")


def send(client, url, **fields):
    return client.post(url, fields, headers=JSON)


def states(rows):
    return [PhotoTag.objects.get(pk=row.pk).state for row in rows]


def test_the_tag_that_waits_most_comes_first_and_the_others_are_named(as_editor, waiting, hidden):
    page = as_editor.get(REVIEW).text
    assert page.count('data-state="suggested"') == 4
    assert page.index(">P0<") < page.index(">P3<")  # the surest first
    assert f"group={hidden.tag_id}" in page
    page = as_editor.get(REVIEW, {"group": hidden.tag_id}).text
    assert "Hidden rose" in page
    assert page.count('data-state="suggested"') == 1


def test_an_author_sees_and_decides_only_what_is_suggested_for_her_photos(as_author, waiting, hidden):
    page = as_author.get(REVIEW, {"group": hidden.tag_id}).text
    assert "P0" in page
    assert "rose" not in page
    assert "Secret garden" not in as_author.get(REVIEW, {"album": "1", "_w_filter_fragment": 1}).text
    answer = send(as_author, DECIDE, accept=hidden.pk)
    assert answer.status_code == 409
    assert answer.json()["gone"] == [hidden.pk]
    assert states([hidden]) == ["suggested"]


def test_who_may_change_no_photo_gets_no_review(album, waiting):
    group = Group.objects.create(name="Readers")
    group.permissions.add(Group.objects.get(name="Authors").permissions.get(codename="access_admin"))
    reader = in_group("reader", "Readers")
    assert not changeable(reader).exists()
    client = signed_in(reader)
    for url in (REVIEW, "/admin/tag-review/results/", "/admin/tag-review/decided/"):
        assert client.get(url).status_code == 302
    assert send(client, DECIDE, accept=waiting[0].pk).status_code in (302, 403)
    assert states(waiting) == ["suggested"] * 4
    assert "tag-review" not in client.get("/admin/").text


def test_a_form_without_a_script_decides_one_and_comes_back(as_editor, editor, waiting):
    rows = [row.pk for row in waiting]
    response = as_editor.post(
        DECIDE, {"reject": rows[1], "row": rows, "next": REVIEW + "?group=1"}, follow=True
    )
    assert response.redirect_chain[0][0] == REVIEW + "?group=1"
    assert "1 tag was rejected." in response.text
    assert states(waiting) == ["suggested", "rejected", "suggested", "suggested"]
    row = PhotoTag.objects.get(pk=rows[1])
    assert row.decided_by == editor
    assert row.decided_at is not None


def test_all_shown_are_accepted_logged_for_each_photo_and_searched_by_later(as_editor, editor, waiting):
    answer = send(as_editor, DECIDE, do="accept", row=[row.pk for row in waiting])
    assert answer.json()["done"] == [row.pk for row in waiting]
    entries = ModelLogEntry.objects.filter(action="galleries.tag_accept", user=editor)
    assert {entry.object_id for entry in entries} == {str(row.content_object_id) for row in waiting}
    assert len({entry.uuid for entry in entries}) == 1
    assert "sea" in entries[0].message
    assert not find("sea", Viewer(None)).photos.ids
    runner.run(Job.objects.get(kind="index_decided").pk)
    assert set(find("sea", Viewer(None)).photos.ids) == {row.content_object_id for row in waiting}


def test_deciding_many_costs_as_many_queries_as_deciding_few(as_editor, album):
    def queries(number, name):
        rows = [suggest(ready_photo(album=album), name) for _ in range(number)]
        with CaptureQueriesContext(connection) as captured:
            assert (
                len(send(as_editor, DECIDE, do="accept", row=[r.pk for r in rows]).json()["done"]) == number
            )
        return len(captured)

    assert queries(3, "few") == queries(12, "many")


@pytest.mark.parametrize("who", ["editor", "author"])
def test_the_page_costs_the_same_whatever_waits(request, who, author, album):
    client = signed_in(request.getfixturevalue(who))

    def queries(url):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    urls = (REVIEW, REVIEW + "results/", "/admin/tag-review/decided/")
    for name in ("a", "b", "c"):
        for _ in range(2):
            suggest(ready_photo(album=album, owner=author), name)
    PhotoTag.objects.filter(tag__name="c").first().decide("accepted", by=author)
    for url in urls:
        client.get(url)
    first = [queries(url) for url in urls]
    for number in range(12):
        rows = [suggest(ready_photo(album=album, owner=author), f"t{number}") for _ in range(3)]
        rows[0].decide("rejected", by=author)
    assert [queries(url) for url in urls] == first


def test_what_somebody_else_decided_meanwhile_is_told_and_stays(as_editor, author, waiting):
    author.display_name = "Lin"
    author.save()
    waiting[0].decide("rejected", by=author)
    answer = send(as_editor, DECIDE, do="accept", row=[waiting[0].pk, waiting[1].pk])
    assert answer.status_code == 200
    said = answer.json()
    assert said["done"] == [waiting[1].pk]
    assert said["conflicts"] == [
        {"row": waiting[0].pk, "state": "rejected", "told": "Lin has rejected it already."}
    ]
    assert states(waiting[:2]) == ["rejected", "accepted"]
    assert send(as_editor, DECIDE, accept=waiting[0].pk).status_code == 409


def test_undo_takes_back_the_last_decision_then_the_one_before(as_editor, waiting):
    send(as_editor, DECIDE, accept=waiting[0].pk)
    send(as_editor, DECIDE, do="reject", row=[waiting[1].pk, waiting[2].pk])
    assert send(as_editor, UNDO).json()["told"] == "2 decisions were taken back."
    assert states(waiting) == ["accepted", "suggested", "suggested", "suggested"]
    as_editor.post(UNDO)
    assert states(waiting) == ["suggested"] * 4
    assert not PhotoTag.objects.filter(decided_at__isnull=False).exists()
    assert send(as_editor, UNDO).status_code == 409


def test_undo_leaves_what_was_decided_anew(as_editor, author, waiting):
    said = send(as_editor, DECIDE, do="accept", row=[waiting[0].pk, waiting[1].pk]).json()
    PhotoTag.objects.get(pk=waiting[0].pk).decide("rejected", by=author)
    said = send(as_editor, UNDO, at=said["undo"]).json()
    assert said["back"] == [waiting[1].pk]
    assert "1 has been changed since" in said["told"]
    assert states(waiting[:2]) == ["rejected", "suggested"]


def test_a_decision_of_another_is_not_undone_but_taken_back_by_whoever_may_change_the_photo(
    as_editor, as_author, editor, waiting, hidden
):
    said = send(as_editor, DECIDE, do="accept", row=[waiting[0].pk, hidden.pk]).json()
    assert send(as_author, UNDO, at=said["undo"]).status_code == 409
    page = as_author.get("/admin/tag-review/decided/").text
    assert "P0" in page
    assert "Hidden rose" not in page
    url = reverse("tag_review_take_back", args=[waiting[0].pk])
    as_author.post(url, {"at": "2001-01-01T00:00:00+00:00"})
    assert states([waiting[0]]) == ["accepted"]
    as_author.post(url, {"at": said["undo"]})
    assert states([waiting[0]]) == ["suggested"]
    assert ModelLogEntry.objects.filter(action="galleries.tag_take_back").count() == 1
    back = reverse("tag_review_take_back", args=[hidden.pk])
    assert as_author.post(back, {"at": said["undo"]}).status_code == 404


def test_filters_narrow_by_tag_album_confidence_and_age(as_editor, album, other_album, waiting, hidden):
    def shown(**filters):
        return as_editor.get(REVIEW, filters).text.count('data-state="suggested"')

    tag_for(en="sea", zh="海")
    assert shown(tag="海") == 4
    assert shown(tag="ROS") == 1
    assert shown(album=other_album.pk) == 1
    assert shown(confidence="80") == 2
    assert shown(age="over-7") == 0
    assert "No suggestion fits" in as_editor.get(REVIEW, {"age": "over-7"}).text
    PhotoTag.objects.filter(pk=hidden.pk).update(created_at="2026-01-01T00:00Z")
    assert shown(age="over-7") == 1


@pytest.mark.parametrize("bad", ["", "x", "-1", "9" * 30, "\x00", "²", "1;2"])
def test_nonsense_is_refused_and_changes_nothing(as_editor, waiting, bad):
    assert send(as_editor, DECIDE, accept=bad).status_code == 400
    assert send(as_editor, DECIDE, do=bad, row=[waiting[0].pk]).status_code == 400
    assert send(as_editor, DECIDE, do="accept", row=[bad]).status_code == 400
    assert send(as_editor, UNDO, at=bad).status_code == 409
    assert (
        as_editor.post(reverse("tag_review_take_back", args=[waiting[0].pk]), {"at": bad}).status_code == 404
    )
    for name in ("group", "tag", "album", "confidence", "age", "p"):
        assert as_editor.get(REVIEW, {name: bad}).status_code == 200
    assert states(waiting) == ["suggested"] * 4


def test_nothing_waiting_is_said(as_editor):
    assert "Nothing waits" in as_editor.get(REVIEW).text
