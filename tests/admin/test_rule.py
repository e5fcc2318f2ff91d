"""The rule of an album in the admin: written, looked at, saved, ended."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageLogEntry

from galleries import rules, tasks
from galleries.models import AlbumPage, AlbumPhoto, AlbumRule, Photo, RuleTag, Tag, tag_for
from jobs import runner
from jobs.models import Job
from tests.admin.conftest import titles
from tests.factories import make_album, make_user, ready_photo


@pytest.fixture
def lakes(other_author: Any) -> AlbumPage:
    """A public album of somebody else with two photos of lakes."""
    lakes = make_album("Lakes", owner=other_author, slug="lakes")
    for name in ("Lake one", "Lake two"):
        ready_photo(owner=other_author, album=lakes, title=name, tags=("lake",))
    return lakes


def address(album: AlbumPage) -> str:
    return f"/admin/albums/{album.pk}/rule/"


def save(client: Client, album: AlbumPage, **fields: str) -> Any:
    return client.post(address(album), {"do": "save", **fields}, follow=True)


def look(client: Client, album: AlbumPage, **fields: str) -> str:
    answer = client.get(address(album), fields, headers={"X-Requested-With": "XMLHttpRequest"})
    assert answer.status_code == 200
    return str(answer.content.decode())


def do_the_work() -> None:
    for job in Job.objects.waiting().filter(kind=tasks.KEEP_RULE):
        runner.run(job.pk)


def test_an_author_lets_her_album_fill_itself(as_author: Client, album: AlbumPage, lakes: AlbumPage) -> None:
    assert f"/admin/albums/{album.pk}/rule/" in as_author.get(f"/admin/pages/{album.pk}/edit/").text
    tag_for(en="lake", zh="湖")
    answer = save(as_author, album, any="湖", none="night" if Tag.objects.named("night") else "")
    assert "It finds 2 photos" in answer.text
    do_the_work()

    assert titles(album) == ["P0", "P1", "P2", "P3", "Lake one", "Lake two"]
    assert [place.by_rule for place in album.album_photos.in_order()] == [False] * 4 + [True] * 2
    assert "2 photos stand in it by this rule" in as_author.get(address(album)).text
    entry = PageLogEntry.objects.filter(page=album.pk, action="wagtail.edit").latest("timestamp")
    assert entry.data["rule"]["any"] == [tag_for(en="lake").pk]

    save(as_author, album, any="lake", taken_from="2020-01-01")
    do_the_work()
    assert titles(album) == ["P0", "P1", "P2", "P3"]
    rule = AlbumRule.objects.get()
    assert (str(rule.taken_from), RuleTag.objects.count()) == ("2020-01-01", 1)


def test_looking_shows_what_would_be_found_and_saves_nothing(
    as_author: Client, album: AlbumPage, lakes: AlbumPage, author: Any, other_author: Any
) -> None:
    hidden = make_album("Hidden lakes", owner=other_author, visibility="private")
    ready_photo(owner=other_author, album=hidden, title="Secret lake", tags=("lake",))
    private = make_album("Mine", owner=author, visibility="private")
    ready_photo(owner=author, album=private, title="My own lake", tags=("lake",))

    text = look(as_author, album, any="lake")
    assert "2 photos are found" in text
    assert 'alt="Lake one"' in text
    # Hers is told as a number; of the other author's she learns nothing.
    assert "1 more photo fits but is not shown" in text
    assert "Secret lake" not in text
    assert "My own lake" not in text

    page = as_author.post(address(album), {"do": "preview", "any": "lake"})  # without a script
    assert "2 photos are found" in page.text
    assert 'value="lake"' in page.text
    assert not AlbumRule.objects.exists()
    assert not Job.objects.filter(kind=tasks.KEEP_RULE).exists()


def test_what_she_put_there_herself_is_not_told_as_left_out(as_author: Client, author: Any) -> None:
    album = make_album(owner=author, visibility="unlisted")
    ready_photo(owner=author, album=album, tags=("lake",))
    assert "0 photos are found" in look(as_author, album, any="lake")
    assert "more photo" not in look(as_author, album, any="lake")


def test_looking_costs_as_many_queries_for_any_number_of_photos(
    as_editor: Client, album: AlbumPage, lakes: AlbumPage
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            look(as_editor, album, any="lake")
        return len(queries)

    cost()
    few = cost()
    for _ in range(14):
        ready_photo(album=lakes, tags=("lake",))
    assert cost() == few


NO_RULES: list[tuple[dict[str, str], str]] = [
    ({}, "Say which tags"),
    ({"none": "lake"}, "Say which tags"),
    ({"any": "no such tag"}, "There is no tag “no such tag”."),
    ({"any": "lake", "none": "LAKE"}, "“lake” stands in two fields."),
    ({"any": "lake", "taken_from": "2026-02-02", "taken_to": "2026-02-01"}, "comes before the first"),
    ({"taken_from": "tomorrow"}, "Enter a valid date"),
    ({"author": "nobody-of-this-name"}, "Select a valid choice"),
    ({"author": "9" * 400}, "Select a valid choice"),
    ({"any": "a\x00b"}, "Null characters"),
    ({"any": ",".join(f"t{n}" for n in range(21))}, "At most 20 tags"),
]


def test_what_makes_no_rule_is_told_and_changes_nothing(
    as_author: Client, album: AlbumPage, lakes: AlbumPage
) -> None:
    for fields, told in NO_RULES:
        answer = as_author.post(address(album), {"do": "save", **fields})
        assert (fields, answer.status_code, told in answer.text) == (fields, 400, True)
        assert not fields or told in look(as_author, album, **fields)
    assert not AlbumRule.objects.exists()


def test_the_person_is_chosen_among_those_whose_photos_she_meets(
    as_author: Client, album: AlbumPage, lakes: AlbumPage
) -> None:
    ready_photo(owner=make_user("unseen"), title="in no album")
    text = as_author.get(address(album)).text
    assert 'value="other-author"' in text
    assert 'value="unseen"' not in text
    assert save(as_author, album, author="other-author").status_code == 200
    assert AlbumRule.objects.get().author.username == "other-author"


@pytest.mark.parametrize(
    ("photos", "left"), [("stay", ["P0", "P1", "P2", "P3", "mine"]), ("out", ["P0", "P1", "P2", "P3"])]
)
def test_the_rule_is_ended_and_the_photos_stay_or_go(
    as_author: Client, author: Any, album: AlbumPage, lakes: AlbumPage, photos: str, left: list[str]
) -> None:
    ready_photo(owner=author, album=make_album(owner=author), title="mine", tags=("lake",))
    save(as_author, album, any="lake")
    do_the_work()
    assert set(titles(album)) == {"P0", "P1", "P2", "P3", "Lake one", "Lake two", "mine"}

    answer = as_author.post(address(album), {"do": "end", "photos": photos}, follow=True)
    assert "does not fill itself any more" in answer.text
    # Those of others are not hers to put there.
    assert (titles(album), AlbumRule.objects.exists()) == (left, False)
    assert not AlbumPhoto.rows.filter(by_rule=True).exists()
    assert "no rule any more" in as_author.post(address(album), {"do": "end"}, follow=True).text


def test_a_hidden_photo_is_in_no_view_of_the_workbench(
    as_author: Client, album: AlbumPage, lakes: AlbumPage
) -> None:
    save(as_author, album, any="lake")
    do_the_work()
    photo = Photo.objects.get(title="Lake one")
    assert "Lake one" in as_author.get(f"/admin/albums/{album.pk}/photos/").text
    AlbumPage.objects.filter(pk=lakes.pk).update(visibility="private")
    for path in ("photos/", f"photos/cards/?ids={photo.pk}&order=1", "rule/"):
        assert "Lake one" not in as_author.get(f"/admin/albums/{album.pk}/{path}").text
    assert as_author.get(f"/admin/albums/{album.pk}/photos/{photo.pk}/details/").status_code == 404
    assert "Lake one" not in as_author.get(f"/admin/pages/{album.pk}/edit/").text


def test_a_copied_album_has_only_what_was_put_there_by_hand(
    as_editor: Client, album: AlbumPage, lakes: AlbumPage
) -> None:
    save(as_editor, album, any="lake")
    do_the_work()
    data = {
        "new_title": "Copy",
        "new_slug": "copy",
        "new_parent_page": album.get_parent().pk,
        "publish_copies": "",
    }
    as_editor.post(f"/admin/pages/{album.pk}/copy/", data)
    assert titles(AlbumPage.objects.get(slug="copy")) == ["P0", "P1", "P2", "P3"]


def test_the_trash_takes_an_album_s_rule_along(as_editor: Client, album: AlbumPage, lakes: AlbumPage) -> None:
    save(as_editor, album, any="lake")
    AlbumPage.objects.filter(pk=album.pk).update(url_path="/vitrine-trash/x/", live=False)
    do_the_work()
    assert not AlbumPhoto.rows.filter(by_rule=True).exists()
    rules.keep_all()
    assert timezone.now() and not AlbumPhoto.rows.filter(by_rule=True).exists()
    assert as_editor.get(address(album)).status_code in (302, 403)
