"""Files at every door of the admin: the good ones come in through ingest, the bad ones are refused with a reason."""

import io
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.models import Collection, UploadedFile

from galleries.models import Photo
from jobs.models import Job
from tests.admin.conftest import signed_in, titles
from tests.factories import jpeg

MULTIPLE = "/admin/images/multiple/add/"
XHR = {"headers": {"X-Requested-With": "XMLHttpRequest"}}


def png(width: int, height: int) -> bytes:
    """The head of a PNG of that size, with hardly any content: a bomb when it is decoded."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    data = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


HOSTILE = {
    "empty": ("empty.jpg", b""),
    "text": ("text.jpg", b"This is not a picture at all. " * 50),
    "truncated": ("cut.jpg", jpeg(600, 400)[:-600]),
    "damaged": ("damaged.jpg", jpeg(300, 200)[:200] + b"\0" * 900),
    "too many bytes": ("big.jpg", jpeg() + b"\0" * (10 * 1024 * 1024 + 1)),
    "60 megapixels": ("wide.png", png(10_000, 6_000)),
    "bomb": ("bomb.png", png(100_000, 100_000)),
    "svg": ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "html": ("page.jpg", b"<html><script>alert(1)</script></html>"),
}
NAMES = [
    "x" * 300 + ".jpg",
    "../../etc/passwd.jpg",
    "a\x00b.jpg",
    "photo\u202egpj.exe.jpg",
    '"><img src=x onerror=alert(1)>.jpg',
    "名字 （1）.JPG",
    "...jpg.jpg",
    " .jpg",
]


def send(client: Client, url: str, name: str, content: bytes, **data: object) -> object:
    return client.post(url, {"files[]": SimpleUploadedFile(name, content), "title": name, **data}, **XHR)


@pytest.fixture
def root() -> Collection:
    return Collection.get_first_root_node()


@pytest.mark.parametrize("kind", HOSTILE)
def test_the_uploader_refuses_a_hostile_file_by_name_and_keeps_nothing(as_editor, root, kind):
    name, content = HOSTILE[kind]
    answer = send(as_editor, MULTIPLE, name, content, collection=root.pk).json()
    assert answer["success"] is False
    assert name in answer["error_message"] or kind in ("empty", "svg")
    assert not Photo.objects.exists()
    assert not UploadedFile.objects.exists()
    assert not Job.objects.exists()


@pytest.mark.parametrize("kind", HOSTILE)
def test_the_form_for_one_photo_refuses_a_hostile_file(as_editor, root, kind):
    name, content = HOSTILE[kind]
    file = SimpleUploadedFile(name, content)
    response = as_editor.post("/admin/images/add/", {"title": "T", "file": file, "collection": root.pk})
    assert response.status_code == 200
    assert response.context["form"].errors["file"]
    assert not Photo.objects.exists()


@pytest.mark.parametrize("kind", HOSTILE)
def test_the_chooser_refuses_a_hostile_file(as_editor, root, kind):
    name, content = HOSTILE[kind]
    data = {
        f"image-chooser-upload-{key}": value for key, value in {"title": "T", "collection": root.pk}.items()
    }
    data["image-chooser-upload-file"] = SimpleUploadedFile(name, content)
    response = as_editor.post("/admin/images/chooser/create/", data)
    assert response.json()["step"] == "reshow_creation_form"
    assert not Photo.objects.exists()


@pytest.mark.parametrize("name", NAMES)
def test_a_strange_name_does_no_harm(as_editor, root, name):
    answer = send(as_editor, MULTIPLE, name, jpeg(), collection=root.pk).json()
    assert answer["success"] is True
    photo = Photo.objects.get()
    assert photo.title
    assert len(photo.title) <= 255
    assert not set(photo.title) & set("\x00\u202e")
    assert "<img src=x" not in answer["form"]
    assert photo.file.name.startswith("masters/")


def test_markup_in_the_name_of_a_refused_file_is_escaped(as_editor, root):
    answer = send(
        as_editor, MULTIPLE, "<img src=x onerror=alert(1)>.jpg", b"no picture", collection=root.pk
    ).json()
    assert "<img" not in answer["error_message"]
    assert "&lt;img src=x" in answer["error_message"]


@pytest.mark.parametrize(
    "data", [{}, {"collection": ""}, {"collection": "x"}, {"collection": "9" * 40}, {"collection": 999999}]
)
def test_without_a_usable_collection_nothing_is_kept_for_later(as_editor, album, data):
    answer = as_editor.post(MULTIPLE, {"files[]": SimpleUploadedFile("a.jpg", jpeg()), **data}, **XHR).json()
    assert answer["success"] is False
    assert not UploadedFile.objects.exists()


def test_a_request_without_a_file_is_a_bad_request(as_editor, album):
    assert as_editor.post(MULTIPLE, {"title": "x"}, **XHR).status_code == 400
    assert as_editor.post("/admin/images/add/", {"title": "x"}).status_code == 200
    assert as_editor.post("/admin/images/chooser/create/", {}).status_code == 200


def test_the_step_that_skips_ingest_is_closed(as_editor, editor):
    kept = UploadedFile.objects.create(
        file=SimpleUploadedFile("x.jpg", b"no picture"), uploaded_by_user=editor
    )
    url = f"/admin/images/multiple/create_from_uploaded_image/{kept.pk}/"
    assert as_editor.post(url, {f"uploaded-image-{kept.pk}-title": "T"}).status_code == 404


def test_a_good_file_comes_in_through_ingest_and_its_words_can_be_edited_at_once(as_editor, editor, root):
    answer = send(
        as_editor, MULTIPLE, "sunset_over-sea.jpg", jpeg(), collection=root.pk, title="Sunset"
    ).json()
    photo = Photo.objects.get(pk=answer["image_id"])
    assert (photo.title, photo.uploaded_by_user, photo.state) == ("Sunset", editor, "preparing")
    assert photo.sha256
    assert photo.upload.name.startswith("uploads/")
    prefix = f"image-{photo.pk}"
    assert f'name="{prefix}-title"' in answer["form"]
    assert 'type="file"' not in answer["form"]
    data = {
        f"{prefix}-title": "Evening",
        f"{prefix}-collection": root.pk,
        f"{prefix}-tags": "sea，海边、 dusk",
    }
    assert as_editor.post(f"/admin/images/multiple/{photo.pk}/", data).json()["success"] is True
    photo.refresh_from_db()
    assert photo.title == "Evening"
    assert {row.tag.name: row.decided_by for row in photo.photo_tags.all()} == {
        "sea": editor,
        "海边": editor,
        "dusk": editor,
    }


def test_files_for_an_album_join_it_in_the_order_they_come(as_author, album):
    url = reverse("album_upload", args=[album.pk])
    for name in ("one.jpg", "two.jpg"):
        answer = send(as_author, url, name, jpeg(), title=name[:-4])
        assert answer.json()["success"] is True
    assert titles(album)[4:] == ["one", "two"]
    assert set(Photo.objects.filter(title__in=["one", "two"]).values_list("collection", flat=True)) == {
        album.collection_id
    }


def test_without_a_script_all_files_are_sent_at_once_and_each_is_told_about(as_author, album):
    files = [
        SimpleUploadedFile("good.jpg", jpeg()),
        SimpleUploadedFile("bad<b>.jpg", b"no"),
        SimpleUploadedFile("too.jpg", jpeg()),
    ]
    page = as_author.post(reverse("album_upload", args=[album.pk]), {"files[]": files}, follow=True).text
    assert "2 photos were added" in page
    assert "bad&lt;b&gt;.jpg" in page
    assert titles(album)[4:] == ["good", "too"]
    assert (
        "No file was chosen" in as_author.post(reverse("album_upload", args=[album.pk]), {}, follow=True).text
    )


def test_a_picture_sent_to_the_collection_of_an_album_anywhere_in_the_admin_joins_the_album(as_author, album):
    send(as_author, MULTIPLE, "a.jpg", jpeg(), collection=album.collection_id, title="by the uploader")
    file = SimpleUploadedFile("b.jpg", jpeg())
    as_author.post(
        "/admin/images/add/", {"title": "by the form", "file": file, "collection": album.collection_id}
    )
    assert titles(album)[4:] == ["by the uploader", "by the form"]


def test_a_new_photo_can_be_chosen_before_it_is_prepared(as_editor, root, album):
    data = {"image-chooser-upload-title": "New", "image-chooser-upload-collection": root.pk}
    content = jpeg()
    for _ in range(2):  # the second time it is the photo that is there
        file = SimpleUploadedFile("new.jpg", content)
        answer = as_editor.post(
            "/admin/images/chooser/create/", {**data, "image-chooser-upload-file": file}
        ).json()
        assert answer["step"] == "chosen"
        assert answer["result"]["preview"]["url"].endswith("admin/preparing.svg")
    assert Photo.objects.filter(title="New").count() == 1


def test_an_animated_picture_and_a_wrong_extension_are_taken_for_what_they_are(as_editor, root):
    out = io.BytesIO()
    Image.new("P", (40, 30)).save(out, "GIF")
    answer = send(as_editor, MULTIPLE, "really-a-gif.jpg", out.getvalue(), collection=root.pk).json()
    assert answer["success"] is True
    assert Photo.objects.get().source_format == "gif"


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one_photo(editor, root_after_flush):
    content = jpeg()
    clients = [signed_in(editor), signed_in(editor), signed_in(editor)]

    def click(number: int) -> bool:
        try:
            url, collection = ("/admin/images/add/", root_after_flush.pk)
            if number == 0:
                file = SimpleUploadedFile("a.jpg", content)
                return (
                    clients[0].post(url, {"title": "T", "file": file, "collection": collection}).status_code
                    < 400
                )
            return send(clients[number], MULTIPLE, "a.jpg", content, collection=collection).status_code == 200
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert all(pool.map(click, range(3)))
    assert Photo.objects.count() == 1


@pytest.fixture
def root_after_flush(transactional_db: None, editor: object) -> Collection:
    """A transactional test begins with empty tables: the root collection and its rights anew."""
    from galleries import roles

    root = Collection.get_first_root_node() or Collection.add_root(name="Root")
    roles.ensure_roles()
    return root
