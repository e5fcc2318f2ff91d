"""Worlds of what people follow, keep and have looked at."""

from itertools import cycle

from community.models import Distance, Favourite, FavouriteList, Follow, Visit
from galleries.models import AlbumTag
from tests.api_lists import making
from tests.api_lists.worlds import World, shows


@shows("me/following/")
def followed(w: World, n: int) -> None:
    """Albums and people by turns."""
    albums = making.full_albums(making.people(n))
    Follow.objects.bulk_create(
        Follow(follower=w.me, **({"person": album.owner} if number % 2 else {"album": album}))
        for number, album in enumerate(albums)
    )


@shows("me/followers/")
def followers(w: World, n: int) -> None:
    albums = making.full_albums(making.people(n))
    Follow.objects.bulk_create(Follow(follower=album.owner, person=w.me) for album in albums)
    Follow.objects.bulk_create(Follow(follower=w.me, person=album.owner) for album in albums[::2])


@shows("feed/", at_most=50)
def feed(w: World, n: int) -> None:
    followed(w, n)


@shows("me/suggested-people/", at_most=12)
def suggested(w: World, n: int) -> None:
    """For shared tags, and because somebody follows them whom one follows."""
    AlbumTag.objects.get_or_create(content_object=w.album, tag=w.tag)
    between = making.people(n)
    albums = making.full_albums(making.people(n), w.tag)
    Follow.objects.bulk_create(Follow(follower=w.me, person=person) for person in between)
    Follow.objects.bulk_create(
        Follow(follower=person, person=album.owner) for person, album in zip(between, albums, strict=True)
    )


@shows("me/blocks/")
def blocked(w: World, n: int) -> None:
    Distance.objects.bulk_create(Distance(user=w.me, person=one, kind="block") for one in making.people(n))


@shows("me/mutes/")
def muted(w: World, n: int) -> None:
    Distance.objects.bulk_create(Distance(user=w.me, person=one, kind="mute") for one in making.people(n))


@shows("favourites/")
def lists_of_favourites(w: World, n: int) -> None:
    made = FavouriteList.objects.bulk_create(
        FavouriteList(owner=w.me, name=f"List {album.pk}") for album in making.albums(making.people(n))
    )
    for one in made:
        keep(one, 2)


@shows("favourites/default/entries/", "favourites/{w.kept[list].pk}/entries/")
def favourites(w: World, n: int) -> None:
    default = FavouriteList.objects.get_or_create(owner=w.me, name="")[0]
    keep(default, n)
    keep(w.kept.setdefault("list", FavouriteList.objects.get_or_create(owner=w.me, name="Fog")[0]), n)


def keep(into: FavouriteList, n: int) -> None:
    """Photos and albums by turns, each of somebody else."""
    Favourite.objects.bulk_create(
        Favourite(list=into, **({"album": album} if number % 2 else {"photo": making.first_of(album)}))
        for number, album in enumerate(making.full_albums(making.people(n)))
    )


@shows("history/")
def history(w: World, n: int) -> None:
    """Photos and albums by turns."""
    photos = cycle([True, False])
    Visit.objects.bulk_create(
        Visit(user=w.me, album=album, photo=making.first_of(album) if of_photo else None)
        for album, of_photo in zip(making.full_albums(making.people(n)), photos, strict=False)
    )
