"""Making, changing and publishing albums by the API. Who may do what is in the permission matrix."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageLogEntry, TaskState

from community.models import Suspension
from galleries import trash
from galleries.models import AlbumPage, AlbumPhoto, Photo
from tests.factories import make_album, make_user, ready_photo
from tests.galleries.albums_by_api import Program, now, order, rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def album(author):
    """The author's published album with four photos."""
    album = make_album("雾起黄山", owner=author, slug="mist")
    for number in range(4):
        ready_photo(owner=author, album=album, title=f"P{number}")
    return album


def approve(album, editor):
    task = TaskState.objects.get(workflow_state__object_id=str(album.pk), status=TaskState.STATUS_IN_PROGRESS)
    task.approve(user=editor)


# --- making ----------------------------------------------------------------------------------------


def test_an_author_makes_a_draft_with_all_that_it_says(as_author, author):
    made = as_author.post(
        "albums/?include=tags",
        title=" 雾起  黄山 ", title_en="Mist", intro="A", intro_en="B", place="黄山", place_en="Huangshan",
        date_from="2024-05-01", date_to="2024-05-02", tags=["mist", "山峰、云海"], visibility="members",
        download="web", comments_enabled=False,
    )  # fmt: skip
    album = AlbumPage.objects.get()
    assert (made["id"], made["state"], made["live"], made["slug"]) == (album.pk, "draft", False, "雾起-黄山")
    assert (album.title, album.owner, album.collection.name) == ("雾起 黄山", author, "雾起 黄山")
    assert (album.visibility, album.download, album.comments_enabled) == ("members", "web", False)
    assert {tag["label_zh"] or tag["label_en"] for tag in made["tags"]} == {"mist", "山峰", "云海"}
    assert (made["date_from"], made["date_to"], made["owner"]["username"]) == (
        "2024-05-01",
        "2024-05-02",
        "author",
    )
    assert album.latest_revision.user == author
    assert {entry.action for entry in PageLogEntry.objects.filter(page=album.pk)} >= {"wagtail.create"}
    assert as_author.get(f"albums/{album.pk}/")["title"] == "雾起 黄山"
    Program().get(f"albums/{album.pk}/", 404)


def test_publishing_at_once_is_for_those_who_may(as_author, as_editor):
    asked = as_author.post("albums/", title="One", publish=True)
    assert (asked["state"], asked["live"]) == ("in_review", False)
    made = as_editor.post("albums/", title="Two", publish=True)
    assert (made["state"], made["live"], made["unpublished_changes"]) == ("published", True, False)
    rule("at_once")
    assert as_author.post("albums/", title="Three", publish=True)["state"] == "published"


def test_who_may_not_make_albums_is_told_so():
    Program(make_user("member")).post("albums/", 403, title="Mine")
    Program().post("albums/", 401, title="Mine")


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "title", "required"),
        ({"title": "\u202e\u2066"}, "title", None),
        ({"title": "x" * 300}, "title", "max_length"),
        ({"title": "A\x00B"}, "title", None),
        ({"title": "\ud800"}, "title", None),
        ({"title": "A", "titel": "B"}, "titel", "unknown_field"),
        ({"title": "A", "owner": "root"}, "owner", "unknown_field"),
        ({"title": "A", "visibility": "\ud800"}, "visibility", "invalid_choice"),
        ({"title": "A", "date_from": "2024-05-02", "date_to": "2024-05-01"}, "date_to", None),
        ({"title": "A", "date_from": "someday"}, "date_from", "invalid"),
        ({"title": "A", "tags": "sea"}, "tags", "not_a_list"),
        ({"title": "A", "tags": ["x"] * 51}, "tags", None),
        ({"title": "A", "intro": "x" * 5001}, "intro", "max_length"),
        ({"title": "A", "comments_enabled": "perhaps"}, "comments_enabled", "invalid"),
        ({"title": ["A"]}, "title", "invalid"),
        ({"title": {"a": 1}}, "title", "invalid"),
    ],
)
def test_what_is_wrong_is_told_by_field(as_author, body, field, code):
    errors = as_author.post("albums/", 400, **body)["errors"]
    assert field in [error["field"] for error in errors]
    assert code is None or code in [error["code"] for error in errors]
    assert not AlbumPage.objects.exists()


@pytest.mark.parametrize("raw", ['"text"', "[]", "1", "null", "{", "[" * 5000, '{"\ud800": 1, "title": "A"}'])
def test_a_body_that_is_none_is_refused(as_author, raw):
    as_author.post("albums/", 400, raw=raw.encode("utf-8", "surrogatepass"))


def test_two_albums_of_one_title_have_two_addresses(as_author):
    slugs = [as_author.post("albums/", title="Sea")["slug"] for _ in range(2)]
    assert slugs == ["sea", "sea-2"]
    assert as_author.post("albums/", 400, title="Sea", slug="sea")["errors"][0]["field"] == "slug"


def test_who_was_shut_out_makes_none(as_author, author):
    Suspension.objects.create(person=author)
    assert as_author.post("albums/", 403, title="Mine")["code"] == "suspended"


# --- changing --------------------------------------------------------------------------------------


def test_a_draft_is_changed_and_stays_one(as_author):
    made = as_author.post("albums/", title="One", intro="Old", tags=["sea"])
    changed = as_author.patch(f"albums/{made['id']}/?include=tags", title="Two")
    assert (changed["title"], changed["intro"], changed["state"]) == ("Two", "Old", "draft")
    assert [tag["slug"] for tag in changed["tags"]] == ["sea"]
    assert as_author.patch(f"albums/{made['id']}/?include=tags", tags=[])["tags"] == []
    assert now(made["id"]).revisions.count() == 3


def test_a_published_album_follows_at_once_where_she_may(as_editor, album):
    changed = as_editor.patch(f"albums/{album.pk}/", intro="New")
    assert (changed["state"], changed["unpublished_changes"]) == ("published", False)
    assert Program().get(f"albums/{album.pk}/")["intro"] == "New"
    kept = as_editor.patch(f"albums/{album.pk}/", intro="Later", publish=False)
    assert (kept["intro"], kept["unpublished_changes"]) == ("Later", True)
    assert as_editor.get(f"albums/{album.pk}/")["intro"] == "New"
    assert as_editor.get(f"albums/{album.pk}/?version=draft")["intro"] == "Later"
    assert Program().get(f"albums/{album.pk}/?version=draft", 404)["code"] == "not_found"


def test_what_somebody_left_unpublished_is_not_published_by_the_way(as_editor, album):
    as_editor.patch(f"albums/{album.pk}/", intro="Not yet", publish=False)
    assert as_editor.patch(f"albums/{album.pk}/", place="Sea")["unpublished_changes"]
    assert now(album).intro == now(album).place == ""
    as_editor.patch(f"albums/{album.pk}/", publish=True)
    assert (now(album).intro, now(album).place) == ("Not yet", "Sea")


def test_a_change_of_a_published_album_waits_for_a_review(as_author, as_editor, album):
    asked = as_author.patch(f"albums/{album.pk}/", 202, intro="New")
    assert (asked["state"], asked["live"], asked["intro"]) == ("in_review", True, "New")
    assert now(album).intro == ""
    # It is locked for whoever handed it in.
    assert as_author.patch(f"albums/{album.pk}/", 403, intro="Newer")["code"] == "album_locked"
    assert as_author.get(f"albums/{album.pk}/?version=draft")["intro"] == "New"
    approve(album, as_editor.user)
    assert now(album).intro == "New"
    assert as_author.get(f"albums/{album.pk}/")["state"] == "published"


def test_what_a_review_sent_back_is_handed_in_again(as_author, as_editor):
    key = as_author.post("albums/", title="One", publish=True)["id"]
    TaskState.objects.get(workflow_state__object_id=str(key)).reject(user=as_editor.user)
    assert as_author.get(f"albums/{key}/")["state"] == "needs_changes"
    assert as_author.patch(f"albums/{key}/", 202, title="Better", publish=True)["state"] == "in_review"
    approve(now(key), as_editor.user)
    assert (now(key).live, now(key).title) == (True, "Better")


def test_closing_a_published_album_waits_for_nobody(as_author, album):
    as_author.patch(f"albums/{album.pk}/", visibility="private")
    assert now(album).visibility == "private"
    Program().get(f"albums/{album.pk}/", 404)
    # Opening it again does, where an editor has to agree.
    assert as_author.patch(f"albums/{album.pk}/", 202, visibility="public")["state"] == "in_review"
    assert now(album).visibility == "private"


def test_a_field_that_nobody_knows_changes_nothing(as_author, album):
    wrong = as_author.patch(f"albums/{album.pk}/", 400, intro="New", cover=1)
    assert [(error["field"], error["code"]) for error in wrong["errors"]] == [("cover", "unknown_field")]
    assert not album.revisions.exists()


def test_an_album_that_somebody_else_locked_is_left_alone(as_author, as_editor, album):
    AlbumPage.objects.update(locked=True, locked_by=as_editor.user)
    for path, body in {
        "": {"intro": "x"},
        "cover/": {},
        "order/": {},
        "photos/": {},
        "publication/": {},
    }.items():
        way = {"": as_author.patch, "photos/": as_author.post}.get(path, as_author.put)
        expected = 200 if path == "publication/" else 403  # it is published as it is
        answer = way(f"albums/{album.pk}/{path}", expected, **body)
        assert expected == 200 or answer["code"] == "album_locked"


# --- publishing ------------------------------------------------------------------------------------


def test_publishing_and_taking_off_the_site_may_be_repeated(as_editor, album):
    for _ in range(2):
        assert as_editor.delete(f"albums/{album.pk}/publication/", 200)["state"] == "draft"
        assert not now(album).live
    for _ in range(2):
        assert as_editor.put(f"albums/{album.pk}/publication/")["state"] == "published"
        assert now(album).live
    assert (
        as_editor.put(f"albums/{album.pk}/publication/", 400, now=True)["errors"][0]["code"]
        == "unknown_field"
    )


def test_an_author_hands_in_and_takes_back(as_author, as_editor):
    key = as_author.post("albums/", title="One")["id"]
    for _ in range(2):
        assert as_author.put(f"albums/{key}/publication/", 202)["state"] == "in_review"
    assert as_author.delete(f"albums/{key}/publication/", 200)["state"] == "draft"
    as_author.put(f"albums/{key}/publication/", 202)
    approve(now(key), as_editor.user)
    assert as_author.put(f"albums/{key}/publication/")["state"] == "published"
    as_author.delete(f"albums/{key}/publication/", 403)
    assert now(key).live


# --- lists -----------------------------------------------------------------------------------------


def test_ones_own_drafts_are_listed_with_how_far_they_have_come(as_author, album):
    draft = as_author.post("albums/", title="Draft")["id"]
    waits = as_author.post("albums/", title="Waits", publish=True)["id"]
    make_album("Another's", owner=make_user("other"), live=False)
    found = as_author.get("albums/?owner=me")["results"]
    assert [(one["id"], one["state"]) for one in found] == [
        (waits, "in_review"), (draft, "draft"), (album.pk, "published")
    ]  # fmt: skip
    for state, keys in {"draft": [draft], "in_review": [waits], "scheduled": []}.items():
        assert [one["id"] for one in as_author.get(f"albums/?owner=me&state={state}")["results"]] == keys
    assert as_author.get("albums/?state=draft")["results"] == []
    assert [one["state"] for one in Program().get("albums/")["results"]] == [None]


def test_drafts_are_paged(as_author):
    keys = [as_author.post("albums/", title=f"A{number}")["id"] for number in range(5)]
    page, found = as_author.get("albums/?owner=me&page_size=2"), []
    while page:
        found += [one["id"] for one in page["results"]]
        page = as_author.get(page["next"].split("/api/v1/")[1]) if page["next"] else None
    assert found == keys[::-1]


@pytest.mark.parametrize("path", ["albums/?owner=me&include=tags", "trash/?kind=albums", "trash/"])
def test_longer_lists_cost_no_more_queries(as_author, author, path):
    counts = []
    for more in (1, 6):
        for number in range(more):
            album = make_album(owner=author, live=False)
            album.tags.add(f"tag {more} {number}")
            album.save()
            photo = ready_photo(owner=author, album=album)
            if path.startswith("trash"):
                trash.trash_photos(user=author, photos=[photo])
                trash.trash_album(user=author, album=album)
        as_author.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert len(as_author.get(path)["results"]) >= more
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


@pytest.mark.parametrize("path", ["albums/{}/", "albums/{}/photos/", "albums/{}/?version=draft"])
def test_an_editor_reads_a_draft_in_few_queries(as_author, path):
    key = as_author.post("albums/", title="A", tags=[f"tag {n}" for n in range(5)])["id"]
    as_author.get("albums/")
    with CaptureQueriesContext(connection) as queries:
        as_author.get(path.format(key))
    assert len(queries) <= 12


# --- the trash -------------------------------------------------------------------------------------


def test_an_album_goes_into_the_trash_and_comes_back(as_editor, album):
    as_editor.delete(f"albums/{album.pk}/?with_photos=true")
    as_editor.get(f"albums/{album.pk}/", 404)
    as_editor.delete(f"albums/{album.pk}/", 404)
    assert [(one["kind"], one["id"]) for one in as_editor.get("trash/?kind=albums")["results"]] == [
        ("album", album.pk)
    ]
    thrown = as_editor.get("trash/")["results"]
    assert {one["title"] for one in thrown} == {"P0", "P1", "P2", "P3"}
    assert thrown[0]["gone_at"] > thrown[0]["trashed_at"]
    for _ in range(2):
        assert as_editor.post(f"albums/{album.pk}/restore/", 200)["state"] == "published"
    assert (now(album).slug, order(album) != []) == ("mist", True)
    assert as_editor.get("trash/")["results"] == as_editor.get("trash/?kind=albums")["results"] == []


def test_an_author_throws_away_what_is_not_published(as_author, album):
    as_author.delete(f"albums/{album.pk}/", 403)
    key = as_author.post("albums/", title="Draft")["id"]
    as_author.delete(f"albums/{key}/")
    assert as_author.post(f"albums/{key}/restore/", 200)["state"] == "draft"


# --- what it shows ---------------------------------------------------------------------------------


def test_photos_are_shown_at_the_end(as_author, author, album):
    more = [ready_photo(owner=author).pk for _ in range(2)]
    first = order(album)[0]
    assert as_author.post(f"albums/{album.pk}/photos/", photos=[*more, first]) == {
        "added": more,
        "here": [first],
    }
    assert order(album)[-2:] == more
    assert as_author.post(f"albums/{album.pk}/photos/", 200, photo=first) == {"added": [], "here": [first]}
    hidden = ready_photo(owner=make_user("other"))
    for key in (hidden.pk, 999_999):
        wrong = as_author.post(f"albums/{album.pk}/photos/", 400, photos=[more[0], key])["errors"]
        assert [(error["field"], error["code"], str(key) in error["message"]) for error in wrong] == [
            ("photos", "does_not_exist", True)
        ]


@pytest.mark.parametrize(
    "body",
    [{}, {"photo": "x"}, {"photo": 2**63}, {"photo": -1}, {"photos": []}, {"photos": [None]}, {"photos": 3},
     {"photos": list(range(1, 502))}, {"photo": 1, "at": 3}],
)  # fmt: skip
def test_senseless_wishes_for_photos_are_told(as_author, album, body):
    as_author.post(f"albums/{album.pk}/photos/", 400, **body)


def test_a_photo_is_taken_out_and_that_is_taken_back(as_author, album):
    before = order(album)
    undo = as_author.delete(f"albums/{album.pk}/photos/{before[1]}/", 200)["undo"]
    assert order(album) == [before[0], *before[2:]]
    as_author.delete(f"albums/{album.pk}/photos/{before[1]}/", 404)
    assert as_author.post(f"albums/{album.pk}/undo/", 200, change=undo[0])["done"] == [before[1]]
    assert order(album) == before
    assert as_author.post(f"albums/{album.pk}/undo/", 409, change=undo[0])["code"] == "refused"


def test_a_caption_and_a_place_are_changed_and_taken_back(as_author, album):
    keys = order(album)
    path = f"albums/{album.pk}/photos/{keys[3]}/"
    place = as_author.patch(path, caption="云海", before=keys[0])
    assert (place["caption"], place["position"], place["moves"], place["photo"]["id"]) == (
        "云海",
        0,
        1,
        keys[3],
    )
    assert order(album) == [keys[3], *keys[:3]]
    as_author.patch(path, way="last")
    assert order(album) == keys
    as_author.patch(path, way="first")
    as_author.patch(path, before=None)
    assert order(album) == keys
    assert as_author.get(path)["caption"] == "云海"


def test_changes_are_taken_back_the_last_one_first(as_author, album):
    keys = order(album)
    undo = as_author.patch(f"albums/{album.pk}/photos/{keys[3]}/", caption="A", way="first")["undo"]
    for change in undo:
        as_author.post(f"albums/{album.pk}/undo/", 200, change=change)
    assert order(album) == keys
    assert not AlbumPhoto.objects.exclude(caption="").exists()


def test_what_somebody_else_changed_meanwhile_is_left_alone(as_author, as_editor, album):
    keys = order(album)
    path = f"albums/{album.pk}/photos/{keys[3]}/"
    as_editor.patch(path, caption="Hers", way="first")
    for body in ({"caption": "Mine", "seen": {"caption": ""}}, {"way": "last", "seen": {"moves": 0}}):
        assert as_author.patch(path, 409, **body)["code"] == "changed_meanwhile"
    # Both or none.
    as_author.patch(path, 409, caption="Mine", way="last", seen={"moves": 0})
    place = as_author.get(path)
    assert (place["caption"], place["position"]) == ("Hers", 0)
    as_author.patch(path, caption="Mine", way="last", seen={"caption": "Hers", "moves": 1})


@pytest.mark.parametrize(
    "body",
    [{"way": "up"}, {"way": "\ud800"}, {"way": "first", "before": None}, {"before": "x"}, {"caption": "x" * 2001},
     {"position": 3}, {"seen": 1}, {"seen": {"x": 1}}, {"caption": None}, {"before": 10**30}],
)  # fmt: skip
def test_a_senseless_place_is_told(as_author, album, body):
    as_author.patch(f"albums/{album.pk}/photos/{order(album)[0]}/", 400, **body)


def test_a_place_before_a_photo_that_has_gone_is_told(as_author, album):
    path = f"albums/{album.pk}/photos/{order(album)[0]}/"
    assert as_author.patch(path, 409, before=999_999)["code"] == "gone"


def test_the_whole_order_is_written_and_taken_back(as_author, album):
    keys = order(album)
    hidden = ready_photo(owner=album.owner, album=album, trashed_at=album.first_published_at)
    wanted = [keys[2], keys[0], keys[3], keys[1]]
    undo = as_author.put(f"albums/{album.pk}/order/", photos=wanted)["undo"]
    # What lies in the trash stays behind what it stood behind.
    assert order(album) == [keys[2], keys[0], keys[3], hidden.pk, keys[1]]
    assert as_author.put(f"albums/{album.pk}/order/", photos=wanted)["undo"] == []
    as_author.post(f"albums/{album.pk}/undo/", 200, change=undo[0])
    assert order(album) == [*keys, hidden.pk]


def test_an_order_that_is_not_the_whole_is_refused(as_author, album):
    keys = order(album)
    for photos, status, code in [
        (keys[:3], 409, "other_photos"),
        ([*keys, 999_999], 409, "other_photos"),
        ([*keys, keys[0]], 400, "repeated"),
        ([], 409, "other_photos"),
    ]:
        assert as_author.put(f"albums/{album.pk}/order/", status, photos=photos)["code"] == code
    assert order(album) == keys


def test_a_cover_is_chosen_and_taken_off(as_author, album):
    key = order(album)[2]
    undo = as_author.put(f"albums/{album.pk}/cover/", photo=key)["undo"]
    assert now(album).cover_id == key
    as_author.post(f"albums/{album.pk}/undo/", 200, change=undo[0])
    assert now(album).cover_id is None
    as_author.put(f"albums/{album.pk}/cover/", photo=key)
    for _ in range(2):
        as_author.delete(f"albums/{album.pk}/cover/")
    assert now(album).cover_id is None
    other = ready_photo(owner=album.owner)
    assert (
        as_author.put(f"albums/{album.pk}/cover/", 400, photo=other.pk)["errors"][0]["code"]
        == "does_not_exist"
    )


def test_who_works_on_an_album_finds_what_is_being_prepared(as_author, album):
    waits = ready_photo(owner=album.owner, album=album, state=Photo.State.PREPARING, rendition_key=None)
    shown = [place["photo"]["id"] for place in as_author.get(f"albums/{album.pk}/photos/")["results"]]
    assert waits.pk not in shown
    all_of_it = as_author.get(f"albums/{album.pk}/photos/?version=draft")["results"]
    assert (all_of_it[-1]["photo"]["id"], all_of_it[-1]["photo"]["state"]) == (waits.pk, "preparing")
    Program().get(f"albums/{album.pk}/photos/?version=draft", 404)


@pytest.mark.parametrize("key", [0, 999_999, 2**63, 10**30])
def test_what_is_not_there_is_not_found(as_author, album, key):
    for way in (as_author.get, as_author.patch, as_author.delete):
        way(f"albums/{key}/", 404)
    for path in ("publication", "order", "cover"):
        as_author.put(f"albums/{key}/{path}/", 404)
    for path in ("photos", "restore", "undo"):
        as_author.post(f"albums/{key}/{path}/", 404)
    as_author.delete(f"albums/{album.pk}/photos/{key}/", 404)
