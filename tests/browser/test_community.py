"""Two people, a guest and a moderator: comments, likes, a link with a password, favourites, a report and its end."""

import re
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import PASSWORD, scrolls_sideways
from tests.browser.people import Person, sign_in

ALBUM, PRIVATE = "/albums/in-the-woods/", "/albums/unfinished/"  # both Lin's, of the demo
SLOWLY = 60  # milliseconds a letter: whoever writes faster than a person is asked again


@pytest.fixture
def another(
    browser: Browser, browser_context_args: dict[str, Any], base_url: str
) -> Iterator[Callable[[], Page]]:
    """Another browser, with nobody signed in."""
    contexts = []

    def another() -> Page:
        context = browser.new_context(**browser_context_args)
        contexts.append(context)
        return context.new_page()

    yield another
    for context in contexts:
        context.close()


def note(page: Page, words: str) -> Locator:
    return page.locator(".note", has_text=words)


def write(page: Page, within: Locator, text: str) -> None:
    within.get_by_role("textbox").first.press_sequentially(text, delay=SLOWLY)
    within.get_by_role("button", name="Post").click()


def test_a_comment_its_answer_and_what_becomes_of_them(
    page: Page,
    lin: Person,  # who has just signed up here, and is nobody's owner
    another: Callable[[], Page],
    link: Callable[[Person, str], str],
    mail: Callable[[Person, str], str],
    manage: Callable[[str], None],
    check_axe: Callable[[], None],
    photograph: Callable[[str], None],
) -> None:
    mark = secrets.token_hex(3)
    page.goto(ALBUM)
    liking = page.locator("button.like")
    before = int(liking.locator(".num").inner_text())
    liking.click()
    expect(liking).to_have_attribute("aria-pressed", "true")
    expect(liking.locator(".num")).to_have_text(str(before + 1))
    write(page, page.locator(".talk__form").first, f"The **third** one stays with me {mark}")
    mine = note(page, mark)
    expect(mine.locator("strong")).to_have_text("third")

    owner = another()
    sign_in(owner, "lin", PASSWORD)
    owner.goto(ALBUM)
    note(owner, mark).get_by_role("link", name="Answer").click()
    write(owner, owner.locator("form.talk__form", has_text="Answer to"), f"Thank you @{lin.name} so{mark}")
    answer = note(owner, f"so{mark}")
    expect(answer).to_be_visible()
    expect(answer.get_by_role("link", name=f"@{lin.name}")).to_be_visible()
    like = note(owner, f"with me {mark}").get_by_role("button", name=re.compile("^Like"))
    like.click()
    expect(like).to_have_attribute("aria-pressed", "true")

    page.goto(ALBUM)
    photograph("album-with-comments")
    check_axe()
    note(page, f"with me {mark}").get_by_role("link", name="Edit").click()
    check_axe()
    page.get_by_role("textbox").last.fill(f"The **fourth** one stays with me {mark}")
    page.get_by_role("main").get_by_role("button", name="Save").click()
    expect(note(page, f"with me {mark}").first).to_contain_text("edited")

    page.get_by_role("link", name=re.compile("Notifications, .* unread")).click()
    expect(page.locator(".news__list")).to_contain_text("so" + mark)
    photograph("notifications")
    check_axe()
    page.goto("/notifications/settings/")
    photograph("notification-settings")
    check_axe()
    likes = page.get_by_role("group", name="Somebody likes your comment")
    likes.get_by_role("combobox").select_option("daily")
    page.get_by_role("button", name="Save").click()
    expect(
        page.get_by_role("group", name="Somebody likes your comment").get_by_role("combobox")
    ).to_have_value("daily")
    manage("send_digests")
    assert "liked your comment" in mail(lin, "thing happened")
    page.goto(ALBUM)
    note(page, f"so{mark}").get_by_role("link", name="Report").click()
    photograph("report")
    check_axe()
    page.get_by_text("Insult, hate or harassment").click()
    page.get_by_label("What should moderators know?").fill(f"Why {mark}")
    page.get_by_role("button", name="Send the report").click()

    page.goto(link(lin, "unsubscribe"))  # out of the mail that came of the answer
    check_axe()
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("main")).to_be_visible()

    moderator = another()
    sign_in(moderator, "editor", PASSWORD)
    moderator.goto("/admin/moderation/")
    moderator.get_by_role("link", name=re.compile(f"so{mark}")).first.click()
    expect(moderator.get_by_role("main")).to_contain_text(f"Why {mark}")
    moderator.get_by_label("Hide", exact=True).check()
    moderator.get_by_label("Message to the person").fill(f"Kindly {mark}")
    moderator.get_by_role("button", name="Decide").click()

    guest = another()
    guest.goto(ALBUM)
    expect(guest.locator(".talk")).to_contain_text(f"with me {mark}")
    expect(guest.locator(".talk")).not_to_contain_text(f"so{mark}")
    owner.goto("/decisions/")
    expect(owner.get_by_role("main")).to_contain_text(f"Kindly {mark}")


def test_a_link_with_a_password_lets_a_guest_choose(
    page: Page, another: Callable[[], Page], check_axe: Callable[[], None], photograph: Callable[[str], None]
) -> None:
    sign_in(page, "lin", PASSWORD)
    page.goto(PRIVATE)
    page.get_by_role("link", name="Share", exact=True).click()
    page.get_by_text("New link").click()
    page.get_by_label("Label").fill("For the parents")
    page.get_by_label("Password").fill("open-sesame")
    page.get_by_label(re.compile("mark their favourites")).check()
    page.get_by_role("button", name="Make the link").click()
    address = page.get_by_role("textbox", name="The address of your link").input_value()
    expect(page.get_by_role("img", name="The same address as a QR code")).to_be_visible()
    photograph("sharing")
    check_axe()

    guest = another()
    guest.goto(address)
    assert "未完成" not in guest.content() and "Unfinished" not in guest.content()
    guest.get_by_label("Password").fill("wrong")
    guest.get_by_role("button", name="Open the album").click()
    expect(guest.get_by_role("alert").or_(guest.locator(".field--bad")).first).to_be_visible()
    guest.get_by_label("Password").fill("open-sesame")
    guest.get_by_role("button", name="Open the album").click()
    expect(guest).to_have_url(re.compile(f"{PRIVATE}$"))
    guest.goto(str(guest.locator("ul.rows a").first.get_attribute("href")))
    star = guest.get_by_role("button", name="Favourite")
    star.click()
    expect(star).to_have_attribute("aria-pressed", "true")
    guest.get_by_role("link", name="My favourites").click()
    guest.get_by_label("Your name").fill("Aunt Wen")
    guest.get_by_role("button", name="Tell the owner that I am done").click()

    page.reload()
    expect(page.locator("#picks")).to_contain_text("Aunt Wen")
    photograph("sharing-with-favourites")
    check_axe()
    page.locator(".log__line", has_text="For the parents").get_by_role("button", name="Revoke").first.click()
    assert guest.goto(PRIVATE).status == 404  # type: ignore[union-attr]
    assert another().goto(address).status == 404  # type: ignore[union-attr]


PAGES = {
    "feed": "/feed/",
    "people-to-follow": "/feed/people/",
    "following": "/feed/following/",
    "favourites": "/favourites/",
    "history": "/history/",
    "shared-with-me": "/shared/",
    "kept-away": "/accounts/kept-away/",
    "decisions": "/decisions/",
    "person-of-the-community": "/people/chen/",
}


def test_the_pages_of_the_community_look_right(
    page: Page,
    complaints: list[str],
    sign_in: Callable[[str], None],
    check_axe: Callable[[], None],
    photograph: Callable[[str], None],
) -> None:
    sign_in("maya")
    page.goto(ALBUM)  # so that there is something to remember
    for name, address in PAGES.items():
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
        photograph(name)
        check_axe()
        for width in (360, 2560):
            page.set_viewport_size({"width": width, "height": 900})
            assert not scrolls_sideways(page), (name, width)


@pytest.mark.parametrize("path", ["/admin/moderation/", "/admin/settings/community/moderationrules/"])
def test_the_moderators_pages_look_right(
    page: Page, sign_in: Callable[[str], None], photograph: Callable[[str], None], path: str
) -> None:
    sign_in("editor")
    page.goto(path)
    expect(page.locator("h1").first).to_be_visible()
    photograph(
        "admin" + path.rstrip("/").rsplit("/", 1)[0].rsplit("/", 1)[1] + path.rstrip("/").rsplit("/", 1)[1]
    )
