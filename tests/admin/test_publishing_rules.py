"""Whether a member's album is published at once, after the first approved one, or always reviewed."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState

from galleries.models import AlbumIndexPage, AlbumPage, PublishingRules
from tests.admin.conftest import in_group, signed_in
from tests.admin.test_albums import create, edit
from tests.factories import make_album

PUBLISH = {"action-publish": "1"}
SUBMIT = {"action-submit": "1"}


def rule(way: str) -> None:
    PublishingRules.objects.update_or_create(defaults={"members_albums": way})


def decide(client: Client, album: AlbumPage, what: str, comment: str = "") -> Any:
    """What an editor does with an album that was submitted."""
    task = TaskState.objects.get(workflow_state__object_id=str(album.pk), status=TaskState.STATUS_IN_PROGRESS)
    url = reverse("wagtailadmin_pages:workflow_action", args=[album.pk, what, task.pk])
    return client.post(url, {"comment": comment})


def now(album: AlbumPage) -> AlbumPage:
    return AlbumPage.objects.get(pk=album.pk)


@pytest.fixture
def approved(as_author: Client, as_editor: Client) -> AlbumPage:
    """An album of the author's that went through the workflow."""
    create(as_author, title="First", **SUBMIT)
    album = AlbumPage.objects.get(title="First")
    decide(as_editor, album, "approve")
    assert now(album).live
    return now(album)


# --- reviewed, as it is out of the box -----------------------------------------------------------------


def test_out_of_the_box_an_album_waits_for_an_editor(as_author, as_editor):
    create(as_author, **PUBLISH)
    album = AlbumPage.objects.get()
    assert not album.live
    edit(as_author, album, title="Handed in", **SUBMIT)
    assert not now(album).live
    assert "Handed in" in as_editor.get("/admin/").text
    decide(as_editor, album, "approve")
    assert (now(album).live, now(album).title) == (True, "Handed in")


WAYS = {
    "publish": lambda client, album: edit(client, album, title="Changed", **PUBLISH),
    "schedule": lambda client, album: edit(
        client,
        album,
        title="Changed",
        go_live_at=str(timezone.localtime() + timedelta(hours=1))[:16],
        **PUBLISH,
    ),
    "save": lambda client, album: edit(client, album, title="Changed"),
    "submit": lambda client, album: edit(client, album, title="Changed", **SUBMIT),
    "bulk publish": lambda client, album: client.post(f"/admin/bulk/wagtailcore/page/publish/?id={album.pk}"),
    "unpublish": lambda client, album: client.post(f"/admin/pages/{album.pk}/unpublish/"),
    "bulk unpublish": lambda client, album: client.post(
        f"/admin/bulk/wagtailcore/page/unpublish/?id={album.pk}"
    ),
    "Wagtail's API": lambda client, album: client.post(f"/admin/api/main/pages/{album.pk}/action/publish/"),
    "privacy": lambda client, album: client.post(
        f"/admin/pages/{album.pk}/privacy/", {"restriction_type": "login"}
    ),
}


def changes(client: Client, album: AlbumPage) -> set[str]:
    """The ways that lead past a review."""
    before, led = now(album), set()
    for way, go in WAYS.items():
        with transaction.atomic():
            go(client, album)
            after = now(album)
            if (
                (after.live, after.title) != (before.live, before.title)
                or after.view_restrictions.exists()
                or album.revisions.filter(approved_go_live_at__isnull=False).exists()
            ):
                led.add(way)
            transaction.set_rollback(True)
    return led


def test_a_live_album_stays_as_it_was_approved_until_its_changes_are(as_author, album):
    edit(as_author, album, title="A draft")
    assert changes(as_author, album) == set()
    rule("at_once")
    assert changes(as_author, album) == set(WAYS) - {"save", "submit", "Wagtail's API"}


def test_a_copy_is_a_draft(as_author, album):
    index = AlbumIndexPage.objects.get()
    data = {
        "new_title": "Copy",
        "new_slug": "copy",
        "new_parent_page": index.pk,
        "publish_copies": "on",
        "alias": "on",
    }
    as_author.post(f"/admin/pages/{album.pk}/copy/", data)
    assert not AlbumPage.objects.filter(slug="copy", live=True).exists()


def test_an_album_comes_into_no_list_without_a_review(as_author, album):
    """Else the review of a private album would be good for a public one."""
    url = reverse("galleries:sharing_visibility", args=[album.pk])
    for asked, then in [
        ("private", "private"),
        ("public", "private"),
        ("members", "private"),
        ("unlisted", "unlisted"),
    ]:
        as_author.post(url, {"visibility": asked})
        assert now(album).visibility == then
    rule("at_once")
    as_author.post(url, {"visibility": "public"})
    assert now(album).visibility == "public"


# --- at once, and after the first approved one -----------------------------------------------------------


def test_at_once_an_author_publishes_changes_and_takes_back_her_own(as_author, author):
    rule("at_once")
    assert (
        'name="action-publish"'
        in as_author.get(f"/admin/pages/add/galleries/albumpage/{AlbumIndexPage.objects.get().pk}/").text
    )
    create(as_author, title="Mine", **PUBLISH)
    album = AlbumPage.objects.get()
    assert (album.live, album.owner) == (True, author)
    edit(as_author, album, title="Still mine", **PUBLISH)
    assert now(album).title == "Still mine"
    as_author.post(f"/admin/pages/{album.pk}/unpublish/")
    assert not now(album).live


def test_at_once_holds_for_nobody_elses_album(as_author, other_album):
    rule("at_once")
    other_album.save_revision()
    assert changes(as_author, other_album) == set()


def test_a_member_outside_of_every_group_publishes_nothing_whatever_the_rule(visitor):
    rule("at_once")
    mine = make_album("Given to me", owner=visitor, live=False)
    assert not mine.permissions_for_user(visitor).can_publish()
    create(signed_in(visitor), title="Made by me", **PUBLISH)
    assert not AlbumPage.objects.filter(title="Made by me").exists()


def test_trust_begins_with_the_first_album_that_somebody_else_approved(as_author, as_editor, approved):
    create(as_author, title="Second", **PUBLISH)
    assert not AlbumPage.objects.get(title="Second").live
    rule("trusted")
    create(as_author, title="Third", **PUBLISH)
    assert AlbumPage.objects.get(title="Third").live
    edit(as_author, approved, title="First, changed", **PUBLISH)
    assert now(approved).title == "First, changed"


@pytest.mark.parametrize("how", ["rejected", "by herself", "another's", "published by an editor"])
def test_no_trust_comes_from(how, as_author, author, as_editor, editor, other_author):
    rule("trusted")
    create(as_author, title="First", **SUBMIT)
    album = AlbumPage.objects.get(title="First")
    if how == "published by an editor":
        state = album.current_workflow_state
        state.cancel(user=author)
        edit(as_editor, album, **PUBLISH)
    else:
        decide(as_editor, album, "reject" if how == "rejected" else "approve")
    if how == "by herself":
        TaskState.objects.update(finished_by=author)
    if how == "another's":
        AlbumPage.objects.update(owner=other_author)
    create(as_author, title="Second", **PUBLISH)
    assert not AlbumPage.objects.get(title="Second").live


def test_the_rule_is_asked_once_for_a_list_of_albums(as_author, author, django_assert_max_num_queries):
    rule("trusted")
    index = AlbumIndexPage.objects.get()
    counts = []
    for _ in range(2):
        for _ in range(4):
            make_album(owner=author)
        ContentType.objects.get_for_model(AlbumPage)
        with django_assert_max_num_queries(200) as asked:
            as_author.get(f"/admin/pages/{index.pk}/")
        counts.append(sum("workflowstate" in query["sql"] for query in asked.captured_queries))
    assert counts[0] == counts[1]


# --- who is told, who decides ----------------------------------------------------------------------------


def test_an_author_is_told_in_her_language_what_was_decided(as_author, author, as_editor, editor, mailbox):
    author.language = "zh-hans"
    author.save()
    create(as_author, title="First", **SUBMIT)
    album = AlbumPage.objects.get()
    [told] = mailbox.to(editor.email)
    assert "First" in told.subject
    mailbox.clear()
    decide(as_editor, album, "reject", comment="Too dark")
    edit(as_author, album, title="Brighter", **SUBMIT)
    decide(as_editor, album, "approve")
    rejected, approved = mailbox.to(author.email)
    assert "Too dark" in rejected.body
    assert "已" in approved.subject
    assert "Wagtail" not in rejected.body + approved.body


@pytest.mark.parametrize(
    ("role", "let_in"), [("Administrators", True), ("Editors", False), ("Authors", False)]
)
def test_the_rule_is_set_by_administrators(role, let_in):
    client = signed_in(in_group("somebody", role))
    url = reverse("wagtailsettings:edit", args=["galleries", "publishingrules"])
    page = client.get(url, follow=True)
    assert ("always reviewed" in page.text) is let_in
    client.post(
        page.redirect_chain[-1][0] if let_in and page.redirect_chain else url, {"members_albums": "at_once"}
    )
    assert PublishingRules.objects.filter(members_albums="at_once").exists() is let_in
