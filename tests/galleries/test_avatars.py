"""A person's small picture: what is taken, what is kept, who gets it."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from PIL import Image

from galleries import avatar_files, leftovers, stored_files
from galleries.pictures import sandbox
from tests.factories import jpeg, make_album, make_user, upload
from tests.pictures.makers import encoded, exif_with_secrets, many_scans, photo, png_bomb
from tests.users.bearer import bearer
from users.models import DataExport

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(db: None) -> Any:
    return make_user("lin", display_name="林晚", shown={"page": "everyone"})


@pytest.fixture
def browser(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def stored() -> set[str]:
    folder = Path(settings.MEDIA_ROOT)
    return {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file() and "sqlite" not in p.name}


def put(person: Any, content: bytes, name: str = "me.jpg") -> Any:
    body = encode_multipart(BOUNDARY, {"avatar": upload(content, name)})
    return bearer(person).put("/api/v1/me/avatar/", body, content_type=MULTIPART_CONTENT)


def shown(client: Client, person: Any, side: int) -> Image.Image:
    person.refresh_from_db()
    answer = client.get(avatar_files.url(person, side))
    assert answer.status_code == 200 and answer["Content-Type"] == "image/webp"
    return Image.open(io.BytesIO(b"".join(answer.streaming_content)))


@pytest.mark.parametrize("door", ["page", "api"])
def test_a_picture_becomes_two_squares(browser: Client, person: Any, door: str) -> None:
    content = encoded(photo(640, 400))
    if door == "page":
        assert browser.post("/accounts/avatar/", {"avatar": upload(content)}).status_code == 302
    else:
        sizes = put(person, content).json()["avatar"]
        assert set(sizes) == {"96", "256"}
        assert sizes["96"].startswith("http://testserver/avatars/")
    assert shown(Client(), person, 96).size == (96, 96)
    assert shown(Client(), person, 256).size == (256, 256)


@pytest.mark.parametrize(("size", "middle"), [((900, 300), (450, 150)), ((300, 900), (150, 450))])
def test_the_middle_is_shown(person: Any, size: tuple[int, int], middle: tuple[int, int]) -> None:
    image = Image.new("RGB", size, "blue")
    x, y = middle
    image.paste((255, 0, 0), (x - 150, y - 150, x + 150, y + 150))
    assert put(person, encoded(image, "png"), "a.png").status_code == 200
    square = shown(Client(), person, 96).convert("RGB")
    for point in ((4, 4), (48, 48), (91, 91)):
        red, _green, blue = square.getpixel(point)
        assert red > 200 and blue < 60


def test_it_stands_upright_and_holds_nothing_but_pixels(person: Any) -> None:
    image = Image.new("RGB", (200, 400), "green")
    image.paste((255, 0, 0), (0, 100, 100, 300))  # the left half of the middle
    assert put(person, encoded(image, exif=exif_with_secrets(orientation=3))).status_code == 200
    square = shown(Client(), person, 256)
    assert square.convert("RGB").getpixel((200, 128))[0] > 200  # turned by half a circle, it is on the right
    assert not square.getexif() and not {"exif", "xmp", "icc_profile"} & set(square.info)
    data = storages["avatars"].open(avatar_files.name_of(str(person.avatar), 256)).read()
    assert b"EXIF" not in data and b"XMP" not in data


@pytest.mark.parametrize("side", [1, 2, 40])
def test_a_tiny_picture_is_enlarged(person: Any, side: int) -> None:
    assert put(person, encoded(photo(side, side), "png"), "a.png").status_code == 200
    assert shown(Client(), person, 256).size == (256, 256)


def test_transparency_stays(person: Any) -> None:
    image = Image.new("RGBA", (300, 300), (255, 0, 0, 0))
    assert put(person, encoded(image, "png"), "a.png").status_code == 200
    assert shown(Client(), person, 96).convert("RGBA").getpixel((48, 48))[3] == 0


HOSTILE = {
    "words": b"<?php system($_GET['c']); ?>" * 20,
    "nothing": b"",
    "an svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a bomb": png_bomb(30_000),
    "half a picture": encoded(photo(640, 400))[:2000],
    "many scans": many_scans(300),
    "10 MB and 1": b"\xff\xd8\xff" + bytes(10 * 1024 * 1024 - 2),
}


@pytest.mark.parametrize("what", list(HOSTILE))
def test_what_is_no_good_picture_is_refused_with_a_reason_and_nothing_stays(
    browser: Client, person: Any, what: str
) -> None:
    before = stored()
    answer = put(person, HOSTILE[what], "../../etc/x\u202egpj.jpg")
    assert 400 <= answer.status_code < 500 and answer.json()["code"] and answer.json()["detail"]
    answer = browser.post("/accounts/avatar/", {"avatar": upload(HOSTILE[what], "x.jpg")}, follow=True)
    assert answer.status_code == 200 and b'class="wrap notices"' in answer.content
    person.refresh_from_db()
    assert not person.avatar and stored() == before


def test_a_form_without_a_picture_is_told_so(browser: Client, person: Any) -> None:
    assert "choose a picture" in browser.post("/accounts/avatar/", follow=True).content.decode()
    assert bearer(person).put("/api/v1/me/avatar/", {}, content_type="application/json").status_code == 415


def test_the_old_files_go_when_a_new_picture_has_come(person: Any) -> None:
    put(person, jpeg(300, 300))
    person.refresh_from_db()
    old, address = str(person.avatar), avatar_files.url(person, 96)
    put(person, jpeg(300, 300))
    assert Client().get(address).status_code == 404
    leftovers.remove()
    assert not any(storages["avatars"].exists(avatar_files.name_of(old, side)) for side in (96, 256))
    assert shown(Client(), person, 96)


@pytest.mark.parametrize("door", ["page", "api"])
def test_a_removed_picture_leaves_the_initials(browser: Client, person: Any, door: str) -> None:
    put(person, jpeg(300, 300))
    person.refresh_from_db()
    address = avatar_files.url(person, 96)
    if door == "page":
        browser.post("/accounts/avatar/", {"remove": "1"})
    else:
        assert bearer(person).delete("/api/v1/me/avatar/").status_code == 204
    leftovers.remove()
    assert Client().get(address).status_code == 404
    page = Client().get("/people/lin/").content.decode()
    assert "/avatars/" not in page and "林晚</span>" in page
    assert bearer(person).get("/api/v1/me/").json()["avatar"] is None


@pytest.mark.parametrize("change", [{"is_active": False}, {"delete_after": "2030-01-01T00:00:00Z"}])
def test_the_picture_of_who_is_not_here_is_not_there(person: Any, change: dict[str, Any]) -> None:
    put(person, jpeg(300, 300))
    person.refresh_from_db()
    address = avatar_files.url(person, 96)
    assert Client().get(address).status_code == 200
    type(person).objects.filter(pk=person.pk).update(**change)
    assert Client().get(address).status_code == 404


def test_browsers_may_keep_it_and_no_address_can_be_made_up(person: Any) -> None:
    put(person, jpeg(300, 300))
    person.refresh_from_db()
    address = avatar_files.url(person, 96)
    answer = Client().get(address)
    assert "immutable" in answer["Cache-Control"] and "s-maxage=60" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert Client(headers={"If-None-Match": answer["ETag"]}).get(address).status_code == 304
    for wrong in (address.replace("/96", "/97"), "/avatars//96.webp", "/avatars/..%2F..%2Fx/96.webp"):
        assert Client().get(wrong).status_code == 404


def test_only_who_is_signed_in_has_a_picture() -> None:
    assert Client().post("/accounts/avatar/").status_code == 302
    assert Client().put("/api/v1/me/avatar/").status_code == 401


def test_the_page_and_the_head_show_it(browser: Client, person: Any) -> None:
    put(person, jpeg(300, 300))
    person.refresh_from_db()
    make_album("One", owner=person)
    page = browser.get("/people/lin/").content.decode()
    assert avatar_files.url(person, 256) in page
    assert avatar_files.url(person, 96) in page  # in the head of the site


def test_the_sweeper_of_files_without_rows_knows_whose_they_are(person: Any) -> None:
    put(person, jpeg(300, 300))
    person.refresh_from_db()
    names = {avatar_files.name_of(person.avatar, side) for side in (96, 256)}
    assert names <= stored_files.known_names("avatars")
    assert names == {wanted.name for wanted in stored_files.expected("avatars")}
    waiting = DataExport.objects.create(user=person, name="exports/aa/waiting.zip")
    ready = DataExport.objects.create(user=person, name="exports/aa/ready.zip", state="ready")
    assert {waiting.name, ready.name} <= stored_files.known_names("default")
    assert ready.name in {wanted.name for wanted in stored_files.expected("default")}


def test_a_large_picture_with_transparency_fits_into_the_memory(tmp_path: Path) -> None:
    Image.new("RGBA", (7000, 7000), (10, 200, 30, 128)).save(tmp_path / "master", "PNG", compress_level=1)
    sandbox.square(tmp_path / "master", tmp_path)
    with Image.open(tmp_path / "256.webp") as square:
        assert square.size == (256, 256) and square.mode == "RGBA"
