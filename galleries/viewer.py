"""Somebody who looks, and what she has shown at the door."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from wagtail.models import PageViewRestriction
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry

if TYPE_CHECKING:
    from galleries.models import ShareLink

# Where a browser's session keeps the share links that it came in by, as {"<pk>": "<stamp>"}.
LINKS_IN_SESSION = "share_links"
# And under which key each of them knows this browser, as {"<pk>": "<key of the visit>"}.
VISITS_IN_SESSION = "share_visits"
# Where a client without cookies says the same: the values that it was given when it came in, with commas between.
ACCESS_HEADER = "Share-Access"
# By which a client of the API shows that it has the address of an unlisted album: its slug, percent-encoded.
ADDRESS_HEADER = "Album-Address"
# The same in addresses that the site itself makes, and where a session keeps those by which its person came.
ADDRESS_PARAMETER = "address"
ADDRESSES_IN_SESSION = "album_addresses"
ADDRESSES_AT_MOST = 100
ACCESS_SALT = "galleries.share-access"
ACCESS_LASTS = timedelta(days=30)
# No browser and no client comes in by more links than that at once; the oldest go.
LINKS_AT_MOST = 50


class Viewer:
    """Somebody who looks: a person or a guest, with what she has shown at the door."""

    def __init__(
        self,
        user: Any = None,
        passed_restrictions: frozenset[int] = frozenset(),
        shown_links: Mapping[str, str] | None = None,
    ) -> None:
        self.user: Any = user if user is not None else AnonymousUser()
        self.passed_restrictions = passed_restrictions
        self.shown_links = shown_links or {}
        # Most addresses name things by numbers, which can be counted up: there an unlisted album is only found by
        # whoever shows that she has its address, the slug.
        self.by_number = False
        self.addresses: set[str] = set()
        # Which albums and photos she may see, as far as this request has asked; None: nothing is kept.
        self.seen: dict[tuple[type[Model], Any], bool] | None = None

    @cached_property
    def links(self) -> "tuple[ShareLink, ...]":
        """The share links she came in by that are still good; their number is bounded where she comes in."""
        from galleries.models import ShareLink

        if not self.shown_links:
            return ()
        rows = ShareLink.objects.alive().filter(pk__in=[int(pk) for pk in self.shown_links])
        return tuple(link for link in rows if self.shown_links[str(link.pk)] == link.stamp)

    def link_to(self, album: Model) -> "ShareLink | None":
        """The link by which she may look at this album, the most generous first; None when she has none."""
        links = [link for link in self.links if link.album_id == album.pk]
        return max(
            links, key=lambda link: (link.allow_download, link.allow_picks, link.allow_upload), default=None
        )

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
        links = {**((session.get(LINKS_IN_SESSION) if session else None) or {}), **_said(request, at=1)}
        viewer = Viewer(getattr(request, "user", None), frozenset(passed), links)
        viewer.by_number = True
        viewer.addresses = set(_addresses(request, session))
        if request.method in ("GET", "HEAD"):  # which change nothing, so that an answer stays true to the end
            viewer.seen = {}
        request.viewer = viewer  # type: ignore[attr-defined]
    return viewer


def came_by(request: HttpRequest, slug: str) -> None:
    """Note that the viewer has the address of an unlisted album: she came by it."""
    viewer = viewer_of(request)
    viewer.addresses.add(slug)
    kept = request.session.get(ADDRESSES_IN_SESSION, [])
    if (
        viewer.is_person and slug not in kept
    ):  # a guest's links carry it instead, so that she needs no session
        request.session[ADDRESSES_IN_SESSION] = [*kept, slug][-ADDRESSES_AT_MOST:]


def _addresses(request: HttpRequest, session: Any) -> Iterator[str]:
    said = unquote(request.headers.get(ADDRESS_HEADER, "")), request.GET.get(ADDRESS_PARAMETER, "")
    yield from (slug[:255] for slug in said if slug and "\x00" not in slug)
    yield from (session.get(ADDRESSES_IN_SESSION) if session else None) or ()


def visits_of(request: HttpRequest) -> dict[str, str]:
    """By which key each link knows whoever asks, as {"<pk of the link>": "<key>"}."""
    session = getattr(request, "session", None)
    return {**((session.get(VISITS_IN_SESSION) if session else None) or {}), **_said(request, at=2)}


def _said(request: HttpRequest, *, at: int) -> dict[str, str]:
    """What the header says of each link: its stamp, or the key of the visit."""
    return {entry[0]: entry[at] for entry in _access(request)}


def _access(request: HttpRequest) -> Iterator[tuple[str, str, str]]:
    """What we once signed is true, and everything else is passed over."""
    header = getattr(request, "headers", {}).get(ACCESS_HEADER, "")
    for value in header.split(",")[:LINKS_AT_MOST] if header else ():
        try:
            link, stamp, key = signing.loads(value.strip(), salt=ACCESS_SALT, max_age=ACCESS_LASTS)
        except signing.BadSignature:
            continue
        yield str(link), str(stamp), str(key)
