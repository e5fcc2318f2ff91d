"""Loading the demo: once, completely, and never against the will of who has removed something."""

from pathlib import Path
from typing import Any

import pytest

from community.models import AlbumComment, Follow, Like
from galleries.models import AlbumPage, Photo, PhotoTag
from home import demo_site, demo_talk
from home.demo.talk import LIKED, TALK, Said
from home.models import HomePage
from tests.factories import jpeg, make_album

# Threads with connections of their own need to see what is committed.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def load(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Loads two albums of the catalogue with small pictures instead of the drawn ones."""
    settings.MEDIA_ROOT = tmp_path
    albums = tuple(album for album in demo_site.ALBUMS if album.visibility == "public")[-2:]
    monkeypatch.setattr(demo_site, "ALBUMS", albums)
    files = {}
    for album in albums:
        for shot in album.photos:
            files[shot.name] = tmp_path / f"{shot.name}.jpg"
            files[shot.name].write_bytes(jpeg(300, 200))

    def run() -> tuple[Any, ...]:
        demo_site.make_albums(demo_site.make_people(), files, 2, step=lambda: None)
        return albums

    return run


def test_the_demo_is_complete_and_ready(load: Any) -> None:
    assert not demo_site.is_complete()
    albums = load()
    assert demo_site.is_complete()
    for demo in albums:
        album = AlbumPage.objects.get(slug=demo.slug)
        titles = [place.photo.title for place in album.album_photos.in_order()]
        assert titles == [shot.title for shot in demo.photos]
        assert album.cover is not None and album.live and album.owner.username == demo.owner
    assert set(Photo.objects.order_by().values_list("state", flat=True)) == {"ready"}
    assert PhotoTag.objects.filter(source="author", state="accepted").exists()
    assert PhotoTag.objects.filter(source="analyzer").exists()
    assert HomePage.objects.get().hero is not None


def test_loading_again_changes_nothing_and_what_was_removed_stays_away(load: Any) -> None:
    load()
    before = Photo.objects.count(), AlbumPage.objects.count()
    load()
    assert (Photo.objects.count(), AlbumPage.objects.count()) == before
    Photo.objects.first().delete()  # type: ignore[union-attr]
    assert demo_site.is_complete()


def test_its_people_talk_like_and_follow_once(db: None) -> None:
    people = demo_site.make_people()
    for slug, owner in (("twenty-four-hours-of-sea", "lin"), ("facades-and-stairs", "chen")):
        make_album(slug=slug, owner=people[owner])
    demo_talk.make_talk(people)
    before = [model.objects.count() for model in (AlbumComment, Like, Follow)]
    said = [one for slug in ("twenty-four-hours-of-sea", "facades-and-stairs") for one in _all(TALK[slug])]
    assert before[0] == len(said) > 5
    assert before[1] == sum(len(LIKED[slug]) for slug in ("twenty-four-hours-of-sea", "facades-and-stairs"))
    assert set(AlbumComment.objects.values_list("state", flat=True)) == {"visible"}
    demo_talk.make_talk(people)
    assert [model.objects.count() for model in (AlbumComment, Like, Follow)] == before


def _all(said: tuple[Said, ...]) -> list[Said]:
    return [one for top in said for one in (top, *_all(top.answers))]
