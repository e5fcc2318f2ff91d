"""A copy that is still good is not sent again, and an edit of what somebody else has changed is refused."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from community.models import AlbumComment, CommentVote
from galleries.models import AlbumPage, Photo
from tests.community.talk import say
from tests.factories import make_album, ready_photo
from tests.galleries.albums_by_api import person
from tests.parallel import all_at_once
from tests.users.bearer import bearer

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def author(db):
    return person("author", "Editors")


@pytest.fixture
def things(author):
    """One of each, and what an edit of it sends."""
    album = make_album("雾", owner=author, slug="fog")
    photo = ready_photo(owner=author, album=album)
    comment = say(album, "Hello", by=author)
    return {
        "album": (f"albums/{album.pk}/", {"title": "Fog"}),
        "photo": (f"photos/{photo.pk}/", {"title": "Fog"}),
        "comment": (f"comments/{comment.pk}/", {"text": "Good bye"}),
        "me": ("me/", {"bio": "Fog"}),
    }


def get(client, path, **headers):
    return client.get(f"/api/v1/{path}", headers=headers)


def patch(client, path, body, **headers):
    return client.patch(f"/api/v1/{path}", json.dumps(body), JSON, headers=headers)


KINDS = pytest.mark.parametrize("kind", ["album", "photo", "comment", "me"])


@KINDS
def test_a_copy_that_is_still_good_is_not_sent_again(things, author, kind):
    path, body = things[kind]
    program = bearer(author)
    first = get(program, path)
    tag = first["ETag"]
    assert tag.startswith('"') and first["Cache-Control"] == "private, no-cache"
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        same = get(program, path, **{"If-None-Match": known})
        assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
        assert "Content-Type" not in same and "Content-Length" not in same
    assert patch(program, path, body).status_code == 200
    changed = get(program, path, **{"If-None-Match": tag})
    assert changed.status_code == 200 and changed["ETag"] != tag


@KINDS
def test_an_edit_of_what_has_changed_is_refused(things, author, kind):
    path, body = things[kind]
    program = bearer(author)
    tag = get(program, path)["ETag"]
    done = patch(program, path, body, **{"If-Match": tag})
    assert done.status_code == 200 and done["ETag"] != tag
    late = patch(program, path, body, **{"If-Match": tag})
    assert (late.status_code, late.json()["code"]) == (412, "precondition_failed")
    assert late["Content-Type"] == "application/problem+json"
    assert patch(program, path, body, **{"If-Match": f'"x", W/{done["ETag"]}'}).status_code == 200
    assert patch(program, path, body, **{"If-Match": "*"}).status_code == 200


@pytest.mark.parametrize("kind", ["album", "photo", "comment"])
def test_a_removal_of_what_has_changed_is_refused(things, author, kind):
    path, body = things[kind]
    program = bearer(author)
    tag = get(program, path)["ETag"]
    patch(program, path, body)
    assert program.delete(f"/api/v1/{path}", headers={"If-Match": tag}).status_code == 412
    tag = get(program, path)["ETag"]
    assert program.delete(f"/api/v1/{path}", headers={"If-Match": tag}).status_code == 204


@KINDS
@pytest.mark.parametrize(
    "text", ["", "x", 'x"', '"', '"a" "b"', '"a",', "W/x", '"a', "*, *", '"a"; "b"', "(" * 5000]
)
def test_a_condition_that_is_none_is_an_error(things, author, kind, text):
    path, body = things[kind]
    answer = patch(bearer(author), path, body, **{"If-Match": text})
    assert (answer.status_code, answer.json()["code"]) == (400, "precondition_invalid")


@pytest.mark.parametrize("text", ["", "x", '"', "(" * 5000])
def test_a_copy_with_a_tag_that_is_none_is_sent_again(things, author, text):
    assert get(bearer(author), "me/", **{"If-None-Match": text}).status_code == 200


def test_what_one_may_not_see_is_not_there_whatever_the_condition(author, stranger):
    album = make_album(owner=author, visibility="private")
    photo = ready_photo(owner=author, album=album)
    comment = say(album, "Hello", by=author)
    program = bearer(stranger)
    for path in (f"albums/{album.pk}/", f"photos/{photo.pk}/", f"comments/{comment.pk}/", f"albums/{10**8}/"):
        for condition in ('"x"', "*"):
            assert patch(program, path, {}, **{"If-Match": condition}).status_code == 404
            assert get(program, path, **{"If-None-Match": condition}).status_code == 404


def test_a_like_changes_the_copy_but_spoils_no_edit(things, author, stranger):
    path, body = things["comment"]
    program, comment = bearer(author), AlbumComment.objects.get()
    tag = get(program, path)["ETag"]
    bearer(stranger).put(f"/api/v1/{path}vote/", json.dumps({"value": 1}), JSON)
    assert CommentVote.objects.filter(comment=comment).exists()
    assert get(program, path, **{"If-None-Match": tag}).status_code == 200
    assert patch(program, path, body, **{"If-Match": tag}).status_code == 200


def test_a_choice_of_fields_has_a_tag_of_its_own_and_serves_an_edit_too(things, author):
    path, body = things["album"]
    program = bearer(author)
    few, all_ = get(program, f"{path}?fields=id,title")["ETag"], get(program, path)["ETag"]
    assert few != all_
    assert patch(program, path, body, **{"If-Match": few}).status_code == 200


def test_each_language_and_each_reader_has_copies_of_its_own(things, author, stranger):
    path, _ = things["album"]
    assert get(bearer(author), path)["ETag"] != get(bearer(stranger), path)["ETag"]
    vary = get(Client(), path)["Vary"]
    assert all(name in vary for name in ("Accept-Language", "Authorization", "Cookie"))


def test_strangers_do_not_see_that_a_draft_was_written(things, author, stranger):
    path, body = things["album"]
    tag, own = get(bearer(stranger), path)["ETag"], get(bearer(author), path)["ETag"]
    assert patch(bearer(author), path, {**body, "publish": False}).status_code == 200
    AlbumPage.objects.get(slug="fog").save_revision(user=author)
    assert get(bearer(author), path)["ETag"] != own
    assert get(bearer(stranger), path, **{"If-None-Match": tag}).status_code in (200, 304)


def test_guests_keep_copies_too(things):
    for path in (things["album"][0], things["photo"][0], things["comment"][0], "users/author/"):
        tag = get(Client(), path)["ETag"]
        assert get(Client(), path, **{"If-None-Match": tag}).status_code == 304


def test_a_person_is_read_anew_when_she_has_changed(things, author, client):
    tag = get(client, "users/author/")["ETag"]
    type(author).objects.filter(pk=author.pk).update(display_name="Another")
    assert get(client, "users/author/", **{"If-None-Match": tag}).status_code == 200


def test_heads_and_errors(things, author):
    path, _ = things["album"]
    program = bearer(author)
    assert program.head(f"/api/v1/{path}")["ETag"] == get(program, path)["ETag"]
    assert "ETag" not in get(program, "albums/0/")


@KINDS
def test_a_tag_costs_few_queries(things, author, kind):
    program = bearer(author)
    get(program, things[kind][0])
    with CaptureQueriesContext(
        connection,
    ) as queries:
        get(program, things[kind][0])
    assert len(queries) <= 12, [query["sql"][:120] for query in queries]


@pytest.mark.django_db(transaction=True)
def test_of_many_edits_of_the_same_copy_one_wins():
    author = person("author", "Editors")
    photo = ready_photo(owner=author, album=make_album(owner=author))
    headers = dict(bearer(author).defaults)
    tag = get(Client(**headers), f"photos/{photo.pk}/")["ETag"]

    def edit(number):
        return patch(
            Client(**headers), f"photos/{photo.pk}/", {"title": f"{number}"}, **{"If-Match": tag}
        ).status_code

    statuses = all_at_once(edit, range(8))
    assert sorted(statuses) == [200] + [412] * 7
    assert Photo.objects.get(pk=photo.pk).title in {str(n) for n in range(8)}
