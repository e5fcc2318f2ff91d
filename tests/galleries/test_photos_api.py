"""Sending, changing and throwing away photos by the API. Who may do what is in the permission matrix."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from community.models import Suspension
from galleries import roles
from galleries.models import Photo, PhotoTag, Tag
from galleries.tasks import ANALYSE
from jobs.models import Job
from tests.factories import add_tag, jpeg, make_album, make_user, ready_photo, upload
from tests.galleries.albums_by_api import API, Program, order, person
from tests.pictures.makers import png_bomb
from users import access_tokens

pytestmark = pytest.mark.django_db


@pytest.fixture
def album(author):
    return make_album("雾起黄山", owner=author, slug="mist")


@pytest.fixture
def photo(author, album):
    return ready_photo(owner=author, album=album, title="Mist")


# --- sending ---------------------------------------------------------------------------------------


def test_a_file_for_an_album_is_shown_by_it_and_the_same_again_is_known(as_author, author, album):
    content = jpeg()
    new = as_author.send(file=upload(content, "IMG_1 dawn.jpg"), album=album.pk)
    photo = Photo.objects.get()
    assert (new["id"], new["title"], new["state"]) == (photo.pk, "IMG 1 dawn", "preparing")
    assert (new["duplicate"], new["restored"], new["in_album"]) == (False, False, True)
    assert (photo.uploaded_by_user, photo.collection, order(album)) == (author, album.collection, [photo.pk])
    again = as_author.send(200, file=upload(content), album=album.pk, title="Other")
    assert (again["id"], again["duplicate"], again["title"]) == (photo.pk, True, "IMG 1 dawn")
    assert order(album) == [photo.pk]


def test_a_picture_that_one_has_elsewhere_is_shown_where_one_wants_it(as_author, author, album):
    content, other = jpeg(), make_album(owner=author)
    as_author.send(file=upload(content), album=other.pk)
    quiet = as_author.send(200, file=upload(content), album=album.pk, show_known="false")
    assert (quiet["in_album"], order(album)) == (False, [])
    assert as_author.send(200, file=upload(content), album=album.pk)["in_album"]
    assert len(order(album)) == 1


def test_what_lay_in_the_trash_comes_back(as_author, album):
    content = jpeg()
    key = as_author.send(file=upload(content), album=album.pk)["id"]
    as_author.delete(f"photos/{key}/")
    assert as_author.send(200, file=upload(content), album=album.pk)["restored"]
    assert Photo.objects.get().trashed_at is None


def test_the_library_is_for_those_who_may(as_author, as_editor):
    assert as_editor.send(file=upload(), title="Sea")["title"] == "Sea"
    as_author.send(403, file=upload())
    Program(make_user("member")).send(403, file=upload())
    Program().send(401, file=upload())
    assert Photo.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"no picture", "unknown_type"),
        (jpeg()[:300], None),
        (png_bomb(60_000), None),
        (b"\xff\xd8\xff" + b"x" * (10 * 1024 * 1024 + 1), "too_many_bytes"),
    ],
    ids=["empty", "text", "truncated", "bomb", "too big"],
)
def test_what_is_no_picture_is_refused_with_the_reason(as_author, album, content, code):
    refused = as_author.send(422, file=SimpleUploadedFile("a.jpg", content), album=album.pk)
    assert code in (None, refused["code"])
    assert refused["detail"]
    assert not Photo.objects.exists()


@pytest.mark.parametrize(
    ("fields", "status"),
    [({}, 400), ({"file": "text"}, 400), ({"album": "x"}, 400), ({"album": 10**30}, 400), ({"album": 999_999}, 404),
     ({"colour": "red"}, 400), ({"title": "x" * 256}, 400), ({"show_known": "perhaps"}, 400)],
)  # fmt: skip
def test_senseless_uploads_are_told(as_author, album, fields, status):
    sent = {"file": upload(), "album": album.pk, **fields} if fields else {}
    as_author.send(status, **sent)
    assert not Photo.objects.exists()


def test_json_is_no_upload(as_author):
    assert as_author.post("photos/", 415, file="x")["code"] == "unsupported_media_type"


def test_who_was_shut_out_sends_none(as_author, author, album):
    Suspension.objects.create(person=author)
    assert as_author.send(403, file=upload(), album=album.pk)["code"] == "suspended"


def test_so_many_files_and_no_more(as_author, album, settings):
    settings.LIMITS = {**settings.LIMITS, "upload_account": "1/1h"}
    as_author.send(file=upload(), album=album.pk)
    assert as_author.send(429, file=upload(), album=album.pk)["retry_after"] > 0


# --- changing --------------------------------------------------------------------------------------


def test_all_that_stands_on_a_photo_is_changed(as_author, photo, author):
    answer = as_author.patch(
        f"photos/{photo.pk}/?include=tags",
        title=" 云  海 ", title_en="Sea of clouds", alt="山顶", alt_en="A peak", caption="一\r\n二", caption_en="x",
        licence="cc-by-4.0", show_position=True, taken_at="2024-05-01T06:30:00+08:00", tags=["mist", "云海"],
    )  # fmt: skip
    now = Photo.objects.get()
    assert (answer["title"], answer["alt"], answer["alt_en"], answer["licence"]) == (
        "云 海", "山顶", "A peak", "cc-by-4.0"
    )  # fmt: skip
    assert (now.description, now.caption, now.show_position) == ("山顶", "一\n二", True)
    assert (now.taken_at, now.taken_offset) == (datetime(2024, 4, 30, 22, 30, tzinfo=UTC), 480)
    assert len(answer["tags"]) == 2
    assert set(PhotoTag.objects.values_list("decided_by", flat=True)) == {author.pk}
    assert (
        ModelLogEntry.objects.filter(object_id=str(photo.pk), action="wagtail.edit", user=author).count() == 1
    )
    assert as_author.patch(f"photos/{photo.pk}/", taken_at=None)["taken_at"] is None


def test_a_change_is_found_by_the_search(as_author, photo):
    as_author.patch(f"photos/{photo.pk}/", title="Zanzibar", tags=["spice"])
    for word in ("zanzibar", "spice"):
        assert as_author.get(f"search/?q={word}&kind=photos")["count"] == 1


def test_a_change_leaves_preparing_alone(as_author, author, album):
    photo = ready_photo(owner=author, album=album, state=Photo.State.PREPARING, rendition_key=None)
    jobs = Job.objects.count()
    as_author.patch(f"photos/{photo.pk}/", title="New")
    assert (Photo.objects.get().title, Photo.objects.get().state, Job.objects.count()) == (
        "New",
        "preparing",
        jobs,
    )


def test_tags_that_are_left_out_are_taken_off_for_good(as_author, photo):
    add_tag(photo, "sea")
    add_tag(photo, "dusk")
    assert [
        tag["slug"] for tag in as_author.patch(f"photos/{photo.pk}/?include=tags", tags=["sea"])["tags"]
    ] == ["sea"]
    assert PhotoTag.objects.get(tag__slug="dusk").state == "rejected"
    as_author.patch(f"photos/{photo.pk}/", title="No word of tags")
    assert PhotoTag.objects.accepted().count() == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"title": ""}, "title"), ({"title": "\u202e"}, "title"), ({"title": "x" * 256}, "title"),
        ({"alt": "x" * 256}, "alt"), ({"alt": "\x00"}, "alt"), ({"alt_en": None}, "alt_en"),
        ({"licence": "mine"}, "licence"), ({"licence": "\ud800"}, "licence"), ({"licence": ""}, "licence"),
        ({"taken_at": "yesterday"}, "taken_at"), ({"taken_at": "0001-01-01T00:00:00+14:00"}, "taken_at"),
        ({"taken_at": 5}, "taken_at"), ({"taken_at": "9999-12-31T23:59:59-14:00"}, "taken_at"),
        ({"tags": "sea"}, "tags"), ({"tags": [["sea"]]}, "tags.0"), ({"tags": ["x" * 101]}, "tags.0"),
        ({"tags": [f"a{n}，b{n}" for n in range(30)]}, "tags"),
        ({"show_position": "perhaps"}, "show_position"), ({"state": "ready"}, "state"), ({"owner": 1}, "owner"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_field(as_author, photo, body, field):
    errors = as_author.patch(f"photos/{photo.pk}/", 400, **body)["errors"]
    assert field in [error["field"] for error in errors]
    assert Photo.objects.get().title == "Mist"


def test_nothing_to_change_changes_nothing(as_author, photo):
    as_author.patch(f"photos/{photo.pk}/")
    as_author.patch(f"photos/{photo.pk}/", title="Mist")
    assert not ModelLogEntry.objects.filter(object_id=str(photo.pk)).exists()


# --- the trash -------------------------------------------------------------------------------------


def test_a_photo_goes_into_the_trash_and_comes_back(as_author, album, photo):
    as_author.delete(f"photos/{photo.pk}/")
    as_author.get(f"photos/{photo.pk}/", 404)
    as_author.delete(f"photos/{photo.pk}/", 404)
    [thrown] = as_author.get("trash/")["results"]
    assert (thrown["kind"], thrown["id"], thrown["title"]) == ("photo", photo.pk, "Mist")
    assert thrown["picture"]["width"] == 1600
    for _ in range(2):
        assert as_author.post(f"photos/{photo.pk}/restore/", 200)["id"] == photo.pk
    assert as_author.get(f"photos/{photo.pk}/")["id"] == photo.pk
    assert as_author.get("trash/")["results"] == []


def test_the_trash_is_ones_own(as_author, as_editor, photo):
    other = Program(person("other", roles.AUTHORS))
    as_author.delete(f"photos/{photo.pk}/")
    assert other.get("trash/")["results"] == []
    other.post(f"photos/{photo.pk}/restore/", 404)
    assert [one["id"] for one in as_editor.get("trash/")["results"]] == [photo.pk]
    Program().get("trash/", 401)
    as_author.get("trash/?kind=people", 400)


def test_the_trash_is_paged(as_author, author, album):
    keys = [ready_photo(owner=author, album=album).pk for _ in range(5)]
    for key in keys:
        as_author.delete(f"photos/{key}/")
    page, found = as_author.get("trash/?page_size=2"), []
    while page:
        found += [one["id"] for one in page["results"]]
        page = as_author.get(page["next"].split(API)[1]) if page["next"] else None
    assert found == keys[::-1]


# --- tags and the analyzer -------------------------------------------------------------------------


def test_suggestions_are_for_those_who_decide(as_author, photo):
    add_tag(photo, "sea")
    add_tag(photo, "ship", state="suggested", source="analyzer", confidence=0.4)
    add_tag(photo, "cat", state="rejected")
    rows = as_author.get(f"photos/{photo.pk}/tags/")["results"]
    assert [(row["slug"], row["state"], row["confidence"]) for row in rows] == [
        ("sea", "accepted", None), ("ship", "suggested", 0.4)
    ]  # fmt: skip
    assert [row["slug"] for row in Program().get(f"photos/{photo.pk}/tags/")["results"]] == ["sea"]


def test_tags_are_added_whatever_was_decided_before(as_author, photo):
    add_tag(photo, "cat", state="rejected")
    tags = as_author.post(f"photos/{photo.pk}/tags/", tags=["cat、云海", "sea"])["tags"]
    assert {(tag["label_en"] or tag["label_zh"], tag["state"]) for tag in tags} == {
        ("cat", "accepted"), ("云海", "accepted"), ("sea", "accepted")
    }  # fmt: skip
    assert as_author.get("search/?q=云海&kind=photos")["count"] == 1
    for body in ({}, {"tags": []}, {"tags": ["，"]}, {"tags": "sea"}, {"tag": "sea"}, {"tags": ["x" * 101]}):
        as_author.post(f"photos/{photo.pk}/tags/", 400, **body)


def test_a_suggestion_is_accepted_and_rejected_as_often_as_one_likes(as_author, author, photo):
    row = add_tag(photo, "ship", state="suggested", source="analyzer", confidence=0.4)
    for _ in range(2):
        assert as_author.put(f"photos/{photo.pk}/tags/ship/")["state"] == "accepted"
    for _ in range(2):
        as_author.delete(f"photos/{photo.pk}/tags/ship/")
    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("rejected", author)
    add_tag(ready_photo(), "elsewhere")
    for slug in ("elsewhere", "no-such-tag", "%00", "x" * 300):
        as_author.put(f"photos/{photo.pk}/tags/{slug}/", 404)
    as_author.put(f"photos/{photo.pk}/tags/ship/", 400, sure=True)


def test_a_chinese_tag_is_named_by_its_address(as_author, photo):
    tag = add_tag(photo, "", zh="云海").tag
    as_author.delete(f"photos/{photo.pk}/tags/{tag.slug}/")
    assert Tag.objects.get().photo_tags.get().state == "rejected"


def test_the_analyzer_looks_again_and_says_how_far_it_is(as_author, photo):
    assert as_author.get(f"photos/{photo.pk}/analysis/")["state"] == "none"
    for _ in range(2):
        assert as_author.post(f"photos/{photo.pk}/analysis/", 202)["state"] == "queued"
    assert Job.objects.filter(kind=ANALYSE, target_id=photo.pk).count() == 1
    add_tag(photo, "ship", state="suggested")
    Job.objects.update(state="done", progress=100)
    told = as_author.get(f"photos/{photo.pk}/analysis/")
    assert (told["state"], told["progress"], told["suggestions"]) == ("done", 100, 1)
    Photo.objects.update(state="preparing")
    assert as_author.post(f"photos/{photo.pk}/analysis/", 409)["code"] == "not_ready"


# --- who looks but may not change ------------------------------------------------------------------


def test_who_only_looks_is_told_so_and_hidden_is_not_there(photo, album):
    stranger = Program(make_user("stranger"))
    hidden = ready_photo(owner=make_user("other"))
    for key, status in (
        (photo.pk, 403),
        (hidden.pk, 404),
        (0, 404),
        (999_999, 404),
        (2**63, 404),
        (10**30, 404),
    ):
        stranger.patch(f"photos/{key}/", status, title="Mine")
        stranger.delete(f"photos/{key}/", status)
        stranger.get(f"photos/{key}/analysis/", status)
        stranger.post(f"photos/{key}/tags/", status, tags=["x"])
        stranger.put(f"photos/{key}/tags/sea/", status)
        stranger.post(f"photos/{key}/restore/", status)
    stranger.get(f"photos/{hidden.pk}/tags/", 404)


def test_more_tags_cost_no_more_queries(as_author, photo):
    counts = []
    for more in (1, 9):
        for number in range(more):
            add_tag(photo, f"tag {more} {number}")
        with CaptureQueriesContext(connection) as queries:
            as_author.get(f"photos/{photo.pk}/tags/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_an_access_token_looks_writes_or_sends_as_its_scopes_say(author, album, photo):
    paths = {"read": [], "write": [], "upload": []}
    for scope, done in paths.items():
        program = Program()
        _row, token = access_tokens.make(user=author, name=scope, scopes=[scope], expires_at=None)
        program.client = Client(headers={"Authorization": f"Bearer {token}"})
        done.append(program.client.get(f"{API}photos/").status_code)
        done.append(program.client.patch(f"{API}photos/{photo.pk}/", {}, "application/json").status_code)
        sent = {"file": upload(), "album": album.pk}
        done.append(program.client.post(f"{API}photos/", sent).status_code)
    assert paths == {"read": [200, 403, 403], "write": [403, 200, 403], "upload": [403, 403, 201]}
