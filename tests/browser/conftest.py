"""A real Chromium against a running site.

The site is the one at VITRINE_URL, or one that is started here as ``make run`` would, with the demo, in a
folder of its own (VITRINE_VAR keeps it, so that the demo is drawn once). Pages are photographed into artefacts/.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.people import lin, link, mail, mails, manage, message  # noqa: F401  # fixtures

ROOT = Path(__file__).resolve().parents[2]
ARTEFACTS = ROOT / "artefacts"
WIDTHS, SCHEMES = (390, 1440), ("light", "dark")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DEMO_PATIENCE = 20 * 60
PASSWORD = "vitrine-demo"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium: Playwright's own would have to be downloaded."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip("there is no Chromium (Debian: apt-get install chromium fonts-noto-cjk)")
    quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    quiet += ["--disable-component-update", "--disable-sync", "--no-sandbox"]
    return {**browser_type_launch_args, "executable_path": found, "args": quiet}


@pytest.fixture(scope="session")
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """Where the site keeps its files, and the mails that it would send; unknown for one that runs elsewhere."""
    if folder := os.environ.get("VITRINE_VAR"):
        return Path(folder)
    return None if os.environ.get("VITRINE_URL") else tmp_path_factory.mktemp("site")


@pytest.fixture(scope="session")
def base_url(site_folder: Path | None, browser_type_launch_args: dict[str, Any]) -> Iterator[str]:
    """The site's address. Pages may then be visited as ``page.goto("/albums/")``."""
    if url := os.environ.get("VITRINE_URL"):
        yield url.rstrip("/")
        return
    port = _free_port()
    url = f"http://localhost:{port}"  # by its name: a passkey cannot belong to a number
    environment = {**os.environ, "VAR_DIR": str(site_folder), "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
    for name in ("DATABASE_URL", "REDIS_URL", "MEDIA_ROOT"):
        environment[name] = ""
    # All that is done here comes from one network.
    environment["LIMITS"] = "sign_up_network=999/1h,captcha_sign_up=40/1h,code_number=9/1h,code_network=99/1h"
    environment["NOTIFICATION_MAIL_SECONDS"] = "1"
    site = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port), "--with-parent"],
        cwd=ROOT,
        env={**environment, "BASE_URL": url},
    )
    try:
        _await(url, site)
        yield url
    finally:
        site.terminate()
        site.wait(60)


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A visitor who reads English and wants no motion, so that two runs take the same pictures."""
    return {**browser_context_args, "locale": "en-GB", "reduced_motion": "reduce"}


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """What the console says while the test runs: errors, refused scripts, answers that failed. None is expected."""
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on(
        "response",
        lambda answer: said.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None,
    )
    yield said
    assert said == []


@pytest.fixture
def sign_in(page: Page) -> Callable[[str], None]:
    """Sign in by the form, as one of the demo's people: editor, lin or maya."""

    def sign_in(username: str) -> None:
        page.goto("/accounts/login/")
        page.fill("input[name=login]", username)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(lambda url: "/login/" not in url)

    return sign_in


@pytest.fixture
def check_axe(page: Page) -> Callable[[], None]:
    """Insist that the page as it is now breaks no rule of WCAG 2.2 AA that axe can see."""

    def check() -> None:
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
        assert found.violations_count == 0, found.generate_report()

    return check


@pytest.fixture
def photograph(page: Page) -> Callable[[str], None]:
    """Pictures of the page as it is now: artefacts/<name>-<width>-<scheme>.png, phone and desk, light and dark."""

    def photograph(name: str, *, full_page: bool = True) -> None:
        ARTEFACTS.mkdir(exist_ok=True)
        before = page.viewport_size
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844 if width < 800 else 900})
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                settle(page)
                page.screenshot(path=ARTEFACTS / f"{name}-{width}-{scheme}.png", full_page=full_page)
        page.emulate_media(color_scheme="light")
        if before:
            page.set_viewport_size(before)

    return photograph


def settle(page: Page) -> None:
    """Wait until the pictures below the fold are there too, as they would be for somebody who scrolls."""
    page.evaluate(
        """async () => {
            for (let y = 0; y < document.body.scrollHeight; y += 600) {
                window.scrollTo(0, y);
                await new Promise((done) => setTimeout(done, 40));
            }
            window.scrollTo(0, 0);
            const late = () => new Promise((done) => setTimeout(done, 3000));  // hidden ones never decode
            const shown = (image) => Promise.race([image.decode().catch(() => null), late()]);
            await Promise.all([...document.images].map(shown));
        }"""
    )
    page.wait_for_load_state("networkidle")


def layout_shift(page: Page) -> float:
    """How far the page has jumped since it was opened (cumulative layout shift); 0 is what we promise."""
    return float(
        page.evaluate(
            """() => new Promise((done) => {
                let sum = 0;
                const add = (list) => list.forEach((entry) => { if (!entry.hadRecentInput) sum += entry.value; });
                const observer = new PerformanceObserver((list) => add(list.getEntries()));
                observer.observe({ type: "layout-shift", buffered: true });
                setTimeout(() => { add(observer.takeRecords()); done(sum); }, 300);
            })"""
        )
    )


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(url: str, site: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + DEMO_PATIENCE
    while time.monotonic() < until and site.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    pytest.fail("the site did not start; its own lines above say why")
