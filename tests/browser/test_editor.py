"""What an editor does: an album from nothing to the public page."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.factories import jpeg


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Three good photographs, one that is cut off, one that is no picture."""
    made = []
    for number in range(3):
        made.append(tmp_path / f"harbour {number}.jpg")
        # New bytes at every run: the same picture twice would be one photo.
        noise = Image.frombytes("RGB", (16, 12), os.urandom(16 * 12 * 3))
        noise.resize((1200, 900)).save(made[-1])
    made.append(tmp_path / "cut.jpg")
    made[-1].write_bytes(jpeg(1200, 800)[:-300])
    made.append(tmp_path / "letter.jpg")
    made[-1].write_text("Dear editor")
    return made


def test_the_photos_view_takes_files_names_the_refused_and_shows_the_rest(
    page: Page, sign_in: Callable[[str], None], files: list[Path], photograph: Callable[[str], None]
) -> None:
    sign_in("editor")
    page.goto("/albums/small-worlds/")
    before = page.locator("ul.rows a").count()
    album = _album_number(page, "small-worlds")
    page.goto(f"/admin/albums/{album}/photos/upload/")
    page.set_input_files("#fileupload", [str(path) for path in files])
    expect(page.locator("#upload-list > li.upload-success")).to_have_count(3, timeout=60_000)
    refused = page.locator("#upload-list > li.upload-failure")
    expect(refused).to_have_count(2)
    told = " ".join(refused.all_inner_texts())
    assert "cut.jpg" in told and "letter.jpg" in told
    page.goto(f"/admin/albums/{album}/photos/")
    photograph("admin-photos", full_page=False)
    deadline = time.monotonic() + 60
    while True:  # the worker prepares them behind the site
        page.goto("/albums/small-worlds/")
        if page.locator("ul.rows a").count() == before + 3:
            break
        assert time.monotonic() < deadline, "the photos were not prepared within a minute"
        page.wait_for_timeout(1000)


def test_suggestions_are_accepted_and_rejected_and_shown_accordingly(
    page: Page, sign_in: Callable[[str], None], photograph: Callable[[str], None]
) -> None:
    sign_in("editor")
    page.goto("/albums/small-worlds/")
    number = str(page.locator("ul.rows a").nth(1).get_attribute("href")).rstrip("/").rsplit("/", 1)[-1]
    page.goto(f"/admin/images/{number}/")
    photograph("admin-photo", full_page=False)
    row = page.locator("#tags-of-photo > .v-tags li").first
    word = row.locator(".v-tags__name").inner_text()
    row.get_by_role("button", name="Accept").click()
    expect(page.locator("#tags-of-photo > .v-tags").get_by_text(word, exact=True)).to_have_count(0)
    page.goto(f"/albums/small-worlds/{number}/")
    expect(page.locator(".tags").get_by_text(word, exact=True).first).to_be_visible()


def _album_number(page: Page, slug: str) -> str:
    """The page's number, out of the link that Wagtail's user bar or the explorer has."""
    page.goto(f"/admin/pages/search/?q={slug.replace('-', ' ')}")
    found = page.eval_on_selector_all(
        "a[href*='/admin/pages/'][href*='/edit/']", "all => all.map((a) => a.getAttribute('href'))"
    )
    assert found, "the album is not found in the admin"
    return str(found[0]).split("/")[3]
