"""The album's own uploader: what it tells of files that are new, known, refused, or too late."""

from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from galleries import ingest, leftovers
from galleries.models import AlbumPage, AlbumPhoto, Leftover, Photo
from jobs.models import Job
from tests.admin.conftest import signed_in, titles
from tests.factories import jpeg, make_album, ready_photo

XHR = {"X-Requested-With": "XMLHttpRequest"}


def send(client: Client, album: Any, content: bytes | None = None, name: str = "a.jpg", **data: Any) -> Any:
    file = SimpleUploadedFile(name, jpeg() if content is None else content)
    return client.post(url(album), {"files[]": file, **data}, headers=XHR)


def url(album: Any, name: str = "album_upload") -> str:
    return reverse(name, args=[album.pk])


@pytest.fixture
def known(as_author: Client, author: Any, album: Any) -> tuple[bytes, Photo]:
    """A picture that the author has in her album already."""
    content = jpeg()
    answer = send(as_author, album, content, "dawn.jpg").json()
    return content, Photo.objects.get(pk=answer["photo"]["id"])


@pytest.fixture
def other(author: Any) -> AlbumPage:
    return make_album("Elsewhere", owner=author)


# --- new and known ---------------------------------------------------------------------------------


def test_a_new_file_is_told_with_its_photo_and_no_word_more(as_author, album):
    answer = send(as_author, album, name="night_sky.jpg").json()
    photo = Photo.objects.get(title="night sky")
    assert answer == {
        "success": True, "what": "added", "told": "",
        "photo": {
            "id": photo.pk, "title": "night sky", "state": "preparing", "url": f"/admin/images/{photo.pk}/"
        },
    }  # fmt: skip
    assert titles(album)[4:] == ["night sky"]


def test_a_picture_that_is_elsewhere_is_told_with_its_albums_and_added_only_when_asked(
    as_author, author, album, other, other_author, known
):
    content, photo = known
    hidden = make_album("Hidden", owner=other_author, visibility="private")
    AlbumPhoto.objects.append(hidden, [photo])
    answer = send(as_author, other, content, "again.jpg").json()
    assert (answer["what"], answer["photo"]["id"]) == ("elsewhere", photo.pk)
    assert answer["albums"] == [{"title": "雾起黄山", "url": url(album, "album_photos")}]
    assert titles(other) == []

    shown = as_author.post(url(other, "album_upload_here"), {"photos": [photo.pk]}, headers=XHR).json()
    assert (shown["done"], shown["here"]) == ([photo.pk], [photo.pk])
    assert titles(other) == ["dawn"]
    assert PageLogEntry.objects.get(page=other.pk, action="wagtail.edit").data == {"photos_added": [photo.pk]}
    again = as_author.post(url(other, "album_upload_here"), {"photos": [photo.pk]}, headers=XHR).json()
    assert (again["done"], again["here"]) == ([], [photo.pk])


def test_a_picture_that_the_album_shows_is_told_as_such_and_counted(as_author, album, known):
    content, photo = known
    for _ in range(2):
        assert send(as_author, album, content).json()["what"] == "here"
    photo.refresh_from_db()
    assert photo.sent_again == 2
    assert titles(album)[4:] == ["dawn"]
    assert Photo.objects.filter(sha256=photo.sha256).count() == 1


@pytest.mark.parametrize("here", [True, False])
def test_a_picture_in_the_trash_comes_back_when_it_is_sent_again(
    as_author, author, album, other, known, here
):
    content, photo = known
    Photo.objects.filter(pk=photo.pk).update(trashed_at=timezone.now(), trashed_by=author)
    answer = send(as_author, album if here else other, content).json()
    assert answer["what"] == ("here" if here else "elsewhere")
    assert "trash" in answer["told"]
    photo.refresh_from_db()
    assert (photo.trashed_at, photo.trashed_by, photo.sent_again) == (None, None, 1)


def test_the_library_uploader_brings_a_picture_out_of_the_trash_too(as_editor, editor):
    content = jpeg()
    photo = ingest.add(SimpleUploadedFile("a.jpg", content), "a.jpg", owner=editor, collection=_root())[0]
    Photo.objects.filter(pk=photo.pk).update(trashed_at=timezone.now())
    file = SimpleUploadedFile("b.jpg", content)
    page = as_editor.post("/admin/images/add/", {"title": "T", "file": file, "collection": _root().pk})
    assert "It was in the trash and is back now." in page.text
    photo.refresh_from_db()
    assert (photo.trashed_at, photo.sent_again) == (None, 1)


def test_the_same_bytes_of_somebody_else_are_nobodys_business(as_editor, album, known):
    content, photo = known
    answer = send(as_editor, album, content).json()
    assert answer["what"] == "added" and answer["photo"]["id"] != photo.pk
    photo.refresh_from_db()
    assert photo.sent_again == 0


def test_a_foreign_photo_is_not_shown_by_asking_for_its_key(as_author, album, other_album):
    hidden = Photo.objects.get(title="Hidden rose")
    ids = f"{hidden.pk},x,{'9' * 30},-1,\x00"
    answer = as_author.post(url(album, "album_upload_here"), {"photos": [ids]}, headers=XHR)
    assert answer.status_code == 200 and answer.json()["done"] == []
    assert "Hidden rose" not in titles(album)
    assert "Hidden rose" not in as_author.get(url(album, "album_upload_here"), {"photos": ids}).text


def test_without_a_script_a_known_picture_is_told_with_links_and_the_choice(as_author, album, other, known):
    content, photo = known
    files = [SimpleUploadedFile("again.jpg", content), SimpleUploadedFile("new.jpg", jpeg())]
    as_author.post(url(other), {"files[]": files})
    page = as_author.get(url(other)).text
    choice = f"{url(other, 'album_upload_here')}?photos={photo.pk}"
    assert "1 photo was added." in page
    assert choice in page and f"/admin/images/{photo.pk}/" in page and url(album, "album_photos") in page
    form = as_author.get(choice).text
    assert f'name="photos" value="{photo.pk}"' in form
    as_author.post(url(other, "album_upload_here"), {"photos": [photo.pk]})
    assert titles(other) == ["new", "dawn"]


# --- refused ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "The file is empty."), (b"<svg/>", "not a picture"), (jpeg(400, 300)[:-300], "ends too early")],
)
def test_a_bad_file_is_refused_with_its_reason_and_the_next_may_come(as_author, album, content, reason):
    answer = send(as_author, album, content)
    assert answer.status_code == 422
    assert reason in answer.json()["told"]
    assert (answer.json()["stop"], answer.json()["again"]) == (False, False)
    assert len(titles(album)) == 4


def test_a_file_that_cannot_be_looked_at_now_may_be_sent_again(as_author, album, monkeypatch):
    def busy(*args: Any) -> None:
        raise ingest.Busy("Please try again in a minute.")

    monkeypatch.setattr(ingest, "make_master", busy)
    answer = send(as_author, album)
    assert answer.status_code == 503
    assert (answer.json()["stop"], answer.json()["again"]) == (False, True)


def _deleted(album: AlbumPage) -> None:
    AlbumPage.objects.get(pk=album.pk).delete()


def _trashed(album: AlbumPage) -> None:
    AlbumPage.objects.filter(pk=album.pk).update(url_path="/vitrine-trash/x/")


def _locked(album: AlbumPage) -> None:
    AlbumPage.objects.filter(pk=album.pk).update(locked=True)


def _given_away(album: AlbumPage) -> None:
    AlbumPage.objects.filter(pk=album.pk).update(owner=None)


@pytest.mark.parametrize("when", ["before", "while the picture is looked at"])
@pytest.mark.parametrize(
    ("closing", "code", "status"),
    [
        (_deleted, "album_gone", 404), (_trashed, "album_gone", 404),
        (_locked, "album_locked", 403), (_given_away, "not_allowed", 403),
    ],
)  # fmt: skip
def test_an_album_that_closes_meanwhile_stops_the_queue_and_leaves_nothing_behind(
    as_author, author, album, monkeypatch, closing, code, status, when
):
    photos = Photo.objects.count()
    if when == "before":
        closing(album)
    else:
        save_files = ingest.save_files

        def closed_by_now(photo: Photo) -> None:
            save_files(photo)
            closing(album)

        monkeypatch.setattr(ingest, "save_files", closed_by_now)
    answer = send(as_author, album)
    assert answer.status_code == status
    assert (answer.json()["code"], answer.json()["stop"]) == (code, True)
    assert Photo.objects.count() == photos
    names = list(Leftover.objects.values_list("name", flat=True))
    assert len(names) == (0 if when == "before" else 2)
    leftovers.remove()
    assert not any(default_storage.exists(name) for name in names)
    assert not Job.objects.filter(kind="prepare_photo").exists()


def test_a_photo_removed_for_good_at_this_moment_is_not_a_fault(as_author, album, known, monkeypatch):
    content, photo = known
    monkeypatch.setattr(ingest, "find_same", lambda *args: Photo(pk=photo.pk + 100))
    answer = send(as_author, album, content)
    assert (answer.status_code, answer.json()["again"]) == (503, True)


def test_a_session_that_ended_is_no_answer_of_the_uploader(author, album):
    for client in (Client(), signed_in(author)):
        client.logout()
        assert send(client, album).status_code == 403
        states = client.get(url(album, "album_upload_states"), headers={"Accept": "application/json"})
        assert states.status_code == 302 and "login" in states["Location"]


def test_a_token_of_the_session_before_is_replaced_by_asking(author, album):
    client = Client(enforce_csrf_checks=True)
    client.force_login(author)
    client.get(url(album, "album_upload_states"))
    stale = send(client, album, csrfmiddlewaretoken="x" * 64)
    assert stale.status_code == 403 and "json" not in stale["Content-Type"]
    token = client.get(url(album, "album_upload_states")).json()["token"]
    assert send(client, album, csrfmiddlewaretoken=token).status_code == 200


@pytest.mark.parametrize(
    "data", [{"upload": "x\x00"}, {"upload": "0" * 32}, {"title": "t"}, {"files[]": "text"}]
)
def test_nonsense_is_answered_with_a_reason(as_author, album, data):
    answer = as_author.post(url(album), data, headers=XHR)
    assert answer.status_code in (400, 409)
    assert answer.json()["told"]


# --- how far they are ------------------------------------------------------------------------------


def test_states_are_told_of_the_albums_photos_only_with_the_same_queries_for_any_number(
    as_author, author, album, other_album
):
    hidden = Photo.objects.get(title="Hidden rose")
    waiting = ready_photo(owner=author, album=album, state=Photo.State.PREPARING, title="Waiting")
    Job.objects.filter(target_id=waiting.pk).update(progress=40)
    failed = ready_photo(owner=author, album=album, state=Photo.State.FAILED, failure="No room.")
    ids = [waiting.pk, failed.pk, hidden.pk]
    told = as_author.get(url(album, "album_upload_states"), {"ids": ",".join(map(str, ids))}).json()["states"]
    assert told == {
        str(waiting.pk): {"state": "preparing", "told": "", "progress": 40},
        str(failed.pk): {"state": "failed", "told": "No room.", "progress": 0},
    }
    counts = []
    for some in (ids[:1], [*album.album_photos.values_list("photo_id", flat=True), 999999]):
        with CaptureQueriesContext(connection) as queries:
            as_author.get(url(album, "album_upload_states"), {"ids": ",".join(map(str, some))})
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_photo_that_failed_is_prepared_again_from_the_list(as_author, author, album):
    failed = ready_photo(owner=author, album=album, state=Photo.State.FAILED, failure="No room.")
    told = as_author.post(url(album, "album_upload_states"), {"ids": [failed.pk]}).json()["states"]
    assert told[str(failed.pk)]["state"] == "preparing"
    assert Job.objects.filter(kind="prepare_photo", target_id=failed.pk).exists()


def test_the_page_brings_the_uploader_with_its_limits_and_works_without_a_script(as_author, album):
    page = as_author.get(url(album)).text
    assert "admin/uploader" in page and 'id="fileupload"' in page
    assert f'action="{url(album)}"' in page and 'enctype="multipart/form-data"' in page
    assert '"most": 500' in page and '"bytes": 10485760' in page


def _root() -> Any:
    from wagtail.models import Collection

    return Collection.get_first_root_node()
