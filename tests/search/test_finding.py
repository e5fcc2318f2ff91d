"""What is found by which words."""

import pytest

from common.search_text import reindex, reindex_many
from galleries.models import AlbumTag, Photo, PhotoTag, tag_for
from jobs.models import Job
from search import fulltext, fulltext_sql, query, tasks
from tests.factories import make_album, ready_photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def album(owner):
    return make_album(
        "人像摄影作品", owner=owner, title_en="Portraits of mountains", intro="在黄山拍的", place="大理古城"
    )


@pytest.mark.parametrize(
    "words", ["摄影", "人像", "作品", "人像作品", "人", "人像摄影作品", "黄山", "古城", "像摄"]
)
def test_chinese_is_found_inside_a_longer_run(found, album, words):
    assert found(words).albums == [album.pk]


@pytest.mark.parametrize("words", ["摄影师", "作人", "风景", "摄影 风景"])
def test_chinese_that_does_not_stand_there_is_not_found(found, album, words):
    assert found(words).albums == []


@pytest.mark.parametrize("words", ["portraits", "PORTRAITS", "mountains portraits", "portraits 摄影"])
def test_english_is_found_by_its_words_in_any_order_and_with_chinese(found, album, words):
    assert found(words).albums == [album.pk]


@pytest.mark.parametrize("words", ["portraits lake", "port", "traits"])
def test_all_words_must_be_there_and_whole(found, album, words):
    assert found(words).albums == []


@pytest.mark.parametrize("field", ["title", "title_en", "caption", "caption_en", "description", "alt_en"])
@pytest.mark.parametrize("text", ["清晨的湖泊倒影", "Reflections in a lake at dawn"])
def test_a_photo_is_found_by_each_of_its_texts(found, public_album, owner, field, text):
    photo = ready_photo(owner=owner, album=public_album, **{field: text})
    assert found("湖泊 倒影" if "湖泊" in text else "lake reflections").photos == [photo.pk]


def test_a_photo_is_not_found_by_the_title_of_its_album(found, public_album):
    assert found("雾起黄山").albums == [public_album.pk]
    assert found("雾起黄山").photos == []


def test_a_photo_is_found_by_every_word_of_an_accepted_tag(found, public_album, owner, tagged):
    photo = ready_photo(owner=owner, album=public_album)
    row = tagged(photo, "waterfall", "瀑布")
    row.tag.claim_words(["cascade", "飞瀑"])
    reindex(photo)
    for word in ("waterfall", "瀑布", "cascade", "飞瀑"):
        assert found(word).photos == [photo.pk]
        assert found(word).tags == [row.tag.pk]


@pytest.mark.parametrize("state", ["suggested", "rejected"])
def test_a_tag_that_nobody_accepted_finds_nothing(found, public_album, owner, tagged, state):
    photo = ready_photo(owner=owner, album=public_album)
    tagged(photo, "waterfall", "瀑布", state=state)
    for word in ("waterfall", "瀑布"):
        assert (found(word).photos, found(word).tags) == ([], [])


def test_a_tag_is_found_as_soon_as_it_is_accepted_and_no_longer_when_rejected(
    found, public_album, owner, tagged, django_capture_on_commit_callbacks
):
    photo = ready_photo(owner=owner, album=public_album)
    row = tagged(photo, "waterfall", "瀑布", state="suggested")
    for state, photos in (("accepted", [photo.pk]), ("rejected", [])):
        with django_capture_on_commit_callbacks(execute=True):
            row.decide(state)
        assert found("瀑布").photos == photos


def test_five_new_tags_write_the_entry_once(public_album, owner, django_capture_on_commit_callbacks):
    photo = ready_photo(owner=owner, album=public_album)
    with django_capture_on_commit_callbacks() as callbacks:
        photo.tags.add("sea", "sky", "sand", "sun", "salt")
    assert len(callbacks) == 1


def test_an_album_is_found_by_a_tag_that_was_published_with_it(
    found, album, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        album.album_tags.add(AlbumTag(tag=tag_for(en="temple", zh="寺庙")))
        album.save_revision().publish()
    assert found("寺庙").albums == found("temple").albums == [album.pk]


def test_when_a_tag_gets_another_label_its_photos_are_found_by_it(found, public_album, owner, tagged):
    photo = ready_photo(owner=owner, album=public_album)
    tag = tagged(photo, "waterfall", "瀑布").tag
    tag.label_en = "cascade"
    tag.save()
    assert Job.objects.get(kind=tasks.REINDEX_TAG, target_id=tag.pk)
    tasks.reindex_tagged(tag.pk, lambda per_cent: None)
    assert found("cascade").photos == [photo.pk]


def test_bulk_written_tags_are_found_after_reindexing(found, public_album, owner):
    photos = [ready_photo(owner=owner, album=public_album) for _ in range(3)]
    tag = tag_for(en="waterfall")
    PhotoTag.objects.bulk_create(PhotoTag(content_object=photo, tag=tag) for photo in photos)
    assert found("waterfall").photos == []
    reindex_many(Photo.objects.filter(tags=tag))
    assert found("waterfall").photos == [photo.pk for photo in reversed(photos)]


def test_what_stands_in_the_title_comes_first_and_then_the_newest(found, public_album, owner):
    first, second, third, fourth = (
        ready_photo(owner=owner, album=public_album, **{field: "西湖日出"})
        for field in ("title", "caption", "title", "caption")
    )
    assert found("西湖").photos == [third.pk, first.pk, fourth.pk, second.pk]


@pytest.mark.parametrize("word", ["snow mountain", "雪山", "雪", "snow", "moun", "snow lake"])
def test_a_tag_is_found_by_its_words_and_their_beginnings(found, public_album, owner, tagged, word):
    photo = ready_photo(owner=owner, album=public_album)
    tag = tagged(photo, "snow mountain", "雪山").tag
    assert (tag.pk in found(word).tags) == (word != "snow lake")


@pytest.mark.parametrize("word", ["mountain photographs", "now"])
def test_a_tag_is_not_found_by_parts_of_a_word(found, public_album, owner, tagged, word):
    tagged(ready_photo(owner=owner, album=public_album), "snow", "雪")
    assert found(word).tags == []


@pytest.mark.parametrize("few", [0, 10_000])
def test_hits_behind_many_hidden_ones_are_still_found(found, owner, monkeypatch, few):
    monkeypatch.setattr(query, "FEW", few)
    monkeypatch.setattr(fulltext_sql, "WALK", 2)
    monkeypatch.setattr(fulltext, "FIRST_WINDOW", 3)
    monkeypatch.setattr(fulltext, "WINDOW", 4)
    shown = [
        make_album("西湖", owner=owner),
        make_album("x", owner=owner, intro="西湖"),
        make_album("西湖", owner=owner),
    ]
    for n in range(9):
        make_album(f"西湖 {n}", owner=owner, visibility="private")
    assert found("西湖").albums == [shown[2].pk, shown[0].pk, shown[1].pk]


def test_beyond_the_bound_there_is_a_sign_that_there_is_more(owner, monkeypatch, viewer_results):
    monkeypatch.setattr(query, "MOST", 4)
    monkeypatch.setattr(fulltext, "FIRST_WINDOW", 5)
    for n in range(4):
        make_album(f"西湖 {n}", owner=owner)
    assert (len(viewer_results("西湖").albums), viewer_results("西湖").albums.more) == (4, False)
    make_album("西湖", owner=owner)
    assert (len(viewer_results("西湖").albums), viewer_results("西湖").albums.more) == (4, True)


@pytest.fixture
def viewer_results():
    from galleries.policy import Viewer

    return lambda words: query.find(words, Viewer())
