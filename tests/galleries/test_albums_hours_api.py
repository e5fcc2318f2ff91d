"""Albums that go live and end at hours that were set by the API."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils.timezone import now
from wagtail.models import Revision

from galleries.models import AlbumPage
from tests.galleries.albums_by_api import Program

pytestmark = pytest.mark.django_db


def test_an_album_goes_live_at_its_hour_and_ends_at_another(curator):
    program, minute = Program(curator), now().replace(microsecond=0)
    soon, later = minute + timedelta(hours=1), minute + timedelta(days=1)
    hours = {"go_live_at": soon.isoformat(), "expire_at": later.isoformat()}
    made = program.post("albums/", title="At its hour", publish=True, visibility="public", **hours)
    assert (made["state"], made["live"]) == ("scheduled", False)
    assert datetime.fromisoformat(made["go_live_at"]) == soon
    at = f"albums/{made['id']}/"
    Program().get(at, 404)
    assert program.patch(at, 403, title="Changed")["code"] == "album_locked"

    approved = Revision.objects.get(approved_go_live_at__isnull=False)
    approved.content["go_live_at"], approved.approved_go_live_at = minute.isoformat(), minute  # an hour later
    approved.save()
    call_command("publish_scheduled")
    seen = Program().get(at)
    assert (seen["live"], seen["go_live_at"], seen["expire_at"]) == (True, None, None)
    assert datetime.fromisoformat(program.get(at)["expire_at"]) == later

    AlbumPage.objects.update(expire_at=now())
    call_command("publish_scheduled")
    Program().get(at, 404)
    assert program.get(at)["state"] == "draft"


def test_what_is_scheduled_is_taken_back(curator):
    program = Program(curator)
    at = f"albums/{program.post('albums/', title='Later', publish=True, go_live_at='2099-01-01T00:00:00Z')['id']}/"
    assert program.delete(f"{at}publication/", 200)["state"] == "draft"
    assert program.patch(at, go_live_at=None, publish=True)["state"] == "published"


@pytest.mark.parametrize(
    ("hours", "field"),
    [
        ({"go_live_at": "2099-01-02T00:00:00Z", "expire_at": "2099-01-01T00:00:00Z"}, "go_live_at"),
        ({"expire_at": "2001-01-01T00:00:00Z"}, "expire_at"),
        ({"go_live_at": "soon"}, "go_live_at"),
        ({"go_live_at": "0001-01-01T00:00:00+23:59"}, "go_live_at"),
    ],
)
def test_hours_that_make_no_sense(as_author, hours, field):
    refused = as_author.post("albums/", 400, title="At no hour", **hours)
    assert field in [error["field"] for error in refused["errors"]]
    assert not AlbumPage.objects.filter(title="At no hour").exists()
