"""The roles: who is let in where, what a new and an older installation give, albums given to curators."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse
from wagtail.models import GroupApprovalTask, GroupPagePermission, Workflow

from community import roles as moderation
from galleries import curators, roles
from galleries.admin.urls import urlpatterns
from galleries.models import AlbumIndexPage, AlbumPage, PublishingRules
from tests.admin import doors
from tests.admin.conftest import in_group, signed_in
from tests.admin.doors import ROLES, THEIR_OWN, Door, Scene
from tests.admin.test_albums import create
from tests.factories import add_tag, jpeg, make_album, make_user, ready_photo, upload

PARTS = [import_module(f"tests.admin.doors.{part.name}") for part in pkgutil.iter_modules(doors.__path__)]
DOORS = [(part.__name__.rpartition(".")[2], door) for part in PARTS for door in part.DOORS]
NO_DOOR = {route: reason for part in PARTS for route, reason in part.ROUTES.items()}
GROUPS = {
    "administrator": roles.ADMINISTRATORS,
    "editor": roles.EDITORS,
    "curator": roles.CURATORS,
    "author": roles.AUTHORS,
}


class Noting(Client):
    """Knows which routes it was sent to."""

    def __init__(self) -> None:
        super().__init__(raise_request_exception=False)
        self.routes: set[str] = set()

    def request(self, **request: Any) -> Any:
        match = resolve(request["PATH_INFO"])
        self.routes |= {match.url_name or "", match.route.removeprefix("admin/")}
        return super().request(**request)


def person(role: str) -> Any:
    """Nobody for a guest."""
    if role == "guest":
        return None
    return in_group(role, GROUPS[role]) if role in GROUPS else make_user(role)


def browser(user: Any) -> Noting:
    client = Noting()
    if user is not None:
        client.force_login(user)
    return client


def scene(role: str, user: Any, *, own: bool) -> Scene:
    """What the person was given or made herself, or what is none of her business."""
    owner = user if own and role == "author" else make_user()
    album = make_album("Hers" if own else "Another's", owner=owner, visibility="public" if own else "private")
    album.save_revision()
    photos = [ready_photo(owner=owner, album=album) for _ in range(2)]
    if own and role == "curator":
        curators.give(user=make_user(is_superuser=True), album=album, chosen=[user])
    return Scene(album, photos, add_tag(photos[0], "sea", state="suggested", confidence=0.5), {})


def is_let_in(answer: Any) -> bool:
    """Not to the sign-in, and not to the admin's first page, where Wagtail sends those who may not."""
    if answer.status_code in (301, 302):
        target = answer.headers["Location"].partition("?")[0]
        return "login" not in target and target != reverse("wagtailadmin_home")
    if getattr(answer, "redirect_chain", None) and answer.request["PATH_INFO"] == reverse(
        "wagtailadmin_home"
    ):
        return False
    return answer.status_code in (200, 201, 204)


def tried(client: Client, door: Door, its: Scene) -> Any:
    """What the door answers; nothing of it stays."""
    try:
        with transaction.atomic():
            if door.before is not None:
                door.before(its)
            answer = door.send(client, its)
            if getattr(answer, "streaming", False):
                answer.close()
            transaction.set_rollback(True)
    finally:
        its.album = AlbumPage.objects.get(pk=its.album.pk)
    return answer


def wrong(role: str, which: str, part: str, door: Door, answer: Any) -> str:
    expected = role in (door.own if which == "own" else door.other)
    if is_let_in(answer) is expected and answer.status_code < 500:
        return ""
    told = f"{answer.status_code} {answer.headers.get('Location', '')}".strip()
    return (
        f"{role}, {which} album, {part}: {door.name}: {'in' if expected else 'out'} was expected, got {told}"
    )


@pytest.mark.parametrize("role", ROLES)
def test_each_door_lets_in_whom_it_should(role: str, db: None) -> None:
    moderation.ensure_moderators()
    user = person(role)
    found = []
    for which in ("own", "other") if role in THEIR_OWN else ("other",):
        its = scene(role, user, own=which == "own")
        for part, door in DOORS:
            found.append(wrong(role, which, part, door, tried(browser(user), door, its)))
    assert not (failed := [text for text in found if text]), "\n" + "\n".join(failed)


def test_no_address_of_ours_below_the_admin_is_forgotten(db: None) -> None:
    from community.wagtail_hooks import admin_urls

    client, its = browser(None), scene("guest", None, own=False)
    for _part, door in DOORS:
        tried(client, door, its)
    covered = client.routes | set(NO_DOOR) | {name for _part, door in DOORS for name in door.routes}
    routes = {str(pattern.pattern): pattern.name for pattern in [*urlpatterns, *admin_urls()]}
    forgotten = [name or route for route, name in routes.items() if not {name, route} & covered]
    assert not forgotten, f"Neither in DOORS nor in ROUTES of tests/admin/doors: {forgotten}"


# --- what an installation has --------------------------------------------------------------------------


@pytest.fixture
def as_before_the_roles(db: None) -> Iterator[None]:
    """An installation of the time when there were editors and authors only."""
    Group.objects.filter(name__in=[roles.ADMINISTRATORS, roles.CURATORS]).delete()
    PublishingRules.objects.all().delete()
    yield


def test_an_administrator_has_whatever_a_group_can_be_given() -> None:
    from wagtail.users.forms import GroupForm

    group = Group.objects.get(name=roles.ADMINISTRATORS)
    assert set(GroupForm().registered_permissions) == set(group.permissions.all())
    client = signed_in(in_group("admin", roles.ADMINISTRATORS))
    for place in ("users", "groups", "collections", "workflows/list", "sites", "redirects", "tag", "jobs"):
        assert client.get(f"/admin/{place}/").status_code == 200, place


def test_an_administrator_makes_nobody_a_superuser_and_does_not_touch_one(superuser: Any) -> None:
    admin = in_group("admin", roles.ADMINISTRATORS)
    client, before = signed_in(admin), superuser.password
    data = {"username": "eve", "email": "eve@example.org", "is_superuser": "on", "is_active": "on"}
    client.post("/admin/users/new/", {**data, "password1": "tall-Bamboo-7", "password2": "tall-Bamboo-7"})
    eve = type(admin).objects.get(username="eve")
    client.post(f"/admin/users/edit/{eve.pk}/", data)
    client.post(f"/admin/users/edit/{admin.pk}/", {**data, "username": "admin", "email": "a@example.org"})
    taken = {
        "username": "root",
        "email": "eve@example.net",
        "password1": "tall-Bamboo-8",
        "password2": "tall-Bamboo-8",
    }
    client.post(f"/admin/users/edit/{superuser.pk}/", taken)
    client.post(f"/admin/bulk/users/user/set_active_state/?id={superuser.pk}", {"mark_as_active": "False"})
    client.post(f"/admin/bulk/users/user/delete/?id={superuser.pk}")
    superuser.refresh_from_db()
    assert (superuser.password, superuser.is_active) == (before, True)
    assert list(type(admin).objects.filter(is_superuser=True)) == [superuser]


def test_an_older_installation_gets_what_it_lacks_and_keeps_what_was_changed(
    as_before_the_roles: None,
) -> None:
    editors, authors = Group.objects.get(name=roles.EDITORS), Group.objects.get(name=roles.AUTHORS)
    editors.page_permissions.all().delete()
    for task in GroupApprovalTask.objects.all():
        task.groups.remove(editors)
    authors.permissions.clear()
    assert not roles.exist()
    roles.make_once()
    assert Group.objects.get(name=roles.CURATORS).page_permissions.count() == 1
    assert not editors.page_permissions.exists()
    assert not authors.permissions.exists()
    assert not GroupApprovalTask.objects.filter(groups=editors).exists()
    assert roles.exist()


def test_a_group_of_an_older_installation_is_not_given_every_right_for_its_name(
    as_before_the_roles: None,
) -> None:
    Group.objects.create(name=roles.ADMINISTRATORS).user_set.add(make_user("caretaker"))
    roles.make_once()
    assert not Group.objects.get(name=roles.ADMINISTRATORS).permissions.exists()


def test_what_was_deleted_stays_deleted(db: None) -> None:
    from django.core.management import call_command

    Group.objects.filter(name__in=[roles.CURATORS, roles.AUTHORS]).delete()
    call_command("migrate", verbosity=0)
    assert not Group.objects.filter(name__in=[roles.CURATORS, roles.AUTHORS]).exists()


def test_where_no_workflow_is_left_one_is_made_for_a_new_installation(db: None) -> None:
    Workflow.objects.all().delete()
    roles.ensure_roles()
    index = AlbumIndexPage.objects.get()
    [task] = index.get_workflow().tasks
    names = set(GroupApprovalTask.objects.get(pk=task.pk).groups.values_list("name", flat=True))
    assert names == {roles.ADMINISTRATORS, roles.EDITORS, roles.MODERATORS}
    roles.ensure_roles()
    assert Workflow.objects.count() == 1


def test_whoever_signs_up_is_in_no_group(client: Client) -> None:
    user = make_user()
    client.force_login(user)
    assert not user.groups.exists()
    assert client.get("/admin/").status_code in (302, 403)


# --- curators ------------------------------------------------------------------------------------------


def give(client: Client, album: AlbumPage, *people: Any) -> Any:
    return client.post(reverse("album_curators", args=[album.pk]), {"people": [one.pk for one in people]})


def test_an_album_is_given_to_a_curator_and_taken_back(as_editor: Client, other_album: AlbumPage) -> None:
    curator = in_group("curator", roles.CURATORS)
    client, photos = signed_in(curator), reverse("album_photos", args=[other_album.pk])
    assert client.get(photos).status_code == 302
    give(as_editor, other_album, curator)
    assert client.get(photos).status_code == 200
    assert [group.name for group in curator.groups.exclude(name=roles.CURATORS)] == [
        f"Curators: Secret garden #{other_album.pk}"
    ]
    client.post(
        "/admin/images/multiple/add/", {"files[]": upload(jpeg()), "collection": other_album.collection_id}
    )
    assert other_album.album_photos.count() == 2
    assert (
        "Gave the album to the curators curator"
        in as_editor.get(f"/admin/pages/{other_album.pk}/history/").text
    )
    give(as_editor, other_album)
    assert client.get(photos).status_code == 302
    assert not Group.objects.filter(name__startswith=curators.PREFIX).exists()


def test_only_curators_can_be_chosen(as_editor: Client, album: AlbumPage, visitor: Any, author: Any) -> None:
    assert give(as_editor, album, visitor).status_code == 200
    assert (
        as_editor.post(
            reverse("album_curators", args=[album.pk]), {"people": ["x", "9" * 30, "\x00"]}
        ).status_code
        == 200
    )
    assert not Group.objects.filter(name__startswith=curators.PREFIX).exists()


def test_who_leaves_the_curators_loses_the_albums_she_was_given(
    as_editor: Client, other_album: AlbumPage, superuser: Any
) -> None:
    one, two = in_group("one", roles.CURATORS), in_group("two", roles.CURATORS)
    give(as_editor, other_album, one, two)
    data = {"username": "one", "email": "one@example.org", "is_active": "on", "groups": []}
    assert signed_in(superuser).post(f"/admin/users/edit/{one.pk}/", data).status_code == 302
    Group.objects.get(name=roles.CURATORS).user_set.clear()
    assert not Group.objects.filter(name__startswith=curators.PREFIX, user__in=[one, two]).exists()
    assert signed_in(two).get(other_album.url).status_code == 404


def test_the_group_goes_by_the_title_of_its_album_and_goes_with_it(
    as_editor: Client, album: AlbumPage
) -> None:
    curator = in_group("curator", roles.CURATORS)
    give(as_editor, album, curator)
    album.title = "雪" * 200
    album.save()
    group = Group.objects.get(name__startswith=curators.PREFIX)
    assert (len(group.name), group.name[-3 - len(str(album.pk)) :]) == (150, f"雪 #{album.pk}")
    other = make_album("Another", pk=None)
    give(as_editor, other, curator)
    album.delete()
    assert [g.name for g in Group.objects.filter(name__startswith=curators.PREFIX)] == [
        f"Curators: Another #{other.pk}"
    ]
    assert not GroupPagePermission.objects.filter(group=group.pk).exists()


def test_a_curator_makes_and_publishes_albums_of_her_own_and_publishes_nobody_elses(album: AlbumPage) -> None:
    curator = in_group("curator", roles.CURATORS)
    client = signed_in(curator)
    create(client, title="Mine", **{"action-publish": "1"})
    mine = AlbumPage.objects.get(title="Mine")
    assert (mine.live, mine.owner) == (True, curator)
    client.post(f"/admin/bulk/wagtailcore/page/unpublish/?id={album.pk}")
    assert AlbumPage.objects.get(pk=album.pk).live


def test_the_form_of_a_group_offers_the_right_to_publish_ones_own(superuser: Any) -> None:
    group = Group.objects.get(name=roles.AUTHORS)
    right = Permission.objects.get(codename="publish_own_albums")
    page = signed_in(superuser).get(f"/admin/groups/edit/{group.pk}/")
    assert f'value="{right.pk}"' in page.text
