"""A cursor of another list, or one that was made by hand, is not found; it breaks nothing."""

import base64
from pathlib import Path

import pytest
import yaml

from tests.factories import make_album, make_user
from tests.users.bearer import bearer

pytestmark = pytest.mark.django_db
API = yaml.safe_load(Path(__file__).parents[2].joinpath("docs/openapi.yaml").read_text())
LISTS = [
    path
    for path, operations in API["paths"].items()
    if "{" not in path
    and any(one.get("name") == "cursor" for one in operations.get("get", {}).get("parameters", []))
]
WRONG = ["p=128", "p=mist", "p=2026-99-99", "p=%00", "p=" + "9" * 40, "r=1&o=x&p=a", "\u96fe"]


@pytest.mark.parametrize("path", LISTS)
def test_a_cursor_that_is_none(path):
    owner = make_user()
    client, album = bearer(owner), make_album(owner=owner)
    for text in WRONG:
        cursor = base64.urlsafe_b64encode(text.encode()).decode()
        answer = client.get(
            path, {"cursor": cursor, **({"album": album.pk} if path.endswith("/comments/") else {})}
        )
        assert answer.status_code in (200, 403, 404), (text, answer.text)
