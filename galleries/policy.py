"""Who may see and do what. Every page, file, list, search and feed asks here and nowhere else.

What is visible is a condition for the database (``visible_albums``, ``listed_albums``,
``visible_photos``), so that no door has to fetch first and filter later. ``can`` answers for one
thing with the same conditions.
"""

from typing import Any

from django.db import models
from django.db.models import Case, Exists, ExpressionWrapper, Model, Q, Value, When
from wagtail.models import PageViewRestriction

from galleries.conditions import album_in_sight as album_in_sight
from galleries.conditions import among, edited, granted, linked, live_outside, own, reachable, shown_in
from galleries.conditions import of_somebody_staying as of_somebody_staying
from galleries.conditions import photo_in_sight as photo_in_sight
from galleries.viewer import Viewer
from galleries.viewer import viewer_of as viewer_of
from galleries.visibility import Audience, Visibility


def as_column(condition: Q) -> ExpressionWrapper:
    """A condition as something to annotate with."""
    return ExpressionWrapper(condition, output_field=models.BooleanField())


def visible_albums(viewer: Viewer, prefix: str = "") -> Q:
    """Albums the viewer may open. ``prefix`` is the lookup that leads to the album, as ``album__``."""
    open_to = [*Visibility.OPEN, *([Visibility.MEMBERS] if viewer.is_person else [])]
    others = (among(open_to, prefix) | granted(viewer, prefix) | linked(viewer, prefix)) & album_in_sight(
        prefix
    )
    return reachable(viewer, prefix) & (others | own(viewer, prefix) | edited(viewer, prefix))


def reached_albums(viewer: Viewer, prefix: str = "") -> Q:
    """As ``visible_albums``, for whoever names an album by its number: see ``Viewer.by_number``."""
    if not viewer.by_number:
        return visible_albums(viewer, prefix)
    known = ~among([Visibility.UNLISTED], prefix) | Q(**{f"{prefix}slug__in": sorted(viewer.addresses)})
    known |= granted(viewer, prefix) | linked(viewer, prefix) | managed_albums(viewer, prefix)
    return visible_albums(viewer, prefix) & known


def listed_albums(viewer: Viewer, prefix: str = "") -> Q:
    """Albums that may appear in lists, counts, feeds and search for this viewer.

    Narrower than ``visible_albums``: an unlisted album is only for those who have its address, and
    an editor's lists are not filled with everybody's private albums. One's own are there, and those to which
    one was invited by name.
    """
    listed_to = [Visibility.PUBLIC, *([Visibility.MEMBERS] if viewer.is_person else [])]
    others = (among(listed_to, prefix) | granted(viewer, prefix)) & album_in_sight(prefix)
    return reachable(viewer, prefix) & (others | own(viewer, prefix))


def shareable_albums(viewer: Viewer) -> Q:
    """Albums that the viewer may ``share``: those that she sees and owns or edits."""
    return reachable(viewer, "") & managed_albums(viewer)


def managed_albums(viewer: Viewer, prefix: str = "") -> Q:
    """Albums that the viewer owns or edits, seen or not."""
    return own(viewer, prefix) | edited(viewer, prefix)


def open_albums(prefix: str = "") -> Q:
    """Albums that anybody can open who has the address: their files may be cached by anybody."""
    return reachable(Viewer(), prefix) & among(list(Visibility.OPEN), prefix) & album_in_sight(prefix)


def visible_photos(viewer: Viewer) -> Q:
    """Photos whose bytes the viewer may have: in a visible album, her own, or hers to manage in the admin.

    None in the trash; who threw it away looks at it as at an ``original``.
    """
    return _photos_of(viewer, visible_albums(viewer, "album__"))


def reached_photos(viewer: Viewer) -> Q:
    """As ``visible_photos``, for whoever names a photo by its number: see ``Viewer.by_number``."""
    return _photos_of(viewer, reached_albums(viewer, "album__"))


def _photos_of(viewer: Viewer, albums: Q) -> Q:
    condition = Q(Exists(shown_in(albums)))
    if viewer.is_person:
        condition |= Q(uploaded_by_user_id=viewer.user.pk)
        if viewer.image_collections is not None:
            condition |= Q(collection__in=viewer.image_collections)
    return condition & of_somebody_staying("uploaded_by_user") & Q(trashed_at=None)


def listed_photos(viewer: Viewer) -> Q:
    """Photos that may appear in lists and search for this viewer."""
    return Q(state="ready") & Q(Exists(shown_in(listed_albums(viewer, "album__"))))


def open_photos() -> Exists:
    """Whether a photo stands in an album that anybody can open; for ``annotate``."""
    return Exists(shown_in(open_albums("album__")))


def open_in_full() -> Exists:
    """Whether such an album lets anybody take the photo along in full size; for ``annotate``."""
    return Exists(shown_in(open_albums("album__") & Q(album__download="original")))


def audience() -> Case:
    """Who may see a photo at this moment, as an ``Audience``; for ``annotate``."""
    member = PageViewRestriction.objects.exclude(restriction_type=PageViewRestriction.LOGIN)
    for_members = (
        live_outside(member, "album__")
        & among([*Visibility.OPEN, Visibility.MEMBERS], "album__")
        & album_in_sight("album__")
    )
    return Case(
        When(open_photos(), then=Value(Audience.EVERYBODY)),
        When(Exists(shown_in(for_members)), then=Value(Audience.MEMBERS)),
        default=Value(Audience.NAMED),
        output_field=models.SmallIntegerField(),
    )


def can(viewer: Viewer, action: str, thing: Model) -> bool:
    """Whether the viewer may do this to an album or a photo.

    Actions: ``view``; for a photo also ``original`` (the master and the raw upload). For an album ``edit`` (the
    page, its photos, their order), which Wagtail's page rights and locks decide; ``share`` (its links, invitations
    and guests' photos); ``comment``, as far as the album itself is concerned; ``contribute`` (send photos for it).
    """
    try:
        return _RIGHTS[action](viewer, thing)
    except KeyError:
        raise ValueError(f"unknown action {action!r}") from None


def download_size(viewer: Viewer, album: Any) -> str:
    """In which size the viewer, who may see the album, may take its photos along: ``none``, ``web``, ``original``.

    Who only came in by a link has what the link says; the owner and editors have everything.
    """
    if _manages(viewer, album):
        return "original"
    link = viewer.link_to(album)
    if link is None or _sees_without_links(viewer, album):
        return str(album.download)
    if not link.allow_download:
        return "none"
    return "web" if album.download == "none" else str(album.download)


def _sees_without_links(viewer: Viewer, album: Any) -> bool:
    if not viewer.is_person and album.visibility not in Visibility.OPEN:
        return False
    return _may_view(Viewer(viewer.user, viewer.passed_restrictions), album)


def _may_edit(viewer: Viewer, album: Any) -> bool:
    rights = album.permissions_for_user(viewer.user)
    return bool(viewer.is_person and rights.can_edit() and not rights.page_locked() and not album.is_trashed)


def _may_view(viewer: Viewer, thing: Any) -> bool:
    key = type(thing), thing.pk
    if viewer.seen is not None and key in viewer.seen:
        return viewer.seen[key]
    sees = type(thing)._default_manager.reached_by(viewer).filter(pk=thing.pk).exists()
    if viewer.seen is not None:
        viewer.seen[key] = sees
    return sees


def _may_have_original(viewer: Viewer, photo: Any) -> bool:
    if not photo.stays:
        return False
    if viewer.is_person and photo.uploaded_by_user_id == viewer.user.pk:
        return True
    collections = viewer.image_collections
    return collections is not None and collections.filter(pk=photo.collection_id).exists()


def _may_comment(viewer: Viewer, album: Any) -> bool:
    """Members do where everybody or every member looks; elsewhere those who were invited to, and who manages it."""
    if not (viewer.is_person and album.comments_enabled and _may_view(viewer, album)):
        return False
    if album.visibility in (*Visibility.OPEN, Visibility.MEMBERS) or _manages(viewer, album):
        return True
    return album.grants.filter(user_id=viewer.user.pk, role__in=("comment", "contribute")).exists()


def _may_contribute(viewer: Viewer, album: Any) -> bool:
    if not _may_view(viewer, album):
        return False
    if _manages(viewer, album) or any(
        link.allow_upload for link in viewer.links if link.album_id == album.pk
    ):
        return True
    return viewer.is_person and album.grants.filter(user_id=viewer.user.pk, role="contribute").exists()


def _manages(viewer: Viewer, album: Any) -> bool:
    """Whether the album is hers, or one that she edits."""
    if not viewer.is_person:
        return False
    return album.owner_id == viewer.user.pk or any(album.path.startswith(p) for p in viewer.edited_paths)


def _may_share(viewer: Viewer, album: Any) -> bool:
    return _manages(viewer, album) and _may_view(viewer, album)


_RIGHTS = {
    "view": _may_view,
    "edit": _may_edit,
    "share": _may_share,
    "comment": _may_comment,
    "contribute": _may_contribute,
    "original": _may_have_original,
}
