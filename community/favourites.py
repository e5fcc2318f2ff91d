"""Lists of favourites as their owner sees them. What she may no longer see is in no list and in no count."""

from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from community import things
from community.models import Favourite, FavouriteList
from galleries import policy
from galleries.models import AlbumPage, AlbumPhoto, Photo, with_covers
from galleries.policy import Viewer

MOST_LISTS = 100
MOST_ENTRIES = 10_000
# What addresses and forms call the list that everybody has; it has no row before its first use.
DEFAULT = "default"


def lists_of(viewer: Viewer) -> QuerySet[Any]:
    """The viewer's lists with ``photos``, ``albums`` and ``cover``, the key of the newest photo."""
    in_list = Q(list=OuterRef("pk"))
    newest = photos_in(viewer).filter(in_list).order_by("-added_at", "-pk")
    return FavouriteList.objects.filter(owner=viewer.user.pk).annotate(
        photos=_counted(photos_in(viewer).filter(in_list)),
        albums=_counted(albums_in(viewer).filter(in_list)),
        cover=Subquery(newest.values("photo")[:1]),
    )


def find_list(user: Any, key: str) -> FavouriteList:
    """Her list of that key. Somebody else's looks like none: Http404."""
    return find_among(FavouriteList.objects.filter(owner=user.pk), key)


def find_among(lists: QuerySet[Any], key: str) -> Any:
    """As ``find_list``, with whatever the rows bring along."""
    found = None
    if key == DEFAULT:
        found = lists.filter(name="").first()
    elif key.isascii() and key.isdigit() and len(key) < 19:
        found = lists.filter(pk=int(key)).first()
    if found is None:
        raise Http404
    return found


def key_of(favourites: FavouriteList) -> str:
    return str(favourites.pk) if favourites.name else DEFAULT


def menu_of(user: Any, thing: Any) -> list[FavouriteList]:
    """All lists of the person, the default one first, each with ``holds``: whether the thing is in it. One query."""
    entry = Favourite.objects.filter(list=OuterRef("pk"), **things.named(thing))
    lists: list[Any] = list(
        FavouriteList.objects.filter(owner=user.pk).annotate(holds=Exists(entry)).order_by("name", "pk")
    )
    if not lists or lists[0].name:
        lists.insert(0, FavouriteList(name=""))
    return lists


def photos_in(viewer: Viewer) -> QuerySet[Favourite]:
    """Entries that are photos which an album still shows to the viewer."""
    return Favourite.objects.filter(Exists(_places(viewer)))


def albums_in(viewer: Viewer) -> QuerySet[Favourite]:
    """Entries that are albums which the viewer may still open."""
    return Favourite.objects.filter(policy.visible_albums(viewer, "album__"), album__isnull=False)


def entries_in(viewer: Viewer) -> QuerySet[Favourite]:
    """Both, with ``album_id_of_photo``: the first album in which the viewer finds the photo."""
    albums = Q(album__isnull=False) & policy.visible_albums(viewer, "album__")
    first = _places(viewer).order_by("pk").values("album")[:1]
    return Favourite.objects.filter(Q(Exists(_places(viewer))) | albums).annotate(
        album_id_of_photo=Subquery(first)
    )


def photo_cards(pks: list[int], viewer: Viewer) -> list[Photo]:
    """These photos in this order as ``galleries/_photo_rows.html`` has them, in albums that need not be listed."""
    places = _places(viewer, "pk").order_by("pk")
    path = Subquery(places.values("album__url_path")[:1])
    cards = Photo.objects.filter(pk__in=pks).with_openness().annotate(album_path=path).in_bulk()
    return [cards[pk] for pk in pks if pk in cards]


def album_cards(pks: list[int]) -> list[AlbumPage]:
    """These albums in this order as ``galleries/_album_card.html`` has them."""
    cards = {album.pk: album for album in with_covers(list(AlbumPage.objects.filter(pk__in=pks).for_cards()))}
    return [cards[pk] for pk in pks if pk in cards]


def _places(viewer: Viewer, photo: str = "photo") -> QuerySet[AlbumPhoto]:
    visible = policy.visible_albums(viewer, "album__")
    return AlbumPhoto.objects.ready().filter(visible, photo=OuterRef(photo))


def _counted(entries: QuerySet[Favourite]) -> Coalesce:
    number = entries.order_by().values("list").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)
