"""One photo in the admin: its form, its facts, its tags and suggestions; listings and bulk actions."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Collection

from galleries.models import AlbumPhoto, Photo, PhotoTag
from jobs.models import Job
from tests.admin.conftest import titles
from tests.factories import add_tag, jpeg, make_album, ready_photo


@pytest.fixture
def photo(author, album):
    """The author's photo with three suggestions, one accepted and one rejected tag."""
    photo = ready_photo(
        owner=author, album=album, title="Bay", camera="Leica M11", lens="Summilux 35", iso=200, exposure_time=1 / 60,
        aperture=5.6, latitude=31.2, longitude=121.5,
    )  # fmt: skip
    for name, zh, confidence in (("sea", "海", 0.85), ("dusk", "黄昏", 0.6), ("boat", "船", 0.3)):
        add_tag(
            photo,
            name,
            zh,
            state="suggested",
            source="analyzer",
            confidence=confidence,
            analyzer="mock",
            mock=name == "boat",
        )
    add_tag(photo, "calm", source="editor")
    add_tag(photo, "storm", state="rejected", source="analyzer", confidence=0.4)
    return photo


def row(photo, name):
    return PhotoTag.objects.get(content_object=photo, tag__name=name)


def decide(client, photo, **data):
    return client.post(reverse("photo_tags", args=[photo.pk]), data)


def test_the_form_shows_what_is_known_of_the_picture_and_its_tags(as_author, photo):
    page = as_author.get(f"/admin/images/{photo.pk}/").text
    for text in (
        "Leica M11",
        "Summilux 35",
        "1/60 s",
        "f/5.6",
        "1600 × 1067",
        "JPEG",
        "85 %",
        "mock guess",
        "storm",
        "known, private",
    ):
        assert text in page
    assert "31.2" not in page


def test_the_form_leads_to_the_full_picture_by_a_signed_address_only(as_author, photo):
    page = as_author.get(f"/admin/images/{photo.pk}/").text
    assert f"/media/original/{photo.file.name}?until=" in page
    assert page.count(photo.file.name) == page.count(f"{photo.file.name}?until=")


def test_a_suggestion_is_accepted_with_who_and_when(as_author, photo, author):
    decide(as_author, photo, accept=row(photo, "sea").pk)
    decided = row(photo, "sea")
    assert (decided.state, decided.decided_by) == ("accepted", author)
    assert decided.decided_at
    assert set(photo.tags.names()) == {"calm", "sea"}


def test_a_suggestion_is_rejected_and_can_be_taken_back(as_author, photo):
    decide(as_author, photo, reject=row(photo, "sea").pk)
    assert row(photo, "sea").state == "rejected"
    decide(as_author, photo, accept=row(photo, "storm").pk)
    assert row(photo, "storm").state == "accepted"


@pytest.mark.parametrize(
    ("confidence", "accepted"),
    [("60", {"sea", "dusk"}), ("80", {"sea"}), ("90", set()), ("x", set()), ("", set())],
)
def test_all_suggestions_from_a_confidence_on_are_accepted_at_once(as_author, photo, confidence, accepted):
    decide(as_author, photo, accept="all", confidence=confidence)
    rows = photo.photo_tags.filter(state="accepted").exclude(tag__name="calm")
    assert {each.tag.name for each in rows} == accepted
    assert row(photo, "storm").state == "rejected"


@pytest.mark.parametrize("data", [{}, {"accept": "x"}, {"accept": "9" * 40}, {"reject": ""}])
def test_a_senseless_decision_changes_nothing(as_author, photo, data):
    assert decide(as_author, photo, **data).status_code == 302
    assert photo.photo_tags.filter(state="suggested").count() == 3


def test_what_the_form_changes_in_the_tags_is_put_down_to_the_editor(as_editor, editor, photo):
    data = {
        "title": "Bay",
        "collection": photo.collection_id,
        "tags": "海， storm、new one",
        "licence": "all-rights",
    }
    response = as_editor.post(f"/admin/images/{photo.pk}/", data)
    assert response.status_code == 302, response.context["form"].errors
    states = {each.tag.name: (each.state, each.decided_by) for each in photo.photo_tags.all()}
    assert states["sea"] == states["storm"] == states["new one"] == ("accepted", editor)
    assert states["calm"] == ("rejected", editor)
    assert states["boat"] == ("suggested", None)


def test_the_form_is_filled_with_accepted_tags_only_so_that_saving_it_decides_nothing(as_editor, photo):
    form = as_editor.get(f"/admin/images/{photo.pk}/").context["form"]
    assert [tag.name for tag in form.initial["tags"]] == ["calm"]
    assert 'value="calm"' in str(form["tags"])


def test_analysing_and_preparing_again_are_queued(as_author, photo):
    as_author.post(reverse("photo_again", args=[photo.pk]), {"what": "analyse"})
    assert Job.objects.filter(kind="analyse_photo", target_id=photo.pk).count() == 1
    Photo.objects.filter(pk=photo.pk).update(state="failed", failure="No space.")
    assert "No space." in as_author.get(f"/admin/images/{photo.pk}/").text
    as_author.post(reverse("photo_again", args=[photo.pk]), {"what": "prepare"})
    assert Photo.objects.get(pk=photo.pk).state == "preparing"
    assert Job.objects.filter(kind="prepare_photo", target_id=photo.pk).count() == 1


def test_another_file_takes_the_place_of_the_old_one_through_ingest(as_editor, editor):
    data = {"title": "Old", "collection": Collection.get_first_root_node().pk}
    as_editor.post("/admin/images/add/", {**data, "file": SimpleUploadedFile("a.jpg", jpeg())})
    photo = Photo.objects.get()
    old = photo.file.name
    bad = as_editor.post(
        f"/admin/images/{photo.pk}/", {**data, "file": SimpleUploadedFile("b.jpg", b"no picture")}
    )
    assert "not a picture" in str(bad.context["form"].errors["file"])
    worse = as_editor.post(
        f"/admin/images/{photo.pk}/", {**data, "title": "", "file": SimpleUploadedFile("c.jpg", jpeg())}
    )
    assert worse.status_code == 200
    assert Photo.objects.get().file.name == old
    as_editor.post(
        f"/admin/images/{photo.pk}/",
        {**data, "title": "New", "file": SimpleUploadedFile("d.jpg", jpeg(80, 60))},
    )
    photo = Photo.objects.get()
    assert (photo.title, photo.width, photo.state) == ("New", 80, "preparing")
    assert photo.file.name != old


def test_photos_that_are_not_ready_show_a_quiet_drawing_everywhere(as_editor, photo, album):
    Photo.objects.filter(pk=photo.pk).update(state="preparing", rendition_key=None, rendition_widths=[])
    for url in ("/admin/images/", "/admin/images/?layout=list", "/admin/images/chooser/", f"/admin/images/{photo.pk}/",
                f"/admin/images/chooser/{photo.pk}/chosen/", f"/admin/albums/{album.pk}/photos/",
                f"/admin/images/{photo.pk}/delete/",
                f"/admin/bulk/galleries/photo/delete/?id={photo.pk}"):  # fmt: skip
        response = as_editor.get(url)
        assert response.status_code in (200, 404), url
        assert "not-found" not in response.text, url


def test_the_listing_filters_by_state_and_says_it(as_editor, photo, album):
    Photo.objects.filter(pk=photo.pk).update(state="failed")
    other = f"/admin/images/{album.album_photos.in_order()[1].photo_id}/"
    page = as_editor.get("/admin/images/", {"state": "failed"}).text
    assert "Bay" in page
    assert other not in page
    assert "v-badge--failed" in page
    assert other in as_editor.get("/admin/images/", {"state": "nonsense"}).text


@pytest.mark.parametrize(
    "query",
    [
        "q=Bay",
        "q=%00%27",
        "tag=sea",
        "collection_id=999999",
        "ordering=usage_count",
        "layout=list&q=Bay",
        "p=9999",
        "usage_count_min=1",
        "state=ready&q=Bay",
        "tag=calm&q=Bay",
        "tag=calm&tag=sea",
    ],
)
def test_the_listing_answers_whatever_it_is_asked(as_editor, photo, query):
    for url in ("/admin/images/", "/admin/images/results/", "/admin/images/chooser/results/"):
        assert as_editor.get(f"{url}?{query}").status_code in (200, 404)


def test_moving_photos_into_the_collection_of_an_album_adds_them_to_it(as_editor, editor, photo, album):
    other = make_album()
    url = f"/admin/bulk/galleries/photo/add_to_collection/?id={photo.pk}"
    assert as_editor.get(url).status_code == 200
    as_editor.post(url, {"collection": other.collection_id})
    assert titles(other) == ["Bay"]
    assert "Bay" in titles(album)
    as_editor.post(url, {"collection": Collection.get_first_root_node().pk})
    assert titles(other) == ["Bay"]


def test_moving_by_the_form_adds_to_the_album_too(as_editor, photo):
    other = make_album()
    data = {"title": "Bay", "collection": other.collection_id, "tags": "", "licence": "all-rights"}
    as_editor.post(f"/admin/images/{photo.pk}/", data)
    assert titles(other) == ["Bay"]


def test_tags_added_in_bulk_are_read_as_people_type_them(as_editor, editor, photo):
    url = f"/admin/bulk/galleries/photo/add_tags/?id={photo.pk}"
    as_editor.post(url, {"tags": '"blue hour"，海'})
    assert {"blue hour", "sea"} <= set(photo.tags.names())
    assert row(photo, "sea").decided_by == editor


def test_photos_go_into_the_trash_in_bulk(as_editor, photo, album):
    as_editor.post(f"/admin/bulk/galleries/photo/delete/?id={photo.pk}&id=x&id={'9' * 30}")
    assert Photo.objects.get(pk=photo.pk).trashed_at is not None
    assert album.album_photos.ready().filter(photo=photo).count() == 0
    assert as_editor.get("/admin/bulk/galleries/photo/delete/?id=x").status_code == 404


def test_the_first_page_says_what_waits(as_author, photo, django_assert_num_queries):
    Job.objects.create(kind="analyse_photo", target_id=photo.pk, state="failed")
    page = as_author.get("/admin/").text
    for text in ("failed job", "suggested tags to decide", "Welcome, author"):
        assert text in page


@pytest.mark.parametrize("url", ["/admin/images/results/", "/admin/images/chooser/results/"])
def test_listings_find_by_accepted_tags_only(as_editor, photo, album, url):
    other = album.album_photos.in_order()[0].photo
    add_tag(other, "storm")
    context = as_editor.get(url, {"tag": "storm"}).context
    assert [each.title for each in context["results" if "chooser" in url else "object_list"]] == ["P0"]


def test_the_form_names_no_album_that_the_person_may_not_know_of(as_author, author, photo, other_album):
    AlbumPhoto.objects.append(other_album, [photo])
    page = as_author.get(f"/admin/images/{photo.pk}/").text
    assert other_album.title not in page
    assert "and 1 more" in page
