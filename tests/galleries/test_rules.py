"""Albums that fill themselves: what a rule finds, what it may show, and that nothing is seen by it alone."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import GroupPagePermission, PageViewRestriction

from galleries import changes, policy, roles, rule_actions, rule_sight, rules, tasks, zips
from galleries.models import (
    AlbumGrant,
    AlbumIndexPage,
    AlbumPage,
    AlbumPhoto,
    AlbumRule,
    Photo,
    PhotoTag,
    RuleTag,
    Tag,
    Withheld,
    tag_for,
)
from galleries.rules import Terms
from jobs.models import Job
from tests.factories import add_tag, make_album, make_user, ready_photo
from tests.galleries.links import come_in, make_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Any:
    return make_user("rule-owner", is_superuser=False)


@pytest.fixture
def other() -> Any:
    return make_user("photographer")


def ruled(
    owner: Any, visibility: str = "public", *, any: tuple[str, ...] = ("lake",), **terms: Any
) -> AlbumPage:
    """An album of the owner with a rule, filled."""
    album = make_album("Quiet water", owner=owner, visibility=visibility, slug="quiet-water")
    rule = AlbumRule.objects.create(album=album, **terms)
    for name in any:
        RuleTag.objects.create(rule=rule, tag=tag_for(en=name), sense="any")
    rules.keep(album.pk)
    return album


def ids(*tags: str) -> frozenset[int]:
    return frozenset(tag_for(en=tag).pk for tag in tags)


def shown(album: AlbumPage) -> list[str]:
    return [place.photo.title for place in album.album_photos.ready().in_order()]


def titles(terms: Terms) -> set[str]:
    return set(rules.matching(terms).values_list("title", flat=True))


# --- what a rule finds


def test_tags_are_all_there_or_one_of_them_or_none() -> None:
    for title, tags in {"a": ("lake",), "b": ("lake", "mist"), "c": ("mist", "night"), "d": ()}.items():
        ready_photo(title=title, tags=tags)
    suggested = ready_photo(title="e")
    add_tag(suggested, "lake", state="suggested")
    ready_photo(title="f", tags=("lake",), state="preparing")
    ready_photo(title="g", tags=("lake",), trashed_at=timezone.now())
    Withheld.objects.create(photo=ready_photo(title="h", tags=("lake",)))

    assert titles(Terms(all=ids("lake", "mist"))) == {"b"}
    assert titles(Terms(any=ids("lake", "night"))) == {"a", "b", "c"}
    assert titles(Terms(any=ids("lake", "night"), none=ids("night"))) == {"a", "b"}
    assert titles(Terms(none=ids("night"))) == titles(Terms()) == set()


def test_dates_are_those_of_the_clock_where_the_photo_was_taken(owner: Any) -> None:
    # Half past one in the night of 2 May in Shanghai, half past six in the evening of 1 May in New York.
    shanghai = {"taken_at": datetime(2026, 5, 1, 17, 30, tzinfo=UTC), "taken_offset": 480}
    new_york = {"taken_at": datetime(2026, 5, 1, 22, 30, tzinfo=UTC), "taken_offset": -240}
    photos = [
        ready_photo(title="s", owner=owner, **shanghai),
        ready_photo(title="n", owner=owner, **new_york),
    ]
    assert [photo.local_taken_at.day for photo in photos] == [2, 1]
    ready_photo(title="never", owner=owner)

    assert titles(Terms(taken_from=date(2026, 5, 2))) == {"s"}
    assert titles(Terms(taken_to=date(2026, 5, 1))) == {"n"}
    assert titles(Terms(taken_from=date(2026, 5, 1), taken_to=date(2026, 5, 2))) == {"s", "n"}
    assert titles(Terms(taken_from=date.min, taken_to=date.max, author=owner.pk)) == {"s", "n"}
    assert titles(Terms(author=owner.pk)) == {"s", "n", "never"}


# --- keeping it so


def test_the_album_is_filled_in_the_order_of_time_and_new_ones_come_to_the_end(
    owner: Any, other: Any
) -> None:
    source = make_album(owner=other)
    for title, year in (("late", 2025), ("early", 2020), ("undated", None)):
        when = datetime(year, 1, 1, tzinfo=UTC) if year else None
        ready_photo(owner=other, album=source, title=title, tags=("lake",), taken_at=when)
    album = ruled(owner)
    assert shown(album) == ["early", "late", "undated"]

    by_hand = ready_photo(owner=owner, album=album, title="by hand")
    last = ready_photo(
        owner=other, album=source, title="oldest", tags=("lake",), taken_at=datetime(1999, 1, 1, tzinfo=UTC)
    )
    rules.keep(album.pk)
    assert shown(album) == ["early", "late", "undated", "by hand", "oldest"]

    PhotoTag.objects.filter(content_object=last).delete()
    rules.keep(album.pk)
    assert shown(album) == ["early", "late", "undated", "by hand"]
    assert not album.album_photos.get(photo=by_hand).by_rule


def test_where_nothing_changed_nothing_is_written_and_the_queries_are_as_many_for_any_number(
    owner: Any, other: Any
) -> None:
    source = make_album(owner=other)

    def fill(count: int) -> int:
        for _ in range(count):
            ready_photo(owner=other, album=source, tags=("lake",))
        with CaptureQueriesContext(connection) as queries:
            assert rules.keep(album.pk) == count
        return len(queries)

    album = ruled(owner)
    assert fill(2) == fill(12)
    with CaptureQueriesContext(connection) as queries:
        assert rules.keep(album.pk) == 0
    assert not [q for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_a_photo_that_somebody_wants_there_stays_when_the_rule_lets_it_go(owner: Any) -> None:
    source = make_album(owner=owner)
    photo = ready_photo(owner=owner, album=source, tags=("lake",), title="kept")
    album = ruled(owner)
    AlbumPhoto.objects.append(album, [photo])
    PhotoTag.objects.all().delete()
    rules.keep(album.pk)
    assert shown(album) == ["kept"]


# --- what it may show

Ways = dict[str, Callable[[AlbumPage, Photo], Any]]


def _restrict(album: AlbumPage, photo: Photo) -> None:
    PageViewRestriction.objects.create(page=album, restriction_type=PageViewRestriction.LOGIN)


def _become(visibility: str) -> Callable[[AlbumPage, Photo], Any]:
    return lambda album, photo: AlbumPage.objects.filter(pk=album.pk).update(visibility=visibility)


WAYS_OUT: Ways = {
    "private": _become("private"),
    "unlisted": _become("unlisted"),
    "members": _become("members"),
    "unpublished": lambda album, photo: album.unpublish(),
    "deleted": lambda album, photo: album.delete(),
    "restricted": _restrict,
    "album withheld": lambda album, photo: Withheld.objects.create(album=album),
    "photo withheld": lambda album, photo: Withheld.objects.create(photo=photo),
    "taken out": lambda album, photo: AlbumPhoto.rows.filter(album=album).delete(),
    "trashed": lambda album, photo: Photo.objects.filter(pk=photo.pk).update(trashed_at=timezone.now()),
    "owner leaves": lambda album, photo: type(album.owner).objects.filter(pk=album.owner_id).update(
        delete_after=timezone.now() + timedelta(days=14)
    ),
    "rule gone": lambda album, photo: AlbumRule.objects.all().delete(),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS_OUT)
def test_a_photo_that_is_not_public_any_more_is_gone_at_the_next_request(
    way: str, owner: Any, other: Any
) -> None:
    source = make_album(owner=other)
    photo = ready_photo(owner=other, album=source, title="Hidden rose", tags=("lake",))
    album = ruled(owner)
    client, page, path = Client(), album.get_url(), f"{album.get_url()}{photo.pk}/"
    assert (client.get(path).status_code, "Hidden rose" in client.get(page).content.decode()) == (200, True)

    WAYS_OUT[way](AlbumPage.objects.get(pk=source.pk), photo)  # and no work has been done behind the site

    assert AlbumPhoto.rows.filter(album=album, photo=photo).exists()
    assert (client.get(path).status_code, "Hidden rose" in client.get(page).content.decode()) == (404, False)
    assert not AlbumPhoto.objects.filter(album=album).ready().exists()
    seen = Photo.objects.visible_to(policy.Viewer()).filter(pk=photo.pk).exists()
    assert (seen, Photo.objects.filter(policy.open_photos(), pk=photo.pk).exists()) == (
        way in ("rule gone", "unlisted"),  # then they are there for who has the other album's address
    ) * 2
    assert "Hidden rose" not in client.get("/albums/").content.decode() or way == "rule gone"


@pytest.mark.parametrize(
    ("album", "source", "may"),
    [
        ("public", "public", True), ("public", "unlisted", False), ("public", "members", False),
        ("public", "private", False), ("unlisted", "public", True), ("unlisted", "unlisted", False),
        ("members", "public", True), ("members", "members", True), ("members", "unlisted", False),
        ("private", "members", True), ("private", "unlisted", False), ("private", "private", False),
    ],
)  # fmt: skip
def test_the_album_shows_what_all_its_visitors_may_see_elsewhere(
    album: str, source: str, may: bool, owner: Any, other: Any
) -> None:
    ready_photo(owner=other, album=make_album(owner=other, visibility=source), title="x", tags=("lake",))
    assert shown(ruled(owner, album)) == (["x"] if may else [])


def test_photos_of_no_album_or_of_rule_albums_only_are_not_shown(owner: Any) -> None:
    ready_photo(owner=owner, tags=("lake",), title="library")
    source = make_album(owner=owner)
    photo = ready_photo(owner=owner, album=source, tags=("lake",), title="held up")
    album = ruled(owner)
    second = make_album(owner=owner)
    RuleTag.objects.create(rule=AlbumRule.objects.create(album=second), tag=tag_for(en="lake"), sense="any")
    rules.keep_all()
    assert shown(album) == shown(second) == ["held up"]
    AlbumPhoto.rows.filter(album=source).delete()
    assert shown(album) == shown(second) == []
    rules.keep_all()
    assert not AlbumPhoto.rows.filter(photo=photo).exists()


def test_her_own_private_albums_fill_a_private_album_that_nobody_else_sees(owner: Any, other: Any) -> None:
    source = make_album(owner=owner, visibility="private")
    photo = ready_photo(owner=owner, album=source, tags=("family",), title="mother")
    album = ruled(owner, "private", any=("family",))
    assert shown(album) == ["mother"]

    def others_see_it() -> bool:
        return bool(shown(album))

    grant = AlbumGrant.objects.create(album=album, user=other)
    assert not others_see_it()
    grant.delete()
    link, path = make_link(album)
    guest = come_in(path)
    assert not others_see_it()
    assert guest.get(f"{album.get_url()}{photo.pk}/").status_code == 404
    link.delete()
    curators = Group.objects.create(name="given this album only")
    right = GroupPagePermission.objects.create(
        group=curators, page=album, permission=Permission.objects.get(codename="change_page")
    )
    assert not others_see_it()
    GroupPagePermission.objects.filter(pk=right.pk).update(page=AlbumIndexPage.objects.get())
    assert others_see_it()  # those editors see the private album as well
    AlbumPage.objects.filter(pk=album.pk).update(visibility="members")
    assert not others_see_it()
    AlbumPage.objects.filter(pk=album.pk).update(visibility="private", owner=other)
    assert not others_see_it()


def test_a_link_to_a_members_album_shows_no_guest_what_is_for_members(owner: Any, other: Any) -> None:
    ready_photo(owner=other, album=make_album(owner=other, visibility="members"), title="x", tags=("lake",))
    album = ruled(owner, "members")
    assert shown(album) == ["x"]
    make_link(album)
    assert shown(album) == []


def test_below_a_page_for_members_rules_still_find_what_lies_below_it_too(owner: Any, other: Any) -> None:
    ready_photo(owner=other, album=make_album(owner=other), title="x", tags=("lake",))
    album = ruled(owner)
    _restrict(AlbumIndexPage.objects.get(), None)  # type: ignore[arg-type]
    assert shown(album) == ["x"]


def test_a_rule_gives_nobody_a_download_that_the_photo_s_own_album_refuses(owner: Any, other: Any) -> None:
    source = make_album(owner=other)
    photo = ready_photo(owner=other, album=source, tags=("lake",))
    album = ruled(owner)
    AlbumPage.objects.filter(pk=album.pk).update(download="original")
    album = AlbumPage.objects.get(pk=album.pk)
    place = album.album_photos.get()
    hers, guest = Client(), Client()
    hers.force_login(owner)
    for client, viewer in ((hers, policy.Viewer(owner)), (guest, policy.Viewer())):
        assert client.get(f"{album.get_url()}{photo.pk}/download/").status_code == 404
        assert "/download/" not in client.get(f"{album.get_url()}{photo.pk}/").content.decode()
        assert zips.entries(album, viewer, full=False) == []
    AlbumPage.objects.filter(pk=source.pk).update(download="web")
    assert rule_sight.download_size(policy.Viewer(), place, "original") == "web"
    assert rule_sight.download_size(policy.Viewer(other), place, "original") == "original"


def test_a_page_of_a_rule_album_needs_as_many_queries_for_any_number_of_photos(
    owner: Any, other: Any
) -> None:
    source = make_album(owner=other)

    def visit() -> int:
        ready_photo(owner=other, album=source, tags=("lake",))
        rules.keep(album.pk)
        Client().get(album.get_url())
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(album.get_url()).status_code == 200
        return len(queries)

    album = ruled(owner)
    first = visit()
    for _ in range(5):
        ready_photo(owner=other, album=source, tags=("lake",))
    assert visit() == first


# --- when the rule itself changes


def test_a_rule_whose_last_tag_went_shows_nothing(owner: Any) -> None:
    ready_photo(owner=owner, album=make_album(owner=owner), tags=("lake",))
    album = ruled(owner)
    assert shown(album)
    Tag.objects.all().delete()
    rules.keep_all()
    assert (shown(album), AlbumRule.objects.count()) == ([], 1)


def test_an_album_that_lost_its_rule_is_emptied_of_what_the_rule_brought(owner: Any, other: Any) -> None:
    ready_photo(owner=other, album=make_album(owner=owner), tags=("lake",))
    album = ruled(owner, author=other)
    assert AlbumPhoto.rows.filter(album=album).count() == 1
    AlbumRule.objects.filter(author=other).delete()  # as when the person goes
    assert shown(album) == []
    rules.keep_all()
    assert not AlbumPhoto.rows.filter(album=album).exists()


def test_what_changes_asks_for_the_rules_concerned_once(
    owner: Any, django_capture_on_commit_callbacks: Any
) -> None:
    source = make_album(owner=owner)
    photos = [ready_photo(owner=owner, album=source) for _ in range(3)]
    album = ruled(owner)
    ruled_by_mist = make_album(owner=owner)
    RuleTag.objects.create(
        rule=AlbumRule.objects.create(album=ruled_by_mist), tag=tag_for(en="mist"), sense="all"
    )
    Job.objects.all().delete()

    def asked(do: Callable[[], Any]) -> set[tuple[str, int]]:
        Job.objects.all().delete()
        connection.run_on_commit.clear()  # of what the test did before
        with django_capture_on_commit_callbacks(execute=True):
            do()
        kinds = (tasks.KEEP_RULE, tasks.KEEP_RULES)
        return set(Job.objects.filter(kind__in=kinds).values_list("kind", "target_id"))

    assert asked(lambda: [add_tag(photo, "lake") for photo in photos]) == {(tasks.KEEP_RULE, album.pk)}
    assert asked(lambda: add_tag(photos[0], "mist", state="suggested")) == set()
    assert asked(lambda: photos[0].save()) == {(tasks.KEEP_RULE, album.pk)}
    assert asked(lambda: AlbumPage.objects.get(pk=source.pk).save()) == {(tasks.KEEP_RULES, 0)}
    assert asked(lambda: tag_for(en="mist").delete()) == {(tasks.KEEP_RULE, ruled_by_mist.pk)}
    AlbumRule.objects.all().delete()
    assert asked(lambda: [add_tag(photos[0], "night"), photos[0].save()]) == set()


def test_the_rule_that_ends_leaves_only_what_the_person_might_add_by_hand(owner: Any, other: Any) -> None:
    owner.user_permissions.set([])
    editor = make_user("boss", is_superuser=True)
    source = make_album(owner=other)
    ready_photo(owner=other, album=source, tags=("lake",), title="hers")
    album = ruled(owner)
    assert rule_actions.end_rule(user=editor, album=album, keep_photos=True) == (1, 0)
    assert (shown(album), AlbumRule.objects.exists()) == (["hers"], False)

    rule_actions.set_rule(user=editor, album=album, terms=Terms(any=ids("night")))
    ready_photo(owner=other, album=source, tags=("night",), title="later")
    private = make_album(owner=other, visibility="private")
    rules.keep(album.pk)
    assert shown(album) == ["hers", "later"]
    AlbumPhoto.rows.filter(photo__title="later", album=source).update(album=private)
    # What is hidden at this moment does not become public by it.
    assert rule_actions.end_rule(user=editor, album=album, keep_photos=True) == (0, 1)
    assert shown(album) == ["hers"]


def test_a_cover_stands_there_by_hand(owner: Any, other: Any) -> None:
    editor = make_user("boss", is_superuser=True)
    photo = ready_photo(owner=other, album=make_album(owner=other), tags=("lake",))
    album = ruled(owner)
    owner.groups.add(Group.objects.get(name=roles.AUTHORS))
    with pytest.raises(changes.Refused):
        changes.choose_cover(user=owner, album=album, photos=[photo.pk])
    changes.choose_cover(user=editor, album=album, photos=[photo.pk])
    assert not album.album_photos.get().by_rule
