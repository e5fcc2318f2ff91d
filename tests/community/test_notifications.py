"""What people are told on the site: who hears of what, how it is grouped, and what is no longer shown."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from community.models import (
    AlbumComment,
    Distance,
    Follow,
    Kind,
    Notification,
    NotificationActor,
    NotificationChoice,
)
from community.notifications import tell, untell
from galleries.models import AlbumGrant, AlbumPage, Withheld
from jobs import registry
from tests.community.notes import comment_on, count_of, signed_in, texts_of
from tests.factories import make_album, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def friend(db):
    return make_user("friend", display_name="Li")


def abouts(person):
    return sorted(Notification.objects.filter(recipient=person).values_list("about", flat=True))


def like(album, owner, *people):
    for person in people:
        tell(Kind.LIKE, [owner], actor=person, album=album)


# --- grouping ---------------------------------------------------------------------------------------


def test_many_likes_of_one_album_are_one_notification(owner, public_album):
    people = [make_user() for _ in range(3)]
    like(public_album, owner, *people)
    row = Notification.objects.get()
    assert (row.recipient, row.about, row.times) == (owner, f"like:album:{public_album.pk}", 3)
    assert {actor.person for actor in row.actors.all()} == set(people)


def test_the_sentence_names_the_newest_and_counts_the_others(owner, friend, public_album):
    like(public_album, owner, *[make_user() for _ in range(4)], friend)
    assert texts_of(owner) == ["Li and 4 others liked your album “Mist over Huangshan”."]


def test_two_people_are_both_named(owner, friend, public_album):
    like(public_album, owner, make_user(display_name="Zhou"), friend)
    assert texts_of(owner) == ["Li and Zhou liked your album “Mist over Huangshan”."]


def test_what_happens_after_reading_is_a_new_notification(owner, friend, public_album):
    like(public_album, owner, friend)
    signed_in(owner).post(reverse("community:notifications_read"))
    like(public_album, owner, make_user())
    assert Notification.objects.filter(read_at=None).get().actors.count() == 1
    assert Notification.objects.count() == 2


def test_the_same_person_again_is_still_one_person(owner, friend, public_album):
    like(public_album, owner, friend, friend)
    row = Notification.objects.get()
    assert (row.times, row.actors.count()) == (2, 1)


def test_of_very_many_people_a_hundred_are_remembered(owner, public_album):
    tell(Kind.LIKE, [owner], actor=make_user(), album=public_album)
    Notification.objects.update(times=100)
    row = Notification.objects.get()
    people = [make_user() for _ in range(101)]
    NotificationActor.objects.bulk_create(NotificationActor(notification=row, person=p) for p in people[:-1])
    like(public_album, owner, people[-1])
    assert row.actors.count() == 100
    assert row.actors.filter(person=people[-1]).exists()
    assert "and more than 99 others" in texts_of(owner)[0]


def test_what_was_taken_back_is_no_longer_told(owner, friend, public_album):
    other = make_user()
    like(public_album, owner, friend, other)
    untell(Kind.LIKE, actor=friend, album=public_album)
    row = Notification.objects.get()
    assert (row.times, row.actors.get().person) == (1, other)
    untell(Kind.LIKE, actor=other, album=public_album)
    assert not Notification.objects.exists()


def test_what_was_read_stays_when_it_is_taken_back(owner, friend, public_album):
    like(public_album, owner, friend)
    Notification.objects.update(read_at=timezone.now())
    untell(Kind.LIKE, actor=friend, album=public_album)
    assert Notification.objects.exists()


def test_whoever_no_longer_follows_is_not_told_of_and_those_still_followed_know_it(owner, stranger, friend):
    for person in (owner, stranger):
        Follow.objects.create(follower=friend, person=person)
        tell(Kind.FOLLOW, [person], actor=friend)
    Follow.objects.filter(person=owner).delete()
    untell(Kind.FOLLOW, actor=friend)
    assert abouts(owner) == [] and abouts(stranger) == ["follow"]


def test_answers_to_one_comment_are_one_notification_and_mentions_are_not(owner, friend, public_album):
    own = comment_on(public_album, owner)
    for _ in range(2):
        answer = comment_on(public_album, friend, parent=own)
        for kind in (Kind.REPLY, Kind.MENTION):
            tell(kind, [owner], actor=friend, album=public_album, comment=answer)
    assert [about.split(":")[0] for about in abouts(owner)] == ["mention", "mention", "reply"]


def test_comments_on_different_photos_are_different(owner, friend, public_album):
    for place in public_album.album_photos.all()[:2]:
        tell(Kind.COMMENT, [owner], actor=friend, album=public_album, photo=place.photo)
    assert len(abouts(owner)) == 2


# --- who is told ------------------------------------------------------------------------------------


def test_nobody_is_told_of_what_she_did_herself(owner, public_album):
    like(public_album, owner, owner)
    assert not Notification.objects.exists()


@pytest.mark.parametrize("kind", ["block", "mute"])
def test_whoever_keeps_the_actor_away_hears_nothing(owner, friend, public_album, kind):
    Distance.objects.create(user=owner, person=friend, kind=kind)
    like(public_album, owner, friend)
    assert not Notification.objects.exists()


def test_whoever_is_blocked_hears_nothing_and_whoever_is_muted_does(owner, friend, public_album):
    Distance.objects.create(user=friend, person=owner, kind="mute")
    like(public_album, owner, friend)
    assert Notification.objects.count() == 1
    Notification.objects.all().delete()
    Distance.objects.create(user=friend, person=owner, kind="block")
    like(public_album, owner, friend)
    assert not Notification.objects.exists()


@pytest.mark.parametrize(
    "fields", [{"is_active": False}, {"delete_after": timezone.now() + timedelta(days=9)}]
)
def test_whoever_is_not_there_hears_nothing(owner, friend, public_album, fields):
    type(owner).objects.filter(pk=owner.pk).update(**fields)
    like(public_album, owner, friend)
    tell(Kind.FOLLOW, [owner], actor=friend)
    assert not Notification.objects.exists()


def test_whoever_may_not_see_the_album_hears_nothing_of_it(stranger, friend, private_album):
    tell(Kind.NEW_PHOTOS, [stranger, friend], actor=private_album.owner, album=private_album)
    assert not Notification.objects.exists()
    AlbumGrant.objects.create(album=private_album, user=friend)
    tell(Kind.NEW_PHOTOS, [stranger, friend], actor=private_album.owner, album=private_album)
    assert Notification.objects.get().recipient == friend


def test_an_editor_hears_of_a_private_album(owner, private_album, superuser):
    tell(Kind.REPLY, [superuser], actor=owner, album=private_album, comment=comment_on(private_album, owner))
    assert Notification.objects.get().recipient == superuser


def test_whoever_wants_a_kind_in_no_way_hears_nothing(owner, friend, public_album):
    NotificationChoice.objects.create(user=owner, kind=Kind.LIKE, on_site=False, mail="never")
    like(public_album, owner, friend)
    tell(Kind.FOLLOW, [owner], actor=friend)
    assert abouts(owner) == ["follow"]


def test_what_is_only_wanted_by_mail_does_not_show_on_the_site(owner, friend, public_album):
    NotificationChoice.objects.create(user=owner, kind=Kind.LIKE, on_site=False, mail="daily")
    like(public_album, owner, friend)
    assert Notification.objects.exists()
    assert texts_of(owner) == [] and count_of(owner) == 0


def test_a_guest_has_no_name(owner, public_album):
    tell(Kind.PICKS, [owner], actor=AnonymousUser(), album=public_album)
    tell(Kind.PICKS, [owner, None], album=public_album)
    assert Notification.objects.get().times == 2
    assert texts_of(owner) == ["A guest marked favourites in your album “Mist over Huangshan”."]


# --- what is no longer shown ------------------------------------------------------------------------


def hide_album(album, **_people):
    AlbumPage.objects.filter(pk=album.pk).update(visibility="private")


def unpublish(album, **_people):
    album.unpublish()


def withhold(album, **_people):
    Withheld.objects.create(album=album)


def block(album, reader, writer):
    Distance.objects.create(user=reader, person=writer, kind="block")


def be_blocked(album, reader, writer):
    Distance.objects.create(user=writer, person=reader, kind="block")


def hide_comments(album, **_people):
    AlbumComment.objects.update(state="hidden")


def remove_comments(album, **_people):
    AlbumComment.objects.update(state="removed")


def leave(album, reader, writer):
    type(writer).objects.filter(pk=writer.pk).update(delete_after=timezone.now() + timedelta(days=14))


def disable(album, reader, writer):
    type(writer).objects.filter(pk=writer.pk).update(is_active=False)


@pytest.mark.parametrize(
    "change",
    [hide_album, unpublish, withhold, block, be_blocked, hide_comments, remove_comments, leave, disable],
)
def test_what_one_may_no_longer_see_is_gone_everywhere(public_album, stranger, friend, change):
    own = comment_on(public_album, stranger)
    answer = comment_on(public_album, friend, parent=own)
    tell(Kind.REPLY, [stranger], actor=friend, album=public_album, comment=answer)
    client = signed_in(stranger)
    [address] = [row["url"] for row in client.get("/api/v1/notifications/").json()["results"]]
    assert address and count_of(stranger) == 1
    change(public_album, reader=stranger, writer=friend)
    assert texts_of(stranger) == [] and count_of(stranger) == 0
    assert "bell__count" not in client.get("/").content.decode()
    assert client.get("/api/v1/notifications/").json()["results"] == []
    pk = Notification.objects.get().pk
    assert client.get(f"/api/v1/notifications/{pk}/").status_code == 404
    assert client.get(f"/notifications/{pk}/").status_code == 404


def test_a_photo_that_left_the_album_is_no_longer_told_of(owner, friend, public_album):
    place = public_album.album_photos.first()
    tell(Kind.COMMENT, [owner], actor=friend, album=public_album, photo=place.photo)
    comment_on(public_album, friend, photo=place.photo)
    assert texts_of(owner) == ["Li commented on your photo in “Mist over Huangshan”."]
    place.delete()
    assert texts_of(owner) == [] and count_of(owner) == 0


def test_somebody_blocked_since_is_left_out_of_the_names(owner, friend, public_album):
    like(public_album, owner, make_user(display_name="Zhou"), friend)
    Distance.objects.create(user=owner, person=friend, kind="block")
    assert texts_of(owner) == ["Zhou liked your album “Mist over Huangshan”."]


def test_whose_comment_was_removed_is_left_out_of_the_names(owner, friend, public_album):
    other = make_user(display_name="Zhou")
    for person in (other, friend):
        about = {"actor": person, "album": public_album, "comment": comment_on(public_album, person)}
        tell(Kind.COMMENT, [owner], **about)
    AlbumComment.objects.filter(user=friend).update(state="removed")
    [line] = signed_in(owner).get("/api/v1/notifications/").json()["results"]
    assert line["text"] == "Zhou commented on your album “Mist over Huangshan”."
    assert line["comment"] is None and line["excerpt"] == ""


def test_an_erased_person_leaves_no_name(owner, friend, public_album):
    like(public_album, owner, friend)
    friend.delete()
    assert texts_of(owner) == [] and count_of(owner) == 0


def test_a_comment_that_waits_is_told_while_it_waits(owner, friend, public_album):
    comment = comment_on(public_album, friend, state="waiting")
    tell(Kind.WAITING, [owner], actor=friend, album=public_album, comment=comment)
    assert texts_of(owner) == ["Li commented on your album “Mist over Huangshan”; it waits for approval."]
    AlbumComment.objects.update(state="visible")
    assert texts_of(owner) == []


def test_what_is_about_nothing_else_is_told_by_itself(owner, friend):
    tell(Kind.FOLLOW, [owner], actor=friend)
    assert texts_of(owner) == ["Li started to follow you."]


def test_a_like_of_a_photo_leads_to_an_album_in_which_it_stands(owner, friend, public_album):
    photo = public_album.album_photos.first().photo
    tell(Kind.LIKE, [owner], actor=friend, photo=photo)
    [line] = signed_in(owner).get("/api/v1/notifications/").json()["results"]
    assert line["url"] == f"http://testserver/albums/mist/{photo.pk}/"


# --- queries ----------------------------------------------------------------------------------------


def test_telling_somebody_takes_three_queries(owner, friend, public_album, django_assert_num_queries):
    with django_assert_num_queries(5):  # two of them are the savepoint
        like(public_album, owner, friend)


@pytest.mark.parametrize("visibility", ["public", "members"])
def test_telling_hundreds_takes_a_bounded_number(owner, visibility, django_assert_max_num_queries):
    album = make_album(owner=owner, visibility=visibility)
    people = [make_user() for _ in range(100)]
    with django_assert_max_num_queries(12):
        tell(Kind.NEW_PHOTOS, people, actor=owner, album=album)
    assert Notification.objects.count() == 100


def test_sweeping_forgets_what_is_ninety_days_old(owner, friend, public_album, clock):
    like(public_album, owner, friend)
    clock.forward(days=89)
    registry.get("sweep_notifications").work(0, lambda percent: None)
    assert Notification.objects.exists()
    clock.forward(days=2)
    registry.get("sweep_notifications").work(0, lambda percent: None)
    assert not Notification.objects.exists()
