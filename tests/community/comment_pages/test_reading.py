"""Comments on the pages of albums and photos: who reads them, how, and by which addresses."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from community.actions import comments as actions
from community.models import AlbumComment
from galleries.models import AlbumGrant
from tests.community.comment_pages import browser, html, post, say, talk_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db


# --- reading ----------------------------------------------------------------------------------------------------


def test_an_album_without_comments_says_so_and_asks_a_guest_to_sign_in(album):
    page = talk_of(browser().get("/albums/mist/"))
    assert "No comments yet." in page
    assert "/accounts/login/?next=/albums/mist/%23talk" in page
    assert "<textarea" not in page


def test_a_guest_reads_the_comments_and_is_offered_nothing_to_press(album, lin, owner):
    comment = say(lin, album, "What a **fog**")
    say(owner, album, "Thank you", parent=comment)
    page = talk_of(browser().get("/albums/mist/"))
    assert "What a <strong>fog</strong>" in page and ">林晚晚</bdi>" in page
    assert page.index("What a") < page.index("Thank you")
    for offered in ("/vote/", "#answer", "/edit/", "/remove/", "/pin/", "talk-do"):
        assert offered not in page


def test_an_answer_says_how_deep_it_stands(album, lin):
    top = say(lin, album, "One")
    say(lin, album, "Two", parent=top)
    page = html(browser().get("/albums/mist/"))
    assert re.findall(r'<li class="note" id="comment-\d+" aria-level="(\d)"', page) == ["1", "2"]


def test_a_photo_has_comments_of_its_own(album, photo, lin):
    say(lin, album, "On the album")
    say(lin, album, "On the photo", photo=photo)
    on_album, on_photo = (html(browser(lin).get(p)) for p in ("/albums/mist/", f"/albums/mist/{photo.pk}/"))
    assert "On the album" in on_album and "On the photo" not in on_album
    assert "On the photo" in on_photo and "On the album" not in on_photo
    assert f'name="photo" value="{photo.pk}"' in on_photo


def test_the_owner_is_marked_and_a_person_meets_herself(album, lin, owner):
    say(owner, album, "Mine")
    say(lin, album, "Hers")
    page = html(browser(lin).get("/albums/mist/"))
    assert page.count('class="by">Photographer<') == 1 and page.count('class="by">you<') == 1


def test_a_name_leads_to_the_page_of_those_who_have_one(album, lin, owner):
    say(owner, album, "Mine")
    say(lin, album, "Hers")
    page = html(browser().get("/albums/mist/"))
    assert 'class="note__who" href="/people/owner/"' in page
    assert "/people/lin/" not in page


def test_the_comments_are_sorted_as_the_address_says(album, lin, owner):
    first, second = say(lin, album, "First"), say(lin, album, "Second")
    actions.vote(user=owner, comment=first, value=1)
    client = browser()
    for query, order in (
        ("", [second, first]),
        ("?sort=oldest", [first, second]),
        ("?sort=best", [first, second]),
    ):
        page = html(client.get(f"/albums/mist/{query}"))
        assert re.findall(r'id="comment-(\d+)"', page) == [str(c.pk) for c in order]
    assert 'href="/albums/mist/?sort=best#talk" rel="nofollow" aria-current="true"' in page


@pytest.mark.parametrize(
    "query", ["?talk=0", "?talk=-1", "?talk=99999999999999", "?talk=x", "?sort=x&answer=x"]
)
def test_nonsense_in_the_address_is_the_first_or_the_last_page(album, lin, query):
    say(lin, album, "Still here")
    assert "Still here" in html(browser(lin).get(f"/albums/mist/{query}"))


def test_twenty_threads_stand_on_a_page_and_the_rest_on_the_next(album, lin):
    texts = [f"Text number {n}." for n in range(21)]
    for text in texts:
        say(make_user(), album, text)
    client = browser()
    first, second = html(client.get("/albums/mist/?page=1")), html(client.get("/albums/mist/?talk=2"))
    assert first.count('<li class="note"') == 20 and second.count('<li class="note"') == 1
    assert 'href="/albums/mist/?page=1&talk=2#talk"' in first or "?page=1&amp;talk=2#talk" in first
    assert texts[0] in second


def test_markup_in_texts_and_names_is_shown_and_not_run(album):
    name = '<img src=x onerror="alert(1)">'
    evil = make_user("evil", display_name=name)
    say(evil, album, '<script>alert(1)</script> [x](javascript:alert(1)) "><svg onload=alert(1)>')
    page = html(browser(evil).get("/albums/mist/"))
    talk = page[page.index('id="talk"') :]
    assert "<script>alert" not in page and "<svg onload" not in page and "<img src=x" not in page
    assert 'href="javascript' not in talk
    assert escape(name) in talk


def test_a_page_costs_the_same_queries_with_one_comment_and_with_sixty(album, lin, owner):

    def count(client: Client) -> int:
        client.get("/albums/mist/")
        with CaptureQueriesContext(connection) as queries:
            html(client.get("/albums/mist/"))
        return len(queries)

    say(lin, album)
    member, guest = browser(make_user()), browser()
    before = count(member), count(guest)
    for n in range(12):
        top = say(make_user(), album, f"{n}")
        for m in range(4):
            top = say(make_user(), album, f"{n} {m}", parent=top)
    assert (count(member), count(guest)) == before


def test_a_comment_is_lean(album):
    for n in range(30):
        say(make_user(display_name="Somebody Long"), album, f"{n}")
    page = html(browser(make_user()).get("/albums/mist/"))
    rows = re.findall(r'<li class="note".*?</li>', page, re.S)
    assert len(rows) == 20 and max(map(len, rows)) < 2000


# --- hidden albums ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["guest", "stranger"])
def test_comments_of_a_hidden_album_are_not_there(private_album, owner, stranger, who):
    comment = say(owner, private_album, "A secret")
    client = browser(stranger if who == "stranger" else None)
    for path in ("", "thread/", "edit/", "remove/"):
        assert client.get(f"/comments/{comment.pk}/{path}").status_code == 404
    for path in ("edit/", "remove/", "vote/", "pin/"):
        assert client.post(f"/comments/{comment.pk}/{path}", {"value": 1}).status_code == 404
    assert client.post(f"/talk/{private_album.pk}/settings/", {"locked": "on"}).status_code == 404
    for more in ({}, {"parent": comment.pk}):
        answer = post(client, stranger if who == "stranger" else owner, private_album, **more)
        assert answer.status_code == 404
    assert client.get(f"/comments/new/?album={private_album.pk}").status_code == 404
    assert AlbumComment.objects.count() == 1


@pytest.mark.parametrize("who", ["guest", "stranger"])
def test_a_hidden_comment_looks_like_one_that_never_was(private_album, owner, stranger, who):
    hidden = say(owner, private_album, "A secret").pk
    client = browser(stranger if who == "stranger" else None)
    for path in ("", "thread/"):
        assert client.get(f"/comments/{hidden}/{path}").status_code == 404
        assert client.get(f"/comments/{hidden + 1}/{path}").status_code == 404


def test_an_invited_person_reads_and_writes_only_as_she_was_invited_to(private_album, owner, lin):
    grant = AlbumGrant.objects.create(album=private_album, user=lin, role="view")
    client = browser(lin)
    assert "Only invited people comment" in html(client.get(private_album.get_url()))
    answer = post(client, lin, private_album)
    assert answer.status_code == 403 and "Words</textarea>" in answer.content.decode()
    AlbumGrant.objects.filter(pk=grant.pk).update(role="comment")
    assert post(client, lin, private_album).status_code == 302
    assert AlbumComment.objects.get().user == lin


# --- addresses --------------------------------------------------------------------------------------------------


def test_a_permalink_opens_the_page_on_which_the_comment_stands(album, photo, lin):
    old = say(lin, album, "Old")
    for n in range(20):
        say(make_user(), album, f"{n}")
    on_photo = say(lin, album, "On the photo", photo=photo)
    leads = browser().get(f"/comments/{old.pk}/")["Location"]
    assert leads == f"/albums/mist/?talk=2#comment-{old.pk}"
    assert f'id="comment-{old.pk}"' in html(browser().get(leads))
    assert (
        browser().get(f"/comments/{old.pk}/?sort=oldest")["Location"]
        == f"/albums/mist/?sort=oldest#comment-{old.pk}"
    )
    leads = browser().get(f"/comments/{on_photo.pk}/")["Location"]
    assert leads == f"/albums/mist/{photo.pk}/#comment-{on_photo.pk}"


def test_what_stands_too_deep_is_continued_on_a_page_of_its_own(album, lin):
    chain = [say(lin, album, "Word 0.")]
    for n in range(1, 70):
        chain.append(say(make_user(), album, f"Word {n}.", parent=chain[-1]))
    client = browser(lin)
    page = html(client.get("/albums/mist/"))
    (more,) = re.findall(r'href="(/comments/\d+/thread/)">Continue this thread: (\d+) more answers', page)
    assert "Word 3." in page and "Word 69." not in page
    deeper = html(client.get(more[0]))
    assert "Word 69." in deeper and "noindex" in deeper and "What this comment answers" in deeper
    last = chain[-1]
    assert client.get(f"/comments/{last.pk}/")["Location"] == f"/comments/{last.pk}/thread/#comment-{last.pk}"
    page = html(client.get(f"/comments/{last.pk}/thread/?answer={last.pk}"))
    assert page.count("<textarea") == 2 and f'name="parent" value="{last.pk}"' in page


def test_a_comment_that_waits_is_for_its_author_and_the_owner(album, lin, owner, stranger):
    comment = say(lin, album, "Waits")
    AlbumComment.objects.filter(pk=comment.pk).update(state="waiting")
    assert "until then only you see it" in html(browser(lin).get("/albums/mist/"))
    assert ">Waits for approval<" in html(browser(owner).get("/albums/mist/"))
    for client in (browser(), browser(stranger)):
        assert "Waits" not in html(client.get("/albums/mist/"))
        assert client.get(f"/comments/{comment.pk}/").status_code == 404


def test_what_a_deleted_account_said_has_no_name(album, lin):
    comment = say(lin, album, "Stays")
    AlbumComment.objects.filter(pk=comment.pk).update(user=None)
    page = html(browser().get("/albums/mist/"))
    assert "Stays" in page and "deleted account" in page and "林晚晚" not in page
