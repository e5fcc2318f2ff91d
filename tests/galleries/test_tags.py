"""Tags: one thing in two languages, and decisions of people that stay."""

from typing import Any

import pytest

from galleries import analysis_run
from galleries.analysis.base import Suggestion
from galleries.models import PhotoTag, Tag, tag_for, tag_for_word
from galleries.tagging import join_tags, split_tags
from tests.factories import add_tag, ready_photo

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("山，雾、日出；水墨", ["山", "雾", "日出", "水墨"]),
        ("night sky, city lights; rain", ["night sky", "city lights", "rain"]),
        ("山　雾", ["山", "雾"]),
        ("  one ,, two,one ", ["one", "two"]),
        ('"quoted", “双引号”', ["quoted", "双引号"]),
        ("", []),
        ("\x00a\u202eb,\n c", ["ab", "c"]),
    ],
)
def test_typed_tags_are_split_where_people_mean_it(typed: str, tags: list[str]) -> None:
    assert split_tags(typed) == tags


def test_what_is_written_back_is_read_the_same() -> None:
    tags = [tag_for(en="night sky"), tag_for(zh="山")]
    assert set(split_tags(join_tags(tags))) == {"night sky", "山"}


def test_a_tag_is_one_thing_in_both_languages() -> None:
    mountain = tag_for(en="Mountain", zh="山")
    assert tag_for_word("山") == tag_for_word("MOUNTAIN") == tag_for_word("ｍｏｕｎｔａｉｎ") == mountain
    mountain.claim_words(["peak", "山峰"])
    assert tag_for_word("山峰") == mountain
    assert Tag.objects.count() == 1


def test_a_label_that_comes_later_is_filled_in() -> None:
    fog = tag_for(zh="雾")
    assert fog.label_en == ""
    assert tag_for(en="fog", zh="雾") == fog
    fog.refresh_from_db()
    assert fog.label_en == "fog"
    assert tag_for_word("fog") == fog


def test_a_word_that_means_one_tag_is_not_taken_by_another() -> None:
    tag_for(en="bank", zh="河岸")
    money = tag_for(zh="银行")
    money.claim_words(["bank"])
    assert tag_for_word("bank").label_zh == "河岸"


def test_photo_tags_lists_what_is_accepted(owner: Any) -> None:
    photo = ready_photo(owner=owner)
    add_tag(photo, "fog", state="accepted")
    add_tag(photo, "cat", state="suggested")
    add_tag(photo, "dog", state="rejected")
    assert [tag.name for tag in photo.tags.all()] == ["fog"]


def test_an_editor_who_types_tags_accepts_and_rejects(owner: Any) -> None:
    photo = ready_photo(owner=owner)
    add_tag(photo, "fog", "雾", source="analyzer", state="accepted", confidence=0.95)
    add_tag(photo, "lake", source="analyzer", state="suggested", confidence=0.6)
    add_tag(photo, "cat", source="analyzer", state="suggested", confidence=0.4)
    photo.tags.set(["lake", "山"])
    states = {row.tag.name: row.state for row in PhotoTag.objects.select_related("tag")}
    assert states == {"fog": "rejected", "lake": "accepted", "cat": "suggested", "山": "accepted"}


def test_a_new_analysis_replaces_suggestions_and_leaves_decisions(owner: Any) -> None:
    photo = ready_photo(owner=owner)
    analysis_run.keep(
        photo,
        [Suggestion("fog", "雾", 0.8), Suggestion("cat", "猫", 0.5), Suggestion("lake", "湖", 0.7)],
        "old",
    )
    fog, cat = (PhotoTag.objects.get(tag__name=name) for name in ("fog", "cat"))
    fog.decide("accepted", by=owner)
    cat.decide("rejected", by=owner)
    add_tag(photo, "home", source="editor")
    analysis_run.keep(
        photo,
        [Suggestion("cat", "猫", 0.99), Suggestion("fog", "雾", 0.1), Suggestion("sea", "海", 0.6)],
        "new",
    )
    rows = {
        row.tag.name: (row.state, row.source, row.analyzer) for row in PhotoTag.objects.select_related("tag")
    }
    assert rows == {
        "fog": ("accepted", "analyzer", "old"),
        "cat": ("rejected", "analyzer", "old"),
        "home": ("accepted", "editor", ""),
        "sea": ("suggested", "analyzer", "new"),
    }


def test_suggestions_that_are_sure_enough_are_accepted_by_themselves(owner: Any, settings: Any) -> None:
    settings.TAG_ACCEPT_CONFIDENCE = 0.8
    photo = ready_photo(owner=owner)
    analysis_run.keep(photo, [Suggestion("fog", "雾", 0.8), Suggestion("cat", "猫", 0.79, mock=True)], "x")
    assert {row.tag.name: (row.state, row.mock) for row in PhotoTag.objects.select_related("tag")} == {
        "fog": ("accepted", False),
        "cat": ("suggested", True),
    }
