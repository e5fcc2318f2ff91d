"""Stories of an account: made, opened, lost and found again, guarded by a second factor."""

import re
import secrets
import time
from collections.abc import Callable, Iterator

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import SCHEMES, WCAG, WIDTHS, scrolls_sideways
from tests.browser.people import Person, sign_in, sign_out

SECOND = "wide-meadow-37"
ENTRANCES = [
    "login/", "signup/", "password/reset/", "password/reset/done/", "confirm-email/", "confirm-email/x/",
    "password/reset/key/1-x/", "inactive/", "phone/sign-up/", "phone/reset/",
]  # fmt: skip
OWN = [
    "email/", "password/change/", "2fa/", "2fa/totp/activate/", "2fa/webauthn/", "2fa/webauthn/add/", "3rdparty/",
    "logout/", "reauthenticate/", "sessions/", "tokens/", "webhooks/", "security/", "profile/", "phone/", "my-data/",
    "deletion/",
]  # fmt: skip


def confirm_password(page: Page, person: Person) -> None:
    page.goto("/accounts/reauthenticate/")
    page.get_by_label("Password", exact=True).fill(person.password)
    page.locator("main").get_by_role("button").first.click()
    page.wait_for_url(lambda url: "/reauthenticate/" not in url)


def code(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.fixture
def other(browser: Browser, base_url: str, browser_context_args: dict[str, object]) -> Iterator[Page]:
    """A second device."""
    context = browser.new_context(**browser_context_args)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def test_an_account_is_made_by_mail_and_opened_by_each_of_its_names(page: Page, lin: Person) -> None:
    sign_out(page)
    for name in (lin.name, lin.address.upper()):
        sign_in(page, name, lin.password)
        sign_out(page)


def test_a_forgotten_password_is_replaced_by_mail(
    page: Page, lin: Person, link: Callable[[Person, str], str]
) -> None:
    sign_out(page)
    page.goto("/accounts/login/")
    page.get_by_role("link", name="Forgotten your password?").click()
    page.get_by_label("E-mail address").fill(lin.address)
    page.get_by_role("button", name="Send the link").click()
    address = link(lin, "reset/key")
    page.goto(address)
    page.get_by_label("New password").fill(SECOND)
    page.get_by_role("button", name="Set the password").click()
    page.wait_for_url("**/done/")
    sign_in(page, lin.name, SECOND)
    page.goto(address)
    expect(page.get_by_text("not good any more")).to_be_visible()


def test_an_app_on_the_phone_is_a_second_factor(page: Page, lin: Person, other: Page) -> None:
    confirm_password(page, lin)
    page.goto("/accounts/2fa/totp/activate/")
    secret = page.get_by_label("Key", exact=True).input_value()
    page.get_by_label("Authenticator code").fill(code(secret, -1))
    page.get_by_role("button", name="Switch on").click()
    recovery = page.locator(".codes li").first.text_content() or ""
    sign_in(other, lin.name, lin.password)
    other.get_by_label("Code").fill(code(secret))
    other.locator("main").get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("link", name=lin.name)).to_be_visible()
    sign_out(other)
    sign_in(other, lin.name, lin.password)
    other.get_by_label("Code").fill(recovery)
    other.locator("main").get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("link", name=lin.name)).to_be_visible()


def test_a_passkey_opens_the_account_alone(page: Page, context: BrowserContext, lin: Person) -> None:
    key = context.new_cdp_session(page)
    key.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
    }
    key.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**options, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    confirm_password(page, lin)
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    sign_out(page)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("link", name=lin.name)).to_be_visible()


def test_another_device_is_signed_out_from_here(page: Page, lin: Person, other: Page) -> None:
    sign_in(other, lin.name, lin.password)
    page.goto("/accounts/sessions/")
    page.locator("main").get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_text("signed in nowhere else")).to_be_visible()
    other.goto("/accounts/email/")
    expect(other).to_have_url(re.compile("/accounts/login/"))


def test_after_failed_sign_ins_the_browser_works_for_the_next(page: Page, lin: Person, other: Page) -> None:
    for _ in range(6):
        other.goto("/accounts/login/")
        other.get_by_label("User name, e-mail or phone").fill(f"nobody{secrets.token_hex(4)}")
        other.get_by_label("Password", exact=True).fill("wrong")
        with other.expect_navigation():
            other.get_by_label("Password", exact=True).press("Enter")
    assert other.locator("#captcha-work").count() == 1
    expect(other.locator("[name=answer]")).to_be_hidden()
    sign_in(other, lin.name, lin.password)
    expect(other.get_by_role("link", name=lin.name)).to_be_visible()


def test_the_pages_of_an_account_stand_on_every_screen(
    page: Page, lin: Person, photograph: Callable[[str], None]
) -> None:
    confirm_password(page, lin)
    for path in OWN:
        stands(page, path, photograph)
    sign_out(page)
    for path in ENTRANCES:
        stands(page, path, photograph)


def stands(page: Page, path: str, photograph: Callable[[str], None]) -> None:
    answer = page.goto(f"/accounts/{path}")
    assert answer and answer.ok, f"{path}: {answer and answer.status}"
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert not scrolls_sideways(page), f"{path} at {width}"
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
            assert found.violations_count == 0, f"{path}: {found.generate_report()}"
    photograph("account-" + path.strip("/").replace("/", "-"))
