"""How an album or a photo is liked: read with one query, and counted."""

from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from community import things
from community.models import Follow, Like, LikeCount


class Likes(NamedTuple):
    """``likes`` of everybody, and whether the person is among them."""

    likes: int
    liked: bool


def likes_of(thing: Any, user: Any) -> Likes:
    """What everybody may know of a thing's likes, and what the person may know of her own. One query."""
    about = things.named(thing)
    own = Like.objects.filter(user=user.pk or 0, **about)
    row = LikeCount.objects.filter(**about).annotate(liked=Exists(own)).values_list("likes", "liked").first()
    return Likes(*row) if row else Likes(0, False)


def likes_of_album(album: Any, user: Any) -> Likes:
    """The same for an album whose page is shown to a member. What she follows comes with it, as ``is_followed``."""
    count = LikeCount.objects.filter(album=album).values("likes")[:1]
    own, follow = (
        Like.objects.filter(album=album, user=user.pk),
        Follow.objects.filter(album=album, follower=user.pk),
    )
    person = get_user_model()._default_manager.filter(pk=user.pk)
    row = person.values_list(Coalesce(Subquery(count), 0), Exists(own), Exists(follow)).first()
    likes, liked, album.is_followed = row or (0, False, False)
    return Likes(likes, liked)


def count_one_more(thing: Any) -> None:
    """In the transaction in which the like comes. The row is held from here to its end, so this is done late."""
    row = LikeCount.objects.filter(**things.named(thing))
    if not row.update(likes=F("likes") + 1):
        # Of many who are the first at the same moment one makes the row, and the others wait for it here.
        LikeCount.objects.bulk_create([LikeCount(**things.named(thing))], ignore_conflicts=True)
        row.update(likes=F("likes") + 1)


def count_one_less(thing: Any) -> None:
    """In the transaction in which the like goes."""
    LikeCount.objects.filter(**things.named(thing), likes__gt=0).update(likes=F("likes") - 1)


def recount() -> int:
    """Put right whatever counter does not equal its rows, and say how many that were. None should ever be."""
    wrong = _wrong(LikeCount.objects.filter(album__isnull=False), "album")
    return wrong + _wrong(LikeCount.objects.filter(photo__isnull=False), "photo")


def _wrong(counters: QuerySet[LikeCount], kind: str) -> int:
    of_thing = Like.objects.filter(**{kind: OuterRef(kind)}).order_by().values(kind)
    rows = Coalesce(Subquery(of_thing.annotate(n=Count("pk")).values("n")), 0)
    return counters.exclude(likes=rows).update(likes=rows)
