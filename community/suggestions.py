"""Whom somebody might like to follow, and why: shared tags, and whom those follow whom she follows."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from community import standing, ties
from community.models import Follow, Like
from galleries.models import AlbumPage, AlbumTag, Photo, PhotoTag, Tag
from galleries.policy import Viewer
from users.models import User

PEOPLE = 12
# How far each question looks: so the answer costs the same on a large site.
MY_TAGS = 30
MY_THINGS = 300
TAGGED = 1_000
FOLLOWS = 2_000
CANDIDATES = 60
NAMED_TAGS = 3


@dataclass
class Suggestion:
    """A person, and the reasons: whom of those whom one follows she is followed by, and the tags that both share."""

    person: User
    followed_by: User | None = None
    others: int = 0
    tags: list[Tag] = field(default_factory=list)


def people_for(viewer: Viewer, number: int = PEOPLE) -> list[Suggestion]:
    """People with something public for the viewer whom she neither follows nor keeps away. Five queries."""
    away = standing.kept_away_from(viewer.user) | {viewer.user.pk}
    followers = _followed_by_mine(viewer, away)
    my_tags = {tag.pk: tag for tag in _tags_of(viewer)}
    mine = Follow.objects.filter(follower=viewer.user.pk, person__isnull=False).values("person")
    shared = _photographers(viewer, list(my_tags), Q(pk__in=away) | Q(pk__in=mine))
    scores = Counter({person: 3 * len(found) for person, found in followers.items()})
    scores.update({person: len(found) for person, found in shared.items()})
    best = sorted(scores, key=lambda person: (-scores[person], person))[:CANDIDATES]
    named = {found[0] for person, found in followers.items() if person in best}
    people = _people(viewer, set(best), named)
    suggestions = []
    for person in (people[pk] for pk in best if pk in people and people[pk].shows_albums):
        by = followers.get(person.pk, [])
        tags = [my_tags[tag] for tag, _count in shared[person.pk].most_common(NAMED_TAGS)]
        first = people.get(by[0]) if by else None
        suggestions.append(Suggestion(person, first, len(by) - 1 if first else 0, tags))
    return list(islice(suggestions, number))


def _followed_by_mine(viewer: Viewer, away: set[int]) -> dict[int, list[int]]:
    """Keys of people, and of those among the followed who follow them."""
    mine = Follow.objects.filter(follower=viewer.user.pk, person__isnull=False).values("person")
    rows = (
        Follow.objects.filter(follower__in=mine, person__isnull=False, follower__is_active=True)
        .filter(follower__delete_after=None)
        .exclude(Q(person__in=mine) | Q(person__in=away) | Q(follower__in=away))
        .order_by("-created_at", "-pk")
    )
    found: dict[int, list[int]] = defaultdict(list)
    for person, follower in rows.values_list("person_id", "follower_id")[:FOLLOWS]:
        found[person].append(follower)
    return found


def _tags_of(viewer: Viewer) -> QuerySet[Tag]:
    """The tags of what she owns or likes, the most frequent first."""
    user = viewer.user.pk
    likes = Like.objects.filter(user=user).order_by("-created_at")
    my_photos = Photo.objects.filter(uploaded_by_user=user).order_by("-pk").values("pk")[:MY_THINGS]
    my_albums = AlbumPage.objects.filter(owner=user).order_by("-pk").values("pk")[:MY_THINGS]
    liked_photos = likes.filter(photo__isnull=False).values("photo")[:MY_THINGS]
    liked_albums = likes.filter(album__isnull=False).values("album")[:MY_THINGS]
    on_photos = PhotoTag.objects.accepted().filter(
        Q(content_object__in=my_photos) | Q(content_object__in=liked_photos)
    )
    on_albums = AlbumTag.objects.filter(Q(content_object__in=my_albums) | Q(content_object__in=liked_albums))
    used = Q(pk__in=on_photos.values("tag")) | Q(pk__in=on_albums.values("tag"))
    weight = _count(on_photos) + _count(on_albums)
    return Tag.objects.filter(used).annotate(weight=weight).order_by("-weight", "pk")[:MY_TAGS]


def _count(rows: Any) -> Coalesce:
    counted = rows.filter(tag=OuterRef("pk")).order_by().values("tag").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _photographers(viewer: Viewer, tags: list[int], left_out: Q) -> dict[int, Counter[int]]:
    """Who shows the viewer photos or albums with these tags, and how often each tag."""
    found: dict[int, Counter[int]] = defaultdict(Counter)
    if not tags:
        return found
    others = User.objects.exclude(left_out).values("pk")
    newest = PhotoTag.objects.accepted().filter(tag__in=tags).order_by("-content_object")
    photos = (
        Photo.objects.listed_for(viewer)
        .filter(pk__in=newest.values("content_object")[:TAGGED], uploaded_by_user__in=others)
        .filter(photo_tags__tag__in=tags, photo_tags__state="accepted")
        .order_by()
        .values(who=F("uploaded_by_user"), which=F("photo_tags__tag"))
        .annotate(n=Count("pk"))
    )
    newest_albums = AlbumTag.objects.filter(tag__in=tags).order_by("-content_object")
    albums = (
        AlbumPage.objects.listed_for(viewer)
        .filter(pk__in=newest_albums.values("content_object")[:TAGGED], owner__in=others)
        .filter(album_tags__tag__in=tags)
        .order_by()
        .values(who=F("owner"), which=F("album_tags__tag"))
        .annotate(n=Count("pk"))
    )
    for row in photos.union(albums, all=True):
        found[row["who"]][row["which"]] += row["n"]
    return found


def _people(viewer: Viewer, candidates: set[int], named: set[int]) -> dict[int, Any]:
    """The people with these keys, each with whether she shows the viewer an album."""
    people = ties.staying().filter(pk__in=candidates | named)
    return {person.pk: person for person in people.annotate(shows_albums=ties.shows_albums(viewer))}
