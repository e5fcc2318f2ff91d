from typing import Any

import pytest

from community import traps
from tests.factories import make_album, make_user, ready_photo


@pytest.fixture(autouse=True)
def nobody_is_too_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traps, "AT_LEAST", -1)


@pytest.fixture
def album(owner: Any) -> Any:
    return make_album("雾起黄山", owner=owner, slug="mist")


@pytest.fixture
def photo(owner: Any, album: Any) -> Any:
    return ready_photo(owner=owner, album=album)


@pytest.fixture
def lin(db: None) -> Any:
    return make_user("lin", display_name="林晚晚")
