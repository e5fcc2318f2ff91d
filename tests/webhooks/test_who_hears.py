"""Who is told of what: one's own affairs, what one may see at that moment, and nothing else."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page

from community.actions import comments
from community.actions.follows import block
from community.models import AlbumComment, Suspension
from galleries.models import AlbumIndexPage, AlbumPage, Photo
from galleries.tasks import prepare_now
from tests.factories import make_album, make_user, ready_photo
from tests.webhooks.receiving import happened, only_delivery, work_off
from webhooks import actions, hearing
from webhooks.models import Delivery, Event, Webhook

pytestmark = pytest.mark.django_db


def waiting(event, thing):
    """It happened, and the delivery has not left yet."""
    hearing.spread(event, thing.pk)
    return only_delivery()


def editor_of(page):
    user, group = make_user(), Group.objects.create(name=f"editors of {page}")
    right = Permission.objects.get(codename="change_page", content_type__app_label="wagtailcore")
    GroupPagePermission.objects.create(group=group, page=page, permission=right)
    user.groups.add(group)
    return user


# --- whose affair it is


def test_nobody_hears_of_the_public_albums_of_others(receiver, stranger, public_album):
    receiver.webhook(stranger)
    happened(Event.ALBUM_PUBLISHED, public_album)
    happened(Event.PHOTO_READY, public_album.album_photos.first().photo)
    comments.add_comment(user=stranger, album=public_album, text="Mine, on another's album")
    work_off()
    assert receiver.heard == [] and not Delivery.objects.exists()


def test_the_owner_hears_of_her_private_album(receiver, owner, private_album):
    receiver.webhook(owner)
    happened(Event.ALBUM_PUBLISHED, private_album)
    assert receiver.heard == [("album.published", private_album.pk)]


def test_who_edits_every_album_hears_of_all(receiver, superuser, public_album, private_album):
    receiver.webhook(superuser)
    receiver.webhook(editor_of(AlbumIndexPage.objects.get()), Event.ALBUM_PUBLISHED)
    happened(Event.ALBUM_PUBLISHED, private_album)
    assert receiver.heard == [("album.published", private_album.pk)] * 2
    happened(Event.PHOTO_READY, private_album.album_photos.first().photo)
    assert len(receiver.heard) == 3


def test_who_edits_one_album_hears_of_her_own_only(receiver, public_album, private_album):
    receiver.webhook(editor_of(Page.objects.get(pk=private_album.pk)))
    happened(Event.ALBUM_PUBLISHED, private_album)
    happened(Event.ALBUM_PUBLISHED, public_album)
    assert receiver.heard == []


def test_each_webhook_hears_of_what_it_asked_for(receiver, owner, public_album):
    receiver.webhook(owner, Event.COMMENT_POSTED)
    happened(Event.ALBUM_PUBLISHED, public_album)
    assert receiver.heard == []


def test_said_twice_it_is_told_once(receiver, owner, public_album):
    receiver.webhook(owner)
    photo = public_album.album_photos.first().photo
    happened(Event.PHOTO_READY, photo)
    happened(Event.PHOTO_READY, photo)
    assert receiver.heard == [("photo.ready", photo.pk)]


# --- what becomes of it on the way


def album_is_unpublished(album):
    album.unpublish()


def owner_loses_it(album):
    AlbumPage.objects.filter(pk=album.pk).update(owner=make_user())


def album_is_gone(album):
    album.delete()


@pytest.mark.parametrize("change", [album_is_unpublished, owner_loses_it, album_is_gone])
def test_what_one_may_not_see_any_more_is_not_sent(receiver, owner, public_album, change):
    receiver.webhook(owner)
    row = waiting(Event.ALBUM_PUBLISHED, public_album)
    change(public_album)
    work_off()
    row.refresh_from_db()
    assert (receiver.heard, row.state, row.error, row.body) == ([], "dropped", "not_visible", None)


def test_an_editor_who_is_none_any_more_hears_nothing(receiver, superuser, private_album):
    receiver.webhook(superuser)
    waiting(Event.ALBUM_PUBLISHED, private_album)
    type(superuser).objects.filter(pk=superuser.pk).update(is_superuser=False)
    work_off()
    assert receiver.heard == [] and only_delivery().state == "dropped"


def test_a_photo_in_the_trash_is_not_told(receiver, owner, public_album):
    receiver.webhook(owner)
    photo = public_album.album_photos.first().photo
    waiting(Event.PHOTO_READY, photo)
    Photo.objects.filter(pk=photo.pk).update(trashed_at=timezone.now())
    work_off()
    assert receiver.heard == [] and only_delivery().state == "dropped"


def test_a_comment_that_is_removed_meanwhile_is_not_told(receiver, owner, stranger, public_album):
    receiver.webhook(owner)
    comment = comments.add_comment(user=stranger, album=public_album, text="Too fast")
    waiting(Event.COMMENT_POSTED, comment)
    comments.remove_comment(user=stranger, comment=comment)
    work_off()
    assert receiver.heard == [] and only_delivery().state == "dropped"


def test_of_people_kept_away_nothing_is_told(receiver, owner, stranger, public_album):
    receiver.webhook(owner)
    comment = comments.add_comment(user=stranger, album=public_album, text="Hello?")
    waiting(Event.COMMENT_POSTED, comment)
    block(user=owner, person=stranger)
    work_off()
    assert receiver.heard == [] and only_delivery().state == "dropped"


def test_a_comment_is_told_when_it_can_be_read(receiver, owner, stranger, public_album):
    receiver.webhook(owner)
    comment = comments.add_comment(user=stranger, album=public_album, text="Words")
    AlbumComment.objects.filter(pk=comment.pk).update(state="waiting")
    work_off()
    assert receiver.heard == []
    comments.approve_comment(comment, by=owner)
    work_off()
    assert receiver.heard == [("comment.posted", comment.pk)]


def test_sent_again_it_is_asked_again(receiver, owner, public_album):
    receiver.webhook(owner)
    happened(Event.ALBUM_PUBLISHED, public_album)
    public_album.unpublish()
    actions.resend(user=owner, delivery=only_delivery())
    work_off()
    row = only_delivery()
    assert (len(receiver.heard), row.state, row.body) == (1, "dropped", None)


def test_the_log_does_not_show_what_one_may_not_see_any_more(receiver, owner, public_album):
    webhook = receiver.webhook(owner)
    client = Client()
    client.force_login(owner)
    address = f"/api/v1/me/webhooks/{webhook.pk}/deliveries/"
    happened(Event.ALBUM_PUBLISHED, public_album)
    assert client.get(address).json()["results"][0]["body"]["data"]["id"] == public_album.pk
    public_album.unpublish()
    assert client.get(address).json()["results"][0]["body"] is None


# --- when it happens


def published(album):
    album.save_revision().publish()
    work_off()


def test_an_album_is_published_when_it_comes_onto_the_site(receiver, owner):
    receiver.webhook(owner)
    album = make_album("New", owner=owner, live=False)
    published(album)
    assert receiver.heard == [("album.published", album.pk)]
    published(AlbumPage.objects.get(pk=album.pk))  # words were changed
    assert len(receiver.heard) == 1
    AlbumPage.objects.get(pk=album.pk).unpublish()
    published(AlbumPage.objects.get(pk=album.pk))
    assert len(receiver.heard) == 2


def test_a_scheduled_album_is_not_published_yet(receiver, owner):
    receiver.webhook(owner)
    album = make_album("Later", owner=owner, live=False)
    album.go_live_at = timezone.now() + timezone.timedelta(days=1)
    published(album)
    assert receiver.heard == []


def test_a_photo_is_ready_when_its_files_are_made(receiver, owner, monkeypatch):
    receiver.webhook(owner)
    photo = ready_photo(owner=owner)
    prepare_now(photo)
    work_off()
    assert receiver.heard == [("photo.ready", photo.pk)]


def test_without_webhooks_nothing_is_queued(public_album, django_assert_num_queries):
    with django_assert_num_queries(1):
        hearing.happened(Event.ALBUM_PUBLISHED, public_album.pk)


# --- whose webhooks end


def test_a_suspended_person_is_told_nothing(receiver, owner, public_album):
    webhook = receiver.webhook(owner)
    waiting(Event.ALBUM_PUBLISHED, public_album)
    Suspension.objects.create(person=owner)
    work_off()
    webhook.refresh_from_db()
    assert (receiver.heard, webhook.active, webhook.ended_why) == ([], False, "suspended")


def test_a_closed_account_is_told_nothing(receiver, owner, public_album):
    webhook = receiver.webhook(owner)
    owner.is_active = False
    owner.save()
    happened(Event.ALBUM_PUBLISHED, public_album)
    webhook.refresh_from_db()
    assert (receiver.heard, webhook.ended_why) == ([], "closed")


def test_what_no_signal_told_of_is_seen_when_sending(receiver, owner, public_album):
    webhook = receiver.webhook(owner)
    waiting(Event.ALBUM_PUBLISHED, public_album)
    type(owner).objects.filter(pk=owner.pk).update(is_active=False)
    work_off()
    webhook.refresh_from_db()
    assert (receiver.heard, webhook.ended_why, only_delivery().state) == ([], "closed", "dropped")


def test_who_goes_takes_her_webhooks_along(receiver, owner, stranger, public_album):
    from users.actions.my_data import ask_for_deletion

    receiver.webhook(owner)
    comments.add_comment(user=stranger, album=public_album, text="Hello")
    work_off()
    ask_for_deletion(user=owner, remove_comments=False)
    assert Webhook.objects.get().ended_why == "closed"
    stranger.delete()
    assert not Delivery.objects.filter(event=Event.COMMENT_POSTED).exists()
    owner.delete()
    assert not Webhook.objects.exists()
