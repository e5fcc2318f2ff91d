"""Photos in the trash: told of before, out of sight everywhere, back in their places, gone in the end."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from community import actions as community_actions
from community.models import AlbumTalk
from galleries import my_data, trash, trash_sweep
from galleries.models import AlbumPage, Leftover, Photo, Withheld, with_covers
from galleries.policy import Audience
from jobs.models import Job
from tests.admin.conftest import titles
from tests.factories import make_album, ready_photo
from tests.galleries.test_permission_matrix import (
    LIST_DOORS,
    OPEN_DOORS,
    Scene,
    original,
    plain_rendition,
    signed_rendition,
)

TRASH = "/admin/trash/"
LONG = "Mist below the pines"  # a title that no random address on a page can hold by chance, as it can "P0"
# The doors of the permission matrix that stay open with the album.
OF_ALBUMS = {
    "album", "album in the API", "album like", "answers in the API", "comment in the API", "comment thread",
    "comments in the API", "photos of an album in the API", "talk in the API", "zip", "zip by the API", "index",
    "albums in the API", "albums of a person in the API", "home", "person", "search", "search in the API",
}  # fmt: skip
OF_PHOTOS = {name: door for name, door in {**OPEN_DOORS, **LIST_DOORS}.items() if name not in OF_ALBUMS}


def photo_of(album: Any, number: int = 0) -> Photo:
    return album.album_photos.in_order()[number].photo


def delete_url(photo: Photo) -> str:
    return reverse("wagtailimages:delete", args=[photo.pk])


def in_trash() -> list[str]:
    return list(Photo.objects.filter(trashed_at__isnull=False).order_by("pk").values_list("title", flat=True))


def test_deleting_tells_where_the_photo_is_used_and_puts_it_into_the_trash(
    as_author: Client, author: Any, album: Any, other_album: Any
) -> None:
    photo = photo_of(album)
    AlbumPage.objects.filter(pk=album.pk).update(cover=photo)
    other_album.album_photos.create(photo=photo)
    page = as_author.get(delete_url(photo)).content.decode()
    assert "Cover of" in page and album.title in page and "In 1 other album" in page
    assert other_album.title not in page
    answer = as_author.post(delete_url(photo), follow=True)
    assert "1 photo is in the trash." in answer.content.decode()
    photo = Photo.objects.get(pk=photo.pk)
    assert photo.trashed_at and photo.trashed_by == author
    assert photo.album_photos.count() == 2
    assert ModelLogEntry.objects.filter(object_id=photo.pk, action=trash.THROWN, user=author).count() == 1
    assert as_author.post(delete_url(photo)).url == TRASH  # a second click changes nothing
    assert ModelLogEntry.objects.filter(object_id=photo.pk, action=trash.THROWN).count() == 1


def test_nobody_meets_a_photo_of_the_trash_by_any_door(superuser: Any) -> None:
    scene = Scene("public")
    trash.trash_photos(user=superuser, photos=[scene.photo])
    for viewer in ("guest", "owner", "editor"):
        client = scene.client(viewer)
        keeps = viewer != "guest"  # who sees it in the trash
        files = (signed_rendition(scene, client), plain_rendition(scene, client), original(scene, client))
        assert (viewer, files) == (viewer, (keeps, False, keeps))
        assert f"/{scene.photo.pk}/" not in client.get(scene.address).content.decode()
        # The owner has more ways than others; what is left is about the album.
        opened = {name for name, door in OF_PHOTOS.items() if viewer == "owner" and door(scene, client)}
        assert opened == set()
    trash.restore_photos(user=superuser, photos=[scene.photo])
    assert plain_rendition(scene, scene.client("guest"))


@pytest.mark.parametrize("way", ["trash", "withheld"])
def test_a_cover_out_of_sight_gives_its_place_to_the_first_photo(
    client: Client, editor: Any, album: Any, way: str
) -> None:
    cover = photo_of(album, 2)
    AlbumPage.objects.filter(pk=album.pk).update(cover=cover)
    if way == "trash":
        trash.trash_photos(user=editor, photos=[cover])
    else:
        Withheld.objects.create(photo=cover)
    for page in (album.url, "/albums/", "/"):
        assert cover.rendition_key not in client.get(page).content.decode(), page
    assert AlbumPage.objects.get(pk=album.pk).effective_cover == photo_of(album)
    trash.restore_photos(user=editor, photos=[cover])
    Withheld.objects.all().delete()
    assert with_covers(AlbumPage.objects.filter(pk=album.pk))[0].effective_cover == cover


def test_copies_that_anybody_may_read_are_to_be_withdrawn(editor: Any, album: Any) -> None:
    photo = photo_of(album)
    Photo.objects.update(audience=Audience.EVERYBODY)
    assert not Photo.objects.seen_by_fewer().exists()
    trash.trash_photos(user=editor, photos=[photo])
    assert list(Photo.objects.seen_by_fewer()) == [photo]


def test_comments_on_it_do_not_count_until_it_is_back(editor: Any, visitor: Any, album: Any) -> None:
    photo = photo_of(album)
    community_actions.comments.add_comment(user=visitor, album=album, photo=photo, text="Lovely")
    talk = AlbumTalk.objects.get(pk=album.pk)
    counts = [talk.comments]
    for change in (trash.trash_photos, trash.restore_photos):
        change(user=editor, photos=[photo])
        talk.refresh_from_db()
        counts.append(talk.comments)
    assert counts == [1, 0, 1]


def test_the_ticked_photos_go_together_as_far_as_they_are_hers(
    as_author: Client, album: Any, other_album: Any
) -> None:
    hers, others = photo_of(album), photo_of(other_album)
    url = reverse("wagtail_bulk_action", args=["galleries", "photo", "delete"])
    url = f"{url}?id={hers.pk}&id={photo_of(album, 1).pk}&id={others.pk}&next=/admin/images/"
    page = as_author.get(url).content.decode()
    assert "2 photos are about to leave" in page and "Hidden rose" not in page
    as_author.post(url)
    assert in_trash() == ["P0", "P1"]


def test_a_photo_that_has_just_come_in_goes_into_the_trash_too(as_author: Client, album: Any) -> None:
    url = reverse("wagtailimages:delete_multiple", args=[photo_of(album).pk])
    assert as_author.post(url).json()["success"] is True
    assert in_trash() == ["P0"]


def test_others_cannot_throw_it_away(as_author: Client, author: Any, other_album: Any) -> None:
    photo = photo_of(other_album)
    for url in (delete_url(photo), reverse("wagtailimages:delete_multiple", args=[photo.pk])):
        assert as_author.post(url).status_code in (302, 403)
    with pytest.raises(trash.PermissionDenied):
        trash.trash_photos(user=author, photos=[photo])
    assert in_trash() == []


def test_nothing_is_done_to_a_photo_in_the_trash(as_editor: Client, editor: Any, album: Any) -> None:
    photo = photo_of(album)
    Photo.objects.filter(pk=photo.pk).update(title=LONG)
    trash.trash_photos(user=editor, photos=[photo])
    edit = reverse("wagtailimages:edit", args=[photo.pk])
    assert as_editor.get(edit).url == TRASH
    assert as_editor.post(edit, {"title": "Changed"}).url == TRASH
    assert as_editor.post(reverse("photo_again", args=[photo.pk])).status_code in (302, 403)
    tags = reverse("wagtail_bulk_action", args=["galleries", "photo", "add_tags"])
    assert as_editor.get(f"{tags}?id={photo.pk}").status_code == 404
    for listing in ("/admin/images/results/", "/admin/images/chooser/results/"):
        page = as_editor.get(listing).content.decode()
        assert "P1" in page and LONG not in page
    assert not Job.objects.filter(kind="analyse_photo").exists()
    assert Photo.objects.get(pk=photo.pk).title == LONG


def test_the_trash_shows_and_brings_back_what_is_hers(
    as_author: Client, editor: Any, album: Any, other_album: Any
) -> None:
    trash.trash_photos(user=editor, photos=[*Photo.objects.all()])
    page = as_author.get(TRASH).content.decode()
    assert "P0" in page and "30 days left" in page and "Hidden rose" not in page
    others = photo_of_any("Hidden rose")
    as_author.post(TRASH, {"restore": "ticked", "things": [photo_of_any("P0").pk, others.pk]})
    as_author.post(TRASH, {"restore": str(photo_of_any("P1").pk)})
    assert in_trash() == ["P2", "P3", "Hidden rose"]
    as_author.post(TRASH, {"restore": "all"})
    assert in_trash() == ["Hidden rose"]
    assert titles(album) == ["P0", "P1", "P2", "P3"]


def photo_of_any(title: str) -> Photo:
    return Photo.objects.get(title=title)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"restore": "ticked"},
        {"restore": "nonsense"},
        {"purge": "9" * 30, "sure": "1"},
        {"restore": "ticked", "things": ["\x00", "-1", "１２", "1e3"]},
    ],
)
def test_nonsense_changes_nothing(as_editor: Client, editor: Any, album: Any, sent: dict[str, Any]) -> None:
    trash.trash_photos(user=editor, photos=[photo_of(album)])
    assert as_editor.post(TRASH, sent).url == TRASH
    assert in_trash() == ["P0"]
    assert not Job.objects.filter(kind=trash_sweep.SWEEP).exists()


def test_removing_for_good_is_asked_about_and_takes_the_files(
    as_author: Client, author: Any, album: Any
) -> None:
    photo = photo_of(album)
    Photo.objects.filter(pk=photo.pk).update(title=LONG)
    trash.trash_photos(user=author, photos=[photo, photo_of(album, 1)])
    page = as_author.post(TRASH, {"purge": str(photo.pk)}).content.decode()
    assert "Delete 1 photo for good?" in page and in_trash() == [LONG, "P1"]
    as_author.post(TRASH, {"purge": "ticked", "things": [photo.pk], "sure": "1"})
    assert LONG not in as_author.get(TRASH).content.decode()
    assert Job.objects.filter(kind=trash_sweep.SWEEP).count() == 1
    assert trash_sweep.sweep() == 1
    assert in_trash() == ["P1"]
    assert Leftover.objects.filter(name=photo.file.name).exists()
    gone = ModelLogEntry.objects.get(object_id=photo.pk, action="wagtail.delete")
    assert gone.user == author and gone.deleted


def test_after_thirty_days_it_is_gone_and_one_failure_does_not_keep_the_others(
    editor: Any, album: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    trash.trash_photos(user=editor, photos=[photo_of(album), photo_of(album, 1)])
    clock.forward(days=29)
    assert trash_sweep.sweep() == 0
    trash.trash_photos(user=editor, photos=[photo_of(album, 2)])
    clock.forward(days=2)
    delete, broken = Photo.delete, photo_of_any("P0")
    with monkeypatch.context() as patch:
        patch.setattr(Photo, "delete", lambda photo, *args: 1 / 0 if photo == broken else delete(photo))
        with pytest.raises(RuntimeError, match="1 of 2"):
            trash_sweep.sweep()
    assert in_trash() == ["P0", "P2"]
    assert trash_sweep.sweep() == 1
    assert in_trash() == ["P2"]


def test_who_leaves_takes_her_trash_along(author: Any, album: Any) -> None:
    trash.trash_photos(user=author, photos=[photo_of(album)])
    my_data.erase(author)
    assert not Photo.objects.filter(uploaded_by_user=author).exists()


def test_the_number_of_queries_does_not_grow(as_author: Client, author: Any, album: Any) -> None:
    def asked(size: int) -> list[int]:
        while Photo.objects.filter(collection=album.collection).count() < size:
            extra = ready_photo(owner=author, album=album)
            make_album(owner=author).album_photos.create(photo=extra)
        photos = list(Photo.objects.filter(collection=album.collection))
        trash.restore_photos(user=author, photos=photos)
        bulk = reverse("wagtail_bulk_action", args=["galleries", "photo", "delete"])
        bulk = f"{bulk}?{'&'.join(f'id={photo.pk}' for photo in photos)}"
        counts = [queries(as_author, bulk)]
        trash.trash_photos(user=author, photos=photos)
        return [*counts, queries(as_author, TRASH)]

    as_author.get(TRASH)
    assert asked(5) == asked(9)


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)
