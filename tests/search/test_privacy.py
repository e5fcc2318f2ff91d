"""What may not be seen is not found and not counted."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import PageViewRestriction

from galleries.models import AlbumPage, AlbumTag, tag_for
from tests.factories import make_album, ready_photo

WORDS = "秘密花园"


@pytest.fixture
def secret(owner, tagged):
    """An album of the owner with a photo and tags, made hidden in the way that the test wants."""

    def make(**fields):
        album = make_album(WORDS, owner=owner, title_en="Hidden orchard", **fields)
        AlbumTag.objects.create(content_object=album, tag=tag_for(en="orchard", zh="果园"))
        photo = ready_photo(owner=owner, album=album, title=WORDS, caption_en="Hidden orchard")
        tagged(photo, "pear", "梨子")
        return album

    return make


def restrict(album, kind):
    restriction = PageViewRestriction.objects.create(page=album, restriction_type=kind, password="x")
    if kind == "groups":
        restriction.groups.add(Group.objects.create(name="Friends"))


HIDDEN = {
    "private": {"visibility": "private"},
    "unlisted": {"visibility": "unlisted"},
    "draft": {"live": False},
    "members": {"visibility": "members"},
    "password": {},
    "login": {},
    "groups": {},
}


@pytest.fixture
def hide(secret):
    def make(way):
        album = secret(**HIDDEN[way])
        if way in ("password", "login", "groups"):
            restrict(album, way)
        return album

    return make


QUERIES = (WORDS, "秘密", "hidden orchard", "orchard", "果园", "pear", "梨子")


def nothing(answer):
    return (answer.albums, answer.photos, answer.tags) == ([], [], [])


@pytest.mark.parametrize("way", HIDDEN)
def test_a_guest_finds_nothing_of_it(found, hide, way):
    hide(way)
    assert all(nothing(found(words)) for words in QUERIES)


@pytest.mark.parametrize("way", [way for way in HIDDEN if way not in ("members", "login")])
def test_a_stranger_finds_nothing_of_it(found, hide, stranger, way):
    hide(way)
    assert all(nothing(found(words, stranger)) for words in QUERIES)


@pytest.mark.parametrize("way", ["members", "login"])
def test_whoever_has_signed_in_finds_what_is_for_members(found, hide, stranger, way):
    album = hide(way)
    assert found(WORDS, stranger).albums == [album.pk]
    assert len(found(WORDS, stranger).photos) == len(found("梨子", stranger).tags) == 1


@pytest.mark.parametrize("way", ["private", "unlisted", "members", "login"])
def test_the_owner_finds_her_own(found, hide, owner, way):
    album = hide(way)
    for words in (WORDS, "hidden orchard"):
        assert found(words, owner).albums == [album.pk]
        assert len(found(words, owner).photos) == 1
    assert len(found("梨子", owner).tags) == len(found("果园", owner).tags) == 1


def test_an_album_that_was_hidden_behind_the_index_is_not_found(found, secret):
    album = secret()
    assert found(WORDS).albums == [album.pk]
    AlbumPage.objects.filter(pk=album.pk).update(visibility="private")
    assert all(nothing(found(words)) for words in QUERIES)


def test_a_photo_that_is_not_ready_or_in_no_album_is_not_found(found, owner, public_album):
    ready_photo(owner=owner, album=public_album, title=WORDS, state="preparing", rendition_key=None)
    ready_photo(owner=owner, title=WORDS)
    assert found(WORDS, owner).photos == []


def test_the_page_counts_only_what_it_may_show(client, secret, owner, stranger):
    shown = secret()
    for way in ("private", "unlisted"):
        make_album(WORDS, owner=owner, visibility=way)
        ready_photo(owner=owner, album=make_album("x", owner=owner, visibility=way), title=WORDS)
    for person in (None, stranger):
        if person:
            client.force_login(person)
        context = client.get("/search/", {"q": WORDS}).context
        assert context["albums"] == [shown]
        assert (context["counts"]["albums"], context["counts"]["photos"]) == (1, 1)
