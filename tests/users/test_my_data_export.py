"""Taking one's data along."""

import io
import json
import tracemalloc
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone

from galleries.models import Photo
from jobs import registry, runner
from jobs.models import Job
from tests.factories import add_tag, make_album, make_user, ready_photo
from tests.users.bearer import bearer
from users import exporting
from users.models import DataExport, SecurityEvent

# What the community adds; tests/community/test_my_data.py looks into it.
COMMUNITY = {
    f"{name}.json"
    for name in (
        "comments",
        "votes",
        "likes",
        "favourite-lists",
        "favourites",
        "history",
        "follows",
        "kept-away",
        "notifications",
        "notification-choices",
        "habits",
        "reports",
        "decisions",
        "suspension",
    )
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(db: None) -> Any:
    return make_user("lin", display_name="林晚", bio="Walks", phone="+8613800000000")


@pytest.fixture
def browser(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def photo_with_bytes(owner: Any, content: bytes, **fields: Any) -> Photo:
    photo = ready_photo(owner=owner, **fields)
    name = storages["default"].save(f"uploads/xx/{photo.pk}.jpeg", ContentFile(content))
    Photo.objects.filter(pk=photo.pk).update(upload=name)
    return photo


def made(person: Any) -> DataExport:
    """What the background does, and what it leaves."""
    for job in Job.objects.waiting().filter(kind=exporting.EXPORT):
        runner.run(job.pk)
    return DataExport.objects.filter(user=person).latest("created_at")


def opened(client: Client, export: DataExport) -> zipfile.ZipFile:
    answer = client.get(f"/accounts/my-data/{export.pk}/")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/zip"
    assert "attachment" in answer["Content-Disposition"] and "no-store" in answer["Cache-Control"]
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def rows(archive: zipfile.ZipFile, name: str) -> list[dict[str, Any]]:
    return json.loads(archive.read(name))


def test_the_zip_holds_all_that_is_hers_and_nothing_of_others(
    browser: Client, person: Any, stranger: Any
) -> None:
    album = make_album("雾起", owner=person, intro="Early")
    photo = photo_with_bytes(person, b"my bytes", album=album, caption="Mine", tags=("fog",))
    album.album_photos.update(caption="Here")
    add_tag(photo, "rejected word", state="rejected")
    make_album("Somebody else's album", owner=stranger)
    photo_with_bytes(stranger, b"their bytes", title="Their photo")

    browser.post("/accounts/my-data/")
    archive = opened(browser, made(person))

    assert archive.testzip() is None
    assert set(archive.namelist()) == {
        "albums.json", "photos.json", f"originals/{photo.pk}.jpeg", "account.json", "sessions.json",
        "access-tokens.json",
        "webhooks.json", "webhook-deliveries.json",
        "security-log.json", "shared-with-me.json", "sent-photos.json", "share-links.json", *COMMUNITY,
    }  # fmt: skip
    [account] = rows(archive, "account.json")
    assert account["email"] == "lin@example.org" and account["phone"] == "+8613800000000"
    assert account["bio"] == "Walks" and account["shown_to"]["birthday"] == "nobody"
    [kept] = rows(archive, "albums.json")
    assert kept["title"] == "雾起" and kept["photos"] == [{"photo_id": photo.pk, "caption": "Here"}]
    [kept] = rows(archive, "photos.json")
    assert kept["caption"] == "Mine" and {tag["name"] for tag in kept["tags"]} == {"fog", "rejected word"}
    assert archive.read(kept["file"]) == b"my bytes"
    assert len(rows(archive, "sessions.json")) == 1
    assert {row["kind"] for row in rows(archive, "security-log.json")} >= {"signed_in", "exported"}
    everything = b"".join(archive.read(name) for name in archive.namelist())
    for other in (b"stranger", b"their bytes", b"Their photo", b"Somebody else", b"md5$", b"password"):
        assert other not in everything


def test_a_missing_original_is_said_and_not_silently_left_out(browser: Client, person: Any) -> None:
    photo = ready_photo(owner=person)
    browser.post("/accounts/my-data/")
    archive = opened(browser, made(person))
    assert rows(archive, "missing-originals.json") == [{"id": photo.pk}]


def test_an_empty_account_gets_a_zip_too(browser: Client, person: Any) -> None:
    browser.post("/accounts/my-data/")
    assert rows(opened(browser, made(person)), "photos.json") == []


def test_a_mail_tells_that_it_is_there_and_holds_no_secret(
    browser: Client, person: Any, mailbox: Any
) -> None:
    browser.post("/accounts/my-data/")
    export = made(person)
    [mail] = [m for m in mailbox if m.to == ["lin@example.org"]]
    assert "http://testserver/accounts/my-data/" in mail.body and str(export.pk) not in mail.body
    assert SecurityEvent.objects.filter(user=person, kind="exported").count() == 1


@pytest.mark.parametrize("who", ["guest", "stranger", "signed out"])
def test_nobody_else_has_the_zip(browser: Client, person: Any, stranger: Any, who: str) -> None:
    browser.post("/accounts/my-data/")
    export = made(person)
    client = Client()
    if who == "stranger":
        client.force_login(stranger)
        app = bearer(stranger)
        assert app.get(f"/api/v1/me/exports/{export.pk}/").status_code == 404
        assert app.get(f"/api/v1/me/exports/{export.pk}/file/").status_code == 404
    elif who == "signed out":
        client = browser
        browser.logout()
    expected = 404 if who == "stranger" else 302
    assert client.get(f"/accounts/my-data/{export.pk}/").status_code == expected
    assert client.get(f"/media/original/{export.name}").status_code == 404


def test_after_seven_days_it_is_gone(browser: Client, person: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    browser.post("/accounts/my-data/")
    export = made(person)
    DataExport.objects.filter(pk=export.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert browser.get(f"/accounts/my-data/{export.pk}/").status_code == 404
    assert b"Download" not in browser.get("/accounts/my-data/").content
    exporting.expire()
    name = export.name
    export.refresh_from_db()
    assert export.state == "expired" and export.name == "" and not storages["default"].exists(name)
    exporting.expire()  # again, without harm


def test_one_at_a_time_and_three_a_day(browser: Client, person: Any) -> None:
    app = bearer(person)
    for _ in range(3):
        assert app.post("/api/v1/me/exports/").status_code == 202
        answer = app.post("/api/v1/me/exports/")
        assert (answer.status_code, answer.json()["code"]) == (409, "export_running")
        made(person)
    answer = app.post("/api/v1/me/exports/")
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_exports")
    DataExport.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert app.post("/api/v1/me/exports/").status_code == 202


def test_the_api_shows_how_far_it_is_and_gives_the_zip(person: Any) -> None:
    app = bearer(person)
    waiting = app.post("/api/v1/me/exports/").json()
    assert waiting["state"] == "waiting" and waiting["progress"] == 0 and waiting["download"] is None
    made(person)
    ready = app.get(f"/api/v1/me/exports/{waiting['id']}/").json()
    assert ready["state"] == "ready" and ready["size"] > 0
    answer = app.get(ready["download"])
    assert answer.status_code == 200 and b"".join(answer.streaming_content)[:2] == b"PK"
    assert [row["id"] for row in app.get("/api/v1/me/exports/").json()["results"]] == [waiting["id"]]


def test_what_a_killed_worker_left_is_made_anew_and_nothing_stays_behind(
    browser: Client, person: Any
) -> None:
    browser.post("/accounts/my-data/")
    left = storages["default"].save("exports/xx/half.zip", ContentFile(b"half"))
    DataExport.objects.filter(user=person).update(name=left)
    export = made(person)
    assert export.state == "ready" and export.name != left and not storages["default"].exists(left)


def test_when_it_fails_for_good_she_may_try_again(
    browser: Client, person: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(export: Any, target: Any, report: Any) -> None:
        raise registry.Permanent("disk full at /srv/secret")

    with monkeypatch.context() as patch:
        patch.setattr(exporting, "_fill", broken)
        browser.post("/accounts/my-data/")
        assert made(person).state == "failed"
    page = browser.get("/accounts/my-data/").content.decode()
    assert "Something went wrong" in page and "/srv/secret" not in page
    browser.post("/accounts/my-data/")
    assert made(person).state == "ready"


def test_the_memory_stays_flat_whatever_the_size(browser: Client, person: Any) -> None:
    big = bytes(16 * 1024 * 1024)
    photo_with_bytes(person, big)
    del big
    browser.post("/accounts/my-data/")
    tracemalloc.start()
    made(person)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12 * 1024 * 1024
