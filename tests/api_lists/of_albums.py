"""Worlds of albums, photos and tags: what ``galleries`` and ``search`` list."""

from datetime import timedelta
from itertools import cycle
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from common.search_text import reindex_many
from galleries import share_links
from galleries.models import (
    AlbumGrant,
    AlbumIndexPage,
    AlbumPage,
    Contribution,
    LinkVisit,
    Photo,
    PhotoTag,
    Pick,
    TagWord,
    TrashedAlbum,
    TrashPage,
)
from galleries.models.trash import TRASH_SLUG
from tests.api_lists import making
from tests.api_lists.worlds import World, shows
from tests.galleries.coming_in import make_link


@shows("albums/", "albums/?include=tags", "albums/?tag={w.tag.slug}", "albums/?visibility=public")
def albums_of_others(w: World, n: int) -> None:
    making.full_albums(making.people(n), w.tag)


@shows("albums/?owner=me", "albums/?owner=me&include=tags", "albums/?owner=me&tag={w.tag.slug}&include=tags")
def own_albums(w: World, n: int) -> None:
    made = making.full_albums([w.me] * n, w.tag)
    drafts = [album.pk for album in made[::3]]
    AlbumPage.objects.filter(pk__in=drafts).update(live=False, has_unpublished_changes=True)


@shows("photos/", "photos/?include=exif,tags", "photos/?tag={w.tag.slug}&include=tags")
def photos_of_others(w: World, n: int) -> None:
    owners = making.people(n)
    photos, own = making.photos(owners), making.tags(n)
    for album, photo, tag in zip(making.albums(owners), photos, own, strict=True):
        making.shown(album, [photo])
        making.tag_photos([photo], [w.tag, tag])


@shows("photos/?owner=me", "photos/?owner=me&include=exif,tags")
def own_photos(w: World, n: int) -> None:
    photos = making.photos(
        [w.me] * n, camera="Hasselblad", latitude=30.1, longitude=118.2, show_position=True
    )
    for album, photo, tag in zip(making.albums([w.me] * n), photos, making.tags(n), strict=True):
        making.shown(album, [photo])
        making.tag_photos([photo], [w.tag, tag])
    Photo.objects.filter(pk__in=[photo.pk for photo in photos[1::3]]).update(state="preparing")


@shows(
    "albums/{w.album.pk}/photos/",
    "albums/{w.album.pk}/photos/?include=exif,tags",
    "albums/{w.album.pk}/photos/?include=exif,tags&version=draft",
)
def places_of_an_own_album(w: World, n: int) -> None:
    photos = making.photos(making.people(n))
    making.shown(w.album, photos)
    for home, photo, tag in zip(making.albums(making.people(n)), photos, making.tags(n), strict=True):
        making.shown(home, [photo])
        making.tag_photos([photo], [tag])


@shows("albums/{w.kept[album].pk}/photos/?include=exif,tags", groups=())
def places_of_somebody_elses_album(w: World, n: int) -> None:
    w.kept.setdefault("album", making.albums(making.people(1))[0])
    photos = making.photos(making.people(n))
    making.shown(w.kept["album"], photos)
    making.tag_photos(photos, making.tags(2))


@shows("photos/{w.photo.pk}/tags/")
def tags_of_a_photo(w: World, n: int) -> None:
    states = cycle([PhotoTag.State.SUGGESTED, PhotoTag.State.ACCEPTED])
    PhotoTag.objects.bulk_create(
        PhotoTag(content_object=w.photo, tag=tag, state=state)
        for tag, state in zip(making.tags(n), states, strict=False)
    )


@shows("tags/", "tags/?q=mist")
def tags(w: World, n: int) -> None:
    for tag, album in zip(making.tags(n), making.albums(making.people(n)), strict=True):
        TagWord.objects.create(tag=tag, text=f"mist {tag.pk}", key=f"mist {tag.pk}")
        photos = making.photos([album.owner])
        making.shown(album, photos)
        making.tag_photos(photos, [tag])


@shows("search/?q=mist&kind=albums", "search/?q=mist&kind=photos")
@shows("search/?q=mist&kind=tags", at_most=48)
@shows("search/?q=mist", part="albums.results", at_most=12)
@shows("search/?q=mist", part="photos.results", at_most=12)
@shows("search/?q=mist", part="tags.results", at_most=12)
def findings(w: World, n: int) -> None:
    tags(w, n)
    for model in (AlbumPage, Photo):
        reindex_many(model.objects.all())


@shows("search/?q=mist", part="albums.results", at_most=12)
@shows("search/?q=mist&kind=albums", "albums/?include=tags")
def findings_of_somebody_with_a_share_link(w: World, n: int) -> None:
    """What a link opens is asked for besides."""
    if "link" not in w.kept:
        private = making.albums(making.people(1), visibility="private")[0]
        w.kept["link"] = link = make_link(private)
        visit = LinkVisit.objects.create(link=link, key=share_links.new_token())
        w.client.defaults["HTTP_SHARE_ACCESS"] = share_links.access_of(link, visit)
    findings(w, n)


@shows("trash/", "trash/?kind=photos")
def photos_in_the_trash(w: World, n: int) -> None:
    photos = making.photos([w.me] * n, trashed_at=timezone.now(), trashed_by=w.me)
    for album, photo in zip(making.albums(making.people(n)), photos, strict=True):
        making.shown(album, [photo])


@shows("trash/?kind=albums")
def albums_in_the_trash(w: World, n: int) -> None:
    if "trash" not in w.kept:
        root = Page.objects.get(depth=1)
        w.kept["trash"] = root.add_child(instance=TrashPage(title="Trash", slug=TRASH_SLUG, live=False))
    parent = AlbumIndexPage.objects.get()
    for album in making.albums([w.me] * n, below=w.kept["trash"], live=False):
        TrashedAlbum.objects.create(album=album, by=w.me, parent=parent, slug=album.slug, was_live=True)


# --- what is shared --------------------------------------------------------------------------------


@shows("albums/{w.album.pk}/links/")
def links(w: World, n: int) -> None:
    for number in range(n):
        link = make_link(w.album, label=f"Link {number}", created_by=w.me)
        visit = LinkVisit.objects.create(link=link, key=f"key {link.pk}", downloads=number)
        Pick.objects.create(visit=visit, photo=w.photo)


@shows("albums/{w.album.pk}/grants/")
def invitations(w: World, n: int) -> None:
    AlbumGrant.objects.bulk_create(
        AlbumGrant(album=w.album, user=person, invited_by=w.me) for person in making.people(n)
    )


@shows("albums/{w.album.pk}/picks/")
def picks(w: World, n: int) -> None:
    photos = making.photos(making.people(n))
    making.shown(w.album, photos)
    for photo in photos:
        link = make_link(w.album, allow_picks=True)
        visit = LinkVisit.objects.create(link=link, key=f"key {link.pk}", name=f"Guest {link.pk}")
        Pick.objects.create(visit=visit, photo=photo)


@shows("albums/{w.album.pk}/contributions/")
def contributions(w: World, n: int) -> None:
    """By people, and by guests with links."""
    link = make_link(w.album, allow_upload=True)
    for number, photo in enumerate(making.photos(making.people(n))):
        sender: dict[str, Any] = {"user": photo.owner}
        if number % 2:
            sender = {
                "visit": LinkVisit.objects.create(link=link, key=f"key {number}", name=f"Guest {number}")
            }
        Contribution.objects.create(album=w.album, photo=photo, name=photo.title, **sender)


@shows("shared/")
def shared_with_oneself(w: World, n: int) -> None:
    now = timezone.now()
    for number, album in enumerate(making.full_albums(making.people(n), visibility="private")):
        AlbumGrant.objects.create(
            album=album, user=w.me, invited_by=album.owner, created_at=now + timedelta(seconds=number),
            role=AlbumGrant.Role.values[number % 3],
        )  # fmt: skip
