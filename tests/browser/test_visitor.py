"""What a visitor does: look closer, step on, search, change the language and the light."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from home.demo.catalogue import ALBUMS
from tests.browser.conftest import settle

ALBUM = "/albums/twenty-four-hours-of-sea/"


def test_the_lightbox_opens_steps_and_closes_by_keys(
    page: Page, complaints: list[str], check_axe: Callable[[], None], photograph: Callable[[str], None]
) -> None:
    page.goto(ALBUM)
    first = page.locator("ul.rows a").first
    address = str(first.get_attribute("href"))
    first.focus()
    page.keyboard.press("Enter")
    box = page.locator("dialog.light")
    expect(box).to_be_visible()
    expect(page).to_have_url(re.compile(re.escape(address)))
    expect(box.locator("[data-part=count]")).to_have_text("1 / 14")
    page.keyboard.press("ArrowRight")
    expect(box.locator("[data-part=count]")).to_have_text("2 / 14")
    second = page.url
    assert address not in second
    check_axe()
    for _ in range(12):  # the focus stays inside
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(page).to_have_url(re.compile(f"{ALBUM}$"))
    page.goto(second)
    assert page.locator("h1").count() == 1


def test_the_back_button_closes_the_lightbox(page: Page, complaints: list[str]) -> None:
    page.goto(ALBUM)
    page.locator("ul.rows a").nth(2).click()
    expect(page.locator("dialog.light")).to_be_visible()
    page.go_back()
    expect(page.locator("dialog.light")).to_be_hidden()
    expect(page).to_have_url(re.compile(f"{ALBUM}$"))


def test_every_picture_of_an_album_arrives_and_modern_browsers_get_avif(
    page: Page, complaints: list[str]
) -> None:
    page.goto(ALBUM)
    settle(page)
    pictures = page.eval_on_selector_all(
        "ul.rows img", "all => all.map((i) => [i.naturalWidth, i.currentSrc])"
    )
    assert len(pictures) == 14
    assert all(width > 0 and ".avif" in source for width, source in pictures)


def test_a_chinese_word_from_the_middle_of_a_title_finds_the_album(page: Page, complaints: list[str]) -> None:
    page.goto("/")
    page.locator("header input[name=q]").fill("摄影")
    page.keyboard.press("Enter")
    expect(page.locator("main a[href='/albums/still-life-works/']").first).to_be_visible()
    expect(page.locator("main mark").first).to_have_text("摄影")


def test_the_language_changes_and_stays(page: Page, complaints: list[str]) -> None:
    page.goto("/albums/")
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator("form.head__lang button[value=zh-hans]").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(page).to_have_url(re.compile("/albums/$"))
    page.goto("/")
    assert page.locator("html").get_attribute("lang") == "zh-Hans"


def test_the_dark_theme_is_kept(page: Page, complaints: list[str]) -> None:
    page.goto("/")
    page.locator("footer [data-theme-set=dark]").first.click()
    page.goto("/albums/")
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_without_javascript_a_photo_is_a_page(page: Page, base_url: str) -> None:
    assert page.context.browser is not None
    plain = page.context.browser.new_context(java_script_enabled=False, base_url=base_url)
    try:
        quiet = plain.new_page()
        quiet.goto(ALBUM)
        quiet.locator("ul.rows a").first.click()
        expect(quiet.locator(".exif")).to_have_count(1)
        assert quiet.locator("dialog[open]").count() == 0
    finally:
        plain.close()


def test_a_private_album_is_not_there_for_a_visitor(page: Page, sign_in: Callable[[str], None]) -> None:
    """Its owner copies the addresses; another person and a guest get nothing for them."""
    private = next(album for album in ALBUMS if album.visibility == "private")
    sign_in(private.owner)
    page.goto(f"/albums/{private.slug}/")
    sources = page.eval_on_selector_all("main img", "all => all.map((i) => i.src)")
    own = [page.request.get(source).status for source in sources]
    assert sources and set(own) == {200}
    page.context.clear_cookies()
    assert page.request.get(f"/albums/{private.slug}/").status == 404
    assert {page.request.get(source).status for source in sources} == {404}
    sign_in("maya")
    assert page.request.get(f"/albums/{private.slug}/").status == 404
    assert {page.request.get(source).status for source in sources} == {404}
