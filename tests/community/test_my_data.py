"""What a person said, liked and follows: taken along, and gone with her."""

import io
import json
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Sum
from django.utils import timezone

from community import erasing, history, my_data
from community.actions import comments, favourites, likes
from community.models import (
    AlbumComment,
    AlbumTalk,
    Case,
    CommentVote,
    Decision,
    Distance,
    Favourite,
    Follow,
    Habits,
    Like,
    LikeCount,
    Notification,
    NotificationActor,
    NotificationChoice,
    Report,
    Suspension,
    Visit,
)
from galleries.models import AlbumPage
from tests.factories import make_album, make_user, ready_photo
from tests.users.leaving import background, days_pass, waiting
from users.my_data import Archive

pytestmark = pytest.mark.django_db

User = get_user_model()
NAME = "zhouyan-unmistakable"
# What stays of a comment that is kept.
HER_WORDS = re.compile("(AlbumComment|XtdComment|Comment|CommentRevision): ")


@pytest.fixture
def person(db: None) -> Any:
    return make_user(NAME, display_name="Unmistakable Zhou", language="en")


@pytest.fixture
def album(owner: Any) -> Any:
    album = make_album("雾起黄山", owner=owner, slug="mist")
    ready_photo(owner=owner, album=album)
    return album


@pytest.fixture
def life(person: Any, owner: Any, stranger: Any, album: Any) -> dict[str, Any]:
    """Something of everything, hers and of others beside it."""
    photo = album.album_photos.first().photo
    root = comments.add_comment(user=person, album=album, text="Her unmistakable root")
    answer = comments.add_comment(user=stranger, album=album, text="An answer to it", parent=root)
    below = comments.add_comment(user=person, album=album, text="Her unmistakable answer", parent=answer)
    on_photo = comments.add_comment(user=person, album=album, photo=photo, text="Unmistakable on a photo")
    comments.edit_comment(user=person, comment=on_photo, text="Unmistakable, edited")
    theirs = comments.add_comment(user=stranger, album=album, text="Somebody else's")
    comments.vote(user=person, comment=theirs, value=1)
    comments.vote(user=owner, comment=theirs, value=1)
    comments.vote(user=person, comment=answer, value=-1)
    comments.vote(user=stranger, comment=root, value=1)
    for thing in (album, photo):
        likes.like(user=person, thing=thing)
        likes.like(user=stranger, thing=thing)
        favourites.add(user=person, favourites=favourites.default_list(user=person), thing=thing)
    favourites.make_list(user=person, name="Unmistakable list")
    history.note(person, album)
    history.note(person, album, photo.pk)
    Follow.objects.create(follower=person, person=owner)
    Follow.objects.create(follower=person, album=album)
    Follow.objects.create(follower=stranger, person=person)
    Distance.objects.create(user=person, person=make_user("pest"), kind=Distance.Kind.BLOCK)
    Distance.objects.create(user=make_user("shy"), person=person, kind=Distance.Kind.MUTE)
    NotificationChoice.objects.create(user=person, kind="like", mail="never")
    Habits.objects.update_or_create(user=person, defaults={"history_paused": True})
    _moderation(person, stranger, root, theirs)
    return {
        "root": root,
        "answer": answer,
        "below": below,
        "on_photo": on_photo,
        "theirs": theirs,
        "photo": photo,
    }


def _moderation(person: Any, stranger: Any, root: Any, theirs: Any) -> None:
    about_her = Case.objects.create(kind="person", person=person, subject=person, about=f"person:{person.pk}")
    about_it = Case.objects.create(
        kind="comment",
        comment=root,
        subject=person,
        about=f"comment:{root.pk}",
        excerpt="Her unmistakable root",
    )
    of_others = Case.objects.create(
        kind="comment", comment=theirs, subject=stranger, about=f"comment:{theirs.pk}"
    )
    Report.objects.create(case=of_others, reporter=person, reason="spam")
    Report.objects.create(case=about_her, reporter=stranger, reason="abuse")
    decision = Decision.objects.create(
        case=about_her, action="suspend", subject=person, message="Dear Unmistakable", appeal="Why me?"
    )
    Decision.objects.create(case=about_it, action="warn", subject=person, message="Please mind your words.")
    Decision.objects.create(case=of_others, action="hide", subject=stranger, by=person, answered_by=person)
    Suspension.objects.create(person=person, until=timezone.now() + timedelta(days=1), decision=decision)
    AlbumTalk.objects.filter(pk=root.album_id).update(locked_by=person)
    AlbumComment.objects.filter(pk=theirs.pk).update(removed_by=person)


def what_names_her(pk: int) -> list[str]:
    """Rows of the community that point to her or hold a word of hers."""
    words = re.compile("unmistakable", re.IGNORECASE)
    found = []
    for model in apps.get_models():
        if model._meta.app_label not in ("community", "django_comments", "django_comments_xtd"):
            continue
        points = {f.attname for f in model._meta.concrete_fields if f.related_model is User}
        for row in model._base_manager.all():
            found += [f"{model.__name__}.{name}" for name in points if getattr(row, name) == pk]
            texts = (getattr(row, f.attname) for f in model._meta.concrete_fields)
            found += [
                f"{model.__name__}: {text}" for text in texts if isinstance(text, str) and words.search(text)
            ]
    return found


def assert_the_counters_are_right() -> None:
    for counter in LikeCount.objects.all():
        about = {"album": counter.album_id} if counter.album_id else {"photo": counter.photo_id}
        assert counter.likes == Like.objects.filter(**about).count()
    for comment in AlbumComment.objects.all():
        votes = CommentVote.objects.filter(comment=comment)
        assert comment.likes == votes.filter(value=1).count()
        assert comment.dislikes == votes.filter(value=-1).count()
        assert comment.score == (votes.aggregate(sum=Sum("value"))["sum"] or 0)
        below = AlbumComment.objects.filter(
            thread_id=comment.thread_id, state="visible", order__gt=comment.order
        )
        if comment.is_root:
            assert comment.nested_count == below.count()
    for talk in AlbumTalk.objects.all():
        assert talk.comments == AlbumComment.objects.filter(album=talk.album_id, state="visible").count()


@pytest.fixture(params=["keep", "remove"])
def erased(request: Any, person: Any, life: Any) -> dict[str, Any]:
    assert what_names_her(person.pk)
    person.delete_comments = request.param == "remove"
    person.save()
    my_data.erase(person)
    return {**life, "pk": person.pk, "comments": request.param}


def test_nothing_of_hers_is_left(erased):
    left = what_names_her(erased["pk"])
    if erased["comments"] == "keep":  # her words stay, without her
        left = [text for text in left if not HER_WORDS.match(text)]
    assert left == []


def test_her_comments_stay_without_a_name_or_go_with_their_words(erased):
    for name in ("root", "below", "on_photo"):
        comment = AlbumComment.objects.get(pk=erased[name].pk)
        assert (comment.user, comment.user_name, comment.user_email, comment.ip_address) == (
            None,
            "",
            "",
            None,
        )
        if erased["comments"] == "keep":
            assert comment.state == "visible" and "nmistakable" in comment.comment and comment.html
        else:
            assert (comment.state, comment.comment, comment.html) == ("removed", "", "")
            assert comment.removed_by is None and not comment.revisions.exists()


def test_what_others_said_and_did_stays(erased, owner, stranger, album):
    assert AlbumComment.objects.get(pk=erased["answer"].pk).comment == "An answer to it"
    assert AlbumComment.objects.get(pk=erased["answer"].pk).parent_id == erased["root"].pk
    assert set(CommentVote.objects.values_list("user_id", flat=True)) == {owner.pk, stranger.pk}
    assert Like.objects.filter(user=stranger).count() == 2
    assert Report.objects.get(reason="spam").reporter is None
    assert Decision.objects.get(subject=stranger).by is None


def test_the_counters_are_right(erased, album):
    assert_the_counters_are_right()
    assert AlbumTalk.objects.get(pk=album.pk).comments == (5 if erased["comments"] == "keep" else 2)
    assert LikeCount.objects.get(album=album).likes == 1


def test_others_no_longer_hear_of_her(person, life, owner):
    told = Notification.objects.get(recipient=owner, kind="like", album__isnull=False)
    assert (told.times, told.actors.count()) == (2, 2)
    my_data.erase(person)
    told.refresh_from_db()
    assert (told.times, told.actors.count()) == (1, 1)
    assert not NotificationActor.objects.filter(person=person).exists()
    assert not Notification.objects.filter(recipient=owner, kind="follow").exists()


def test_what_tells_of_nobody_stays(person, life, owner):
    Notification.objects.create(recipient=owner, kind="picks", about="picks:album:1", times=3)
    my_data.erase(person)
    assert Notification.objects.get(about="picks:album:1").times == 3


def test_erasing_again_changes_nothing(erased):
    def everything() -> dict[str, list[Any]]:
        models_ = apps.get_app_config("community").get_models()
        return {m.__name__: list(m._base_manager.order_by("pk").values()) for m in models_}

    before = everything()
    my_data.erase(User.objects.get(pk=erased["pk"]))
    assert everything() == before


@pytest.mark.parametrize("removes", [False, True])
@pytest.mark.parametrize("after", range(1, 40, 6))
def test_killed_anywhere_it_goes_on_later(person, life, monkeypatch, removes, after):
    """The killer counts the statements that change something; whatever it hits, the transaction is lost."""

    class Killed(BaseException):
        pass

    User.objects.filter(pk=person.pk).update(delete_comments=removes)
    person.refresh_from_db()
    changes = 0
    delete, update = models.QuerySet.delete, models.QuerySet.update

    def counting(method: Any) -> Any:
        def change(*args: Any, **said: Any) -> Any:
            nonlocal changes
            changes += 1
            if changes == after:
                raise Killed
            return method(*args, **said)

        return change

    with monkeypatch.context() as patch:
        patch.setattr(models.QuerySet, "delete", counting(delete))
        patch.setattr(models.QuerySet, "update", counting(update))
        try:
            my_data.erase(person)
        except Killed:
            assert_the_counters_are_right()
    my_data.erase(person)
    assert_the_counters_are_right()
    left = what_names_her(person.pk)
    if not removes:
        left = [text for text in left if not HER_WORDS.match(text)]
    assert left == []


def test_more_than_one_piece_is_erased(person, monkeypatch, owner):
    monkeypatch.setattr(erasing, "AT_ONCE", 2)
    for _ in range(5):
        album = make_album(owner=owner)
        likes.like(user=person, thing=album)
        history.note(person, album)
        comments.add_comment(user=person, album=album, text="Words")
    my_data.erase(person)
    assert (
        not Like.objects.exists()
        and not Visit.objects.exists()
        and not LikeCount.objects.exclude(likes=0).exists()
    )
    assert not AlbumComment.objects.exclude(user=None).exists()


def test_two_weeks_after_she_asked_everything_is_gone(person, life, mailbox):
    waiting(person)
    days_pass(person, 14)
    background()
    assert not User.objects.filter(pk=person.pk).exists()
    assert_the_counters_are_right()
    assert AlbumComment.objects.filter(user_name__icontains="unmistakable").count() == 0


def test_who_is_deleted_in_the_admin_leaves_right_counters_and_no_name(person, life):
    person.delete()
    assert_the_counters_are_right()
    assert not AlbumComment.objects.filter(user_name__icontains="unmistakable").exists()


def opened(person: Any) -> dict[str, Any]:
    target = io.BytesIO()
    archive = Archive(target)
    my_data.export(person, archive)
    archive.close()
    with zipfile.ZipFile(target) as made:
        return {name: json.loads(made.read(name)) for name in made.namelist()}


def test_everything_is_in_the_archive(person, life, owner, album):
    found = opened(person)
    texts = [row["text"] for row in found["comments.json"]]
    assert (
        "Her unmistakable root" in texts
        and "Unmistakable, edited" in texts
        and "An answer to it" not in texts
    )
    edited = next(row for row in found["comments.json"] if row["text"] == "Unmistakable, edited")
    assert edited["before"][0]["text"] == "Unmistakable on a photo"
    assert [row["value"] for row in found["votes.json"]] == [1, -1]
    assert found["likes.json"][0]["album"] == {"id": album.pk, "title": "雾起黄山"}
    assert {row["name"] for row in found["favourite-lists.json"]} == {"", "Unmistakable list"}
    assert len(found["favourites.json"]) == len(found["history.json"]) == 2
    assert [row["person_username"] for row in found["follows.json"]] == ["owner", None]
    assert found["kept-away.json"][0]["person_username"] == "pest"  # and not who keeps her away
    assert len(found["kept-away.json"]) == 1
    assert found["notification-choices.json"][0]["mail"] == "never"
    assert found["reports.json"][0]["reason"] == "spam"
    assert {row["message"] for row in found["decisions.json"]} == {
        "Dear Unmistakable",
        "Please mind your words.",
    }
    assert found["suspension.json"] and found["habits.json"] == [{"history_paused": True}]
    assert {"kind", "times"} <= found["notifications.json"][0].keys()


def test_the_archive_says_no_title_of_what_she_may_not_see_and_no_moderators_name(person, life, album):
    AlbumPage.objects.filter(pk=album.pk).update(visibility="private")
    moderator = make_user("the-moderator")
    Decision.objects.filter(subject=person).update(by=moderator, note="for us alone", answered_by=moderator)
    found = opened(person)
    text = json.dumps(found, ensure_ascii=False)
    assert "雾起黄山" not in text and "the-moderator" not in text and "for us alone" not in text
    assert found["likes.json"][0]["album"] == {"id": album.pk, "title": None}


def test_an_empty_life_makes_an_empty_archive(person):
    assert all(rows == [] for rows in opened(person).values())


def test_the_archive_asks_the_same_questions_whatever_it_holds(person, owner, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def some(number: int) -> int:
        for _ in range(number):
            album = make_album(owner=owner)
            likes.like(user=person, thing=album)
            history.note(person, album)
            favourites.add(user=person, favourites=favourites.default_list(user=person), thing=album)
            comments.add_comment(user=person, album=album, text="Words")
        with CaptureQueriesContext(connection) as queries:
            opened(User.objects.get(pk=person.pk))
        return len(queries)

    assert some(1) == some(9)
    assert Favourite.objects.count() == 10
