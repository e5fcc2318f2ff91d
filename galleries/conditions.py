"""What the policy's conditions for the database are made of. ``prefix`` is the lookup that leads to the album."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from wagtail.models import Page, PageViewRestriction

from galleries.viewer import Viewer


def reachable(viewer: Viewer, prefix: str) -> Q:
    """Published, and not below a page whose privacy keeps the viewer out: Wagtail's own rules, for owners too."""
    return live_outside(viewer.restrictions, prefix)


def live_outside(restrictions: QuerySet[PageViewRestriction], prefix: str) -> Q:
    here = ExpressionWrapper(OuterRef(f"{prefix}path"), output_field=CharField())
    # Not a join: after ANALYZE, SQLite reads all pages for each album to find the few restrictions (minutes).
    top = Subquery(Page.objects.filter(pk=OuterRef("page_id")).values("path")[:1])
    closed = restrictions.alias(here=here, top=top).filter(here__startswith=F("top"))
    published = Q(**{f"{prefix}live": True}) & ~Q(Exists(closed))
    return published & of_somebody_staying(f"{prefix}owner")


def of_somebody_staying(person: str) -> Q:
    """Not of a person who waits to be deleted: hers is hidden from everybody. ``person`` is the way to her."""
    leaving = get_user_model().objects.filter(delete_after__isnull=False).order_by().values("pk")
    return ~Q(**{f"{person}__in": leaving})


def own(viewer: Viewer, prefix: str) -> Q:
    return Q(**{f"{prefix}owner_id": viewer.user.pk}) if viewer.is_person else _nothing(prefix)


def edited(viewer: Viewer, prefix: str) -> Q:
    return _below(viewer.edited_paths, prefix)


def granted(viewer: Viewer, prefix: str) -> Q:
    """To which she was invited by name."""
    if not viewer.is_person:
        return _nothing(prefix)
    from galleries.models import AlbumGrant

    invited = AlbumGrant.objects.filter(user_id=viewer.user.pk).values("album")
    return Q(**{f"{prefix}pk__in": invited})


def linked(viewer: Viewer, prefix: str) -> Q:
    """To which she came by a link."""
    return Q(**{f"{prefix}pk__in": [link.album_id for link in viewer.links]})


def album_in_sight(prefix: str) -> Q:
    """Not withheld by moderators."""
    from galleries.models import Withheld

    withheld = Withheld.objects.filter(album__isnull=False).values("album")
    return ~Q(**{f"{prefix}pk__in": withheld})


def photo_in_sight(prefix: str = "") -> Q:
    """Photos neither in the trash nor withheld by moderators. ``prefix`` is the lookup that leads to the photo."""
    from galleries.models import Withheld

    withheld = Withheld.objects.filter(photo__isnull=False).values("photo")
    return ~Q(**{f"{prefix}pk__in": withheld}) & Q(**{f"{prefix}trashed_at": None})


def among(visibilities: list[str], prefix: str) -> Q:
    return Q(**{f"{prefix}visibility__in": visibilities})


def _below(paths: list[str], prefix: str) -> Q:
    condition = _nothing(prefix)
    for path in paths:
        condition |= Q(**{f"{prefix}path__startswith": path}) if path else Q(**{f"{prefix}pk__isnull": False})
    return condition


def _nothing(prefix: str) -> Q:
    return Q(**{f"{prefix}pk__in": []})


def shown_in(albums: Q) -> Any:
    from galleries.models import AlbumPhoto

    # Never by a rule: what a rule shows is seen elsewhere by all who see it there (rule_sight), and it opens nothing.
    return AlbumPhoto.rows.filter(
        albums,
        of_somebody_staying("photo__uploaded_by_user"),
        photo_in_sight("photo__"),
        photo=OuterRef("pk"),
        by_rule=False,
    )
