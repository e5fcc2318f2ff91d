"""Who gets in where: editor, author of this and of another album, visitor, guest."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection

from galleries import roles
from galleries.models import AlbumIndexPage, AlbumPage, Photo
from jobs.models import Job
from tests.admin.conftest import signed_in, titles
from tests.factories import add_tag, jpeg, ready_photo, upload

IN, OUT, SIGN_IN = "in", "out", "sign in"
ALBUM_VIEWS = ["album_photos", "album_choose", "album_upload"]


def what_happens(client: Client, url: str) -> str:
    """Wagtail sends those who may not to its first page, and those without an account to the sign-in."""
    response = client.get(url)
    if response.status_code == 200:
        return IN
    assert response.status_code in (302, 403, 404)
    return SIGN_IN if "login" in response.headers.get("Location", "") else OUT


@pytest.fixture
def people(editor, author, other_author, visitor, superuser):
    clients = {name: signed_in(user) for name, user in {
        "superuser": superuser, "editor": editor, "author": author, "other author": other_author, "visitor": visitor
    }.items()}  # fmt: skip
    return {**clients, "guest": Client()}


@pytest.mark.parametrize("view", ALBUM_VIEWS)
def test_an_album_is_arranged_by_its_author_and_by_editors(people, album, view):
    url = reverse(view, args=[album.pk])
    assert {name: what_happens(client, url) for name, client in people.items()} == {
        "superuser": IN, "editor": IN, "author": IN, "other author": OUT, "visitor": SIGN_IN, "guest": SIGN_IN
    }  # fmt: skip


def test_nobody_else_changes_an_album(people, album):
    photo = album.album_photos.in_order()[1].photo
    strange = ready_photo(title="Strange")
    for name in ("other author", "visitor", "guest"):
        client = people[name]
        for do in ("move", "cover", "remove", "caption", "trash"):
            form = {"do": do, "photos": photo.pk, "caption": "mine", "way": "first"}
            client.post(reverse("album_change", args=[album.pk]), form)
        client.post(reverse("album_choose", args=[album.pk]), {"photos": [strange.pk]})
        client.post(reverse("album_upload", args=[album.pk]), {"files[]": upload(jpeg())})
        client.post(
            "/admin/images/multiple/add/", {"files[]": upload(jpeg()), "collection": album.collection_id}
        )
    assert titles(album) == ["P0", "P1", "P2", "P3"]
    assert not album.album_photos.exclude(caption="").exists()
    assert AlbumPage.objects.get(pk=album.pk).cover is None
    assert Photo.objects.filter(collection=album.collection).count() == 4


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("superuser", IN),
        ("editor", IN),
        ("author", OUT),
        ("other author", OUT),
        ("visitor", SIGN_IN),
        ("guest", SIGN_IN),
    ],
)
def test_tags_are_the_editors(people, name, expected):
    assert what_happens(people[name], "/admin/tag/") == expected


def test_a_photo_and_its_tags_are_changed_by_its_owner_and_by_editors(people, author, album):
    photo = ready_photo(owner=author, album=album)
    expected = {
        "superuser": IN,
        "editor": IN,
        "author": IN,
        "other author": OUT,
        "visitor": SIGN_IN,
        "guest": SIGN_IN,
    }
    assert {
        name: what_happens(client, f"/admin/images/{photo.pk}/") for name, client in people.items()
    } == expected
    row = add_tag(photo, "sea", state="suggested")
    for name in ("other author", "visitor", "guest"):
        people[name].post(reverse("photo_tags", args=[photo.pk]), {"accept": row.pk})
        people[name].post(reverse("photo_again", args=[photo.pk]), {"what": "analyse"})
    row.refresh_from_db()
    assert row.state == "suggested"
    assert not Job.objects.exists()


def test_a_tag_of_another_photo_is_not_decided_through_this_one(as_author, author, other_album):
    mine = ready_photo(owner=author)
    row = add_tag(Photo.objects.get(title="Hidden rose"), "rose", state="suggested")
    as_author.post(reverse("photo_tags", args=[mine.pk]), {"accept": row.pk})
    row.refresh_from_db()
    assert row.state == "suggested"


def test_jobs_are_shown_to_those_whose_photos_they_are_about(people, author, album):
    photo = ready_photo(owner=author, album=album, title="My bay")
    job = Job.objects.create(kind="analyse_photo", target_id=photo.pk, state="failed", reason="No answer.")
    shown = {
        name: "No answer." in client.get("/admin/jobs/", follow=True).text for name, client in people.items()
    }
    assert shown == {
        "superuser": True, "editor": True, "author": True, "other author": False, "visitor": False, "guest": False
    }  # fmt: skip
    for name in ("other author", "visitor", "guest"):
        people[name].post(reverse("job_retry", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == "failed"
    people["author"].post(reverse("job_retry", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == "queued"


PLACES = [
    "/admin/",
    "/admin/pages/{index}/",
    "/admin/pages/search/?q=secret",
    "/admin/choose-page/{index}/",
    "/admin/images/",
    "/admin/images/?q=rose",
    "/admin/images/chooser/",
    "/admin/images/chooser/results/?q=rose",
    "/admin/reports/site-history/",
    "/admin/api/main/pages/?child_of={index}",
    "/admin/api/main/pages/{album}/",
    "/admin/api/main/images/",
    "/admin/pages/{album}/edit/",
    "/admin/pages/{album}/copy/",
    "/admin/pages/{album}/history/",
    "/admin/pages/{album}/usage/",
    "/admin/pages/{album}/view_draft/",
    "/admin/images/{photo}/",
    "/admin/images/usage/{photo}/",
    "/admin/images/chooser/{photo}/chosen/",
    "/admin/images/{photo}/delete/",
    "/admin/images/chooser/chosen-multiple/?id={photo}",
    "/admin/bulk/galleries/photo/delete/?id={photo}",
    "/admin/bulk/galleries/photo/add_tags/?id={photo}",
    "/admin/bulk/wagtailcore/page/delete/?id={album}",
    "/admin/bulk/wagtailcore/page/move/?id={album}",
    "/admin/images/add/",
    "/admin/images/multiple/add/",
    "/admin/choose-page/search/?q=secret",
    "/admin/images/{photo}/preview/original/",
]


@pytest.mark.parametrize("place", PLACES)
def test_a_private_album_of_another_author_leaves_no_word_in_the_admin(as_author, other_album, place):
    photo = Photo.objects.get(title="Hidden rose")
    index = AlbumIndexPage.objects.get()
    text = as_author.get(place.format(index=index.pk, album=other_album.pk, photo=photo.pk), follow=True).text
    assert "Secret garden" not in text
    assert "Hidden rose" not in text
    assert photo.rendition_key not in text


def test_an_author_may_not_copy_an_album_that_is_hidden_from_her(as_author, other_album):
    index = AlbumIndexPage.objects.get()
    data = {"new_title": "Mine", "new_slug": "mine", "new_parent_page": index.pk}
    as_author.post(f"/admin/pages/{other_album.pk}/copy/", data)
    as_author.post(f"/admin/api/main/pages/{other_album.pk}/action/copy/", data)
    assert AlbumPage.objects.count() == 1


def test_an_author_may_not_make_a_foreign_photo_her_cover(as_author, album, other_album):
    from tests.admin.test_albums import edit

    hidden = Photo.objects.get(title="Hidden rose")
    response = edit(as_author, album, cover=hidden.pk)
    assert "You may not use this photo." in response.text
    assert AlbumPage.objects.get(pk=album.pk).get_latest_revision_as_object().cover_id != hidden.pk


def test_an_author_submits_for_moderation_and_cannot_publish(as_author, author, album):
    page = as_author.get(f"/admin/pages/{album.pk}/edit/").text
    assert 'name="action-publish"' not in page
    assert 'name="action-submit"' in page


def test_roles_are_made_once_and_take_nothing_away(db):
    roles.ensure_roles()
    from django.contrib.auth.models import Group

    before = {
        group.name: group.page_permissions.count() + group.collection_permissions.count()
        for group in Group.objects.all()
    }
    roles.ensure_roles()
    after = {
        group.name: group.page_permissions.count() + group.collection_permissions.count()
        for group in Group.objects.all()
    }
    assert before == after
    assert {"Editors", "Authors"} <= set(after)


def test_the_collection_of_an_album_cannot_be_deleted(client, superuser, album):
    client.force_login(superuser)
    for collection in (album.collection, AlbumIndexPage.objects.get().own_collection()):
        page = client.get(f"/admin/collections/{collection.pk}/delete/")
        assert "雾起黄山" in page.text
        assert client.post(f"/admin/collections/{collection.pk}/delete/").status_code in (302, 403)
        assert Collection.objects.filter(pk=collection.pk).exists()
