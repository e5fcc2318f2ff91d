"""Notifications in the permission matrix: whoever was told of an album reads it where the album opens for her."""

import pytest

from tests.community.doors.notifications import DOORS
from tests.galleries.test_permission_matrix import MAY_OPEN, STATES, VIEWERS, Scene

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", STATES)
def test_only_what_may_be_opened_is_told(state: str) -> None:
    scene = Scene(state)
    told, expected = {}, {}
    for viewer in VIEWERS:
        client = scene.client(viewer)
        told[viewer] = {name for name, door in DOORS.items() if door(scene, client)}
        is_somebody = "_auth_user_id" in client.session and viewer != "disabled"
        expected[viewer] = set(DOORS) if is_somebody and viewer in MAY_OPEN[state] else set()
    assert told == expected
