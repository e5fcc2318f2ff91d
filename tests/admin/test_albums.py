"""Albums as pages in the admin: made, edited, previewed, scheduled, published, copied, deleted."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data

from galleries.models import AlbumIndexPage, AlbumPage, Tag, tag_for
from tests.admin.conftest import titles
from tests.factories import make_album, ready_photo


def form(**fields: Any) -> dict[str, Any]:
    return nested_form_data({
        "title": "雾起黄山", "title_en": "", "intro": "", "intro_en": "", "place": "", "place_en": "", "date_from": "",
        "date_to": "", "tags": "", "visibility": "public", "download": "none", "comments_enabled": "on", "cover": "",
        "slug": "", "seo_title": "", "search_description": "", "go_live_at": "", "expire_at": "", **fields,
    })  # fmt: skip


def create(client: Client, **fields: Any) -> Any:
    index = AlbumIndexPage.objects.get()
    return client.post(f"/admin/pages/add/galleries/albumpage/{index.pk}/", form(**fields), follow=True)


def edit(client: Client, album: AlbumPage, **fields: Any) -> Any:
    data = form(**{"title": album.title, "slug": album.slug, **fields})
    return client.post(f"/admin/pages/{album.pk}/edit/", data, follow=True)


def test_an_editor_makes_and_publishes_an_album_with_a_chinese_title(as_editor):
    create(as_editor, **{"action-publish": "1"})
    album = AlbumPage.objects.get()
    assert album.live
    assert album.slug == "雾起黄山"
    assert album.collection.name == "雾起黄山"
    assert as_editor.get(album.get_url()).status_code == 200


def test_a_title_of_nothing_but_marks_gets_a_usable_address(as_editor):
    create(as_editor, title="！！！", **{"action-publish": "1"})
    assert AlbumPage.objects.get().slug


def test_a_title_of_invisible_characters_is_refused(as_editor):
    assert "nothing that can be shown" in create(as_editor, title="\u202e\u2066").text
    assert not AlbumPage.objects.exists()


def test_an_author_makes_a_draft(as_author, author):
    create(as_author, **{"action-publish": "1"})
    album = AlbumPage.objects.get()
    assert not album.live
    assert album.owner == author


def test_an_album_that_ends_before_it_begins_is_refused(as_editor):
    response = create(as_editor, date_from="2024-05-02", date_to="2024-05-01", **{"action-publish": "1"})
    assert "ends before it begins" in response.text


@pytest.mark.parametrize(
    "typed", ["mist，山峰、 云海；sea", "mist, 山峰, 云海; sea", '"mist",山峰，云海,sea']
)
def test_tags_are_typed_in_both_languages_and_with_any_separator(as_editor, typed):
    mountain, sea = tag_for(en="peak", zh="山峰"), tag_for(en="Sea")
    create(as_editor, tags=typed, **{"action-publish": "1"})
    assert set(AlbumPage.objects.get().tags.all()) == {
        mountain,
        sea,
        Tag.objects.named("云海"),
        Tag.objects.named("mist"),
    }
    assert Tag.objects.count() == 4


def test_the_form_shows_the_tags_it_saved(as_editor, album):
    edit(as_editor, album, tags="sea，海边", **{"action-publish": "1"})
    page = as_editor.get(f"/admin/pages/{album.pk}/edit/").text
    assert "sea, 海边" in page or "海边, sea" in page


def test_a_deleted_tag_does_not_break_the_draft_that_names_it(as_editor, album):
    edit(as_editor, album, tags="sea, dusk")
    Tag.objects.get(name="sea").delete()
    assert as_editor.get(f"/admin/pages/{album.pk}/edit/").status_code == 200
    edit(as_editor, album, tags="dusk", **{"action-publish": "1"})
    assert [tag.name for tag in AlbumPage.objects.get(pk=album.pk).tags.all()] == ["dusk"]


def test_publishing_an_older_draft_keeps_photos_that_came_meanwhile(as_editor, album, author):
    edit(as_editor, album, intro="Draft")
    ready_photo(owner=author, album=album, title="New")
    edit(as_editor, album, intro="Draft", **{"action-publish": "1"})
    assert titles(album)[-1] == "New"


def test_an_album_can_be_scheduled(as_editor):
    later = timezone.localtime(timezone.now() + timedelta(days=2)).strftime("%Y-%m-%d %H:%M")
    create(as_editor, go_live_at=later, **{"action-publish": "1"})
    album = AlbumPage.objects.get()
    assert not album.live
    assert album.approved_schedule


def test_an_album_can_be_previewed_while_it_is_made_and_while_it_is_edited(as_editor, album):
    index = AlbumIndexPage.objects.get()
    for url in (
        f"/admin/pages/add/galleries/albumpage/{index.pk}/preview/",
        f"/admin/pages/{album.pk}/edit/preview/",
    ):
        answer = as_editor.post(url, form(title="Previewed", slug="previewed"))
        assert answer.json()["is_valid"] is True
        page = as_editor.get(url + "?mode=")
        assert page.status_code == 200
        assert "Previewed" in page.text


def test_a_copy_shows_the_same_photos_and_has_a_collection_of_its_own(as_editor, album):
    album.album_photos.filter(photo__title="P1").update(caption="Here")
    index = AlbumIndexPage.objects.get()
    as_editor.post(
        f"/admin/pages/{album.pk}/copy/",
        {"new_title": "Copy", "new_slug": "copy", "new_parent_page": index.pk},
    )
    copy = AlbumPage.objects.get(slug="copy")
    assert titles(copy) == titles(album)
    assert copy.album_photos.get(photo__title="P1").caption == "Here"
    assert copy.collection_id not in (None, album.collection_id)


def test_the_way_to_the_photos_is_in_the_form_the_header_and_the_listing(as_editor, album):
    index = AlbumIndexPage.objects.get()
    way = f'href="/admin/albums/{album.pk}/photos/"'
    assert as_editor.get(f"/admin/pages/{album.pk}/edit/").text.count(way) >= 2
    assert way in as_editor.get(f"/admin/pages/{index.pk}/").text


def test_an_autosaved_draft_does_not_meet_a_new_revision_from_background_work(as_editor, album, author):
    from galleries import changes

    edit(as_editor, album, intro="First")
    album = AlbumPage.objects.get(pk=album.pk)
    revision = album.latest_revision_id
    ready_photo(owner=author, album=album)
    changes.choose_cover(user=author, album=album, photos=[album.album_photos.first().photo.pk])
    assert AlbumPage.objects.get(pk=album.pk).latest_revision_id == revision


def test_the_cover_chooser_opens_at_the_albums_own_photos(as_editor, album):
    assert (
        f"chooser/?collection_id={album.collection_id}"
        in as_editor.get(f"/admin/pages/{album.pk}/edit/").text
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "{{ 7|add:7 }}",
        "'; DROP TABLE x; --",
        "x" * 6000,
        "\U0001f600 \u200b\u202e",
    ],
)
def test_hostile_text_is_refused_or_kept_and_escaped(as_editor, text):
    make_album(slug="one")
    response = create(
        as_editor, title=text[:300], intro=text, place=text[:100], tags=text, **{"action-publish": "1"}
    )
    assert response.status_code == 200
    assert "<script>alert(1)</script>" not in response.text


def test_a_form_left_open_does_not_take_back_a_cover_set_among_the_photos(as_editor, album, author):
    from galleries import changes

    photo = album.album_photos.in_order()[1].photo
    changes.choose_cover(user=author, album=album, photos=[photo.pk])
    edit(as_editor, album, cover="", cover_shown="", intro="Later", **{"action-publish": "1"})
    assert AlbumPage.objects.get(pk=album.pk).cover == photo
    edit(as_editor, album, cover="", cover_shown=str(photo.pk), **{"action-publish": "1"})
    assert AlbumPage.objects.get(pk=album.pk).cover is None
