"""A curator's afternoon in the workbench: from sixty files to a published album."""

import base64
import io
import os
import random
import re
import time
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.factories import jpeg

FILES = 60
PREPARING = 240_000  # milliseconds for sixty photos on two busy cores


def picture(number: int) -> bytes:
    """A photograph that nobody has seen before."""
    noise = Image.frombytes("RGB", (12, 9), os.urandom(12 * 9 * 3))
    out = io.BytesIO()
    noise.resize((1200, 900), Image.Resampling.BICUBIC).save(out, "JPEG", quality=80)
    return out.getvalue()


@pytest.fixture
def known() -> bytes:
    return picture(0)


@pytest.fixture
def files(known: bytes) -> list[tuple[str, bytes]]:
    """Sixty files: one is cut off, one is another one's twin, one is shown by another album of hers."""
    made = [(f"coast {number:02}.jpg", picture(number)) for number in range(1, FILES - 2)]
    made.append(("cut off.jpg", jpeg(1200, 800)[:-300]))
    made.append(("twin.jpg", made[0][1]))
    made.append(("known.jpg", known))
    random.shuffle(made)
    return made


def drop(page: Page, files: list[tuple[str, bytes]]) -> None:
    """Let go of all of them at once over the page, as from a folder."""
    sent = [[name, base64.b64encode(content).decode()] for name, content in files]
    page.evaluate(
        """(files) => {
            const transfer = new DataTransfer();
            for (const [name, text] of files) {
                const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
                transfer.items.add(new File([bytes], name, { type: "image/jpeg" }));
            }
            const where = document.querySelector("main");
            for (const type of ["dragenter", "dragover", "drop"]) {
                where.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
            }
        }""",
        sent,
    )


def order_of(page: Page) -> list[str]:
    return page.eval_on_selector_all("#v-photos > li", "all => all.map((card) => card.dataset.id)")


def test_a_curator_makes_an_album_of_sixty_files(
    page: Page,
    sign_in: Callable[[str], None],
    files: list[tuple[str, bytes]],
    known: bytes,
    photograph: Callable[..., None],
    check_axe: Callable[[], None],
) -> None:
    sign_in("chen")
    # The album that was given to her has a photo of hers already.
    page.goto("/admin/")
    page.goto(photos_of(page, "twenty four hours of sea"))
    drop(page, [("earlier.jpg", known)])
    expect(page.locator("#upload-list > li[data-state=ready]")).to_have_count(1, timeout=PREPARING)

    # A new album.
    title = f"Coast {os.urandom(4).hex()}"
    page.goto("/admin/pages/")
    page.locator("main a[href$='/add_subpage/']").first.click()
    expect(page.locator("input[name=title]")).to_be_visible()  # an album is all that can be made here
    page.fill("input[name=title]", title)
    page.get_by_role("button", name="Save draft").first.click()
    page.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))
    number = re.search(r"/pages/(\d+)/edit/", page.url)[1]  # type: ignore[index]
    photos = f"/admin/albums/{number}/photos/"
    page.goto(photos)
    photograph("workbench-empty")

    # Sixty files at once: how far they are, what is refused and why, what is there already.
    drop(page, files)
    expect(page.locator("[data-up=count]")).to_contain_text(f"of {FILES}")
    expect(page.locator("#upload-list > li[data-state=sending]").first).to_be_visible()
    photograph("workbench-sending", full_page=False)
    refused = page.locator("#upload-list > li.upload-failure")
    expect(refused).to_have_count(1, timeout=PREPARING)
    expect(refused).to_contain_text("cut off.jpg")
    expect(page.locator("#upload-list > li[data-state=here]")).to_have_count(1, timeout=PREPARING)
    elsewhere = page.locator("#upload-list > li[data-state=elsewhere]")
    expect(elsewhere).to_have_count(1, timeout=PREPARING)
    expect(elsewhere.locator("a").last).to_have_attribute("href", re.compile("/admin/albums/"))
    elsewhere.get_by_role("button", name="Show the same photo here").click()
    good = FILES - 2  # without the one that is cut off, and the twin
    expect(page.locator("#upload-list > li[data-state=ready]")).to_have_count(good, timeout=PREPARING)
    expect(page.locator("#v-photos > li")).to_have_count(good)
    check_axe()
    photograph("workbench-sent", full_page=False)

    # Accept what the analyzer is sure of, for all at once.
    page.goto(photos)
    wait_for_suggestions(page, photos)
    box = page.locator("#v-photos input[type=checkbox]").first
    box.focus()
    page.keyboard.press("Control+a")
    expect(page.locator("#v-count")).to_contain_text(str(good))
    page.keyboard.press("t")
    expect(page.locator("#v-pop-tags")).to_be_visible()
    check_axe()
    photograph("workbench-tags", full_page=False)
    page.select_option("#v-from", "0")
    page.get_by_role("button", name="Accept these").click()
    expect(page.locator("#v-told-text")).to_contain_text(re.compile(r"\d+ photos?"))
    expect(page.locator("#v-photos .v-ph__b").get_by_text("suggestion")).to_have_count(0)

    # By keys alone: the last to the start, and the first two places later.
    before = order_of(page)
    page.keyboard.press("Escape")
    page.locator(f"#photo-{before[0]} input").focus()
    page.keyboard.press("Escape")
    page.keyboard.press("End")
    page.keyboard.press("Alt+Home")
    expect(page.locator("#v-told-text")).to_contain_text("moved")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Alt+ArrowRight")
    page.keyboard.press("Alt+ArrowRight")
    wanted = [before[-1], before[1], before[2], before[0], *before[3:-1]]
    assert order_of(page) == wanted
    page.wait_for_timeout(1500)  # the steps are sent together, once they have come to rest
    page.goto(photos)
    assert order_of(page) == wanted

    # The cover, with its details beside the grid.
    page.locator(f"#photo-{wanted[3]} input").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Cover").click()
    expect(page.locator(f"#photo-{wanted[3]}[data-cover]")).to_have_count(1)
    page.locator(f"#photo-{wanted[3]} input").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#v-side-body form, #v-side-body input").first).to_be_visible()
    check_axe()
    photograph("workbench-details", full_page=False)

    # Nobody sees it yet; she does, as it will be. Then everybody does.
    page.goto(f"/admin/pages/{number}/view_draft/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    page.goto(f"/admin/pages/{number}/edit/")
    page.select_option("[name=visibility]", "public")
    page.get_by_role("button", name=re.compile("more actions", re.IGNORECASE)).first.click()
    page.get_by_role("button", name="Publish").first.click()
    expect(page.locator(".messages")).to_contain_text("published")
    page.context.clear_cookies()
    page.goto("/albums/")
    page.get_by_role("link", name=title).first.click()
    links = page.locator("ul.rows a")
    expect(links.first).to_be_visible()
    shown = links.evaluate_all("all => all.map((link) => link.getAttribute('href').match(/(\\d+)\\/?$/)[1])")
    assert shown[:4] == wanted[:4]
    photograph("workbench-public", full_page=False)


def photos_of(page: Page, words: str) -> str:
    page.goto(f"/admin/pages/search/?q={words}")
    found = page.eval_on_selector_all(
        "a[href*='/admin/pages/'][href*='/edit/']", "all => all.map((a) => a.getAttribute('href'))"
    )
    assert found, "the album is not found in the admin"
    return f"/admin/albums/{found[0].split('/')[3]}/photos/"


def wait_for_suggestions(page: Page, photos: str) -> None:
    """The analyzer works behind the site."""
    deadline = time.monotonic() + PREPARING / 1000
    while page.locator("#v-photos .v-ph__b").get_by_text("suggestion").count() < FILES // 2:
        assert time.monotonic() < deadline, "the analyzer suggested too little"
        page.wait_for_timeout(1000)
        page.goto(photos)
