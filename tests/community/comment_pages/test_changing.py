"""Changing and removing comments on pages, and running an album's talk."""

import re

import pytest

from community.models import AlbumComment, AlbumTalk
from tests.community.comment_pages import browser, errors_of, html, say, talk_of

pytestmark = pytest.mark.django_db


def test_the_author_changes_her_words_and_the_page_says_so(album, lin):
    comment = say(lin, album, "Befroe")
    client, path = browser(lin), f"/comments/{comment.pk}/edit/"
    assert path in html(client.get("/albums/mist/")) and "Befroe</textarea>" in html(client.get(path))
    assert client.post(path, {"text": "Before"})["Location"] == f"/comments/{comment.pk}/"
    page = html(client.get("/albums/mist/"))
    assert "Before" in page and "Befroe" not in page and "<span>edited</span>" in page


def test_after_a_quarter_of_an_hour_it_stays_as_it_is(album, lin, clock):
    comment = say(lin, album, "Before")
    clock.forward(minutes=16)
    client, path = browser(lin), f"/comments/{comment.pk}/edit/"
    assert path not in html(client.get("/albums/mist/"))
    assert client.get(path)["Location"] == f"/comments/{comment.pk}/"
    answer = client.post(path, {"text": "After"})
    assert answer.status_code == 409 and "After</textarea>" in answer.content.decode()
    comment.refresh_from_db()
    assert comment.comment == "Before"


def test_nobody_else_changes_it(album, lin, owner, stranger):
    comment = say(lin, album, "Before")
    path = f"/comments/{comment.pk}/edit/"
    assert "/accounts/login/" in browser().get(path)["Location"]
    assert "/accounts/login/" in browser().post(path, {"text": "x"})["Location"]
    for other in (owner, stranger):
        assert browser(other).get(path).status_code == 403
        assert browser(other).post(path, {"text": "x"}).status_code == 403
    comment.refresh_from_db()
    assert comment.comment == "Before"


def test_an_empty_change_is_refused(album, lin):
    comment = say(lin, album, "Before")
    answer = browser(lin).post(f"/comments/{comment.pk}/edit/", {"text": " "})
    assert answer.status_code == 422 and "Write something first." in errors_of(answer)


def test_the_author_removes_her_comment_after_a_question(album, lin):
    comment = say(lin, album, "Mine")
    client, path = browser(lin), f"/comments/{comment.pk}/remove/"
    assert path in html(client.get("/albums/mist/")) and "It goes for good." in html(client.get(path))
    assert AlbumComment.objects.get().state == "visible"
    page = html(client.post(path, follow=True))
    assert "The comment is removed." in page and "Mine" not in page and "No comments yet." in page


def test_what_was_answered_leaves_its_place(album, lin, owner, stranger):
    top = say(lin, album, "Top")
    say(stranger, album, "Below", parent=top)
    assert "Its place stays" in html(browser(lin).get(f"/comments/{top.pk}/remove/"))
    browser(lin).post(f"/comments/{top.pk}/remove/")
    page = html(browser().get("/albums/mist/"))
    assert "Removed by its author." in page and "Below" in page and "林晚晚" not in page
    other = say(lin, album, "Other")
    say(stranger, album, "Below other", parent=other)
    browser(owner).post(f"/comments/{other.pk}/remove/")
    assert "Removed by the album's owner." in html(browser().get("/albums/mist/"))


def test_a_stranger_removes_and_pins_nothing(album, lin, stranger):
    comment = say(lin, album, "Stays")
    client = browser(stranger)
    page = talk_of(client.get("/albums/mist/"))
    assert "/remove/" not in page and "/pin/" not in page and "/settings/" not in page
    assert client.get(f"/comments/{comment.pk}/remove/").status_code == 302
    client.post(f"/comments/{comment.pk}/remove/")
    client.post(f"/comments/{comment.pk}/pin/", {"pinned": 1})
    client.post(f"/talk/{album.pk}/settings/", {"locked": "on", "slow_seconds": 60})
    comment.refresh_from_db()
    assert comment.state == "visible" and comment.pinned_at is None
    assert not AlbumTalk.objects.filter(locked_at__isnull=False).exists()
    for path in (
        f"/comments/{comment.pk}/remove/",
        f"/comments/{comment.pk}/pin/",
        f"/talk/{album.pk}/settings/",
    ):
        assert "/accounts/login/" in browser().post(path)["Location"]


def test_the_owner_pins_a_thread_on_top(album, lin, owner):
    first = say(lin, album, "First")
    say(lin, album, "Second")
    client = browser(owner)
    assert f"/comments/{first.pk}/pin/" in html(client.get("/albums/mist/"))
    client.post(f"/comments/{first.pk}/pin/", {"pinned": "1"})
    page = html(browser().get("/albums/mist/"))
    assert page.index("First") < page.index("Second") and "</svg>Pinned" in page
    client.post(f"/comments/{first.pk}/pin/", {"pinned": "0"})
    page = html(browser().get("/albums/mist/"))
    assert page.index("Second") < page.index("First") and "Pinned" not in page


def test_the_owner_locks_and_slows_the_comments(album, lin, owner):
    client = browser(owner)
    path = f"/talk/{album.pk}/settings/"
    answer = client.post(path, {"locked": "on", "slow_seconds": "300", "next": "/albums/mist/"}, follow=True)
    page = talk_of(answer)
    assert "Saved." in html(answer) and "The comments are locked" in page and "<textarea" not in page
    assert re.search(r'name="locked"[^>]*checked', page) and '<option value="300" selected>' in page
    client.post(path, {"slow_seconds": "300"})
    assert "Slow mode: 5 minutes" in html(browser(lin).get("/albums/mist/"))
    page = html(client.post(path, {"slow_seconds": "7", "locked": "on"}, follow=True))
    assert "Nothing has been saved." in page and AlbumTalk.objects.get().slow_seconds == 300
    assert AlbumTalk.objects.get().locked_at is None
