"""The storage report, and the panels of the admin's first page: who is told what, and whether it is right."""

import csv
import itertools
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from galleries import roles, storage_sizes, trash
from galleries.admin import home
from galleries.models import AlbumPage, AlbumPhoto, Contribution, NearPair, PhotoRendition
from jobs.models import Job
from tests.admin.conftest import in_group, signed_in
from tests.admin.test_albums import create
from tests.admin.test_publishing_rules import SUBMIT
from tests.community.moderating import reported, say
from tests.factories import add_tag, make_album, make_user, ready_photo

KB = 1024
ALBUMS, OWNERS, PHOTOS = "/admin/storage/", "/admin/storage/owners/", "/admin/storage/photos/"
REPORTS = (ALBUMS, OWNERS, PHOTOS)


def stored(size, *renditions, **fields):
    """A photo of so many KB, with renditions of so many."""
    photo = ready_photo(file_size=size * KB, **fields)
    for number, made in enumerate(renditions):
        fields = {"width": 1, "height": 1, "bytes": made * KB}
        PhotoRendition.objects.create(image=photo, filter_spec=f"width-{number}", **fields)
    return photo


@pytest.fixture
def sizes(author, other_author):
    """Two albums that share a photo and one in the trash; nobody's in no album, and another in the trash."""
    mist = make_album("Mist", owner=author)
    secret = make_album("=<b>Secret", owner=other_author, visibility="private")
    type(other_author).objects.filter(pk=other_author.pk).update(display_name="+<b>Zoe")
    both = stored(1, 10, 20, owner=author, album=mist, title="Both")
    stored(2, owner=author, album=mist, title="Plain")
    stored(4, 40, owner=other_author, album=secret, title="-<b>Rose")
    thrown = stored(16, 100, owner=author, album=mist, title="Thrown", trashed_at=timezone.now())
    stored(8, 80, title="Loose", sent_again=2)
    stored(32, trashed_at=timezone.now())
    AlbumPhoto.objects.append(secret, [both, thrown])
    return mist


def table(client, address, query=""):
    """The CSV, without its headings."""
    answer = client.get(f"{address}?export=csv{query}")
    assert "text/csv" in answer.headers["Content-Type"]
    return [",".join(row) for row in csv.reader(answer.getvalue().decode().splitlines())][1:]


def tiles(client):
    found = client.get(ALBUMS).context["tiles"]
    return {label: f"{number} {remark}".replace("\xa0", " ") for label, number, remark in found}


def in_kb(*sizes):
    return ",".join(str(size * KB) for size in sizes)


def test_sums_by_album_and_owner_are_right(as_editor, sizes):
    # What lies in the trash is in no album's sum, and in its owner's. What looks like a formula is quoted.
    secret = f"'=<b>Secret,'+<b>Zoe,2,{in_kb(5, 70, 75)}"
    assert table(as_editor, ALBUMS) == [secret, f"Mist,author,2,{in_kb(3, 30, 33)}"]
    assert table(as_editor, OWNERS) == [
        f"author,3,{in_kb(19, 130, 149)}",
        f"nobody,2,{in_kb(40, 80, 120)}",
        f"'+<b>Zoe,1,{in_kb(4, 40, 44)}",
    ]
    photos = ["Loose,,8192", "'-<b>Rose,'+<b>Zoe,4096", "Plain,author,2048", "Both,author,1024"]
    assert table(as_editor, PHOTOS) == [f"{row},1600,1067" for row in photos]


def test_the_whole_and_what_duplicates_would_have_taken(as_editor, sizes):
    assert tiles(as_editor) == {
        "Everything": "313.0 KB 6 photos",
        "Pictures": "63.0 KB clean masters",
        "Renditions": "250.0 KB made for pages",
        "In the trash": "148.0 KB 2 photos",
        "In no album": "88.0 KB 1 photo",
        # 2 x Loose, and once more the two that stand in both albums, of which one lies in the trash.
        "Duplicates saved": "33.0 KB 2 sent again, 2 shown in another album too",
    }
    assert "33.0\xa0KB" in as_editor.get(ALBUMS).text
    for address, name in zip(REPORTS, ("Secret", "Zoe", "Rose"), strict=True):
        page = as_editor.get(address).text
        assert f"&lt;b&gt;{name}" in page and "<b>Secret" not in page and f"<b>{name}" not in page


def test_an_author_has_her_albums_and_photos_and_no_sum_of_others(as_editor, as_author, sizes, monkeypatch):
    monkeypatch.setattr(storage_sizes, "SLOW_SECONDS", -1)  # what the editor saw is remembered
    for address in REPORTS:
        as_editor.get(address)
    assert tiles(as_author) == {"Photos that you may change": "33.0 KB 2"}
    assert table(as_author, ALBUMS) == [f"Mist,author,2,{in_kb(3, 30, 33)}"]
    assert table(as_author, PHOTOS) == ["Plain,author,2048,1600,1067", "Both,author,1024,1600,1067"]
    for address in (ALBUMS, f"{ALBUMS}results/", PHOTOS, f"{PHOTOS}results/"):
        page = as_author.get(address).text
        assert not [name for name in ("Secret", "Rose", "Loose", "Zoe", OWNERS) if name in page]
    assert "Owners" in as_editor.get(ALBUMS).text


def test_the_sums_by_owner_are_for_those_who_edit_every_album(as_editor, as_author, superuser, sizes):
    curator = in_group("curator", roles.CURATORS)
    for address in (OWNERS, f"{OWNERS}results/", f"{OWNERS}?export=csv"):
        for client in (as_editor, signed_in(superuser)):
            assert b"Zoe" in client.get(address).getvalue()
        for client in (as_author, signed_in(curator), Client()):
            answer = client.get(address, follow=True)
            assert answer.request["PATH_INFO"] != address
            assert b"Zoe" not in answer.getvalue()


def test_albums_in_the_trash_are_left_out_and_slow_sums_kept(as_editor, editor, sizes, monkeypatch):
    monkeypatch.setattr(storage_sizes, "SLOW_SECONDS", -1)
    trash.trash_album(user=editor, album=sizes)
    assert "Mist" not in str(table(as_editor, ALBUMS))
    before = tiles(as_editor)
    stored(500)
    assert tiles(as_editor) == before
    monkeypatch.setattr(storage_sizes, "_remembered", lambda name, measure: measure())
    assert tiles(as_editor)["Everything"] == "813.0 KB 7 photos"


def test_the_rows_are_sorted_by_their_columns(as_editor, sizes):
    for key in ("-masters", "title", "owner", "sums"):  # the last is no column
        assert table(as_editor, ALBUMS, f"&ordering={key}")[0].startswith("'=")
    assert table(as_editor, ALBUMS, "&ordering=masters")[0].startswith("Mist")
    assert table(as_editor, OWNERS, "&ordering=renditions")[0].startswith("'+<b>Zoe")
    assert table(as_editor, PHOTOS, "&ordering=file_size")[0].startswith("Both")


@pytest.mark.parametrize("value", ["", "%00", "x", "9" * 5000, "-1", "sums", "'\"<i>", "xlsx"])
def test_nonsense_is_no_error(as_editor, sizes, value):
    for page in (*REPORTS, *(f"{address}results/" for address in REPORTS)):
        for key in ("ordering", "p", "export"):
            answer = as_editor.get(f"{page}?{key}={value}")
            assert answer.status_code == 200
            assert b"<i>" not in answer.getvalue()


def test_where_nothing_is_stored_or_waits_that_is_said(as_editor, as_author):
    assert tiles(as_editor)["Duplicates saved"] == "0 bytes 0 sent again, 0 shown in another album too"
    assert tiles(as_author) == {"Photos that you may change": "0 bytes 0"}
    assert [table(as_editor, address) for address in REPORTS] == [[], [], []]
    make_album("Empty")
    assert table(as_editor, ALBUMS) == ["Empty,,0,0,0,0"]
    page = as_author.get("/admin/").text
    assert "Nothing waits: every photo is ready" in page and "recent-edits" not in page


def panel(client, kind):
    found = next(panel for panel in client.get("/admin/").context["panels"] if panel.name == kind.name)
    return found.get_context_data()


def waiting(client):
    return {tile.url: f"{tile.number} {tile.text}" for tile in panel(client, home.WaitingPanel)["tiles"]}


def much_waits(owner, album):
    """One of each kind of the owner's, and two pairs."""
    photos = [ready_photo(owner=owner, album=album) for _ in range(3)]
    add_tag(photos[0], "sea", state="suggested")
    NearPair.objects.bulk_create(NearPair(first=photos[0], second=p, distance=2) for p in photos[1:])
    Job.objects.create(kind="analyse_photo", target_id=photos[0].pk, state="failed")
    ready_photo(owner=owner, album=album, state="preparing")
    for days in (0, 28):
        ready_photo(owner=owner, album=album, trashed_at=timezone.now() - timedelta(days=days))
    Contribution.objects.create(album=album, photo=ready_photo(owner=make_user()))


def test_the_first_page_names_what_waits(as_editor, as_author, author, other_author, album, other_album):
    much_waits(author, album)
    much_waits(other_author, other_album)
    create(as_author, title="Handed in", **SUBMIT)
    reported(say(album, other_author))
    assert waiting(as_author) == {
        reverse("tag_review"): "1 suggested tag to decide",
        reverse("galleries:sharing", args=[album.pk]) + "#tray": "1 photo that others sent you",
        reverse("similar_photos"): "2 pairs of similar photos",
        reverse("jobs") + "?state=failed": "1 failed job",
        reverse("wagtailimages:index") + "?state=preparing": "1 photo being prepared",
        reverse("trash_photos"): "1 photo soon leaves the trash",
    }
    assert list(waiting(as_editor).values()) == [
        "2 suggested tags to decide", "1 submission to review", "4 pairs of similar photos", "2 failed jobs",
        "2 photos being prepared", "2 photos soon leave the trash",
    ]  # fmt: skip
    keeper = make_user("keeper")  # changes no photos
    keeper.user_permissions.add(Permission.objects.get(codename="access_admin"))
    pages = [client.get("/admin/").text for client in (as_editor, as_author, signed_in(keeper))]
    for told, by in (("</strong> open case", 1), ("photos-waiting", 2), (ALBUMS, 2), ("/admin/jobs/", 2)):
        assert [told in page for page in pages] == [True] * by + [False] * (3 - by)


def test_very_many_are_not_counted(as_editor, monkeypatch):
    monkeypatch.setattr(home, "MOST", 2)
    for told in ("1 photo being", "2 photos being", "2+ photos being", "2+ photos being"):
        ready_photo(tags=("fog",), state="preparing")
        assert list(waiting(as_editor).values()) == [f"{told} prepared"]


def edited(user, *albums):
    for number, album in enumerate(albums):
        fields = {"timestamp": timezone.now() + timedelta(seconds=number), "label": album.title}
        PageLogEntry.objects.create(page=album, user=user, action="wagtail.edit", **fields)


def test_what_she_edited_last_is_listed_where_she_may_see_it(as_author, author, editor, album, other_album):
    thrown, taken = (make_album(title, owner=author) for title in ("Thrown", "Taken"))
    plain = make_album("<b>Plain</b>", owner=author, live=False)
    edited(author, album, plain, thrown, taken, other_album, album)
    edited(editor, make_album("Of the editor"))
    trash.trash_album(user=editor, album=thrown)
    AlbumPage.objects.filter(pk=taken.pk).update(owner=editor, visibility="private")
    seen = panel(as_author, home.RecentPanel)["recent"]
    assert [(one["page"].pk, bool(one["cover"])) for one in seen] == [(album.pk, True), (plain.pk, False)]
    listed = (page := as_author.get("/admin/").text).partition("recent-edits")[2].partition("</section>")[0]
    assert "&lt;b&gt;Plain" in listed and "draft" in listed and "<img" in listed
    assert not [name for name in ("<b>Plain", "Thrown", "Taken", "Secret garden") if name in page]


def test_reports_and_panels_cost_the_same_for_any_number(as_editor, as_author, author):
    costs = {}
    for number in (1, 3, 27):  # the first looks fill caches
        for _ in range(number):
            album = make_album(owner=author)
            stored(1, 1, owner=author, album=album)
            stored(1, 1, owner=make_user())
            much_waits(author, album)
            edited(author, album)
        for client, page in itertools.product((as_editor, as_author), (*REPORTS, "/admin/")):
            with CaptureQueriesContext(connection) as captured:
                client.get(page)
            costs.setdefault(number, []).append(len(captured))
    assert costs[3] == costs[27]
    assert len(panel(as_author, home.RecentPanel)["recent"]) == home.RECENT
