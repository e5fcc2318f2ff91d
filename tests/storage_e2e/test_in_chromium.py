"""A real Chromium, the site in this process, and every picture in the bucket: in Kodo, then in S3."""

import copy
import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from galleries.models import Upload
from tests.factories import jpeg, make_album
from tests.storage_e2e.conftest import InKodo, InS3, settle, take, work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("there is no Chromium (Debian: apt-get install chromium fonts-noto-cjk)")
    return {**browser_type_launch_args, "executable_path": found, "args": ["--disable-gpu", "--no-sandbox"]}


@pytest.fixture(scope="module", autouse=True)
def beside_the_browser() -> Iterator[None]:
    """The browser's driver runs an event loop in this thread; Django would refuse to ask the database in it."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def allow_pictures_from(bucket: Any, settings: Any) -> None:
    policy = copy.deepcopy(settings.CONTENT_SECURITY_POLICY)
    policy["DIRECTIVES"]["img-src"] = [*policy["DIRECTIVES"]["img-src"], bucket.kodo.url]
    settings.CONTENT_SECURITY_POLICY = policy


def sign_in(page: Page, site: Any, client: Any, user: Any) -> None:
    client.force_login(user)
    cookie = client.cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": site.url}])


def test_pictures_go_to_the_bucket_and_come_from_it(
    request: Any, live_server: Any, settings: Any, editor: Any, page: Page, client: Any
) -> None:
    # One test for both: between two, the browser's event loop keeps Django from restoring the first pages.
    for kind, name in ((InKodo, "kodo"), (InS3, "s3")):
        bucket = kind(request.getfixturevalue(name))
        allow_pictures_from(bucket, settings)
        there_and_back(bucket, live_server, editor, page, client, slug=name)


def there_and_back(bucket: Any, site: Any, editor: Any, page: Page, client: Any, slug: str) -> None:
    album = make_album("雾", owner=editor, slug=slug)
    sign_in(page, site, client, editor)
    page.goto(f"{site.url}/admin/albums/{album.pk}/photos/upload/")
    upload(page, "dawn.jpg")
    assert list(album.album_photos.values_list("photo", flat=True)) == [
        Upload.objects.get(album=album).photo_id
    ]

    # Without the API the file goes the usual way, through the site.
    page.route("**/api/v1/uploads/", lambda route: route.abort())
    upload(page, "dusk.jpg")
    assert Upload.objects.filter(album=album).count() == 1 and album.album_photos.count() == 2
    page.unroute("**/api/v1/uploads/")

    take(editor, album)
    work()
    settle()
    page.context.clear_cookies()
    page.goto(f"{site.url}/albums/{slug}/")
    page.evaluate("document.querySelectorAll('img').forEach((image) => { image.loading = 'eager'; })")
    page.wait_for_function(
        "[...document.querySelectorAll('picture img')].every((image) => image.complete && image.naturalWidth > 0)"
    )
    shown = page.evaluate("[...document.querySelectorAll('picture img')].map((image) => image.currentSrc)")
    assert len(shown) >= 3
    assert all(bucket.is_open(address) for address in shown)


def upload(page: Page, name: str) -> None:
    """Choose the file in the uploader, and do the background work until it says that the file is in."""
    done = page.locator("#upload-list .upload-success")
    before = done.count()
    page.set_input_files("#fileupload", [{"name": name, "mimeType": "image/jpeg", "buffer": jpeg(700, 400)}])
    for _ in range(300):
        work(1)
        if done.count() > before:
            return
        page.wait_for_timeout(200)
    pytest.fail(page.locator("#upload-list").inner_text())
