"""People of the browser tests: made by the pages, with the mails and messages that come to them."""

import email
import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

FIRST = "quiet-harbour-91"
PATIENCE = 150
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Person:
    name: str
    password: str = FIRST

    @property
    def address(self) -> str:
        return f"{self.name}@example.org"


@pytest.fixture
def mails(site_folder: Path | None) -> Callable[[Person], Iterator[tuple[Path, EmailMessage]]]:
    """The mails to a person, the newest first, again and again until patience ends."""
    if site_folder is None:
        pytest.skip("VITRINE_VAR names the folder of the site at VITRINE_URL, where its mails lie")

    def mails(person: Person) -> Iterator[tuple[Path, EmailMessage]]:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for path in sorted((site_folder / "mail").glob("*.eml"), reverse=True):
                mail = email.message_from_bytes(path.read_bytes(), policy=policy.default)
                if mail["To"] == person.address:
                    yield path, mail
            time.sleep(0.3)

    return mails


@pytest.fixture
def link(mails: Callable[[Person], Iterator[tuple[Path, EmailMessage]]]) -> Callable[[Person, str], str]:
    """The link with that word in the newest mail to the person."""

    def link(person: Person, word: str) -> str:
        for path, mail in mails(person):
            if found := re.search(rf"http\S*{word}\S*", text_of(mail)):
                path.unlink()
                return found[0]
        pytest.fail(f"no mail with {word} came to {person.address}")

    return link


@pytest.fixture
def mail(mails: Callable[[Person], Iterator[tuple[Path, EmailMessage]]]) -> Callable[[Person, str], str]:
    """The text of the newest mail to the person with these words in its subject."""

    def mail(person: Person, subject: str) -> str:
        for path, found in mails(person):
            if subject in found["Subject"]:
                path.unlink()
                return text_of(found)
        pytest.fail(f"no mail about {subject} came to {person.address}")

    return mail


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@pytest.fixture
def manage(site_folder: Path | None, base_url: str) -> Callable[[str], None]:
    """``manage.py`` with a command, as the site's operator beside the running site."""

    def manage(command: str) -> None:
        environment = {**os.environ, "VAR_DIR": str(site_folder), "BASE_URL": base_url}
        environment["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"
        subprocess.run([sys.executable, "manage.py", command], cwd=ROOT, env=environment, check=True)

    return manage


@pytest.fixture
def message(site_folder: Path | None) -> Callable[[str], str]:
    """The code in the newest text message to that number."""
    if site_folder is None:
        pytest.skip("VITRINE_VAR names the folder of the site at VITRINE_URL, where its messages lie")

    def message(phone: str) -> str:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for path in sorted((site_folder / "sms").glob("*.txt"), reverse=True):
                to, _, said = path.read_text("utf-8").partition("\n")
                found = re.search(r"\b\d{6}\b", said)
                if to == phone and found:
                    path.unlink()
                    return found[0]
            time.sleep(0.3)
        pytest.fail(f"no code came to {phone}")

    return message


@pytest.fixture
def lin(page: Page, link: Callable[[Person, str], str], complaints: list[str]) -> Person:
    """Signed up and confirmed, and signed in here."""
    person = Person(f"lin{secrets.token_hex(3)}")
    page.goto("/accounts/signup/")
    page.get_by_label("User name").fill(person.name)
    page.get_by_label("E-mail address").fill(person.address)
    page.get_by_label("Password").fill(person.password)
    page.get_by_role("checkbox").check()
    page.locator("main").get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("heading", name="Look into your mailbox")).to_be_visible()
    page.goto(link(person, "confirm-email"))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("link", name=person.name)).to_be_visible()
    return person


def sign_in(page: Page, login: str, password: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("User name, e-mail or phone").fill(login)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_label("Password", exact=True).press("Enter")
    page.wait_for_url(lambda url: "/login/" not in url)


def sign_out(page: Page) -> None:
    page.get_by_role("banner").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
