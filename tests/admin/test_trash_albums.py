"""Albums in the trash: off the site, back as they were, gone in the end with their collection."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection, Page, PageLogEntry, Workflow, WorkflowState

from galleries import permissions, trash, trash_sweep
from galleries.models import AlbumIndexPage, AlbumPage, Photo, TrashPage
from galleries.models.trash import TRASH_SLUG
from tests.admin.conftest import signed_in
from tests.admin.test_trash_photos import in_trash, photo_of, queries
from tests.factories import make_album, ready_photo
from tests.galleries.links import come_in, make_link

TRASH = "/admin/trash/albums/"


def delete_url(page: Any) -> str:
    return reverse("wagtailadmin_pages:delete", args=[page.pk])


def now(album: Any) -> AlbumPage:
    return AlbumPage.objects.get(pk=album.pk)


def test_deleting_says_what_happens_and_takes_the_album_off_the_site(
    as_editor: Client, client: Client, album: Any
) -> None:
    _link, door = make_link(album)
    page = as_editor.get(delete_url(album)).content.decode()
    for said in ("leaves the site at once", "4 photos stand in it", "1 share link", "for 30 days"):
        assert said in page
    guest = come_in(door)
    assert guest.get(album.url).status_code == client.get(album.url).status_code == 200
    answer = as_editor.post(delete_url(album), follow=True)
    assert f"The album “{album.title}” is in the trash." in answer.content.decode()
    assert answer.redirect_chain[-1][0] == reverse("wagtailadmin_explore", args=[album.get_parent().pk])
    assert guest.get(album.url).status_code == client.get(album.url).status_code == 404
    assert (
        album.title not in as_editor.get(answer.redirect_chain[-1][0]).content.decode().split("messages")[-1]
    )
    assert now(album).is_trashed and in_trash() == []
    as_editor.post(TRASH, {"restore": str(album.pk)})
    assert guest.get(album.url).status_code == client.get(album.url).status_code == 200
    assert Page.find_problems() == ([], [], [], [], [])


def test_what_was_live_is_live_again_and_a_draft_stays_a_draft(editor: Any, album: Any) -> None:
    album.save_revision().publish()
    live = now(album).live_revision
    album = now(album)
    album.intro = "A new draft"
    album.save_revision()
    draft = make_album(live=False)
    for thing in (album, draft):
        trash.trash_album(user=editor, album=thing)
        trash.trash_album(user=editor, album=thing)  # a second click
        trash.restore_album(user=editor, album=thing)
        trash.restore_album(user=editor, album=thing)
    back = now(album)
    assert (back.live, back.has_unpublished_changes, back.live_revision, back.intro) == (True, True, live, "")
    assert back.get_latest_revision_as_object().intro == "A new draft"
    assert not now(draft).live
    done = PageLogEntry.objects.filter(page=album.pk).values_list("action", flat=True)
    assert list(done).count(trash.THROWN) == list(done).count(trash.RESTORED) == 1


def test_what_was_due_or_under_review_is_called_off(editor: Any, author: Any, album: Any) -> None:
    album.go_live_at = timezone.now() + timedelta(days=1)
    album.save_revision().publish()
    Workflow.objects.get().start(album, author)
    assert album.revisions.exclude(approved_go_live_at=None).exists()
    trash.trash_album(user=editor, album=album)
    assert not album.revisions.exclude(approved_go_live_at=None).exists()
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_CANCELLED


def test_an_address_that_was_taken_meanwhile_gets_a_number(editor: Any, album: Any) -> None:
    album.save_revision()
    trash.trash_album(user=editor, album=album)
    make_album(slug="mist")
    back = trash.restore_album(user=editor, album=album)
    assert back.slug == "mist-2" and back.url == "/albums/mist-2/"
    back.get_latest_revision().publish()  # the draft does not bring back the old one
    assert now(album).slug == "mist-2"


def test_photos_that_stand_nowhere_else_go_along_and_come_back(
    as_editor: Client, album: Any, other_album: Any
) -> None:
    other_album.album_photos.create(photo=photo_of(album))
    already = photo_of(album, 3)
    as_editor.post(reverse("wagtailimages:delete", args=[already.pk]))
    assert "the 2 photos that stand in no other album" in as_editor.get(delete_url(album)).content.decode()
    as_editor.post(delete_url(album), {"photos": "too"})
    assert in_trash() == ["P1", "P2", "P3"]
    as_editor.post(TRASH, {"restore": "all"})
    assert in_trash() == ["P3"]  # thrown away before, by itself


def test_a_page_that_holds_albums_is_not_deleted(superuser: Any, album: Any) -> None:
    client, index = signed_in(superuser), AlbumIndexPage.objects.get()
    for page in (index, index.get_parent()):
        answer = client.post(delete_url(page), follow=True)
        assert "has albums below it" in answer.content.decode()
        bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
        assert "has albums below it" in client.get(f"{bulk}?id={page.pk}").content.decode()
        client.post(f"{bulk}?id={page.pk}", {"confirm_site_name": "Vitrine"})
    assert AlbumIndexPage.objects.exists() and now(album).live


def test_ticked_albums_go_together(as_editor: Client, album: Any, other_album: Any) -> None:
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    url = f"{bulk}?id={album.pk}&id={other_album.pk}"
    assert "2 albums go into the trash" in as_editor.get(url).content.decode()
    as_editor.post(url)
    assert now(album).is_trashed and now(other_album).is_trashed
    # From the trash no other bulk action fetches them, whatever it is told.
    publish = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    assert as_editor.get(f"{publish}?id={album.pk}").status_code == 404


def test_nothing_is_done_to_an_album_in_the_trash(superuser: Any, album: Any) -> None:
    client = signed_in(superuser)
    trash.trash_album(user=superuser, album=album)
    bin_page = TrashPage.objects.get()
    for page in (now(album), bin_page):
        for view in ("edit", "delete", "move", "unpublish", "copy"):
            url = reverse(f"wagtailadmin_pages:{view}", args=[page.pk])
            assert client.get(url).status_code in (302, 403, 404), (page, view)
            client.post(url, {"title": "Changed", "new_title": "Copy", "new_slug": "copy"})
    assert client.get(f"/{TRASH_SLUG}/").status_code == 404
    assert TRASH_SLUG not in client.get(reverse("wagtailadmin_explore_root")).content.decode()
    assert now(album).title == album.title and TrashPage.objects.count() == 1
    assert not AlbumPage.objects.filter(title="Copy").exists()
    found = client.get("/admin/pages/search/", {"q": album.title}).content.decode()
    assert reverse("wagtailadmin_pages:edit", args=[album.pk]) not in found


def test_only_who_could_delete_it_brings_it_back(
    as_author: Client, author: Any, other_author: Any, editor: Any, album: Any
) -> None:
    draft = make_album("Own draft", owner=author, live=False)
    assert as_author.post(delete_url(draft)).status_code == 302
    trash.trash_album(user=editor, album=album)  # published: not hers to delete
    page = as_author.get(TRASH).content.decode()
    assert "Own draft" in page and album.title not in page
    with pytest.raises(trash.PermissionDenied):
        trash.restore_album(user=other_author, album=draft)
    with pytest.raises(trash.PermissionDenied):
        trash.purge_album(user=author, album=album)
    as_author.post(TRASH, {"restore": "ticked", "things": [draft.pk, album.pk]})
    assert not now(draft).is_trashed and now(album).is_trashed


def test_the_photos_of_an_album_in_the_trash_stay_hers(
    author: Any, other_author: Any, editor: Any, album: Any
) -> None:
    trash.trash_album(user=editor, album=album)
    assert permissions.changeable(author).count() == 4
    assert permissions.may_change(author, photo_of(album))
    assert not permissions.changeable(other_author).exists()
    assert not permissions.may_change(other_author, photo_of(album))


def test_where_its_place_is_gone_the_album_list_takes_it(superuser: Any, album: Any) -> None:
    index = AlbumIndexPage.objects.get()
    second = AlbumIndexPage(title="More albums", slug="more")
    index.get_parent().add_child(instance=second)
    album.move(second, pos="last-child")
    trash.trash_album(user=superuser, album=now(album))
    second.refresh_from_db()
    second.delete()
    assert trash.restore_album(user=superuser, album=album).get_parent().pk == index.pk


def test_the_sweep_takes_the_collection_and_leaves_the_photos(
    as_editor: Client, editor: Any, album: Any, other_album: Any, clock: Any
) -> None:
    collection, above = album.collection, album.collection.get_parent()
    trash.trash_album(user=editor, album=album)
    trash.trash_album(user=editor, album=other_album, with_photos=True)
    answer = as_editor.post(TRASH, {"purge": "ticked", "things": [album.pk]})
    assert "Delete 1 album for good?" in answer.content.decode()
    as_editor.post(TRASH, {"purge": "ticked", "things": [album.pk], "sure": "1"})
    trash_sweep.sweep()
    assert list(AlbumPage.objects.all()) == [other_album]
    assert not Collection.objects.filter(pk=collection.pk).exists()
    assert set(Photo.objects.filter(title__startswith="P").values_list("collection", flat=True)) == {above.pk}
    clock.forward(days=31)
    assert trash_sweep.sweep() == 2  # the album, and the photo that went with it
    assert not AlbumPage.objects.exists() and not Photo.objects.filter(title="Hidden rose").exists()
    assert Page.find_problems() == ([], [], [], [], [])


def test_the_number_of_queries_does_not_grow(as_editor: Client, editor: Any, album: Any) -> None:
    as_editor.get(TRASH)
    trash.trash_album(user=editor, album=album, with_photos=True)
    few = queries(as_editor, TRASH)
    for _ in range(3):
        more = make_album()
        ready_photo(album=more)
        trash.trash_album(user=editor, album=more)
    assert queries(as_editor, TRASH) == few


def test_an_album_whose_time_ran_out_in_the_trash_does_not_come_back_onto_the_site(
    as_editor: Client, client: Client, editor: Any, album: Any
) -> None:
    trash.trash_album(user=editor, album=album)
    AlbumPage.objects.filter(pk=album.pk).update(expire_at=timezone.now() - timedelta(hours=1))
    as_editor.post(TRASH, {"restore": str(album.pk)})
    assert not now(album).is_trashed
    assert (now(album).live, now(album).expired) == (False, True)
    assert client.get(album.url).status_code == 404
