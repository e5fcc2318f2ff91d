"""Tags, background work and people in the admin."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from galleries.models import Tag, tag_for
from jobs.models import Job
from tests.factories import add_tag, make_album, make_user, ready_photo
from users.models import User


@pytest.fixture
def sea(album):
    tag = tag_for(en="sea", zh="海")
    add_tag(ready_photo(), "sea")
    add_tag(ready_photo(), "sea", state="suggested")
    return tag


def save(client, tag, **fields):
    data = {"name": "sea", "label_en": "sea", "label_zh": "海", "synonyms": "", **fields}
    return client.post(reverse("tag:edit", args=[tag.pk]), data, follow=True)


def test_tags_are_listed_with_labels_and_counts_in_constant_queries(as_editor, sea):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert "海" in as_editor.get("/admin/tag/").text
        return len(captured)

    first = queries()
    for number in range(30):
        add_tag(ready_photo(), f"tag {number}")
    assert queries() == first


def test_a_tag_is_found_by_any_of_its_words(as_editor, sea):
    save(as_editor, sea, synonyms="ocean，大海、 the deep")
    tag_for(en="forest")
    for word in ("ocean", "大", "DEEP", "海"):
        page = as_editor.get("/admin/tag/results/", {"q": word}).text
        assert "sea" in page
        assert "forest" not in page


def test_synonyms_are_words_of_the_tag_until_they_are_taken_away(as_editor, sea):
    save(as_editor, sea, synonyms="ocean，大海")
    assert tag_for(zh="大海") == tag_for(en="Ocean") == sea
    assert "大海" in as_editor.get(reverse("tag:edit", args=[sea.pk])).text
    save(as_editor, sea, synonyms="ocean")
    assert Tag.objects.named("大海") is None
    assert Tag.objects.named("海") == sea


def test_a_word_of_another_tag_is_refused_and_that_tag_named(as_editor, sea):
    tag_for(en="lake", zh="湖")
    response = save(as_editor, sea, synonyms="湖")
    assert "means the tag “lake” already" in response.text
    assert "already" in save(as_editor, sea, label_zh="湖").text


def test_a_renamed_tag_is_indexed_anew_and_keeps_its_address(as_editor, sea):
    slug = sea.slug
    save(as_editor, sea, name="ocean", label_en="ocean")
    sea.refresh_from_db()
    assert (sea.name, sea.slug) == ("ocean", slug)
    assert Job.objects.filter(kind="index_tag", target_id=sea.pk).exists()


def test_a_tag_is_made_and_deleted_after_a_question(as_editor, sea):
    as_editor.post(
        "/admin/tag/new/", {"name": "cloud", "label_en": "cloud", "label_zh": "云", "synonyms": ""}
    )
    assert Tag.objects.named("云").name == "cloud"
    page = as_editor.get(reverse("tag:delete", args=[sea.pk]))
    assert "2 photos and albums" in page.text
    as_editor.post(reverse("tag:delete", args=[sea.pk]))
    assert not Tag.objects.filter(pk=sea.pk).exists()


@pytest.mark.parametrize("name", ["", " ", "\u202e", "x" * 101, "\x00", "SEA"])
def test_a_tag_without_a_usable_or_free_name_is_refused(as_editor, sea, name):
    assert as_editor.post("/admin/tag/new/", {"name": name, "synonyms": "y" * 5000}).status_code == 200
    assert Tag.objects.count() == 1


def test_the_tag_field_completes_from_every_word(as_editor, sea):
    assert as_editor.get(reverse("tag_words"), {"term": "海"}).json() == ["sea"]
    assert as_editor.get(reverse("tag_words"), {"term": "SE"}).json() == ["sea"]
    assert as_editor.get(reverse("tag_words"), {"term": ""}).json() == []
    assert reverse("tag_words") in as_editor.get("/admin/images/add/").text


def test_open_and_failed_jobs_are_listed_and_a_failed_one_is_tried_again(as_editor):
    photo = ready_photo(title="Bay")
    failed = Job.objects.create(
        kind="analyse_photo", target_id=photo.pk, state="failed", reason="Timed out.", attempts=3
    )
    Job.objects.create(kind="prepare_photo", target_id=photo.pk, state="done")
    Job.objects.create(kind="prepare_photo", target_id=999, state="failed", reason="Lost.")
    page = as_editor.get("/admin/jobs/").text
    assert "Bay" in page
    assert "Timed out." in page
    assert "Look for tags" in page
    assert as_editor.get("/admin/jobs/results/?state=queued").text.count("Timed out.") == 0
    as_editor.post(reverse("job_retry", args=[failed.pk]))
    failed.refresh_from_db()
    assert failed.state == "queued"
    assert as_editor.post(reverse("job_retry", args=[failed.pk]), follow=True).status_code == 200


def test_a_failure_that_a_later_job_made_good_is_not_listed(as_editor):
    photo = ready_photo()
    Job.objects.create(kind="prepare_photo", target_id=photo.pk, state="failed", reason="Lost.")
    Job.objects.create(kind="prepare_photo", target_id=photo.pk, state="done")
    assert "Lost." not in as_editor.get("/admin/jobs/").text


def test_jobs_cost_the_same_whatever_their_number(client, superuser):
    client.force_login(superuser)
    counts = []
    for _ in range(2):
        for _ in range(10):
            Job.objects.create(kind="analyse_photo", target_id=ready_photo().pk, state="failed")
        with CaptureQueriesContext(connection) as captured:
            client.get("/admin/jobs/")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def person(**fields):
    return {
        "username": "mei", "email": "mei@example.org", "first_name": "", "last_name": "", "display_name": "梅",
        "phone": "", "language": "en", "location": "", "website": "", "bio": "", "password1": "long-enough-9",
        "password2": "long-enough-9", **fields,
    }  # fmt: skip


def test_an_administrator_makes_and_edits_a_person_with_our_fields(client, superuser):
    client.force_login(superuser)
    client.post("/admin/users/new/", person())
    user = User.objects.get(username="mei")
    assert (user.display_name, user.language, user.phone) == ("梅", "en", None)
    page = client.get(f"/admin/users/edit/{user.pk}/").text
    assert 'name="display_name"' in page
    client.post(
        f"/admin/users/edit/{user.pk}/", {**person(display_name="小梅", phone="+861234"), "is_active": "on"}
    )
    user.refresh_from_db()
    assert (user.display_name, user.phone) == ("小梅", "+861234")


@pytest.mark.parametrize("email", ["mei@example.org", "MEI@Example.org", "ｍei@example.org"])
def test_a_mailbox_that_is_taken_is_an_error_of_the_form(client, superuser, email):
    make_user("first", email="mei@example.org")
    client.force_login(superuser)
    response = client.post("/admin/users/new/", person(email=email))
    assert response.status_code == 200
    assert response.context["form"].errors["email"]
    response = client.post(f"/admin/users/edit/{superuser.pk}/", {**person(email=email), "is_active": "on"})
    assert response.context["form"].errors["email"]


def test_two_people_without_a_phone_and_one_with_a_taken_one(client, superuser):
    make_user("first", phone="+861")
    make_user("second")
    client.force_login(superuser)
    assert client.post("/admin/users/new/", person(phone="+861")).context["form"].errors["phone"]
    assert client.post("/admin/users/new/", person()).status_code == 302


def test_the_account_page_keeps_to_our_names_and_changes_no_address(as_author, author):
    page = as_author.get("/admin/account/").text
    assert 'name="name_email-display_name"' in page
    assert 'type="file"' not in page
    data = {
        "name_email-display_name": "Lin",
        "name_email-email": "unconfirmed@example.org",
        "locale-preferred_language": "zh-hans",
        "locale-current_time_zone": "",
        "theme-theme": "dark",
        "theme-contrast": "system",
        "theme-density": "default",
        "theme-keyboard_shortcuts": "on",
    }
    assert as_author.post("/admin/account/", data).status_code == 302
    author.refresh_from_db()
    assert (author.display_name, author.email) == ("Lin", "author@example.org")


def test_the_admin_bears_our_name(as_editor):
    page = as_editor.get("/admin/").text
    assert "– Vitrine" in page or "- Vitrine" in page
    assert "favicon.svg" in page
    assert "v-brand" in page


def test_an_album_without_a_collection_does_not_break_the_rights(as_author, author):
    from galleries.models import AlbumPage

    album = make_album(owner=author)
    AlbumPage.objects.filter(pk=album.pk).update(collection=None)
    assert as_author.get("/admin/images/").status_code == 200
