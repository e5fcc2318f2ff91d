"""What becomes of each thing that people do while the bucket is down, hangs, fails, is slow or lies.

The table of docs/storage.md, one test for each cell.
"""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from galleries import delivery, leftovers, permissions, tasks, trash_sweep
from galleries.models import Leftover, Photo
from jobs.models import Job
from tests.factories import jpeg, make_album, upload
from tests.storage_e2e.conftest import settle, take, work

pytestmark = pytest.mark.django_db
FAULTS = ("down", "hangs", "5xx", "slow", "wrong bytes")
STOPS = ("down", "hangs", "5xx", "wrong bytes")  # slow is only slow


def harm(kodo: Any, fault: str) -> None:
    {
        "down": kodo.stop,
        "hangs": kodo.hang,
        "5xx": kodo.fail,
        "slow": lambda: kodo.slow(bytes_per_second=200_000),
        "wrong bytes": kodo.lie,
    }[fault]()


def heal(kodo: Any, fault: str) -> None:
    if fault == "down":
        kodo.start()
    kodo.heal()


def due_now() -> None:
    Job.objects.waiting().update(run_after=timezone.now())


@pytest.mark.parametrize("fault", FAULTS)
def test_an_upload_is_taken_whole_or_not_at_all(kodo: Any, editor: Any, client: Client, fault: str) -> None:
    album = make_album(owner=editor)
    client.force_login(editor)
    harm(kodo, fault)
    answer = client.post(
        reverse("album_upload", args=[album.pk]),
        {"files[]": upload(jpeg()), "title": "a"},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
    heal(kodo, fault)
    if fault not in STOPS:
        assert answer.status_code == 200 and Photo.objects.count() == 1
        return
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert not Photo.objects.exists()
    leftovers.remove()
    assert not Photo.objects.exists()
    assert kodo.objects == {}
    assert not Leftover.objects.exists()


@pytest.mark.parametrize("fault", FAULTS)
def test_preparing_waits_says_why_and_heals(kodo: Any, owner: Any, fault: str) -> None:
    photo = take(owner)
    before = set(kodo.objects)
    harm(kodo, fault)
    work(1)
    heal(kodo, fault)
    photo = Photo.objects.get(pk=photo.pk)
    if fault in STOPS:
        assert photo.state == Photo.State.PREPARING
        assert photo.failure
        assert Job.objects.waiting().filter(kind=tasks.PREPARE, target_id=photo.pk).exists()
        assert photo.rendition_key is None
        assert set(kodo.objects) >= before
        due_now()
        work()
        photo = Photo.objects.get(pk=photo.pk)
    assert photo.is_ready and not photo.failure


@pytest.mark.parametrize("fault", FAULTS)
def test_a_photo_deleted_for_good_is_gone_at_once_and_its_files_as_soon_as_can_be(
    kodo: Any, editor: Any, client: Client, fault: str
) -> None:
    photo = take(editor, make_album(owner=editor))
    work()
    settle()
    client.force_login(editor)
    harm(kodo, fault)
    asked = len(kodo.requests)
    answer = client.post(reverse("wagtailimages:delete", args=[photo.pk]))
    assert answer.status_code == 302
    client.post(reverse("trash_photos"), {"purge": str(photo.pk), "sure": "1"})
    assert not permissions.changeable_with_trash(editor).filter(trashed_at__gt=trash_sweep.kept_since())
    assert len(kodo.requests) == asked  # nobody waits for the bucket
    work(1)
    heal(kodo, fault)
    due_now()
    work()
    assert kodo.objects == {}
    assert not Leftover.objects.exists()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_page_does_not_notice(kodo: Any, owner: Any, client: Client, fault: str) -> None:
    album = make_album(owner=owner, slug="calm", download="original")
    photo = take(owner, album)
    work()
    settle()
    shown = client.get("/albums/calm/").content.decode()
    harm(kodo, fault)
    asked = len(kodo.requests)
    photo = Photo.objects.get(pk=photo.pk)
    for path in ("/albums/calm/", f"/albums/calm/{photo.pk}/", "/", "/albums/"):
        assert client.get(path).status_code == 200
    assert delivery.rendition_url(photo, "320.avif", public=True) in shown
    away = client.get(f"/albums/calm/{photo.pk}/download/")
    assert away.status_code == 302 and "token=" in away["Location"]
    assert len(kodo.requests) == asked
    heal(kodo, fault)
