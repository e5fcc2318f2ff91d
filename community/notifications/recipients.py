"""Who of the people that something concerns is told of it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, IntegerField, Model, Q, QuerySet, Value

from community.models import Distance, Kind
from community.notifications import choices
from galleries.policy import Viewer

# So many people's rights are asked for in one query.
AT_ONCE = 20
# They come as a duty, or from the site itself: whom the recipient keeps away makes no difference.
DUTIES = (Kind.WAITING, Kind.MODERATION)


def of(kind: Kind, people: Iterable[Any], *, actor: Any, thing: Model | None) -> list[int]:
    """Keys of those who are told, in order. ``thing`` is the album or photo that they must be able to see."""
    persons = {person.pk: person for person in people if person is not None}
    if actor is not None:
        persons.pop(actor.pk, None)
    if not persons:
        return []
    if thing is None or (len(persons) > AT_ONCE and getattr(thing, "is_open", False)):
        found = set(_willing(kind, list(persons), actor).values_list("pk", flat=True))
    else:
        found = _who_see([(kind, person) for person in persons.values()], actor, thing)
    return sorted(found)


def of_each(reasons: Iterable[tuple[Kind, Any]], *, actor: Any, thing: Model) -> list[tuple[Kind, int]]:
    """As ``of``, for people whom the same concerns for different reasons: (kind, key) of those who are told."""
    asked = {person.pk: (kind, person) for kind, person in reasons if person.pk != _pk(actor)}
    found = _who_see(list(asked.values()), actor, thing) if asked else set()
    return [(asked[pk][0], pk) for pk in sorted(found)]


def _willing(kind: Kind, pks: Sequence[int], actor: Any) -> QuerySet:
    """Of these people those who are there, want to hear of this at all, and do not keep the actor away."""
    people = get_user_model()._default_manager.filter(pk__in=pks, is_active=True, delete_after=None)
    people = people.exclude(pk__in=choices.deaf_to(kind, pks))
    if actor is None or kind in DUTIES:
        return people
    keeping_away = Distance.objects.filter(person=actor.pk, user__in=pks).values("user")
    blocked = Distance.objects.filter(user=actor.pk, person__in=pks, kind=Distance.Kind.BLOCK).values(
        "person"
    )
    return people.exclude(pk__in=keeping_away).exclude(pk__in=blocked)


def _who_see(reasons: list[tuple[Kind, Any]], actor: Any, thing: Model) -> set[int]:
    found: set[int] = set()
    for at in range(0, len(reasons), AT_ONCE):
        some = reasons[at : at + AT_ONCE]
        first, *others = [_seeing(kind, person, actor, thing) for kind, person in some]
        found.update(first.union(*others, all=True) if others else first)
        # What they see as editors takes questions of its own; there are few of them.
        for kind in {kind for kind, person in some if person.pk not in found}:
            rest = [person.pk for its, person in some if its == kind and person.pk not in found]
            staff = _willing(kind, rest, actor).filter(groups__isnull=False).distinct()
            found.update(person.pk for person in staff if _of(thing).visible_to(Viewer(person)).exists())
    return found


def _seeing(kind: Kind, person: Any, actor: Any, thing: Model) -> QuerySet:
    """One row with the person's key when she may see the thing, her rights as an editor left aside."""
    viewer = Viewer(person)
    if not person.is_superuser:
        viewer.edited_paths = []
    viewer.image_collections = None
    here = Q(Exists(_willing(kind, [person.pk], actor)))
    row = _of(thing).visible_to(viewer).filter(here).order_by()
    return row.annotate(who=Value(person.pk, IntegerField())).values_list("who", flat=True)


def _of(thing: Model) -> Any:
    return type(thing)._default_manager.filter(pk=thing.pk)


def _pk(person: Any) -> Any:
    return None if person is None else person.pk
