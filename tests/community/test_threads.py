"""How threads are read: their tree, what a page shows of it, who reads what."""

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from community import threads, trees
from community.actions import comments as actions
from community.models import AlbumComment, Distance
from galleries.models import AlbumGrant
from galleries.policy import Viewer
from tests.community.talk import page, say, texts
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def tree(album, **answers):
    """Comments by name; each says its name. ``b="a"`` answers a, ``a=None`` begins a thread."""
    made = {}
    for name, parent in answers.items():
        made[name] = say(album, name, parent=made[parent] if parent else None)
    return made


def branch(viewer, comment, **more):
    viewer = Viewer(viewer)
    return threads.branch(viewer, threads.find(viewer, comment.pk), **more)


def outline(talk_page):
    return [(row.comment.comment, row.depth) for row in talk_page.rows]


# --- the tree


def test_answers_stand_below_what_they_answer_in_the_order_they_came(public_album):
    tree(public_album, a=None, b="a", c="a", d="b", e=None, f="b")
    shown = page(None, public_album, sort="oldest")
    assert outline(shown) == [("a", 0), ("b", 1), ("d", 2), ("f", 2), ("c", 1), ("e", 0)]
    assert [row.answers for row in shown.rows] == [4, 2, 0, 0, 0, 0]
    assert (shown.threads, shown.total, shown.pages, shown.number) == (2, 6, 1, 1)


def test_an_empty_talk_is_a_page_too(public_album):
    shown = page(None, public_album)
    assert (shown.rows, shown.threads, shown.total, shown.pages, shown.number) == ([], 0, 0, 1, 1)


def test_threads_are_sorted_and_the_best_answers_come_first(public_album):
    made = tree(public_album, a=None, b=None, c=None, d="b", e="b")
    AlbumComment.objects.filter(pk=made["b"].pk).update(score=2)
    AlbumComment.objects.filter(pk=made["e"].pk).update(score=1)
    AlbumComment.objects.filter(pk=made["c"].pk).update(score=-1)
    assert texts(page(None, public_album, sort="newest")) == ["c", "b", "d", "e", "a"]
    assert texts(page(None, public_album, sort="oldest")) == ["a", "b", "d", "e", "c"]
    assert texts(page(None, public_album, sort="best")) == ["b", "e", "d", "a", "c"]
    assert page(None, public_album, sort="loudest").sort == "newest"


def test_a_pinned_thread_is_the_first_of_any_order(owner, public_album):
    made = tree(public_album, a=None, b=None, c=None)
    actions.pin(user=owner, comment=made["b"], pinned=True)
    assert [texts(page(None, public_album, sort=sort))[0] for sort in threads.SORTS] == ["b"] * 3


def test_album_and_photos_have_threads_of_their_own(public_album):
    one, other = [place.photo for place in public_album.album_photos.in_order()[:2]]
    say(public_album, "album")
    say(public_album, "one", photo=one)
    say(public_album, "other", photo=other)
    assert texts(page(None, public_album)) == ["album"]
    assert texts(page(None, public_album, one)) == ["one"]
    assert page(None, public_album, other).total == 1


def test_indentation_ends_and_then_names_tell_who_is_answered(public_album):
    names = [f"n{n}" for n in range(9)]
    tree(public_album, **{name: names[n - 1] if n else None for n, name in enumerate(names)})
    rows = page(None, public_album).rows
    assert [row.depth for row in rows] == [0, 1, 2, 3, 4, 5, 5, 5, 5]
    authors = [row.comment.user.public_name for row in rows]
    assert [row.answers_to for row in rows] == [""] * 6 + authors[5:8]


def grow(parents):
    """Nodes 1, 2, 3…; each answers the one that is named, itself when it begins a thread."""
    return trees.grow([(pk, parent, 0, True) for pk, parent in enumerate(parents, start=1)])


def test_a_chain_of_thousands_needs_no_recursion():
    nodes = grow([1, *range(1, 20_000)])
    chosen = trees.choose([nodes[1]])
    assert len(chosen) == trees.ROWS_PER_THREAD
    shown = list(trees.in_reading_order([nodes[1]], chosen))
    assert [node.pk for node, _ in shown] == list(range(1, 51))
    assert trees.left_out(shown[-1][0], chosen) == 20_000 - 50


def test_no_thread_is_shown_at_anothers_cost():
    parents = [1, *[1] * 500, 502, *[502] * 500, 1003, 1003]
    nodes = grow(parents)
    tops = [nodes[1], nodes[502], nodes[1003]]
    chosen = trees.choose(tops)
    of = lambda first, last: len([pk for pk in chosen if first <= pk <= last])  # noqa: E731
    assert (of(1, 501), of(502, 1002), of(1003, 1004)) == (50, 50, 2)
    many = grow([n - n % 100 + 1 for n in range(2000)])
    tops = [node for node in many.values() if node.parent == node.pk]
    assert len(tops) == 20
    assert len(trees.choose(tops)) <= trees.ROWS_PER_PAGE


def test_upper_answers_are_shown_before_deep_ones_of_the_first():
    # 2..60 hang on 1 in a chain, 61..70 answer 1 directly.
    nodes = grow([1, *range(1, 60), *[1] * 10])
    chosen = trees.choose([nodes[1]])
    assert set(range(61, 71)) <= chosen
    assert len(chosen) == 50


def test_what_a_page_leaves_out_is_counted_and_stands_on_the_branch(public_album, monkeypatch):
    monkeypatch.setattr(trees, "ROWS_PER_THREAD", 3)
    made = tree(public_album, a=None, b="a", c="b", d="c", e="d", f="a", g="a")
    rows = page(None, public_album).rows
    assert [(row.comment.comment, row.more) for row in rows] == [("a", 1), ("b", 3), ("f", 0)]
    below = branch(None, made["b"])
    assert outline(below) == [("b", 0), ("c", 1), ("d", 2), ("e", 3)]
    assert [row.more for row in below.rows] == [0] * 4
    assert (below.threads, below.total) == (1, 4)


def test_a_branch_has_pages(public_album, monkeypatch):
    monkeypatch.setattr(threads, "ANSWERS_PER_PAGE", 2)
    made = tree(public_album, a=None, b="a", c="a", d="a", e="d")
    first, second = branch(None, made["a"]), branch(None, made["a"], number=2)
    assert (texts(first), texts(second)) == (["a", "b", "c"], ["a", "d", "e"])
    assert (first.pages, second.number, first.rows[0].more) == (2, 2, 0)
    assert texts(branch(None, made["a"], number=99)) == texts(second)
    assert texts(branch(None, made["a"], sort="newest")) == ["a", "d", "e", "c"]


# --- pages


def test_pages_hold_twenty_threads_and_permalinks_find_theirs(owner, public_album, settings):
    settings.LIMITS = {**settings.LIMITS, "comment_account": "1000/1h"}
    roots = [say(public_album, f"{n}", by=owner) for n in range(45)]
    answer = say(public_album, "answer", by=owner, parent=roots[2])
    AlbumComment.objects.filter(pk=roots[3].pk).update(score=5)
    viewer = Viewer()
    for pinned in (None, roots[30]):
        if pinned is not None:
            actions.pin(user=owner, comment=pinned, pinned=True)
        for sort in threads.SORTS:
            pages = {n: page(None, public_album, sort=sort, number=n) for n in (1, 2, 3)}
            assert [len([r for r in p.rows if r.comment.is_root]) for p in pages.values()] == [20, 20, 5]
            assert {(p.threads, p.total, p.pages) for p in pages.values()} == {(45, 46, 3)}
            place = {row.comment.pk: n for n, p in pages.items() for row in p.rows}
            for comment in (roots[0], roots[3], roots[24], roots[25], roots[30], roots[44], answer):
                comment.refresh_from_db()
                assert threads.page_with(viewer, comment, sort=sort) == place[comment.pk], (
                    sort,
                    comment.comment,
                )


@pytest.mark.parametrize(("wanted", "given"), [(0, 1), (-5, 1), (2, 2), (3, 2), (10**20, 2)])
def test_a_page_that_is_not_there_is_the_nearest(public_album, monkeypatch, wanted, given):
    monkeypatch.setattr(threads, "THREADS_PER_PAGE", 2)
    tree(public_album, a=None, b=None, c=None)
    assert page(None, public_album, number=wanted).number == given


def test_a_page_costs_the_same_few_queries_whatever_stands_there(owner, stranger, public_album, settings):
    settings.LIMITS = {**settings.LIMITS, "comment_account": "1000/1h"}
    first = say(public_album, "first", by=stranger)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            page(stranger, public_album)
        counts.append(len(queries))
        for _ in range(30):
            first = say(public_album, by=owner, parent=first)
            say(public_album)
    assert counts[0] == counts[1] <= 7
    with CaptureQueriesContext(connection) as queries:
        page(None, public_album)
    assert len(queries) <= 4


# --- who reads what


def test_what_is_gone_keeps_its_place_while_it_has_answers(owner, stranger, public_album):
    made = tree(public_album, a=None, b="a", c="b", d="a", e=None)
    for name in ("a", "b", "d", "e"):
        actions.take_down_comment(made[name], by=owner)
    shown = page(stranger, public_album)
    assert outline(shown) == [("a", 0), ("b", 1), ("c", 2)] and texts(shown) == ["-", "-", "c"]
    assert (shown.threads, shown.total) == (1, 1)
    row = shown.rows[0]
    assert not any((row.can_edit, row.can_remove, row.can_answer, row.can_pin, row.can_vote))
    actions.hide_comment(made["c"], by=owner)
    assert page(stranger, public_album).rows == []


def test_whom_one_keeps_away_says_nothing_to_her(owner, stranger, public_album):
    loud = make_user("loud")
    one = say(public_album, "loud alone", by=loud)
    two = say(public_album, "loud answered", by=loud)
    say(public_album, "answer", by=owner, parent=two)
    Distance.objects.create(user=stranger, person=loud, kind="mute")
    shown = page(stranger, public_album)
    assert texts(shown) == ["-", "answer"]
    assert (shown.threads, shown.total) == (1, 1)
    with pytest.raises(Http404):
        threads.find(Viewer(stranger), one.pk)
    assert not threads.find(Viewer(stranger), two.pk).has_words
    assert texts(page(owner, public_album)) == texts(page(None, public_album)) == [
        "loud answered", "answer", "loud alone",
    ]  # fmt: skip
    # A mute works one way, a block both.
    assert len(texts(page(loud, public_album))) == 3
    Distance.objects.update(kind="block")
    say(public_album, "of the stranger", by=stranger)
    assert "of the stranger" not in texts(page(loud, public_album))


def test_what_waits_has_no_place_for_others(owner, stranger, public_album):
    made = tree(public_album, a=None, b="a")
    waits = say(public_album, "waits", by=stranger, parent=made["b"])
    from community import talks

    talks.change_state(waits, AlbumComment.State.WAITING)
    assert texts(page(None, public_album)) == ["a", "b"]
    assert page(None, public_album).rows[0].answers == 1
    for reader in (stranger, owner):
        assert texts(page(reader, public_album)) == ["a", "b", "waits"]
        assert page(reader, public_album).rows[0].answers == 2


def test_a_comment_is_found_by_who_sees_the_album(owner, stranger, private_album):
    comment = say(private_album, by=owner)
    assert threads.find(Viewer(owner), comment.pk) == comment
    for viewer in (Viewer(), Viewer(stranger)):
        with pytest.raises(Http404):
            threads.find(viewer, comment.pk)
    AlbumGrant.objects.create(album=private_album, user=stranger, role="view")
    assert threads.find(Viewer(stranger), comment.pk) == comment
    with pytest.raises(Http404):
        threads.find(Viewer(owner), 10**30)


# --- what one may do


def rights(viewer, album, comment):
    row = next(row for row in page(viewer, album).rows if row.comment == comment)
    names = ("is_own", "is_album_owner", "can_edit", "can_remove", "can_answer", "can_pin", "can_vote")
    return {name for name in names if getattr(row, name)}


def test_a_page_says_what_one_may_do(owner, stranger, public_album, clock):
    comment = say(public_album, by=stranger)
    mine = {"is_own", "can_edit", "can_remove", "can_answer"}
    assert rights(stranger, public_album, comment) == mine
    assert rights(owner, public_album, comment) == {"can_remove", "can_answer", "can_pin", "can_vote"}
    assert rights(make_user(), public_album, comment) == {"can_answer", "can_vote"}
    assert rights(None, public_album, comment) == set()
    of_owner = say(public_album, by=owner)
    assert rights(stranger, public_album, of_owner) == {"is_album_owner", "can_answer", "can_vote"}
    clock.forward(minutes=16)
    assert rights(stranger, public_album, comment) == mine - {"can_edit"}
    actions.lock(user=owner, album=public_album, locked=True)
    assert rights(stranger, public_album, comment) == {"is_own", "can_remove"}
    shown = page(owner, public_album)
    assert (shown.locked, shown.may_comment, shown.may_moderate) == (True, False, True)


def test_a_page_tells_ones_own_votes(stranger, public_album):
    made = tree(public_album, a=None, b=None, c=None)
    actions.vote(user=stranger, comment=made["a"], value=1)
    actions.vote(user=stranger, comment=made["b"], value=-1)
    assert [row.my_vote for row in page(stranger, public_album).rows] == [0, -1, 1]
    assert [row.my_vote for row in page(None, public_album).rows] == [0, 0, 0]
