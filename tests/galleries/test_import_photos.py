"""``manage.py import_photos``: a folder of photographs becomes albums."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from galleries import ingest
from galleries.models import AlbumPage, Photo
from jobs.models import Job
from tests.factories import jpeg

# Threads with connections of their own need to see what is committed.
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two albums, one nested; a duplicate across them; two files that are no good; a hidden one."""
    inner = tmp_path / "2024_Iceland" / "Day 1"
    outer = tmp_path / "黄山"
    for place in (inner, outer):
        place.mkdir(parents=True)
    same = jpeg(200, 150)
    for number in range(3):
        (outer / f"{number}.jpg").write_bytes(jpeg(200, 150))
    (inner / "a.jpg").write_bytes(jpeg(200, 150))
    (inner / "b.jpg").write_bytes(same)
    (outer / "z.jpg").write_bytes(same)
    (outer / "notes.txt").write_text("hello")
    (inner / "cut.jpg").write_bytes(jpeg(400, 300)[:-200])
    (outer / ".DS_Store").write_bytes(b"x")
    return tmp_path


def run(folder: Path, **options: Any) -> str:
    out = StringIO()
    call_command(
        "import_photos", str(folder), stdout=out, stderr=out, verbosity=0, owner="root", jobs=2, **options
    )
    return out.getvalue()


def test_every_folder_becomes_an_album_in_the_order_of_names(superuser: Any, folder: Path) -> None:
    told = run(folder)
    assert "Imported 5, already there 1, refused 2, hidden files left alone 1." in told
    assert "黄山/notes.txt: " in told and "2024_Iceland/Day 1/cut.jpg: " in told
    albums = {album.title: album for album in AlbumPage.objects.all()}
    assert set(albums) == {"黄山", "2024 Iceland – Day 1"}
    titles = [place.photo.title for place in albums["黄山"].album_photos.in_order()]
    assert titles[:3] == ["0", "1", "2"] and len(titles) == 4
    assert albums["2024 Iceland – Day 1"].album_photos.count() == 2
    assert {album.visibility for album in albums.values()} == {"private"}
    assert all(album.live for album in albums.values())


def test_every_photo_is_ready_and_tagged_when_the_command_ends(superuser: Any, folder: Path) -> None:
    run(folder, visibility="public")
    assert set(Photo.objects.order_by().values_list("state", flat=True)) == {"ready"}
    assert all(photo.photo_tags.filter(source="analyzer").exists() for photo in Photo.objects.all())
    assert not Job.objects.open().exclude(kind="compare_photos").exists()  # that one waits for a worker


def test_the_second_run_imports_nothing(
    superuser: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(folder)
    before = Photo.objects.count(), AlbumPage.objects.count()
    told = run(folder)
    assert "Imported 0, already there 6, refused 2" in told
    assert (Photo.objects.count(), AlbumPage.objects.count()) == before


def test_one_album_for_everything(superuser: Any, folder: Path) -> None:
    run(folder, album="All of it")
    assert AlbumPage.objects.get().title == "All of it"
    assert AlbumPage.objects.get().album_photos.count() == 5


def test_a_folder_of_refused_files_makes_no_album(superuser: Any, tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "a.jpg").write_text("no picture")
    run(tmp_path)
    assert not AlbumPage.objects.exists()


def test_an_interrupted_import_goes_on(superuser: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = []
    original = ingest.store

    def breaks_after_two(photo: Any, examined: Any) -> None:
        if len(taken) == 2:
            raise KeyboardInterrupt
        taken.append(photo)
        original(photo, examined)

    monkeypatch.setattr(ingest, "store", breaks_after_two)
    with pytest.raises(CommandError, match="Interrupted"):
        run(folder)
    monkeypatch.setattr(ingest, "store", original)
    run(folder)
    assert Photo.objects.filter(state="ready").count() == 5


def test_an_unknown_folder_and_owner_are_told(superuser: Any, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no folder"):
        run(tmp_path / "nowhere")
    with pytest.raises(CommandError, match="no active account"):
        call_command("import_photos", str(tmp_path), owner="nobody", verbosity=0)


def test_a_full_disk_is_told(superuser: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ingest, "store", full)
    with pytest.raises(CommandError, match="no space left"):
        run(folder)
    assert not Photo.objects.exists()


def test_an_unreadable_file_is_named_and_the_others_go_on(
    superuser: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The administrator, as whom tests may run, can read every file: so the refusal is played."""
    original = Path.open

    def guarded(self: Path, *args: Any, **kwargs: Any) -> Any:
        if self.name == "1.jpg":
            raise PermissionError(13, "Permission denied", str(self))
        return original(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", guarded)
    out = StringIO()
    with pytest.raises(CommandError, match="Not everything"):
        call_command("import_photos", str(folder), stdout=out, verbosity=0, owner="root", jobs=2)
    assert "黄山/1.jpg: Permission denied" in out.getvalue()
    assert Photo.objects.count() == 4
