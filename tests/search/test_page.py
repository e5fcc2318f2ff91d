"""The search page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from galleries.models import AlbumPage, Photo
from search import views
from tests.factories import make_album, ready_photo

HOSTILE = [
    "\x00", "a\x00b", "x" * 10_000, "山" * 10_000, "a " * 5_000,
    '"', '""', '"a', 'a"b', "*", "a*", "*a", "^a", "a^2",
    "AND", "OR", "NOT", "a AND", "AND b", "a OR b", "a NOT b", "NEAR(a b, 2)",
    "NEAR(", "title:", "title : a", "{title body} : a", "- a", "-a", "a - b",
    "(", ")", "(a", "a)", "()", "a & b", "& | !", "!a", "a <-> b", "<->",
    "a:*", "'a':A", "':*", "\\", "a\\", "\\'", "'", "''", "a'b",
    "%", "_", "%s", "%(x)s", "{}", "{0}", "'; DROP TABLE users; --", "\" OR 1=1 --", "NULL", "-1", "1e400",
    "。，！", "…—", "🙂", "👩\u200d👧", "😀山", "\ud800", "\u202e", "\u200b", "\ufeff", "\r\n", "\t",
    "\u0301", "ﬁ", "İ", "ß", "あ゛", "⼈⺀", "\U0002a6d6", "\U00030000", "the", "a", "kindgalleriesphoto",
    "<script>", "{{ 7*7 }}", "../../etc/passwd", "http://example.com/a?b=c", "a@b.example",
]  # fmt: skip


def percent(query):
    """As a browser, or somebody who is not one, would send it."""
    return "".join(f"%{byte:02x}" for byte in query.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("kind", views.KINDS)
def test_whatever_is_typed_gets_an_answer(client, public_album, kind):
    answers = {query: client.get(f"/search/?kind={kind}&q={percent(query)}").status_code for query in HOSTILE}
    assert {query: code for query, code in answers.items() if code != 200} == {}


@pytest.mark.parametrize("query", ["", " ", "\u3000", "\x00", "🙂", "。", "\u200b"])
def test_without_a_word_nothing_is_found(client, public_album, query):
    context = client.get("/search/", {"q": query}).context
    assert (context["albums"], context["photos"], context["tags"]) == ([], [], [])


def test_without_a_query_the_database_is_not_searched(client, public_album):
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/search/").context["query"] == ""
    assert not [q for q in queries if "indexentry" in q["sql"]]


def test_the_query_is_shown_cleaned_and_short(client, db):
    assert client.get("/search/", {"q": "  西湖\x00 \u202e 日出 "}).context["query"] == "西湖 日出"
    assert len(client.get("/search/", {"q": "x" * 10_000}).context["query"]) == 100


def test_an_unknown_kind_or_page_is_no_fault(client, public_album):
    assert client.get("/search/", {"q": "黄山", "kind": "x", "page": "x"}).context["kind"] == "all"
    response = client.get("/search/", {"q": "黄山", "kind": "albums", "page": "9" * 30})
    assert response.context["page_obj"].number == 1


def test_only_reading_is_possible(client, db):
    assert client.post("/search/").status_code == 405


def fill(owner, number):
    album = make_album("西湖", owner=owner)
    for _ in range(number):
        ready_photo(owner=owner, album=album, title="西湖日出", tags=())
        make_album("西湖日出", owner=owner)


def test_pages_hold_each_hit_once_and_in_the_same_order(client, owner, monkeypatch):
    monkeypatch.setattr(views, "PHOTOS_PER_PAGE", 4)
    monkeypatch.setattr(views, "ALBUMS_PER_PAGE", 4)
    fill(owner, 10)
    for kind, model in (("photos", Photo), ("albums", AlbumPage)):
        ids = []
        for number in (1, 2, 3):
            context = client.get("/search/", {"q": "西湖", "kind": kind, "page": number}).context
            ids += [hit.pk for hit in context[kind]]
            assert context["page_obj"].number == number
        assert len(ids) == len(set(ids)) >= 10
        assert set(ids) == set(
            model.objects.order_by("-pk").filter(title__contains="西湖").values_list("pk", flat=True)
        )


def test_the_number_of_queries_does_not_grow_with_the_hits(client, owner):
    numbers = {}
    for hits, more in ((1, 1), (10, 9), (50, 40)):
        fill(owner, more)
        for kind in views.KINDS:
            client.get("/search/", {"q": "西湖", "kind": kind})  # caches of sites and content types
            with CaptureQueriesContext(connection) as queries:
                assert client.get("/search/", {"q": "西湖", "kind": kind}).context["counts"]["photos"] == hits
            numbers.setdefault(kind, []).append(len(queries))
    for kind, counted in numbers.items():
        assert len(set(counted)) == 1, (kind, counted)
        assert counted[0] <= 12, (kind, counted)
