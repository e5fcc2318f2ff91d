"""Wagtail's own searches, which go through the same backend."""

import pytest
from django.db import connection
from wagtail.models import Page
from wagtail.search.query import MATCH_ALL, And, Not, Or, Phrase, PlainText

from galleries.models import AlbumPage, Photo
from tests.factories import make_album, ready_photo
from tests.search.test_page import HOSTILE, percent


@pytest.fixture
def album(owner):
    return make_album("人像摄影作品", owner=owner, title_en="Portraits", slug="portraits")


@pytest.fixture
def photo(owner, album):
    return ready_photo(owner=owner, album=album, title="林间人像摄影作品一号")


@pytest.fixture
def editor(client, superuser):
    client.force_login(superuser)
    return client


@pytest.mark.parametrize("words", ["摄影", "作品", "人像作品"])
@pytest.mark.parametrize(
    "address",
    [
        "/admin/pages/search/?q={}",
        "/admin/pages/search/results/?q={}",
        "/admin/choose-page/search/?q={}&page_type=wagtailcore.page",
    ],
)
def test_the_admin_finds_pages_by_chinese_inside_a_title(editor, album, address, words):
    response = editor.get(address.format(words))
    assert response.status_code == 200
    assert "人像摄影作品" in response.content.decode()


@pytest.mark.parametrize("words", ["摄影", "作品", "人像作品"])
@pytest.mark.parametrize(
    "address", ["/admin/images/?q={}", "/admin/images/results/?q={}", "/admin/images/chooser/results/?q={}"]
)
def test_the_admin_finds_photos_by_chinese_inside_a_title(editor, photo, address, words):
    response = editor.get(address.format(words))
    assert response.status_code == 200
    assert photo.title in response.content.decode()


def test_the_admin_does_not_find_what_is_not_there(editor, album):
    assert "人像摄影作品" not in editor.get("/admin/pages/search/results/?q=摄影师").content.decode()


@pytest.mark.parametrize("address", ["/admin/pages/search/results/", "/admin/images/results/"])
def test_whatever_an_editor_types_gets_an_answer(editor, album, photo, address):
    answers = {query: editor.get(f"{address}?q={percent(query)}").status_code for query in HOSTILE}
    assert {query: code for query, code in answers.items() if code != 200} == {}


def found(model, query, **options):
    return {hit.pk for hit in model.objects.search(query, **options)}


def test_queries_can_be_put_together(album, owner):
    other = make_album("风景摄影", owner=owner)
    pages = AlbumPage
    assert found(pages, And([PlainText("摄影"), PlainText("人像")])) == {album.pk}
    assert found(pages, Or([PlainText("人像"), PlainText("风景")])) == {album.pk, other.pk}
    assert found(pages, PlainText("人像 风景", operator="or")) == {album.pk, other.pk}
    assert found(pages, And([PlainText("摄影"), Not(PlainText("人像"))])) == {other.pk}
    assert found(pages, Phrase("像摄影")) == {album.pk}
    assert found(pages, Phrase("影摄")) == set()
    assert found(pages, MATCH_ALL) >= {album.pk, other.pk}
    assert found(pages, Phrase("。")) == found(pages, And([PlainText("。"), Phrase("!")])) == set()
    assert album.pk in found(Page, "人像")


def test_an_unfinished_word_is_completed(album):
    for beginning in ("portr", "人", "人像", "portraits 摄"):
        assert [page.pk for page in AlbumPage.objects.autocomplete(beginning)] == [album.pk]


def test_stemming_is_the_databases_own(album):
    assert found(AlbumPage, "portrait") == ({album.pk} if connection.vendor == "postgresql" else set())


def test_a_title_counts_for_more_than_a_caption(owner, album):
    caption = ready_photo(owner=owner, album=album, title="x", caption="西湖")
    title = ready_photo(owner=owner, album=album, title="西湖")
    later = ready_photo(owner=owner, album=album, title="y", caption="西湖")
    hits = [photo.pk for photo in Photo.objects.search("西湖")]
    assert hits[0] == title.pk
    assert set(hits) == {title.pk, caption.pk, later.pk}


def test_more_hits_than_are_ranked_are_still_all_found(owner, album, monkeypatch):
    if connection.vendor == "sqlite":  # its module cannot be imported elsewhere
        monkeypatch.setattr("search.ranking.RANKED", 2)
    photos = [ready_photo(owner=owner, album=album, title="西湖") for _ in range(5)]
    results = Photo.objects.search("西湖")
    assert [photo.pk for photo in results] == [photo.pk for photo in reversed(photos)]
    assert results.count() == 5
    assert [photo.pk for photo in results[1:3]] == [photos[3].pk, photos[2].pk]


def test_an_entry_holds_no_none(owner, album, photo):
    from wagtail.search.models import IndexEntry

    assert not IndexEntry.objects.filter(object_id=str(photo.pk), title__contains="none").exists()
