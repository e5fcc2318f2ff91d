"""Writing comments and answers on pages, without a script and in place."""

import re

import pytest
from django.test import Client
from django.utils.html import escape

from community import traps
from community.actions import comments as actions
from community.models import AlbumComment, AlbumTalk
from tests.community.comment_pages import JSON, browser, errors_of, html, post, say, talk_of
from tests.factories import make_album, ready_photo

pytestmark = pytest.mark.django_db


# --- writing ----------------------------------------------------------------------------------------------------


def test_a_person_comments_and_comes_to_her_comment(album, lin):
    client = browser(lin)
    assert 'name="text"' in html(client.get("/albums/mist/"))
    answer = post(client, lin, album, "一场 *mist*\r\nand more 🌫️")
    comment = AlbumComment.objects.get()
    assert (comment.user, comment.comment) == (lin, "一场 *mist*\nand more 🌫️")
    assert answer["Location"] == f"/comments/{comment.pk}/"
    assert client.get(answer["Location"])["Location"] == f"/albums/mist/#comment-{comment.pk}"


def test_the_form_of_the_page_itself_can_be_sent_as_it_is(album, lin):
    client = browser(lin)
    page = html(client.get("/albums/mist/"))
    form = page[page.index('action="/comments/new/"') :].split("</form>")[0]
    sent = dict(re.findall(r'name="(\w+)"(?: value="([^"]*)")?', form))
    expected = {"csrfmiddlewaretoken", "album", "photo", "parent", "address", "homepage", "shown_at", "text"}
    assert set(sent) == expected
    assert client.post("/comments/new/", {**sent, "text": "As it is"}).status_code == 302
    assert AlbumComment.objects.get().comment == "As it is"


def test_without_a_token_nothing_is_posted(album, lin):
    client = Client(enforce_csrf_checks=True)
    client.force_login(lin)
    assert post(client, lin, album).status_code == 403
    assert not AlbumComment.objects.exists()


def test_an_answer_opens_its_form_below_the_comment(album, lin, owner):
    top = say(owner, album, "Top")
    client = browser(lin)
    assert f"?answer={top.pk}#answer" in html(client.get("/albums/mist/"))
    page = html(client.get(f"/albums/mist/?answer={top.pk}"))
    assert "Answer to 林晚" in page and f'name="parent" value="{top.pk}"' in page
    post(client, lin, album, "Below", parent=top.pk)
    assert AlbumComment.objects.get(comment="Below").parent_id == top.pk


@pytest.mark.parametrize("text", ["", "   ", "x" * 5001, "\x00", "\u200b"])
def test_what_is_no_comment_is_refused_with_the_form(album, lin, text):
    answer = post(browser(lin), lin, album, text)
    assert answer.status_code == 422 and errors_of(answer).strip()
    assert not AlbumComment.objects.exists()


def test_the_text_survives_every_refusal(album, photo, lin, owner):
    client, text = browser(lin), "Do not lose <me>"
    other = make_album(owner=owner)
    elsewhere = say(owner, other, "Elsewhere")
    gone = say(owner, album, "Gone")
    actions.remove_comment(user=owner, comment=gone)
    refusals = {
        "too long": (post(client, lin, album, text + "x" * 5001), 422),
        "other album": (post(client, lin, album, text, parent=elsewhere.pk), 422),
        "a machine": (post(client, lin, album, text, homepage="https://x.example"), 400),
        "an old form": (post(client, lin, album, text, shown_at="x"), 422),
        "a guest": (post(browser(), owner, album, text), 401),
    }
    AlbumTalk.objects.update_or_create(pk=album.pk, defaults={"slow_seconds": 60})
    assert post(client, lin, album, "One").status_code == 302
    refusals["slow mode"] = (post(client, lin, album, text), 429)
    actions.lock(user=owner, album=album, locked=True)
    refusals["locked"] = (post(client, lin, album, text), 409)
    for name, (answer, status) in refusals.items():
        assert answer.status_code == status, name
        assert errors_of(answer).strip(), name
        assert escape(text) in answer.content.decode(), name
    assert refusals["slow mode"][0]["Retry-After"]
    assert AlbumComment.objects.filter(user=lin).count() == 1
    assert post(client, lin, album, text, parent=gone.pk).status_code == 404


@pytest.mark.parametrize("field", ["album", "photo", "parent"])
@pytest.mark.parametrize("value", ["0", "-1", "x", "99999999999999999999", "\x00"])
def test_a_place_that_makes_no_sense_is_not_there(album, lin, field, value):
    sent = {"album": album.pk, "text": "Words", "shown_at": traps.stamp(lin), field: value}
    answer = browser(lin).post("/comments/new/", sent)
    senseless = value == "99999999999999999999" or field == "album"
    # What names no photo and no comment is as good as nothing; an album has to be named.
    assert answer.status_code in ((404,) if senseless and field == "album" else (302, 404, 422))
    if field == "album":
        assert not AlbumComment.objects.exists()


def test_a_photo_of_another_album_is_not_there(album, lin, owner):
    foreign = ready_photo(owner=owner, album=make_album(owner=owner))
    assert post(browser(lin), lin, album, photo=foreign.pk).status_code == 404


def test_where_comments_are_off_there_is_neither_form_nor_door(album, lin):
    say(lin, album, "Older")
    album.comments_enabled = False
    album.save_revision().publish()
    page = talk_of(browser(lin).get("/albums/mist/"))
    assert "Comments are switched off" in page and "Older" in page and "<textarea" not in page
    assert post(browser(lin), lin, album, "New").status_code == 409


def test_a_guest_who_posts_is_told_to_sign_in_and_then_finds_the_form(album, lin):
    answer = post(browser(), lin, album, "Kept")
    page = answer.content.decode()
    assert answer.status_code == 401 and "Kept</textarea>" in page
    leads = re.search(r'class="btn" href="(/accounts/login/\?next=[^"]+)"', page)
    assert leads and "next=/comments/new" not in page and f"album%3D{album.pk}" in leads[1]
    assert browser().get(f"/comments/new/?album={album.pk}").status_code == 302
    assert "<textarea" in html(browser(lin).get(f"/comments/new/?album={album.pk}"))


# --- in place ---------------------------------------------------------------------------------------------------


def test_a_script_gets_the_comment_as_a_piece_of_the_page(album, lin, owner):
    top = say(owner, album, "Top")
    answer = post(browser(lin), lin, album, "In <place>", parent=top.pk, headers=JSON)
    said = answer.json()
    assert answer.status_code == 201 and said["parent"] == top.pk and said["counts"] is True
    assert f'id="comment-{said["id"]}"' in said["html"] and "In &lt;place&gt;" in said["html"]
    assert "/edit/" in said["html"]


def test_a_script_is_told_what_is_wrong(album, lin):
    answer = post(browser(lin), lin, album, "", headers=JSON)
    assert answer.status_code == 422 and answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"] == "Write something first."
    answer = post(browser(), lin, album, headers=JSON)
    assert answer.status_code == 401 and answer.json()["code"] == "not_authenticated"


def test_a_form_that_was_open_too_long_gets_a_new_time(album, lin):
    client = browser(lin)
    answer = post(client, lin, album, shown_at="old", headers=JSON)
    assert answer.status_code == 422 and answer.json()["code"] == "ask_again"
    again = post(client, lin, album, shown_at=answer.json()["shown_at"], headers=JSON)
    assert again.status_code == 201


def test_a_vote_counts_and_is_taken_back(album, lin, owner):
    comment = say(owner, album)
    client, path = browser(lin), f"/comments/{comment.pk}/vote/"
    answer = client.post(path, {"value": "1", "next": "/albums/mist/?sort=best"})
    assert answer["Location"] == f"/albums/mist/?sort=best#comment-{comment.pk}"
    page = html(client.get("/albums/mist/"))
    assert 'value="0" aria-pressed="true" aria-label="Like 1"' in page
    assert client.post(path, {"value": "-1"}, headers=JSON).json() == {
        "likes": 0,
        "dislikes": 1,
        "my_vote": -1,
    }
    assert client.post(path, {"value": "0"}, headers=JSON).json() == {"likes": 0, "dislikes": 0, "my_vote": 0}


@pytest.mark.parametrize("value", ["", "2", "x", None])
def test_a_vote_that_is_none_is_refused(album, lin, owner, value):
    comment = say(owner, album)
    sent = {} if value is None else {"value": value}
    assert browser(lin).post(f"/comments/{comment.pk}/vote/", sent, headers=JSON).status_code == 422
    answer = browser(lin).post(f"/comments/{comment.pk}/vote/", sent, follow=True)
    assert "A vote is 1 or -1." in answer.content.decode()


def test_nobody_votes_on_her_own_comment_and_no_guest_at_all(album, lin):
    comment = say(lin, album)
    path = f"/comments/{comment.pk}/vote/"
    assert path not in html(browser(lin).get("/albums/mist/"))
    assert browser(lin).post(path, {"value": 1}, headers=JSON).status_code == 403
    assert browser().post(path, {"value": 1}, headers=JSON).status_code == 401
    assert "/accounts/login/" in browser().post(path, {"value": 1})["Location"]
    comment.refresh_from_db()
    assert comment.likes == 0


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:1"]
)
def test_a_button_never_leads_to_another_site(album, lin, owner, elsewhere):
    comment = say(owner, album)
    answer = browser(lin).post(f"/comments/{comment.pk}/vote/", {"value": 1, "next": elsewhere})
    assert answer["Location"] == f"/comments/{comment.pk}/"
