"""Who works on what by the API: the permission matrix for drafts, for all that changes something, and for the trash.

Who may is told that the body is wrong (400), or it is done; who only sees it may not (403); to others it is not there
(404), whether it exists or not; guests are asked who they are (401).
"""

import pytest
from django.contrib.auth.models import Group
from django.db import transaction

from galleries import roles
from tests.community.doors import gallery_api as doors
from tests.galleries.test_permission_matrix import MAY_HAVE_FILES, MAY_OPEN, STATES, VIEWERS, Scene

pytestmark = pytest.mark.django_db

# Who came in by a link, or whose account was closed, is nobody.
NOBODY = {"guest", "disabled", "link", "ended link", "expired link"}
WORKERS = {"owner", "moderator", "editor"}
# The owner is an author here, as those are who make albums.
MAY_WORK = {
    **dict.fromkeys(STATES, WORKERS),
    "deleted": set(),
    "in the trash": set(),
    "owner leaves": set(),
}
LOCKED = {"scheduled"}  # Wagtail lets nobody change what waits for its hour


class Workshop(Scene):
    """The scene with an owner who makes albums, and the album's key, which outlives it."""

    def _enter(self, state):
        self.album_pk = self.album.pk
        if not Group.objects.filter(name=roles.AUTHORS).exists():
            roles.ensure_roles()
        self.owner.groups.add(Group.objects.get(name=roles.AUTHORS))
        super()._enter(state)


# One scene for all checks: nothing that is done to it stays.
@pytest.mark.parametrize("state", STATES)
def test_who_works_on_what(state):
    scene = Workshop(state)
    albums_are_read_by_those_who_may_see_or_change_them(scene)
    albums_are_changed_by_those_who_work_on_them(scene)
    albums_are_published_and_thrown_away_by_those_who_work_on_them(scene)
    photos_are_sent_by_those_who_work_on_the_album(scene)
    photos_are_changed_by_those_who_may(scene)
    what_was_thrown_away_is_brought_back_by_those_who_could_throw_it(scene)
    ones_own_list_names_ones_own_drafts(scene)


def tried(scene, viewer, ask):
    """What came of it, without consequences."""
    client = scene.client(viewer)
    with transaction.atomic():
        answer = ask(scene, client)
        transaction.set_rollback(True)
    return answer


def all_of(scene, table):
    """The answers of all doors, by viewer."""
    return {
        viewer: {
            name: tried(scene, viewer, lambda scene, client, door=door: doors.status(scene, client, door))
            for name, door in table.items()
        }
        for viewer in VIEWERS
    }


def refusal(scene, viewer, sees):
    """What somebody hears who may not; ``sees`` is who may look at the thing."""
    if viewer in NOBODY:
        return 401
    if scene.state == "owner leaves" and viewer == "owner":
        return 403
    return 403 if viewer in sees else 404


def albums_are_read_by_those_who_may_see_or_change_them(scene):
    found, drafts = all_of(scene, doors.READS), all_of(scene, doors.DRAFTS)
    for viewer in VIEWERS:
        leaves = scene.state == "owner leaves" and viewer == "owner"
        missing = 403 if leaves else 404
        works = viewer in MAY_WORK[scene.state]
        sees = viewer in MAY_OPEN[scene.state] or works
        assert (viewer, set(found[viewer].values())) == (viewer, {200 if sees else missing})
        assert (viewer, set(drafts[viewer].values())) == (viewer, {200 if works else missing})


def albums_are_changed_by_those_who_work_on_them(scene):
    for viewer, answers in all_of(scene, doors.ALBUM_WRITES).items():
        for name, status in answers.items():
            wanted = refusal(scene, viewer, MAY_OPEN[scene.state])
            if viewer in MAY_WORK[scene.state]:
                done = {"take out": 200, "no cover": 204}.get(name, 400)
                wanted = 403 if scene.state in LOCKED else done
            assert (viewer, name, status) == (viewer, name, wanted)


def albums_are_published_and_thrown_away_by_those_who_work_on_them(scene):
    for viewer, answers in all_of(scene, doors.ALBUM_STATES).items():
        for name, status in answers.items():
            wanted = {refusal(scene, viewer, MAY_OPEN[scene.state])}
            if viewer in MAY_WORK[scene.state]:
                # An author's album was reviewed, so an editor takes it off the site.
                wanted = {200, 403} if name == "unpublish" and viewer == "owner" else {200}
                wanted = wanted if name == "unpublish" else {400}
            assert status in wanted, (viewer, name, status)


def photos_are_sent_by_those_who_work_on_the_album(scene):
    for viewer in VIEWERS:
        wanted = refusal(scene, viewer, MAY_OPEN[scene.state])
        if viewer in MAY_WORK[scene.state]:
            wanted = 403 if scene.state in LOCKED else 422
        assert (viewer, tried(scene, viewer, doors.upload)) == (viewer, wanted)


def photos_are_changed_by_those_who_may(scene):
    gone = scene.state in ("in the trash", "owner leaves")
    answers = all_of(scene, {**doors.PHOTO_WRITES, "tags": doors.PHOTO_TAGS})
    for viewer in VIEWERS:
        may = viewer in WORKERS and not gone
        for name, status in answers[viewer].items():
            wanted = refusal(scene, viewer, set() if gone else MAY_OPEN[scene.state])
            if may:
                wanted = {"throw away": 204, "reject a tag": 204, "analysis": 200, "tags": 200}.get(name, 400)
            elif name == "tags":
                sees = viewer in MAY_HAVE_FILES[scene.state] and not gone
                leaves = scene.state == "owner leaves" and viewer == "owner"
                wanted = 200 if sees else 403 if leaves else 404
            assert (viewer, name, status) == (viewer, name, wanted)


def what_was_thrown_away_is_brought_back_by_those_who_could_throw_it(scene):
    thrown = scene.state == "in the trash"
    both = {"album": doors.RESTORE_ALBUM, "photo": doors.RESTORE_PHOTO}
    for viewer, answers in all_of(scene, both).items():
        # An author does not publish again what an editor has thrown away.
        fetches = viewer in WORKERS - {"owner"} and thrown
        there = viewer in MAY_WORK[scene.state] or fetches
        photo = viewer in WORKERS and scene.state != "owner leaves"
        hidden = refusal(scene, viewer, set() if thrown else MAY_OPEN[scene.state])
        assert (viewer, answers["album"]) == (viewer, 400 if there else hidden)
        assert (viewer, answers["photo"]) == (viewer, 400 if photo else hidden)
        for kind in ("photos", "albums"):
            named = doors.names(scene, scene.client(viewer), f"/trash/?kind={kind}")
            wanted = fetches if kind == "albums" else thrown and viewer in WORKERS
            assert (viewer, kind, named) == (viewer, kind, wanted)


def ones_own_list_names_ones_own_drafts(scene):
    for viewer in VIEWERS:
        named = doors.names(scene, scene.client(viewer), "/albums/?owner=me&include=tags")
        assert (viewer, named) == (viewer, viewer == "owner" and "owner" in MAY_WORK[scene.state])
