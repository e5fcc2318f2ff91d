"""Who may see and do what. Every page, file, list, search and feed asks here and nowhere else.

What is visible is a condition for the database (``visible_albums``, ``listed_albums``,
``visible_photos``), so that no door has to fetch first and filter later. ``can`` answers for one
thing with the same conditions.
"""

from functools import cached_property
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import (
    Case,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.http import HttpRequest
from wagtail.models import Page, PageViewRestriction
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry


class Visibility:
    """Who may open an album. Wagtail's publication and page privacy come on top."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    MEMBERS = "members"
    PRIVATE = "private"

    # Everybody who has the address gets in, so files may be cached by anybody.
    OPEN = (PUBLIC, UNLISTED)


class Audience(models.IntegerChoices):
    """How many people may see a photo, as far as its addresses in a bucket are concerned."""

    NAMED = 0, "its owner, editors, and whom an album lets in by name, group or password"
    MEMBERS = 1, "whoever has signed in"
    OPENING = 2, "everybody; the open copies are being made"
    EVERYBODY = 3, "everybody"


class Viewer:
    """Somebody who looks: a person or a guest, with what she has shown at the door."""

    def __init__(self, user: Any = None, passed_restrictions: frozenset[int] = frozenset()) -> None:
        self.user: Any = user if user is not None else AnonymousUser()
        self.passed_restrictions = passed_restrictions

    @property
    def is_person(self) -> bool:
        user: Any = self.user
        return bool(user.is_authenticated and user.is_active and user.delete_after is None)

    @property
    def restrictions(self) -> QuerySet[PageViewRestriction]:
        """The page restrictions of Wagtail that keep this viewer out, as a condition and not yet read."""
        if self.is_person and self.user.is_superuser:
            return PageViewRestriction.objects.none()
        password, login, groups = (
            Q(restriction_type=kind)
            for kind in (PageViewRestriction.PASSWORD, PageViewRestriction.LOGIN, PageViewRestriction.GROUPS)
        )
        password &= ~Q(pk__in=self.passed_restrictions)
        if not self.is_person:
            return PageViewRestriction.objects.filter(password | login | groups)
        return PageViewRestriction.objects.filter(
            password | groups & ~Q(groups__in=self.user.groups.values("pk"))
        )

    @cached_property
    def edited_paths(self) -> list[str]:
        """Tree paths below which the viewer edits or publishes pages, and so sees what is private."""
        if not self.is_person:
            return []
        if self.user.is_superuser:
            return [""]
        policy = PagePermissionPolicy()
        permissions = policy.get_cached_permissions_for_user(self.user)
        wanted = {"change_page", "publish_page"}
        return [p.page.path for p in permissions if p.permission.codename in wanted]

    @cached_property
    def image_collections(self) -> Any:
        """Collections whose pictures Wagtail's admin shows the viewer; None for nobody's."""
        if not (self.is_person and self.user.has_perm("wagtailadmin.access_admin")):
            return None
        from wagtail.images import get_image_model

        policy = policy_registry.get_by_type(get_image_model())
        return policy.collections_user_has_any_permission_for(self.user, ["change", "choose", "add"])


def viewer_of(request: HttpRequest) -> Viewer:
    """The viewer behind a request; worked out once for each request."""
    viewer = getattr(request, "viewer", None)
    if viewer is None:
        session = getattr(request, "session", None)
        passed = (
            frozenset(session.get(PageViewRestriction.passed_view_restrictions_session_key, ()))
            if session
            else ()
        )
        viewer = Viewer(getattr(request, "user", None), frozenset(passed))
        request.viewer = viewer  # type: ignore[attr-defined]
    return viewer


def visible_albums(viewer: Viewer, prefix: str = "") -> Q:
    """Albums the viewer may open. ``prefix`` is the lookup that leads to the album, as ``album__``."""
    open_to = [*Visibility.OPEN, *([Visibility.MEMBERS] if viewer.is_person else [])]
    return _reachable(viewer, prefix) & (
        _among(open_to, prefix) | _own(viewer, prefix) | _edited(viewer, prefix)
    )


def listed_albums(viewer: Viewer, prefix: str = "") -> Q:
    """Albums that may appear in lists, counts, feeds and search for this viewer.

    Narrower than ``visible_albums``: an unlisted album is only for those who have its address, and
    an editor's lists are not filled with everybody's private albums. One's own are there.
    """
    listed_to = [Visibility.PUBLIC, *([Visibility.MEMBERS] if viewer.is_person else [])]
    return _reachable(viewer, prefix) & (_among(listed_to, prefix) | _own(viewer, prefix))


def open_albums(prefix: str = "") -> Q:
    """Albums that anybody can open who has the address: their files may be cached by anybody."""
    return _reachable(Viewer(), prefix) & _among(list(Visibility.OPEN), prefix)


def visible_photos(viewer: Viewer) -> Q:
    """Photos whose bytes the viewer may have: in a visible album, her own, or hers to manage in the admin."""
    condition = Q(Exists(_shown_in(visible_albums(viewer, "album__"))))
    if viewer.is_person:
        condition |= Q(uploaded_by_user_id=viewer.user.pk)
        if viewer.image_collections is not None:
            condition |= Q(collection__in=viewer.image_collections)
    return condition & of_somebody_staying("uploaded_by_user")


def listed_photos(viewer: Viewer) -> Q:
    """Photos that may appear in lists and search for this viewer."""
    return Q(state="ready") & Q(Exists(_shown_in(listed_albums(viewer, "album__"))))


def open_photos() -> Exists:
    """Whether a photo stands in an album that anybody can open; for ``annotate``."""
    return Exists(_shown_in(open_albums("album__")))


def audience() -> Case:
    """Who may see a photo at this moment, as an ``Audience``; for ``annotate``."""
    member = PageViewRestriction.objects.exclude(restriction_type=PageViewRestriction.LOGIN)
    for_members = _live_outside(member, "album__") & _among([*Visibility.OPEN, Visibility.MEMBERS], "album__")
    return Case(
        When(open_photos(), then=Value(Audience.EVERYBODY)),
        When(Exists(_shown_in(for_members)), then=Value(Audience.MEMBERS)),
        default=Value(Audience.NAMED),
        output_field=models.SmallIntegerField(),
    )


def can(viewer: Viewer, action: str, thing: Model) -> bool:
    """Whether the viewer may do this to an album or a photo.

    Actions: ``view``; for a photo also ``original`` (the master and the raw upload), for an album
    ``edit`` (the page, its photos, their order), which Wagtail's page rights and locks decide.
    """
    if action == "edit":
        rights = thing.permissions_for_user(viewer.user)  # type: ignore[attr-defined]
        return bool(viewer.is_person and rights.can_edit() and not rights.page_locked())
    if action == "view":
        return type(thing)._default_manager.visible_to(viewer).filter(pk=thing.pk).exists()  # type: ignore[attr-defined]
    if action == "original":
        if not thing.stays:  # type: ignore[attr-defined]
            return False
        if viewer.is_person and thing.uploaded_by_user_id == viewer.user.pk:  # type: ignore[attr-defined]
            return True
        collections = viewer.image_collections
        return collections is not None and collections.filter(pk=thing.collection_id).exists()  # type: ignore[attr-defined]
    raise ValueError(f"unknown action {action!r}")


def _reachable(viewer: Viewer, prefix: str) -> Q:
    """Published, and not below a page whose privacy keeps the viewer out: Wagtail's own rules, for owners too."""
    return _live_outside(viewer.restrictions, prefix)


def _live_outside(restrictions: QuerySet[PageViewRestriction], prefix: str) -> Q:
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


def _own(viewer: Viewer, prefix: str) -> Q:
    return Q(**{f"{prefix}owner_id": viewer.user.pk}) if viewer.is_person else _nothing(prefix)


def _edited(viewer: Viewer, prefix: str) -> Q:
    return _below(viewer.edited_paths, prefix)


def _among(visibilities: list[str], prefix: str) -> Q:
    return Q(**{f"{prefix}visibility__in": visibilities})


def _below(paths: list[str], prefix: str) -> Q:
    condition = _nothing(prefix)
    for path in paths:
        condition |= Q(**{f"{prefix}path__startswith": path}) if path else Q(**{f"{prefix}pk__isnull": False})
    return condition


def _nothing(prefix: str) -> Q:
    return Q(**{f"{prefix}pk__in": []})


def _shown_in(albums: Q) -> Any:
    from galleries.models import AlbumPhoto

    return AlbumPhoto.objects.filter(
        albums, of_somebody_staying("photo__uploaded_by_user"), photo=OuterRef("pk")
    )
