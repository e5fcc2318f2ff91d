"""How one person stands to others: whom she follows and keeps away, and who may be met at all."""

from typing import Any, NamedTuple

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from common.text import one_line
from community.models import AlbumComment, Distance, Follow
from galleries import policy
from galleries.models import AlbumPage
from galleries.policy import Viewer
from users import profile
from users.models import User

# What a column of a database holds; an address may hold more.
LARGEST_KEY = 2**63 - 1


class Tie(NamedTuple):
    """How many people follow somebody, and what one has chosen about her oneself."""

    followers: int = 0
    follows: bool = False
    blocks: bool = False
    mutes: bool = False


def staying() -> QuerySet[User]:
    """People who can be met: active, and not waiting to be deleted."""
    return User.objects.filter(is_active=True, delete_after=None)


def with_page(viewer: Viewer) -> QuerySet[User]:
    """People whose page the viewer may open: ``users.profile.has_page`` for many at once."""
    readable = [
        str(profile.Audience.EVERYONE),
        *([str(profile.Audience.MEMBERS)] if viewer.is_person else []),
    ]
    return staying().filter(Q(shown__page__in=readable) | shows_albums(viewer))


def shows_albums(viewer: Viewer) -> Exists:
    """Whether the viewer's lists hold an album of the person; for ``filter`` and ``annotate`` on people."""
    return Exists(AlbumPage.objects.listed_for(viewer).filter(owner=OuterRef("pk")))


def tie(user: Any, person: Any) -> Tie:
    """What ``user`` has chosen about ``person``, and her followers, of whom those who are leaving do not count."""
    hers = Follow.objects.filter(person=OuterRef("pk"))
    counted = (
        hers.filter(follower__in=staying()).order_by().values("person").annotate(n=Count("pk")).values("n")
    )
    kept = Distance.objects.filter(user=user.pk, person=OuterRef("pk"))
    row = User.objects.filter(pk=person.pk).values_list(
        Coalesce(Subquery(counted, output_field=IntegerField()), 0),
        Exists(hers.filter(follower=user.pk)),
        Exists(kept.filter(kind=Distance.Kind.BLOCK)),
        Exists(kept.filter(kind=Distance.Kind.MUTE)),
    )
    return Tie(*(row.first() or ()))


def follows_album(user: Any, album: Any) -> bool:
    """Whether ``user`` follows the album."""
    return Follow.objects.filter(follower=user.pk, album=album.pk).exists()


def following_of(viewer: Viewer) -> QuerySet[Follow]:
    """Whom and what the viewer follows, as far as she may still see it."""
    seen = Q(person__in=with_page(viewer)) | Q(album__in=AlbumPage.objects.visible_to(viewer).values("pk"))
    return Follow.objects.filter(seen, follower=viewer.user.pk).select_related("person", "album__owner")


def followers_of(viewer: Viewer) -> QuerySet[Follow]:
    """Who follows the viewer, but for those whom she mutes. Each row says whether that person has a page for her
    (``has_page``) and is followed in turn (``followed``)."""
    muted = Distance.objects.filter(user=viewer.user.pk).values("person")
    rows = Follow.objects.filter(person=viewer.user.pk, follower__in=staying()).exclude(follower__in=muted)
    mine = Follow.objects.filter(follower=viewer.user.pk, person=OuterRef("follower"))
    return rows.annotate(
        has_page=Exists(with_page(viewer).filter(pk=OuterRef("follower"))), followed=Exists(mine)
    ).select_related("follower")


def kept_away_by(user: Any, kind: str) -> QuerySet[Distance]:
    """Whom she blocks, or whom she mutes."""
    return Distance.objects.filter(user=user.pk, kind=kind, person__in=staying()).select_related("person")


# --- finding whom a request names: 404 for whoever is not there for the viewer --------------------------


def person_to_follow(request: Any, username: str) -> User:
    """The person of that name whose page the viewer may open."""
    person = profile.find(_possible(username), request)
    if person is None:
        raise Http404
    return person


def person_to_unfollow(request: Any, username: str) -> User:
    """As ``person_to_follow``; whom one follows already can be left also when her page has gone."""
    followed = staying().filter(username=_possible(username), followers__follower=request.user).first()
    return followed if followed is not None else person_to_follow(request, username)


def person_to_keep_away(request: Any, username: str) -> User:
    """Somebody the viewer can have met: by her page, as a follower, or by a comment that the viewer may read."""
    person = staying().filter(username=_possible(username)).first()
    if person is None or not _has_met(request, person):
        raise Http404
    return person


def person_kept_away(request: Any, username: str, kind: str) -> User:
    """Whom the viewer keeps away already, or could."""
    row = kept_away_by(request.user, kind).filter(person__username=_possible(username)).first()
    return row.person if row is not None else person_to_keep_away(request, username)


def album_to_follow(request: Any, pk: int) -> AlbumPage:
    """An album that the viewer may open."""
    if pk > LARGEST_KEY:
        raise Http404
    found = AlbumPage.objects.reached_by(policy.viewer_of(request)).filter(pk=pk).select_related("owner")
    album: AlbumPage | None = found.first()
    if album is None:
        raise Http404
    return album


def album_to_unfollow(request: Any, pk: int) -> AlbumPage:
    """As ``album_to_follow``; what one follows already can be left also when it is closed."""
    mine = AlbumPage.objects.filter(pk=min(pk, LARGEST_KEY), followers__follower=request.user).first()
    return mine if mine is not None else album_to_follow(request, pk)


def _possible(username: str) -> str:
    """The name as it stands in the address, unless nobody can have it: a database takes no NUL."""
    if one_line(username) != username:
        raise Http404
    return username


def _has_met(request: Any, person: User) -> bool:
    if (
        profile.has_page(person, request)
        or Follow.objects.filter(follower=person, person=request.user).exists()
    ):
        return True
    readable = AlbumPage.objects.visible_to(policy.viewer_of(request)).values("pk")
    said = AlbumComment.objects.filter(user=person, state=AlbumComment.State.VISIBLE, album__in=readable)
    return said.exists()
