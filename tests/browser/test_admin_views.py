"""Every view of ours in the admin: no rule of WCAG broken that axe sees, all of it reached by keys, phone and desk."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import ARTEFACTS, WCAG, scrolls_sideways, settle

# Each view on a desk and on a phone; what is light for the one is dark for the other, by turns.
LOOKS = (((1280, "light"), (390, "dark")), ((1280, "dark"), (390, "light")))
ALBUM = "twenty four hours of sea"
VIEWS = {
    "home": "/admin/",
    "library": "/admin/images/",
    "photo": "/admin/images/{photo}/",
    "photo-delete": "/admin/images/{photo}/delete/",
    "album-form": "/admin/pages/{album}/edit/",
    "album-photos": "/admin/albums/{album}/photos/",
    "album-upload": "/admin/albums/{album}/photos/upload/",
    "album-choose": "/admin/albums/{album}/photos/choose/",
    "album-details": "/admin/albums/{album}/photos/{photo}/details/",
    "album-rule": "/admin/albums/{album}/rule/",
    "album-curators": "/admin/albums/{album}/curators/",
    "album-delete": "/admin/pages/{album}/delete/",
    "tag-review": "/admin/tag-review/",
    "tags-decided": "/admin/tag-review/decided/",
    "tags": "/admin/tag/",
    "tags-alike": "/admin/tag/alike/",
    "tags-merge": "/admin/tag/merge/",
    "similar-photos": "/admin/similar-photos/",
    "jobs": "/admin/jobs/",
    "jobs-retry": "/admin/jobs/retry/",
    "storage": "/admin/storage/",
    "storage-owners": "/admin/storage/owners/",
    "storage-photos": "/admin/storage/photos/",
    "trash-photos": "/admin/trash/",
    "trash-albums": "/admin/trash/albums/",
    "moderation": "/admin/moderation/",
    "publishing": "/admin/settings/galleries/publishingrules/",
}
# What a person could act on, as far as it is seen and not one of several that share a place in the order of Tab.
REACHABLE = """() => {
    const main = document.querySelector("main");
    const all = [...main.querySelectorAll("a[href], button, input, select, textarea, summary")];
    return all.filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: false })
        && !one.disabled && one.type !== "hidden" && one.type !== "radio" && one.tabIndex >= 0
        && !one.closest("[inert], [aria-hidden=true]") && one.getClientRects().length
    ).map((one, number) => { one.dataset.reach = number; return number; });
}"""


@pytest.fixture
def places(page: Page, sign_in: Callable[[str], None]) -> dict[str, str]:
    """The numbers of an album of the demo and of its first photo, for an editor who has signed in."""
    sign_in("editor")
    page.goto(f"/admin/pages/search/?q={ALBUM}")
    href = page.locator("a[href*='/admin/pages/'][href*='/edit/']").first.get_attribute("href")
    album = str(href).split("/")[3]
    page.goto(f"/admin/albums/{album}/photos/")
    return {"album": album, "photo": str(page.locator("#v-photos > li").first.get_attribute("data-id"))}


def pictures(page: Page, name: str, looks: tuple[tuple[int, str], ...]) -> list[str]:
    """Photographs of the page as it is, in these widths and schemes; what is wrong with each."""
    found = []
    for width, scheme in looks:
        page.set_viewport_size({"width": width, "height": 844 if width < 800 else 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        settle(page)
        page.screenshot(path=ARTEFACTS / f"view-{name}-{width}-{scheme}.png", full_page=True)
        report = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
        found += [
            f"{name} {width} {scheme}: {each['id']}: {each['nodes'][0]['html'][:160]}"
            for each in report.response["violations"]
        ]
        if scrolls_sideways(page):
            found.append(f"{name} {width}: scrolls sideways")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


def beyond_tab(page: Page) -> list[str]:
    """What cannot be reached by Tab alone."""
    wanted = set(page.evaluate(REACHABLE))
    page.evaluate("document.activeElement?.blur()")
    reached: set[int] = set()
    for _ in range(len(wanted) * 2 + 120):
        page.keyboard.press("Tab")
        number = page.evaluate("document.activeElement?.dataset.reach")
        if number is not None:
            reached.add(int(number))
        if reached >= wanted:
            break
    return [
        page.evaluate("(n) => document.querySelector(`[data-reach='${n}']`).outerHTML.slice(0, 160)", number)
        for number in sorted(wanted - reached)
    ]


def test_every_view_is_accessible_and_reached_by_keys(page: Page, places: dict[str, str]) -> None:
    ARTEFACTS.mkdir(exist_ok=True)
    wrong = []
    for number, (name, address) in enumerate(VIEWS.items()):
        answer = page.goto(address.format(**places))
        if answer is None or answer.status != 200 or re.search(r"/login/", page.url):
            wrong.append(f"{name}: {answer and answer.status}")
            continue
        wrong += pictures(page, name, LOOKS[number % 2])
        wrong += [f"{name}: not reached by Tab: {html}" for html in beyond_tab(page)]
    assert not wrong, "\n" + "\n".join(wrong)
