"""What everybody sees first: each main page, on a phone and on a desk, light and dark."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import layout_shift, scrolls_sideways, settle

ALBUM = "main a[href*='/albums/']:not([href$='/albums/'])"


def to_home(page: Page) -> None:
    page.goto("/")


def to_albums(page: Page) -> None:
    page.goto("/albums/")


def to_album(page: Page) -> None:
    page.goto("/albums/")
    page.goto(str(page.locator(ALBUM).first.get_attribute("href")))


def to_photo(page: Page) -> None:
    to_album(page)
    photo = page.eval_on_selector_all(
        "main a[href]",
        "links => links.map((a) => a.pathname).find((path) => /^[/]albums[/][^/]+[/][0-9]+[/]$/.test(path))",
    )
    page.goto(photo)


def to_tag(page: Page) -> None:
    to_photo(page)
    page.goto(str(page.locator("a[href*='/tags/']").first.get_attribute("href")))


def to_search(page: Page) -> None:
    page.goto("/search/?q=摄影")


def to_nothing(page: Page) -> None:
    page.goto("/albums/there-is-no-such-album/")


PAGES = {
    "home": to_home,
    "albums": to_albums,
    "album": to_album,
    "photo": to_photo,
    "tag": to_tag,
    "search": to_search,
}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_sound(
    page: Page,
    name: str,
    complaints: list[str],
    check_axe: Callable[[], None],
    photograph: Callable[[str], None],
) -> None:
    PAGES[name](page)
    settle(page)
    assert page.locator("h1").count() == 1
    check_axe()
    page.emulate_media(color_scheme="dark")
    check_axe()
    photograph(name)


@pytest.mark.parametrize("width", [360, 390, 768, 1440, 2560])
@pytest.mark.parametrize("name", PAGES)
def test_the_page_fits_and_does_not_jump(page: Page, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    PAGES[name](page)
    settle(page)
    assert not scrolls_sideways(page)
    assert layout_shift(page) == 0


def test_what_is_not_there_has_a_page_of_ours(
    page: Page, check_axe: Callable[[], None], photograph: Callable[[str], None]
) -> None:
    to_nothing(page)
    assert page.locator("h1").count() == 1
    check_axe()
    photograph("not-found")


def test_an_editor_gets_into_the_admin(
    page: Page, sign_in: Callable[[str], None], photograph: Callable[[str], None]
) -> None:
    sign_in("editor")
    page.goto("/admin/")
    assert page.locator("main").count() == 1
    photograph("admin")
