"""Tags made one, with what changes told before; unused ones removed; names that look alike."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from galleries import curators
from galleries.models import AlbumPage, AlbumRule, AlbumTag, PhotoTag, RuleTag, Tag, TagAddress, tag_for
from jobs.models import Job
from tests.admin.conftest import in_group, signed_in
from tests.factories import add_tag, make_user, ready_photo

MERGE, ALIKE = "/admin/tag/merge/", "/admin/tag/alike/"
UNUSED = "/admin/bulk/galleries/tag/remove_unused/?id=all&next=/admin/tag/"


@pytest.fixture
def sea(album):
    return tag_for(en="sea", zh="海")


@pytest.fixture
def ocean(album):
    tag = tag_for(en="ocean")
    tag.claim_words(["大洋"])
    return tag


def merge(client, *sources, into):
    return client.post(MERGE, {"id": [tag.pk for tag in sources], "into": into.pk}, follow=True)


def state_of(photo, tag):
    return list(PhotoTag.objects.filter(content_object=photo, tag=tag).values_list("state", flat=True))


def draft(album, tags):
    album.tags.set(tags)
    return album.save_revision()


def test_what_will_change_is_told_and_nothing_has_changed_yet(as_editor, album, sea, ocean):
    for state in ("accepted", "accepted", "suggested", "rejected"):
        add_tag(ready_photo(album=album, title="Bay"), "ocean", state=state)
    AlbumTag.objects.create(content_object=album, tag=ocean)
    page = as_editor.get(MERGE, {"id": [sea.pk, ocean.pk], "into": sea.pk})
    assert dict(page.context["lines"]) == {
        "Photos that bear them": 2,
        "Suggestions that wait": 1,
        "Rejected on photos": 1,
        "Albums": 1,
        "Words that will mean it": "ocean, 大洋",
        "Addresses that will lead to it": "/tags/ocean/",
    }
    assert len(page.context["photos"]) == 3
    assert Tag.objects.count() == 2
    # Chosen by any of its words, also when it was not ticked.
    assert as_editor.get(MERGE, {"id": ocean.pk, "word": "海"}).context["target"] == sea
    assert "There is no tag “lake”" in as_editor.get(MERGE, {"id": ocean.pk, "word": "lake"}).text


def test_photos_albums_words_and_labels_follow_the_tag_that_remains(as_editor, album, sea, ocean):
    photo = ready_photo(album=album, tags=("ocean",))
    AlbumTag.objects.create(content_object=album, tag=ocean)
    AlbumTag.objects.create(content_object=album, tag=sea)
    Tag.objects.filter(pk=sea.pk).update(label_zh="")
    ocean.label_zh = "大洋"
    ocean.save()
    assert "1 tag was merged into “sea”" in merge(as_editor, ocean, into=sea).text
    assert not Tag.objects.filter(pk=ocean.pk).exists()
    assert list(photo.tags.all()) == [sea]
    assert album.album_tags.get().tag == sea
    assert {tag_for(en="Ocean"), tag_for(zh="大洋"), tag_for(zh="海")} == {sea}
    sea.refresh_from_db()
    assert sea.label_zh == "大洋"
    assert Job.objects.filter(kind="index_tag", target_id=sea.pk).exists()
    entry = ModelLogEntry.objects.get(action="galleries.tag_merge")
    assert (entry.object_id, entry.data["names"]) == (str(sea.pk), ["ocean"])


EDITOR = {"source": "editor"}
RULED = {"source": "analyzer", "decided_at": "2026-01-01T00:00Z"}
GUESS = {"source": "analyzer", "decided_at": None}


@pytest.mark.parametrize(
    ("kept", "moved", "result"),
    [
        (("suggested", GUESS), ("accepted", EDITOR), "accepted"),
        (("accepted", GUESS), ("suggested", GUESS), "accepted"),
        (("rejected", RULED), ("accepted", EDITOR), "accepted"),
        (("accepted", RULED), ("rejected", RULED), "accepted"),
        (("accepted", GUESS), ("rejected", RULED), "rejected"),
        (("suggested", GUESS), ("rejected", RULED), "rejected"),
    ],
)
def test_of_two_rows_on_a_photo_people_count_before_the_analyzer_and_yes_before_no(
    as_editor, sea, ocean, kept, moved, result
):
    photo = ready_photo()
    add_tag(photo, "sea", state=kept[0], **kept[1])
    add_tag(photo, "ocean", state=moved[0], **moved[1])
    merge(as_editor, ocean, into=sea)
    assert state_of(photo, sea) == [result]


def test_a_dispute_between_people_is_told_before(as_editor, sea, ocean):
    photo = ready_photo()
    add_tag(photo, "sea", state="rejected", **RULED)
    add_tag(photo, "ocean", state="accepted", **EDITOR)
    lines = dict(as_editor.get(MERGE, {"id": [sea.pk, ocean.pk], "into": sea.pk}).context["lines"])
    assert lines["Of these, accepted by one person and rejected by another: accepted counts"] == 1


@pytest.mark.parametrize("named", [("ocean",), ("ocean", "sea"), ("sea", "ocean", "lake")])
def test_a_draft_that_names_the_old_tag_is_published_with_the_new_one(as_editor, album, sea, ocean, named):
    earlier = draft(album, ["ocean"])
    album.tags.set(["sea", "ocean"])
    album.save()
    revision = draft(AlbumPage.objects.get(pk=album.pk), named)
    lines = as_editor.get(MERGE, {"id": [ocean.pk, sea.pk], "into": sea.pk}).context["lines"]
    assert ("Drafts of albums", 1) in lines
    merge(as_editor, ocean, into=sea)
    revision.refresh_from_db()
    revision.publish()
    expected = ["lake", "sea"] if "lake" in named else ["sea"]
    assert sorted(tag.name for tag in AlbumPage.objects.get(pk=album.pk).tags.all()) == expected
    earlier.refresh_from_db()
    earlier.publish()
    assert [tag.name for tag in AlbumPage.objects.get(pk=album.pk).tags.all()] == ["sea"]
    assert not Tag.objects.filter(name="ocean").exists()


def test_in_a_rule_that_spoke_of_both_the_stricter_sense_stays(as_editor, album, sea, ocean):
    rule = AlbumRule.objects.create(album=album)
    RuleTag.objects.create(rule=rule, tag=sea, sense="any")
    RuleTag.objects.create(rule=rule, tag=ocean, sense="none")
    merge(as_editor, ocean, into=sea)
    assert list(rule.rule_tags.values_list("tag", "sense")) == [(sea.pk, "none")]


def test_an_old_address_leads_on_also_after_another_merge(client, as_editor, album, sea, ocean):
    ready_photo(album=album, tags=("ocean",))
    merge(as_editor, ocean, into=sea)
    response = client.get("/tags/ocean/?before=99999")
    assert (response.status_code, response["Location"]) == (301, "/tags/sea/?before=99999")
    water = tag_for(en="water")
    merge(as_editor, sea, into=water)
    assert client.get("/tags/ocean/")["Location"] == "/tags/water/"
    assert client.get("/tags/ocean/", follow=True).status_code == 200


def test_the_old_address_of_a_tag_on_hidden_photos_only_tells_nothing(
    client, as_editor, other_album, sea, ocean
):
    add_tag(other_album.album_photos.get().photo, "ocean")
    merge(as_editor, ocean, into=sea)
    assert TagAddress.objects.get().tag == sea
    assert client.get("/tags/ocean/").status_code == 404


@pytest.mark.parametrize("ids", [[], ["x"], ["9" * 30], ["\x00"]])
def test_nonsense_merges_nothing(as_editor, sea, ocean, ids):
    for into in (str(sea.pk), "x", "9" * 30, "\x00", ""):
        assert as_editor.get(MERGE, {"id": ids, "into": into}).status_code == 200
        assert as_editor.post(MERGE, {"id": ids, "into": into}, follow=True).status_code == 200
        assert as_editor.post(MERGE, {"id": [sea.pk], "into": into}, follow=True).status_code == 200
    assert Tag.objects.count() == 2


def test_tags_are_merged_and_removed_only_by_those_who_keep_them(as_author, sea, ocean):
    for url in (MERGE, ALIKE, UNUSED):
        assert as_author.get(url).status_code == 302
    merge(as_author, ocean, into=sea)
    as_author.post(UNUSED)
    assert Tag.objects.count() == 2


def test_a_keeper_of_tags_learns_nothing_of_photos_that_she_may_not_change(sea, ocean, album, other_album):
    add_tag(other_album.album_photos.get().photo, "ocean")
    AlbumTag.objects.create(content_object=other_album, tag=ocean)
    group = Group.objects.create(name="Keepers")
    group.permissions.add(
        Permission.objects.get(codename="access_admin"),
        *Permission.objects.filter(content_type__app_label="galleries", content_type__model="tag"),
    )
    keeper = in_group("keeper", "Keepers")
    keeper.groups.add(Group.objects.get(name="Curators"))
    curators.give(user=make_user(is_superuser=True), album=album, chosen=[keeper])
    client = signed_in(keeper)
    page = client.get(MERGE, {"id": [sea.pk, ocean.pk], "into": sea.pk})
    assert [label for label, _count in page.context["lines"]] == [
        "Words that will mean it",
        "Addresses that will lead to it",
    ]
    assert "Hidden rose" not in page.text
    assert [tag.photos + tag.albums for tag in client.get("/admin/tag/").context["object_list"]] == [0, 0]


def test_merging_costs_as_many_queries_for_many_photos_as_for_few(as_editor):
    def queries(number, old, new):
        tags = [tag_for(en=old), tag_for(en=new)]
        for at in range(number):
            photo = ready_photo(tags=(old,))
            if at % 2:
                add_tag(photo, new)
        with CaptureQueriesContext(connection) as captured:
            merge(as_editor, tags[0], into=tags[1])
        return len(captured)

    queries(2, "warm", "up")
    assert queries(2, "aa", "bb") == queries(12, "cc", "dd")


def test_unused_tags_are_listed_asked_about_and_removed(as_editor, album, sea, ocean):
    add_tag(ready_photo(), "ocean", state="rejected")
    add_tag(ready_photo(), "lake", state="suggested")
    draft(album, ["river"])
    RuleTag.objects.create(rule=AlbumRule.objects.create(album=album), tag=tag_for(en="dune"), sense="all")
    listed = as_editor.get("/admin/tag/", {"use": "unused"}).context["object_list"]
    assert sorted(tag.name for tag in listed) == ["ocean", "sea"]
    question = as_editor.get(UNUSED)
    assert "these 2 tags" in question.text
    assert Tag.objects.count() == 5
    url = UNUSED.replace("id=all", f"id={sea.pk}&id={tag_for(en='lake').pk}&id=x")
    assert [tag.name for tag in as_editor.get(url).context["used"]] == ["lake"]
    assert "2 unused tags were removed" in as_editor.post(UNUSED, follow=True).text
    assert sorted(Tag.objects.values_list("name", flat=True)) == ["dune", "lake", "river"]
    assert ModelLogEntry.objects.filter(action="galleries.tag_remove", deleted=True).count() == 2
    assert as_editor.get(UNUSED).status_code == 200


def test_names_that_look_alike_are_offered_for_merging(as_editor, sea):
    seas, city, cities = tag_for(en="Seas"), tag_for(en="city"), tag_for(en="cities")
    tag_for(en="grass")
    groups = as_editor.get(ALIKE).context["groups"]
    assert [group["tags"] for group in groups] == [[city, cities], [sea, seas]]
    assert groups[1]["url"] == f"{MERGE}?id={sea.pk}&id={seas.pk}"


def test_the_old_name_of_a_renamed_tag_means_it_still(as_editor, sea):
    fields = {"name": "ocean", "label_en": "ocean", "label_zh": "海", "synonyms": ""}
    as_editor.post(reverse("tag:edit", args=[sea.pk]), fields)
    assert tag_for(en="sea") == tag_for(en="ocean") == sea
    as_editor.post(reverse("tag:edit", args=[sea.pk]), fields)
    assert Tag.objects.named("sea") is None
