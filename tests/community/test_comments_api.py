"""Writing and reading comments by the API."""

import pytest

from community.models import AlbumComment, AlbumTalk, Distance
from galleries.models import AlbumGrant, AlbumPage
from tests.community.talk import api, post, say
from tests.factories import make_album, make_user, ready_photo

pytestmark = pytest.mark.django_db
LIST = "/api/v1/comments/"


def photo_of(album):
    return album.album_photos.ready().in_order().first().photo


def nothing_was_stored():
    return not AlbumComment.objects.exists() and not AlbumTalk.objects.filter(comments__gt=0).exists()


# --- writing


def test_a_member_comments_on_an_album(stranger, public_album):
    answer = post(api(stranger), public_album, "Lovely **light**")
    assert answer.status_code == 201
    comment = AlbumComment.objects.get()
    assert answer.json() == {
        "id": comment.pk,
        "album": public_album.pk,
        "photo": None,
        "parent": None,
        "level": 0,
        "state": "visible",
        "text": "Lovely **light**",
        "html": "<p>Lovely <strong>light</strong></p>",
        "author": {
            "username": "stranger",
            "display_name": "stranger",
            "avatar": None,
            "url": "http://testserver/people/stranger/",
        },
        "is_album_owner": False,
        "likes": 0,
        "dislikes": 0,
        "my_vote": 0,
        "answers": 0,
        "answers_url": f"http://testserver/api/v1/comments/?parent={comment.pk}",
        "pinned": False,
        "created_at": answer.json()["created_at"],
        "edited_at": None,
        "permalink": f"http://testserver/comments/{comment.pk}/",
        "notice": "",
    }
    assert answer.json()["created_at"].endswith("Z")
    assert (comment.thread_id, comment.parent_id, comment.level, comment.order) == (
        comment.pk,
        comment.pk,
        0,
        1,
    )
    assert (comment.content_type.model, comment.object_pk) == ("albumpage", str(public_album.pk))
    assert (comment.user, comment.user_name, comment.site_id) == (stranger, "stranger", 1)
    assert AlbumTalk.objects.get(album=public_album).comments == 1


def test_a_member_comments_on_a_photo_and_is_answered(owner, stranger, public_album):
    photo = photo_of(public_album)
    first = post(api(stranger), public_album, "Where?", photo=photo.pk).json()
    second = post(api(owner), public_album, "There.", photo=photo.pk, parent=first["id"]).json()
    third = post(api(stranger), public_album, "Thanks", photo=photo.pk, parent=second["id"]).json()
    assert (second["parent"], second["level"], second["is_album_owner"]) == (first["id"], 1, True)
    rows = AlbumComment.objects.order_by("pk").values_list(
        "thread_id", "parent_id", "level", "order", "nested_count"
    )
    a, b, _ = first["id"], second["id"], third["id"]
    assert list(rows) == [(a, a, 0, 1, 2), (a, a, 1, 2, 1), (a, b, 2, 3, 0)]
    assert AlbumComment.objects.first().content_type.model == "photo"
    assert public_album.talk.comments == 3


def test_a_long_name_fits(public_album):
    person = make_user("someone", display_name="长" * 80)
    assert post(api(person), public_album).status_code == 201


def test_a_guest_reads_and_does_not_write(stranger, public_album):
    say(public_album, "Hello", by=stranger)
    assert api().get(LIST, {"album": public_album.pk}).json()["results"][0]["text"] == "Hello"
    assert post(api(), public_album).status_code == 401
    assert AlbumComment.objects.count() == 1


@pytest.mark.parametrize("state", ["private", "draft", "deleted", "missing"])
def test_what_one_may_not_see_is_not_there(stranger, owner, private_album, state):
    album = private_album
    if state == "draft":
        album = make_album(owner=owner, live=False)
    elif state == "deleted":
        AlbumPage.objects.get(pk=album.pk).delete()
        album.pk = album.id = private_album.pk
    elif state == "missing":
        album = AlbumPage(pk=987654)
    client = api(stranger)
    assert post(client, album).status_code == 404
    assert client.get(LIST, {"album": album.pk}).status_code == 404
    assert client.get(f"/api/v1/albums/{album.pk}/talk/").status_code == 404
    assert nothing_was_stored()


def test_comments_can_be_off(stranger, public_album):
    public_album.comments_enabled = False
    public_album.save()
    answer = post(api(stranger), public_album)
    assert (answer.status_code, answer.json()["code"]) == (409, "comments_off")
    assert nothing_was_stored()


def test_who_was_invited_to_look_only_looks(stranger, private_album):
    AlbumGrant.objects.create(album=private_album, user=stranger, role="view")
    answer = post(api(stranger), private_album)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    AlbumGrant.objects.update(role="comment")
    assert post(api(stranger), private_album).status_code == 201


def test_a_photo_is_one_of_the_album_and_ready(owner, stranger, public_album):
    elsewhere = ready_photo(owner=owner, album=make_album(owner=owner))
    waiting = ready_photo(owner=owner, album=public_album, state="preparing")
    for photo in (elsewhere, waiting):
        assert post(api(stranger), public_album, photo=photo.pk).status_code == 404
    assert nothing_was_stored()


def test_an_answer_stays_with_what_it_answers(owner, stranger, public_album):
    photo = photo_of(public_album)
    other = make_album(owner=owner)
    on_album, on_photo, on_other = say(public_album), say(public_album, photo=photo), say(other)
    client = api(stranger)
    assert post(client, public_album, "1", parent=on_other.pk).status_code == 404
    assert post(client, public_album, "2", parent=on_photo.pk).status_code == 400
    assert post(client, public_album, "3", photo=photo.pk, parent=on_album.pk).status_code == 400
    assert post(client, public_album, "4", parent=on_photo.pk + 100).status_code == 404
    assert AlbumComment.objects.count() == 3


def test_nobody_answers_what_was_removed(owner, stranger, public_album):
    parent = say(public_album, by=stranger)
    say(public_album, by=owner, parent=parent)
    api(stranger).delete(f"{LIST}{parent.pk}/")
    answer = post(api(owner), public_album, "Late", parent=parent.pk)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_possible")


@pytest.mark.parametrize(
    "body",
    [
        {"text": ""},
        {"text": None},
        {"text": "x" * 100_000},
        {"text": "http://a.example " * 1000},
        {"text": "[a](http://a.b) " * 300},
        {"text": "\u200b"},
        {"text": ["a"]},
        {"text": {"a": "b"}},
        {"text": "a", "album": "x"},
        {"text": "a", "album": -1},
        {"text": "a", "album": 10**30},
        {"text": "a", "parent": "itself"},
        {"text": "a", "photo": [1]},
        {},
    ],
)
def test_what_makes_no_sense_is_refused_and_leaves_nothing(stranger, public_album, body):
    body = {"album": public_album.pk, **body} if body else body
    answer = api(stranger).post(LIST, body, format="json")
    assert answer.status_code == 400, answer.content
    assert answer.json()["code"] == "invalid" and answer.json()["errors"]
    assert nothing_was_stored()


def test_the_same_words_are_said_once(stranger, owner, public_album):
    client = api(stranger)
    assert post(client, public_album, "First!").status_code == 201
    again = post(client, public_album, "First!")
    assert (again.status_code, again.json()["code"]) == (409, "duplicate")
    assert post(client, public_album, "First!", photo=photo_of(public_album).pk).status_code == 201
    assert post(api(owner), public_album, "First!").status_code == 201
    assert AlbumComment.objects.count() == public_album.talk.comments == 3


def test_a_storm_of_one_person_ends(settings, stranger, public_album):
    settings.LIMITS = {**settings.LIMITS, "comment_account": "3/1m"}
    answers = [post(api(stranger), public_album, f"Storm {n}") for n in range(5)]
    assert [answer.status_code for answer in answers] == [201] * 3 + [429] * 2
    assert int(answers[-1]["Retry-After"]) > 0
    assert AlbumComment.objects.count() == 3


def test_a_storm_of_one_network_ends(settings, public_album):
    settings.LIMITS = {**settings.LIMITS, "comment_network": "3/1m"}
    answers = [post(api(make_user()), public_album).status_code for _ in range(4)]
    assert answers == [201] * 3 + [429]


def test_who_is_blocked_does_not_write(owner, stranger, public_album):
    third = make_user("third")
    parent = say(public_album, by=third)
    Distance.objects.create(user=owner, person=stranger, kind="block")
    assert post(api(stranger), public_album).status_code == 403
    Distance.objects.all().delete()
    Distance.objects.create(user=third, person=stranger, kind="block")
    assert post(api(stranger), public_album, parent=parent.pk).status_code == 403
    assert post(api(stranger), public_album).status_code == 201
    Distance.objects.update(kind="mute")
    assert post(api(stranger), public_album, "2", parent=parent.pk).status_code == 201


def test_a_disabled_account_does_not_write(stranger, public_album):
    client = api(stranger)
    type(stranger).objects.filter(pk=stranger.pk).update(is_active=False)
    assert post(client, public_album).status_code == 401
    assert nothing_was_stored()


# --- reading


def test_threads_are_listed_and_lead_to_their_answers(owner, stranger, public_album):
    root = say(public_album, "Root", by=stranger)
    answers = [say(public_album, f"Answer {n}", by=owner, parent=root) for n in range(3)]
    say(public_album, "Deeper", by=stranger, parent=answers[0])
    body = api().get(LIST, {"album": public_album.pk}).json()
    assert [(row["text"], row["answers"]) for row in body["results"]] == [("Root", 4)]
    below = api().get(body["results"][0]["answers_url"] + "&sort=oldest").json()
    assert [(row["text"], row["answers"]) for row in below["results"]] == [
        ("Answer 0", 1),
        ("Answer 1", 0),
        ("Answer 2", 0),
    ]


def test_a_list_is_sorted_and_paged_while_rows_come_in(public_album):
    comments = [say(public_album, f"{n}") for n in range(5)]
    AlbumComment.objects.filter(pk=comments[2].pk).update(score=3)
    ask = lambda **more: api().get(LIST, {"album": public_album.pk, **more}).json()["results"]  # noqa: E731
    assert [row["text"] for row in ask()] == ["4", "3", "2", "1", "0"]
    assert [row["text"] for row in ask(sort="oldest")] == ["0", "1", "2", "3", "4"]
    assert [row["text"] for row in ask(sort="best")] == ["2", "4", "3", "1", "0"]
    first = api().get(LIST, {"album": public_album.pk, "page_size": 2}).json()
    say(public_album, "late")
    second = api().get(first["next"]).json()
    assert [row["text"] for row in second["results"]] == ["2", "1"]
    assert api().get(LIST, {"album": public_album.pk, "sort": "loudest"}).status_code == 400
    assert api().get(LIST).status_code == 400


def test_a_list_costs_the_same_whatever_its_length(stranger, public_album, django_assert_num_queries):
    say(public_album)
    client = api(stranger)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        client.get(LIST, {"album": public_album.pk})
    for _ in range(25):
        say(public_album)
    with django_assert_num_queries(len(one)):
        client.get(LIST, {"album": public_album.pk})
    assert len(one) <= 12


def test_a_place_without_words_says_nothing_of_its_author(owner, stranger, public_album):
    root = say(public_album, "Secret words", by=stranger)
    say(public_album, "Answer", by=owner, parent=root)
    api(stranger).put(f"{LIST}{root.pk}/vote/", {"value": 1})
    api(owner).delete(f"{LIST}{root.pk}/")
    row = api(owner).get(LIST, {"album": public_album.pk}).json()["results"][0]
    assert (row["state"], row["text"], row["html"], row["author"]) == ("removed", "", "", None)
    assert row["answers"] == 1
    assert "Secret" not in api().get(f"{LIST}{root.pk}/").content.decode()


def test_comments_of_a_photo_that_left_the_album_are_gone_with_it(owner, stranger, public_album):
    photo = photo_of(public_album)
    comment = say(public_album, "On the photo", by=stranger, photo=photo)
    say(public_album, "On the album", by=stranger)
    public_album.album_photos.filter(photo=photo).delete()
    assert api(stranger).get(f"{LIST}{comment.pk}/").status_code == 404
    assert api(stranger).get(LIST, {"album": public_album.pk, "photo": photo.pk}).status_code == 404
    assert AlbumTalk.objects.get(album=public_album).comments == 1


def test_one_comment_is_read_by_whoever_sees_the_album(stranger, owner, private_album):
    comment = say(private_album, "Family only", by=owner)
    url = f"{LIST}{comment.pk}/"
    assert api(owner).get(url).json()["text"] == "Family only"
    for client in (api(), api(stranger)):
        missing = client.get(f"{LIST}999999/")
        hidden = client.get(url)
        assert hidden.status_code == missing.status_code == 404
        assert hidden.json()["code"] == missing.json()["code"]
    for method, door in [
        ("put", "vote/"),
        ("put", "pin/"),
        ("get", "revisions/"),
        ("patch", ""),
        ("delete", ""),
    ]:
        assert getattr(api(stranger), method)(url + door, {"value": 1, "text": "x"}).status_code == 404
    comment.refresh_from_db()
    assert (comment.state, comment.comment, comment.likes) == ("visible", "Family only", 0)


def test_an_account_that_is_gone_leaves_its_words_without_a_name(stranger, public_album):
    comment = say(public_album, "Still here", by=stranger)
    AlbumComment.objects.filter(pk=comment.pk).update(user=None)
    row = api().get(f"{LIST}{comment.pk}/").json()
    assert (row["text"], row["author"]) == ("Still here", None)


def test_an_account_that_is_going_is_silent(stranger, owner, public_album):
    from django.utils import timezone

    root = say(public_album, "Leaving", by=stranger)
    say(public_album, "Answer", by=owner, parent=root)
    alone = say(public_album, "Alone", by=stranger)
    type(stranger).objects.filter(pk=stranger.pk).update(delete_after=timezone.now())
    rows = api().get(LIST, {"album": public_album.pk}).json()["results"]
    assert [(row["id"], row["text"], row["author"], row["state"]) for row in rows] == [
        (root.pk, "", None, "hidden")
    ]
    assert api().get(f"{LIST}{alone.pk}/").status_code == 404


@pytest.mark.parametrize("number", [0, 999_999, 2**63, 10**30])
def test_any_number_in_an_address_is_answered(stranger, number):
    client = api(stranger)
    for door in ("", "vote/", "revisions/"):
        assert client.get(f"{LIST}{number}/{door}").status_code == 404
    assert client.put(f"{LIST}{number}/pin/").status_code == 404
    assert client.get(f"/api/v1/albums/{number}/talk/").status_code == 404
    for name in ("album", "photo", "parent"):
        assert client.get(LIST, {"album": 1, name: number}).status_code in (400, 404)
        body = {"album": 1, "text": "a", name: number}
        assert client.post(LIST, body, format="json").status_code in (400, 404)
