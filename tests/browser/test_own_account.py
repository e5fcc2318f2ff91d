"""Stories of a person and what is hers: an account by phone, her data taken along, gone and taken back."""

import secrets
import zipfile
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.people import FIRST, Person, sign_in, sign_out

SECOND = "wide-meadow-37"


def test_an_account_is_made_by_phone_and_its_password_replaced_by_phone(
    page: Page, message: Callable[[str], str], complaints: list[str]
) -> None:
    digits = f"138{secrets.randbelow(10**8):08}"
    name = f"wan{secrets.token_hex(3)}"
    page.goto("/accounts/phone/sign-up/")
    page.get_by_label("Phone number").fill(f"{digits[:3]} {digits[3:7]} {digits[7:]}")
    page.get_by_role("button", name="Send a code").click()
    page.get_by_label("Code from the message").fill(message(f"+86{digits}"))
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(FIRST)
    page.get_by_role("checkbox").check()
    page.locator("main").get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("link", name=name)).to_be_visible()
    sign_out(page)
    sign_in(page, digits, FIRST)
    sign_out(page)
    page.goto("/accounts/phone/reset/")
    page.get_by_label("Phone number").fill(digits)
    page.get_by_role("button", name="Send a code").click()
    page.get_by_label("Code from the message").fill(message(f"+86{digits}"))
    page.get_by_label("New password").fill(SECOND)
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    sign_in(page, digits, SECOND)
    expect(page.get_by_role("link", name=name)).to_be_visible()


def test_her_data_is_taken_along_and_the_account_deleted_and_taken_back(
    page: Page, lin: Person, complaints: list[str]
) -> None:
    page.goto("/accounts/my-data/")
    page.get_by_role("button", name="Put my data together").click()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download").click(timeout=60_000)
    with zipfile.ZipFile(coming.value.path()) as archive:
        assert archive.testzip() is None
        said = " ".join(archive.read(part).decode() for part in archive.namelist() if part.endswith(".json"))
        assert lin.name in said and lin.address in said

    page.goto("/accounts/deletion/")
    page.get_by_label("Your password").fill(lin.password)
    page.locator("main").get_by_role("button", name="Delete my account").click()
    expect(page.get_by_role("heading", name="Your account is being deleted")).to_be_visible()
    page.goto("/accounts/profile/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    sign_in(page, lin.name, lin.password)
    page.goto("/accounts/profile/")
    page.get_by_role("button", name="Keep my account").click()
    page.goto("/accounts/profile/")
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()
