"""Turns the demo catalogue into people, albums and photos, through the same doors as everything else."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files import File
from django.db import connection
from django.utils import timezone

from galleries import curators, ingest, tasks
from galleries.models import AlbumIndexPage, AlbumPage, AlbumPhoto, Photo, PhotoTag, tag_for
from home.demo.catalogue import ALBUMS, PEOPLE, DemoAlbum, DemoPerson, DemoPhoto
from home.models import Feature, HomePage

PASSWORD = "vitrine-demo"  # noqa: S105  (known to everybody)
ROLES = {"editor": "Editors", "lin": "Authors", "chen": "Curators"}
CURATED = "twenty-four-hours-of-sea"  # an album of somebody else, given to chen
FEATURED = 4


def is_complete() -> bool:
    """Whether the demo was loaded here once. What somebody has removed since then does not come back."""
    return _mark().exists() and AlbumPage.objects.exists()


def _mark() -> Path:
    return Path(settings.MEDIA_ROOT) / "demo-loaded"


def make_people() -> dict[str, Any]:
    """The demo's accounts by username; those that exist keep their password."""
    return {person.username: _make_person(person) for person in PEOPLE}


def make_albums(
    people: dict[str, Any], files: dict[str, Path], jobs: int, step: Callable[[], object]
) -> None:
    """Every album with its photos, ready to look at. Safe to repeat after an interruption."""
    # The first of the catalogue shall be the newest on the site.
    albums = {demo.slug: _make_album(demo, people[demo.owner]) for demo in reversed(ALBUMS)}
    work = [(albums[demo.slug], demo, photo) for demo in ALBUMS for photo in demo.photos]

    def one(item: tuple[AlbumPage, DemoAlbum, DemoPhoto]) -> tuple[str, Photo]:
        album, demo, shot = item
        try:
            return shot.name, _make_photo(shot, album, people[demo.owner], files[shot.name])
        finally:
            connection.close()
            step()

    with ThreadPoolExecutor(jobs) as pool:
        photos = dict(pool.map(one, work))
    for demo in ALBUMS:
        _arrange(albums[demo.slug], demo, photos)
    if CURATED in albums and not curators.of_album(albums[CURATED]).exists():
        curators.give(user=people["editor"], album=albums[CURATED], chosen=[people["chen"]])
    _furnish_home(albums)
    _mark().touch()


def _make_person(person: DemoPerson) -> Any:
    user, created = get_user_model().objects.get_or_create(
        username=person.username,
        defaults={
            "email": f"{person.username}@example.org",
            "display_name": person.display_name,
            "bio": person.bio,
            "location": person.location,
            "is_superuser": person.username == "editor",
            "is_staff": person.username == "editor",
        },
    )
    if created:
        user.set_password(PASSWORD)
        user.save()
    if role := ROLES.get(person.username):
        user.groups.add(Group.objects.get_or_create(name=role)[0])
    return user


def _make_album(demo: DemoAlbum, owner: Any) -> AlbumPage:
    found = AlbumPage.objects.filter(slug=demo.slug).first()
    if found is not None:
        return found
    index = AlbumIndexPage.objects.get()
    album = AlbumPage(
        slug=demo.slug, owner=owner, title=demo.title, title_en=demo.title_en, intro=demo.intro,
        intro_en=demo.intro_en, place=demo.place, place_en=demo.place_en, date_from=demo.date_from,
        date_to=demo.date_to, visibility=demo.visibility, download=demo.download,
    )  # fmt: skip
    index.add_child(instance=album)
    album.tags.set([tag_for(en=en, zh=zh) for en, zh in demo.tags])
    # Authors hand in and editors publish; who runs this command may do both.
    album.save_revision(user=owner).publish(user=owner, skip_permission_checks=True)
    return AlbumPage.objects.get(pk=album.pk)


def _make_photo(shot: DemoPhoto, album: AlbumPage, owner: Any, path: Path) -> Photo:
    with path.open("rb") as content:
        photo, created = ingest.add(
            File(content), f"{shot.name}.jpg", owner=owner, collection=album.collection, title=shot.title,
            title_en=shot.title_en, caption=shot.caption, caption_en=shot.caption_en, description=shot.alt,
            alt_en=shot.alt_en,
        )  # fmt: skip
    if created:
        _tag(photo, shot, owner)
    if not photo.is_ready:
        tasks.prepare_now(photo)
    return photo


def _tag(photo: Photo, shot: DemoPhoto, owner: Any) -> None:
    now = timezone.now()
    PhotoTag.objects.bulk_create(
        [
            PhotoTag(
                content_object=photo, tag=tag_for(en=en, zh=zh), source=PhotoTag.Source.AUTHOR, decided_by=owner,
                decided_at=now,
            )
            for en, zh in shot.tags
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def _arrange(album: AlbumPage, demo: DemoAlbum, photos: dict[str, Photo]) -> None:
    """The catalogue's order and cover; the photos came in side by side."""
    AlbumPhoto.objects.append(album, [photos[shot.name] for shot in demo.photos])
    places = {place.photo_id: place for place in album.album_photos.all()}
    for position, shot in enumerate(demo.photos):
        places[photos[shot.name].pk].position = position
    AlbumPhoto.objects.bulk_update(places.values(), ["position"])
    if album.cover_id is None:
        album.cover = photos[demo.cover]
        album.save(update_fields=["cover"])
        # The draft that an editor opens shall know the cover too.
        album.save_revision().publish()


def _furnish_home(albums: dict[str, AlbumPage]) -> None:
    home = HomePage.objects.get()
    if home.hero_id is not None:
        return
    public = [albums[demo.slug] for demo in ALBUMS if demo.visibility == "public"]
    home.hero = public[1]
    home.featured.set(
        [Feature(album=album, sort_order=n) for n, album in enumerate([public[0], *public[2 : 1 + FEATURED]])]
    )
    home.save_revision().publish()
