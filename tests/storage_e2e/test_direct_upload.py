"""Files that go past the site, straight into the bucket, and come in through ``ingest`` all the same."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
import requests
from django.test import Client
from django.utils import timezone

from galleries import incoming, leftovers
from galleries.models import Photo, Upload
from tests.factories import jpeg, make_album, make_user
from tests.storage_e2e.conftest import take, work

pytestmark = pytest.mark.django_db
UPLOADS = "/api/v1/uploads/"
SITE = "http://testserver"


@pytest.fixture
def as_editor(client: Client, editor: Any) -> Client:
    client.force_login(editor)
    return client


def ask(client: Client, content: bytes, **more: Any) -> Any:
    body = {"filename": "dawn.jpg", "size": len(content), "mime": "image/jpeg", **more}
    return client.post(UPLOADS, body, content_type="application/json")


def send(upload: dict[str, Any], content: bytes) -> requests.Response:
    how = upload["upload"]
    return requests.post(
        how["url"], data=how["fields"], files={how["file_field"]: ("x", content)}, timeout=10
    )


def complete(client: Client, upload: dict[str, Any]) -> Any:
    return client.post(f"{UPLOADS}{upload['id']}/complete/")


def state(client: Client, upload: dict[str, Any]) -> dict[str, Any]:
    return client.get(f"{UPLOADS}{upload['id']}/").json()


def incoming_files(bucket: Any) -> list[str]:
    return [key for key in bucket.keys("originals") if "/incoming/" in key]


def test_a_file_sent_to_the_bucket_becomes_a_photo_of_the_album(
    bucket: Any, as_editor: Client, editor: Any
) -> None:
    album, content = make_album(owner=editor), jpeg(700, 400)
    answer = ask(as_editor, content, album=album.pk)
    assert answer.status_code == 201, answer.content
    upload = answer.json()
    assert send(upload, content).status_code in (200, 204)
    assert complete(as_editor, upload).status_code == 202
    assert state(as_editor, upload)["state"] == "received"
    work()
    told = state(as_editor, upload)
    assert told["state"] == "ready"
    photo = Photo.objects.get(pk=told["photo"])
    assert photo.sha256 == hashlib.sha256(content).hexdigest()
    assert photo.uploaded_by_user == editor and photo.is_ready
    assert list(album.album_photos.values_list("photo", flat=True)) == [photo.pk]
    assert incoming_files(bucket) == []


def test_the_buckets_callback_stands_for_the_clients_word(
    kodo: Any, as_editor: Client, settings: Any
) -> None:
    settings.DIRECT_UPLOAD_CALLBACK_BASE = SITE
    upload, callback = sent_with_callback(kodo, as_editor)
    answer = deliver(callback)
    assert answer.status_code == 200 and answer.json() == {"id": upload["id"], "state": "received"}
    work()
    assert state(as_editor, upload)["state"] == "ready"


def sent_with_callback(kodo: Any, client: Client) -> tuple[dict[str, Any], dict[str, Any]]:
    kodo.hold_callbacks = True
    content = jpeg()
    upload = ask(client, content).json()
    send(upload, content)
    return upload, kodo.callbacks[-1]


def deliver(callback: dict[str, Any], **changed: Any) -> Any:
    headers = {**callback["headers"], **changed.pop("headers", {})}
    body = changed.pop("body", callback["body"])
    return Client().post(
        f"{UPLOADS}callback/", body, content_type=headers["Content-Type"],
        headers={"Authorization": headers["Authorization"]},
    )  # fmt: skip


def test_a_replayed_callback_is_refused_and_changes_nothing(
    kodo: Any, as_editor: Client, settings: Any
) -> None:
    settings.DIRECT_UPLOAD_CALLBACK_BASE = SITE
    _upload, callback = sent_with_callback(kodo, as_editor)
    assert deliver(callback).status_code == 200
    assert deliver(callback).status_code == 409
    work()
    assert deliver(callback).status_code == 409
    assert Photo.objects.count() == 1


@pytest.mark.parametrize("harm", ["signature", "no signature", "body", "json", "other upload"])
def test_a_callback_that_is_not_the_buckets_own_is_refused(
    kodo: Any, as_editor: Client, settings: Any, harm: str
) -> None:
    settings.DIRECT_UPLOAD_CALLBACK_BASE = SITE
    upload, callback = sent_with_callback(kodo, as_editor)
    other = ask(as_editor, b"x" * 100).json()
    swapped = callback["body"].replace(upload["id"].encode(), other["id"].encode())
    resigned = {"Authorization": kodo.signatures.for_callback(callback["url"], swapped)}
    changed: dict[str, Any] = {
        "signature": {"headers": {"Authorization": callback["headers"]["Authorization"][:-4] + "AAA="}},
        "no signature": {"headers": {"Authorization": ""}},
        "body": {"body": callback["body"] + b"&x=1"},
        "json": {"headers": {"Content-Type": "application/json"}, "body": b"{}"},
        # Signed by the bucket itself, but for a key that belongs to another upload.
        "other upload": {"headers": resigned, "body": swapped},
    }[harm]
    assert deliver(callback, **changed).status_code in (403, 404)
    assert set(Upload.objects.values_list("state", flat=True)) == {"waiting"}


def test_the_permission_holds_for_one_size_one_key_and_pictures(kodo: Any, as_editor: Client) -> None:
    content = jpeg()
    upload = ask(as_editor, content).json()
    assert send(upload, content + b"0" * 100).status_code == 413
    assert send(upload, b"<html>no picture</html>"[: len(content)]).status_code == 403
    elsewhere = {
        **upload,
        "upload": {**upload["upload"], "fields": {**upload["upload"]["fields"], "key": "masters/x"}},
    }
    assert send(elsewhere, content).status_code in (400, 401, 403)
    assert send(upload, content).status_code == 200
    assert send(upload, jpeg()[: len(content)]).status_code == 614
    assert len([key for _bucket, key in kodo.objects if "/incoming/" in key]) == 1


def test_on_s3_the_form_holds_for_one_size_one_key_and_an_hour(s3: Any, as_editor: Client) -> None:
    content = jpeg()
    upload = ask(as_editor, content).json()
    fields = upload["upload"]["fields"]
    assert fields["Content-Type"] == "image/jpeg" and "/incoming/" in fields["key"]
    assert send(upload, content + b"0").status_code == 400
    for harm in ({"key": "originals/masters/x"}, {"Content-Type": "text/html"}):
        changed = {**upload["upload"], "fields": {**fields, **harm}}
        assert send({**upload, "upload": changed}, content).status_code == 403
    s3.strict.offset = 3601
    assert send(upload, content).status_code == 403
    assert s3.keys("originals") == []


def test_a_server_that_lets_everything_through_changes_nothing(s3: Any, as_editor: Client) -> None:
    """Not every server checks what a form promises; what lies there is measured again."""
    content = jpeg()
    upload = ask(as_editor, content).json()
    key = upload["upload"]["fields"]["key"]
    s3.client.put_object(Bucket="originals", Key=key, Body=content + b"0")
    complete(as_editor, upload)
    work()
    assert state(as_editor, upload)["code"] == "wrong_size"
    assert s3.keys("originals") == [] and not Photo.objects.exists()


def test_s3_calls_nobody_back_and_forged_callbacks_are_not_heard(
    s3: Any, as_editor: Client, settings: Any
) -> None:
    settings.DIRECT_UPLOAD_CALLBACK_BASE = SITE
    upload = ask(as_editor, jpeg()).json()
    body = f"upload={upload['id']}&key={upload['upload']['fields']['key']}&size=1"
    forged = {"headers": {"Authorization": "", "Content-Type": "application/x-www-form-urlencoded"}}
    assert deliver({**forged, "body": body.encode()}).status_code == 404
    assert state(as_editor, upload)["state"] == "waiting"


def test_what_is_no_picture_is_refused_with_the_reason_and_goes(bucket: Any, as_editor: Client) -> None:
    content = jpeg(600, 400)[:-600]
    upload = ask(as_editor, content).json()
    send(upload, content)
    complete(as_editor, upload)
    work()
    told = state(as_editor, upload)
    assert (told["state"], told["code"]) in {("refused", "truncated"), ("refused", "damaged")}
    assert told["reason"]
    assert incoming_files(bucket) == [] and not Photo.objects.exists()


def test_other_bytes_than_announced_are_refused(bucket: Any, as_editor: Client) -> None:
    content = jpeg()
    upload = ask(as_editor, content, sha256="0" * 64).json()
    send(upload, content)
    complete(as_editor, upload)
    work()
    assert state(as_editor, upload)["code"] == "wrong_bytes"
    assert not Photo.objects.exists()


def test_bytes_that_the_person_has_already_need_not_be_sent(
    kodo: Any, as_editor: Client, editor: Any
) -> None:
    content, album = jpeg(), make_album(owner=editor)
    photo = take(editor, content=content)
    answer = ask(as_editor, content, sha256=hashlib.sha256(content).hexdigest(), album=album.pk).json()
    assert answer["state"] == "ready" and answer["photo"] == photo.pk and answer["duplicate"]
    assert "upload" not in answer
    assert album.album_photos.count() == 1


def test_completing_before_the_file_is_there_says_so_and_may_be_said_again(
    bucket: Any, as_editor: Client
) -> None:
    content = jpeg()
    upload = ask(as_editor, content).json()
    answer = complete(as_editor, upload)
    assert answer.status_code == 409 and answer.json()["code"] == "not_uploaded"
    send(upload, content)
    assert complete(as_editor, upload).status_code == complete(as_editor, upload).status_code == 202
    work()
    assert Photo.objects.count() == 1


def test_nobody_else_sees_or_completes_an_upload(kodo: Any, as_editor: Client) -> None:
    upload = ask(as_editor, jpeg()).json()
    stranger = Client()
    stranger.force_login(make_user("root2", is_superuser=True))
    assert stranger.get(f"{UPLOADS}{upload['id']}/").status_code == 404
    assert complete(stranger, upload).status_code == 404
    assert Client().post(UPLOADS, {}).status_code in (401, 403)


def test_a_person_without_the_right_may_not_upload(
    kodo: Any, owner: Any, stranger: Any, client: Client
) -> None:
    client.force_login(stranger)
    assert ask(client, jpeg()).status_code == 403
    public, private = make_album(owner=owner), make_album(owner=owner, visibility="private")
    assert ask(client, jpeg(), album=public.pk).status_code == 403
    assert ask(client, jpeg(), album=private.pk).status_code == 400  # as one that does not exist
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"size": 0}, 400),
        ({"size": 10**9}, 422),
        ({"mime": "text/html"}, 422),
        ({"sha256": "x"}, 400),
        ({"filename": ""}, 400),
    ],
)
def test_a_wrong_wish_is_refused(kodo: Any, as_editor: Client, wrong: dict[str, Any], code: int) -> None:
    assert ask(as_editor, jpeg(), **wrong).status_code == code
    assert not Upload.objects.exists()


def test_what_never_completes_is_swept_after_a_day(bucket: Any, as_editor: Client) -> None:
    content = jpeg()
    upload = ask(as_editor, content).json()
    send(upload, content)
    Upload.objects.update(expires_at=timezone.now() - timedelta(minutes=20))
    incoming.sweep()
    assert state(as_editor, upload)["state"] == "expired"
    assert complete(as_editor, upload).status_code == 409
    Upload.objects.update(created_at=timezone.now() - timedelta(hours=25))
    incoming.sweep()
    leftovers.remove()
    assert not Upload.objects.exists() and incoming_files(bucket) == []


def test_on_the_local_disk_the_answer_says_to_use_a_form(as_editor: Client) -> None:
    answer = ask(as_editor, jpeg())
    assert answer.status_code == 409
    assert answer.json()["code"] == "direct_upload_not_available"


def test_with_the_bucket_away_the_job_waits_and_heals(bucket: Any, as_editor: Client) -> None:
    content = jpeg()
    upload = ask(as_editor, content).json()
    send(upload, content)
    complete(as_editor, upload)
    bucket.fail()
    work(1)
    assert state(as_editor, upload)["state"] == "received"
    bucket.heal()
    from jobs.models import Job

    Job.objects.waiting().update(run_after=timezone.now())
    work()
    assert state(as_editor, upload)["state"] == "ready"
