"""Changing and removing comments."""

import pytest
from django.contrib.auth.models import Permission

from community.actions import comments as actions
from community.models import AlbumComment, AlbumTalk, CommentRevision
from tests.community.talk import api, page, say, texts
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def url(comment, door=""):
    return f"/api/v1/comments/{comment.pk}/{door}"


def edit(user, comment, text):
    return api(user).patch(url(comment), {"text": text}, format="json")


def moderator():
    user = make_user("judge")
    user.user_permissions.add(
        Permission.objects.get(codename="moderate", content_type__app_label="community")
    )
    return type(user).objects.get(pk=user.pk)


# --- editing


def test_an_author_edits_and_moderators_keep_what_was_said(stranger, public_album):
    comment = say(public_album, "Frist", by=stranger)
    answer = edit(stranger, comment, "First **of all**")
    assert answer.status_code == 200
    assert answer.json()["html"] == "<p>First <strong>of all</strong></p>"
    assert answer.json()["edited_at"] is not None
    assert [r.text for r in CommentRevision.objects.all()] == ["Frist"]
    assert public_album.talk.comments == 1
    history = api(moderator()).get(url(comment, "revisions/"))
    assert [row["text"] for row in history.json()["results"]] == ["Frist"]
    for user in (stranger, make_user()):
        assert api(user).get(url(comment, "revisions/")).status_code == 404
    assert api().get(url(comment, "revisions/")).status_code == 401


def test_the_same_words_again_are_no_edit(stranger, public_album):
    comment = say(public_album, "Same", by=stranger)
    assert edit(stranger, comment, " Same ").json()["edited_at"] is None
    assert not CommentRevision.objects.exists()


def test_after_a_quarter_of_an_hour_it_stands(stranger, public_album, clock):
    comment = say(public_album, "Before", by=stranger)
    clock.forward(minutes=14)
    assert edit(stranger, comment, "In time").status_code == 200
    clock.forward(minutes=1)
    answer = edit(stranger, comment, "Too late")
    assert (answer.status_code, answer.json()["code"]) == (409, "too_late")
    comment.refresh_from_db()
    assert comment.comment == "In time"


def test_nobody_edits_anothers_words(owner, stranger, public_album):
    comment = say(public_album, "Mine", by=stranger)
    assert edit(owner, comment, "Yours").status_code == 403
    assert edit(None, comment, "Yours").status_code == 401
    comment.refresh_from_db()
    assert comment.comment == "Mine" and not CommentRevision.objects.exists()


@pytest.mark.parametrize("text", ["", "x" * 100_000, "https://a.example " * 40])
def test_an_edit_is_checked_like_a_new_comment(stranger, public_album, text):
    comment = say(public_album, "Good", by=stranger)
    assert edit(stranger, comment, text).status_code == 400
    comment.refresh_from_db()
    assert comment.comment == "Good"


def test_what_was_removed_or_locked_is_not_edited(owner, stranger, public_album):
    comment = say(public_album, "Words", by=stranger)
    say(public_album, "Answer", by=owner, parent=comment)
    actions.lock(user=owner, album=public_album, locked=True)
    assert edit(stranger, comment, "Other").json()["code"] == "locked"
    actions.lock(user=owner, album=public_album, locked=False)
    actions.remove_comment(user=owner, comment=comment)
    assert edit(stranger, comment, "Other").status_code == 409
    comment.refresh_from_db()
    assert (comment.comment, comment.state) == ("Words", "removed")


# --- removing


def test_what_an_author_removes_nobody_keeps(owner, stranger, public_album):
    comment = say(public_album, "Regret", by=stranger)
    say(public_album, "Answer", by=owner, parent=comment)
    edit(stranger, comment, "Regret it")
    assert api(stranger).delete(url(comment)).status_code == 204
    comment.refresh_from_db()
    assert (comment.comment, comment.html, comment.state, comment.removed_by) == ("", "", "removed", stranger)
    assert not CommentRevision.objects.exists()
    assert texts(page(stranger, public_album)) == ["-", "Answer"]
    assert public_album.talk.comments == 1


def test_without_answers_its_place_goes_too(stranger, public_album):
    comment = say(public_album, by=stranger)
    assert api(stranger).delete(url(comment)).status_code == 204
    assert texts(page(stranger, public_album)) == []
    assert api(stranger).delete(url(comment)).status_code == 404
    assert AlbumTalk.objects.get().comments == 0


def test_removing_again_changes_nothing(owner, stranger, public_album):
    root = say(public_album, by=owner)
    comment = say(public_album, by=stranger, parent=root)
    say(public_album, "Answer", by=owner, parent=comment)
    for _ in range(2):
        assert api(stranger).delete(url(comment)).status_code == 204
    root.refresh_from_db()
    assert (root.nested_count, public_album.talk.comments) == (1, 2)


def test_an_owner_removes_what_stands_on_her_album_and_moderators_still_see_why(
    owner, stranger, public_album
):
    comment = say(public_album, "Rude", by=stranger)
    assert api(owner).delete(url(comment)).status_code == 204
    comment.refresh_from_db()
    assert (comment.state, comment.comment, comment.removed_by) == ("removed", "Rude", owner)
    assert texts(page(stranger, public_album)) == []


def test_an_author_wipes_what_the_owner_has_removed(owner, stranger, public_album):
    comment = say(public_album, "Rude", by=stranger)
    actions.remove_comment(user=owner, comment=comment)
    actions.remove_comment(user=stranger, comment=comment)
    comment.refresh_from_db()
    assert (comment.comment, comment.state, comment.removed_by) == ("", "removed", owner)


def test_nobody_else_removes_it(stranger, public_album):
    comment = say(public_album)
    assert api(stranger).delete(url(comment)).status_code == 403
    assert api().delete(url(comment)).status_code == 401
    comment.refresh_from_db()
    assert comment.state == "visible"


def test_counts_are_right_whatever_happens_to_a_branch(owner, stranger, public_album):
    a = say(public_album, "a", by=owner)
    b = say(public_album, "b", by=stranger, parent=a)
    c = say(public_album, "c", by=owner, parent=b)
    d = say(public_album, "d", by=stranger, parent=a)
    counts = lambda: [  # noqa: E731
        *AlbumComment.objects.order_by("pk").values_list("nested_count", flat=True),
        AlbumTalk.objects.get().comments,
    ]
    assert counts() == [3, 1, 0, 0, 4]
    actions.hide_comment(b, by=owner)
    assert counts() == [2, 1, 0, 0, 3]
    actions.take_down_comment(c, by=owner)
    assert counts() == [1, 0, 0, 0, 2]
    actions.show_comment(b, by=owner)
    actions.show_comment(c, by=owner)
    actions.show_comment(c, by=owner)
    assert counts() == [3, 1, 0, 0, 4]
    actions.remove_comment(user=stranger, comment=d)
    assert counts() == [2, 1, 0, 0, 3]


# --- for moderation


def test_hidden_words_come_back_and_wiped_ones_do_not(owner, stranger, public_album):
    comment = say(public_album, "Words", by=stranger)
    actions.hide_comment(comment, by=owner)
    assert texts(page(stranger, public_album)) == []
    actions.show_comment(comment, by=owner)
    assert texts(page(stranger, public_album)) == ["Words"]
    actions.remove_comment(user=stranger, comment=comment)
    with pytest.raises(actions.NotPossible):
        actions.show_comment(comment, by=owner)
    assert actions.hide_comment(comment, by=owner).state == "removed"


def test_what_was_taken_down_is_shown_again_as_it_was(owner, stranger, public_album):
    comment = say(public_album, "Words", by=stranger)
    actions.take_down_comment(comment, by=owner)
    comment.refresh_from_db()
    assert (comment.state, comment.is_removed) == ("removed", True)
    comment = actions.show_comment(comment, by=owner)
    comment.refresh_from_db()
    assert (comment.state, comment.is_removed, comment.removed_by, comment.removed_at) == (
        "visible",
        False,
        None,
        None,
    )


@pytest.fixture
def screened(monkeypatch):
    """Whatever holds "spam" waits."""
    from community import screening

    def screen(*, user, text, album=None):
        return screening.Verdict("spam" in text, "A word." if "spam" in text else "")

    monkeypatch.setattr(screening, "screen", screen)


def test_what_waits_is_read_by_its_author_and_by_who_decides(screened, owner, stranger, public_album):
    answer = api(stranger).post(
        "/api/v1/comments/", {"album": public_album.pk, "text": "spam"}, format="json"
    )
    assert (answer.status_code, answer.json()["state"], answer.json()["notice"]) == (
        201,
        "waiting",
        "A word.",
    )
    comment = AlbumComment.objects.get()
    assert public_album.talk.comments == 0
    for reader, sees in [
        (stranger, True),
        (owner, True),
        (moderator(), None),
        (make_user(), False),
        (None, False),
    ]:
        assert api(reader).get(url(comment)).status_code == (404 if sees is False else 200)
        if sees is not None and reader is not None:
            assert texts(page(reader, public_album)) == (["spam"] if sees else [])
    other = make_user()
    body = {"album": public_album.pk, "text": "answer", "parent": comment.pk}
    assert api(other).post("/api/v1/comments/", body, format="json").status_code == 404
    actions.approve_comment(comment, by=owner)
    assert texts(page(other, public_album)) == ["spam"]
    assert AlbumTalk.objects.get().comments == 1


def test_an_edit_may_have_to_wait_too(screened, owner, stranger, public_album):
    root = say(public_album, by=owner)
    comment = say(public_album, "fine", by=stranger, parent=root)
    answer = edit(stranger, comment, "spam")
    assert (answer.json()["state"], answer.json()["notice"]) == ("waiting", "A word.")
    root.refresh_from_db()
    assert (root.nested_count, public_album.talk.comments) == (0, 1)
    # Edited back it still waits: somebody has to look at it.
    assert edit(stranger, comment, "fine again").json()["state"] == "waiting"
