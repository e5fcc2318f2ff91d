"""``check_storage``, ``move_storage`` and the sweeping of files that belong to nobody."""

import io
import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command

from common.storage_walk import walk
from galleries import preparing, storage_check, stored_files
from galleries.models import Photo
from jobs.models import Job
from tests.storage_e2e.conftest import settle, take

pytestmark = pytest.mark.django_db
OLD = time.time() - 2 * 86400


@pytest.fixture
def disk(settings: Any, tmp_path: Path) -> Any:
    """A local disk of its own for each test."""
    settings.STORAGES = {**local(tmp_path), "staticfiles": settings.STORAGES["staticfiles"]}
    return tmp_path


def local(folder: Path) -> dict[str, Any]:
    backends = {
        "default": "galleries.storage.PrivateFileSystemStorage",
        "renditions": "django.core.files.storage.FileSystemStorage",
        "avatars": "django.core.files.storage.FileSystemStorage",
    }
    return {
        alias: {"BACKEND": backend, "OPTIONS": {"location": str(folder / alias), "base_url": None}}
        for alias, backend in backends.items()
    }


@pytest.fixture
def photo(disk: Path, owner: Any) -> Photo:
    photo = take(owner)
    preparing.prepare(photo)
    return photo


def check(*flags: str) -> str:
    out = io.StringIO()
    call_command("check_storage", *flags, stdout=out)
    return out.getvalue()


def wrong(*flags: str) -> str:
    out = io.StringIO()
    with pytest.raises(CommandError) as failure:
        call_command("check_storage", *flags, stdout=out)
    return out.getvalue() + str(failure.value)


def orphan(alias: str = "default", name: str = "masters/zz/nobody.jpg", *, age: float = OLD) -> str:
    storages[alias].save(name, ContentFile(b"nobody's"))
    os.utime(storages[alias].path(name), (age, age))
    return name


def test_all_well_is_said_in_a_line_for_each_storage(photo: Photo) -> None:
    assert "default: 2 files, 0 missing, 0 wrong, 0 without a row" in check("--hashes")


def test_a_file_without_a_row_is_found_after_a_day_and_removed_when_told_twice(photo: Photo) -> None:
    name = orphan()
    young = orphan(name="masters/zz/young.jpg", age=time.time())
    assert name in wrong()
    said = wrong("--fix")
    assert "Would do" in said and "--yes" in said
    assert storages["default"].exists(name)
    check("--fix", "--yes")
    assert not storages["default"].exists(name)
    assert storages["default"].exists(young)
    check()


def test_a_missing_rendition_is_made_again(photo: Photo) -> None:
    storages["renditions"].delete(f"{photo.rendition_key}/320.avif")
    assert "1 missing" in wrong()
    check("--fix", "--yes")
    photo = Photo.objects.get(pk=photo.pk)
    assert photo.state == Photo.State.PREPARING
    assert Job.objects.waiting().filter(kind="prepare_photo", target_id=photo.pk).exists()
    preparing.prepare(photo)
    check()


def test_a_missing_upload_cannot_be_put_right_and_is_named(photo: Photo) -> None:
    name = str(photo.upload.name)
    photo.upload.storage.delete(name)
    assert name in wrong("--fix", "--yes")
    assert Photo.objects.filter(pk=photo.pk).exists()


def test_changed_bytes_of_the_same_size_are_found_by_their_hash_only(photo: Photo) -> None:
    path = Path(photo.upload.storage.path(str(photo.upload.name)))
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    check()
    assert "1 wrong" in wrong("--hashes")


def test_the_sweeper_removes_files_of_nobody_and_nothing_else(photo: Photo) -> None:
    orphan()
    orphan("renditions", "zz/nobody/320.avif")
    assert storage_check.sweep_orphans() == 2
    assert {found.name for found in walk(storages["default"])} == stored_files.known_names("default")


def test_the_sweeper_leaves_a_storage_alone_that_looks_as_if_rows_were_lost(disk: Path) -> None:
    for number in range(storage_check.SUSPICIOUS_FROM):
        orphan(name=f"masters/zz/{number}.jpg")
    assert storage_check.sweep_orphans() == 0
    assert len(list(walk(storages["default"]))) == storage_check.SUSPICIOUS_FROM


@pytest.fixture
def both(photo: Photo, disk: Path, kodo: Any, settings: Any) -> Any:
    """The local disk with a photo on it, and an empty bucket."""
    in_bucket = {
        name: settings.STORAGES[name] for name in ("default", "renditions", "avatars", "open_renditions")
    }
    settings.PICTURE_STORAGES = {"local": local(disk), "qiniu": in_bucket}
    settings.STORAGES = {**local(disk), "staticfiles": settings.STORAGES["staticfiles"]}
    return kodo


def move(source: str = "local", target: str = "qiniu") -> str:
    out = io.StringIO()
    call_command("move_storage", source=source, target=target, stdout=out, stderr=out, verbosity=0)
    return out.getvalue()


def test_moving_copies_every_file_with_the_same_name_and_bytes(
    both: Any, photo: Photo, settings: Any
) -> None:
    before = {found.name: found.size for found in walk(storages["renditions"])}
    assert before
    assert f"renditions: {len(before)} copied" in move()
    settings.STORAGES = {
        **settings.PICTURE_STORAGES["qiniu"],
        "staticfiles": settings.STORAGES["staticfiles"],
    }
    assert {found.name: found.size for found in walk(storages["renditions"])} == before
    check("--hashes")
    settle()


def test_moving_twice_copies_nothing_twice(both: Any) -> None:
    move()
    forms = both.count("form")
    assert "0 copied, 2 there already" in move()
    assert both.count("form") == forms


def test_moving_back_works_as_well(both: Any, disk: Path, settings: Any, photo: Photo) -> None:
    move()
    settings.STORAGES = {
        **settings.PICTURE_STORAGES["qiniu"],
        "staticfiles": settings.STORAGES["staticfiles"],
    }
    settings.PICTURE_STORAGES = {**settings.PICTURE_STORAGES, "local": local(disk / "new")}
    move("qiniu", "local")
    assert (disk / "new/default" / str(photo.file.name)).exists()


def test_another_file_in_the_way_is_told_and_not_overwritten(both: Any, photo: Photo) -> None:
    key = f"originals/{photo.file.name}"
    both.store("originals", key, b"another")
    with pytest.raises(CommandError, match="1 files were not copied"):
        move()
    assert both.objects["originals", key].data == b"another"


def test_a_damaged_source_is_told_and_not_copied(both: Any, photo: Photo, settings: Any, disk: Path) -> None:
    path = disk / "default" / str(photo.upload.name)
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    with pytest.raises(CommandError):
        move()
    assert not any("uploads/" in key for _bucket, key in both.objects)


def test_moving_goes_on_where_the_bucket_failed(both: Any) -> None:
    both.fail("form", times=6)
    with pytest.raises(CommandError, match="not copied"):
        move()
    both.heal()
    move()


def test_moving_to_s3_and_checking_there_work_as_well(
    photo: Photo, disk: Path, s3: Any, settings: Any
) -> None:
    static = settings.STORAGES["staticfiles"]
    on_s3 = {name: where for name, where in settings.STORAGES.items() if name != "staticfiles"}
    settings.PICTURE_STORAGES = {"local": local(disk), "s3": on_s3}
    settings.STORAGES = {**local(disk), "staticfiles": static}
    assert "default: 2 copied" in move("local", "s3")
    assert "0 copied, 2 there already" in move("local", "s3")
    settings.STORAGES = {**on_s3, "staticfiles": static}
    assert "default: 2 files, 0 missing, 0 wrong, 0 without a row" in check("--hashes")
    s3.client.put_object(Bucket="originals", Key=f"originals/{photo.file.name}", Body=b"other")
    assert "1 wrong" in wrong()
    storages["renditions"].delete(f"{photo.rendition_key}/320.avif")
    assert "1 missing" in wrong()
