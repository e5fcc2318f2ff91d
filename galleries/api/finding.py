"""What the API's lists and addresses name, found for whoever asks. Hidden looks like missing: Http404."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import BigIntegerField, F, Prefetch, Q
from django.http import Http404
from wagtail.permissions import page_permission_policy

from galleries import album_actions, album_states, permissions, policy, trash
from galleries.models import TRASH_URL_PATH, AlbumPage, AlbumTag, Photo, PhotoTag, Tag, with_covers
from galleries.policy import Viewer

LARGEST_KEY = BigIntegerField.MAX_BIGINT
# What a draft says otherwise than what is published.
DRAFTED = (
    "title", "title_en", "slug", "intro", "intro_en", "place", "place_en", "date_from", "date_to", "visibility",
    "download", "comments_enabled", "go_live_at", "expire_at",
)  # fmt: skip


def album(viewer: Viewer, pk: int) -> AlbumPage:
    """The album, if the viewer may open it."""
    found = AlbumPage.objects.reached_by(viewer).filter(pk=pk) if 0 < pk <= LARGEST_KEY else None
    one = found.for_cards().first() if found is not None else None
    if one is None:
        raise Http404
    return one


def photo(viewer: Viewer, pk: int) -> Photo:
    """The photo, if the viewer may have it: shown in an album that she may open, her own, or hers to manage."""
    [*found] = photos(viewer, Photo.objects.reached_by(viewer), [pk]) if 0 < pk <= LARGEST_KEY else ()
    if not found or found[0].trashed_at is not None:
        raise Http404
    return found[0]


def albums(pks: list[int], include: list[str], *, states: bool = False) -> list[AlbumPage]:
    """The albums with these keys, in this order, with all that their JSON says: queries do not grow with them.

    ``states`` says besides how far each has come, which is for those who work on it.
    """
    rows = AlbumPage.objects.filter(pk__in=pks).for_cards()
    if states:
        rows = album_states.with_state(rows)
    if "tags" in include:
        rows = rows.prefetch_related(Prefetch("album_tags", AlbumTag.objects.select_related("tag")))
    by_key = {row.pk: row for row in rows}
    return with_covers([by_key[pk] for pk in pks if pk in by_key])


def photos(viewer: Viewer, among: Any, pks: list[int], include: list[str] | None = None) -> list[Photo]:
    """As ``albums``."""
    rows: Any = (
        among.filter(pk__in=pks).with_openness().with_home_album(viewer).select_related("uploaded_by_user")
    )
    if "tags" in (include or ()):
        accepted = PhotoTag.objects.accepted().select_related("tag")
        rows = rows.prefetch_related(Prefetch("photo_tags", accepted))
    by_key = {row.pk: row for row in rows}
    return [by_key[pk] for pk in pks if pk in by_key]


def owner_of(viewer: Viewer, name: str) -> dict[str, Any]:
    """A condition on a person's name for ``owner=``; ``me`` is whoever asks."""
    if name != "me":
        return {"username": name, "is_active": True, "delete_after": None}
    return {"pk": viewer.user.pk if viewer.is_person else 0}


# --- for those who work on it ----------------------------------------------------------------------


def works_on(viewer: Viewer, album: AlbumPage) -> bool:
    """Whether the viewer may edit the album, now or when a lock on it ends."""
    return viewer.is_person and bool(album.permissions_for_user(viewer.user).can_edit())


def own_albums(viewer: Viewer) -> Any:
    """Those that stand in one's lists, and one's drafts."""
    if not viewer.is_person:
        return AlbumPage.objects.none()
    edited = page_permission_policy.instances_user_has_permission_for(viewer.user, "change")
    mine = AlbumPage.objects.filter(owner=viewer.user).exclude(url_path__startswith=TRASH_URL_PATH)
    return mine.filter(policy.listed_albums(viewer) | Q(pk__in=edited.order_by().values("pk")))


def album_for(viewer: Viewer, pk: int, *, draft: bool = False) -> tuple[AlbumPage, bool]:
    """The album as ``album`` has it; else, or with ``draft``, for those who may edit it. Says which of both it is."""
    row = _album(pk)
    sees = policy.can(viewer, "view", row)
    if (draft or not sees) and works_on(viewer, row):
        return row, True
    if not sees or draft:
        raise Http404
    return row, False


def album_to_change(viewer: Viewer, pk: int) -> AlbumPage:
    """The album, for whoever may edit it now. Who may only look at it is told so."""
    row = _album(pk)
    if works_on(viewer, row):
        album_actions.check_may_edit(viewer.user, row)
        return row
    raise PermissionDenied if policy.can(viewer, "view", row) else Http404


def album_in_reach(viewer: Viewer, pk: int) -> AlbumPage:
    """The album, for whoever may edit it, locked or not: the action says what may be done."""
    row = _album(pk)
    if works_on(viewer, row):
        return row
    raise PermissionDenied if policy.can(viewer, "view", row) else Http404


def photo_to_change(viewer: Viewer, pk: int) -> Photo:
    """As ``album_to_change``."""
    rows = Photo.objects.filter(policy.of_somebody_staying("uploaded_by_user"), id=pk, trashed_at=None)
    row = rows.first() if 0 < pk <= LARGEST_KEY else None
    if row is None:
        raise Http404
    if viewer.is_person and permissions.may_change(viewer.user, row):
        return row
    raise PermissionDenied if policy.can(viewer, "view", row) else Http404


def draft_of(album: AlbumPage) -> AlbumPage:
    """What its editors wrote last, laid over the row that ``albums`` has found.

    Not the revision as an object: Wagtail asks for every row that it names, one by one.
    """
    revision = album.latest_revision if album.has_unpublished_changes else None
    if revision is None:
        return album
    said = revision.content
    for name in DRAFTED:
        if name in said:
            setattr(album, name, AlbumPage._meta.get_field(name).to_python(said[name]))
    if said.get("cover") != album.cover_id:
        photos = Photo.objects.select_related("uploaded_by_user", "withheld")
        album.cover = photos.filter(pk=said.get("cover")).first()
        with_covers([album])
    keys = [row["tag"] for row in said.get("album_tags", [])]
    tags = Tag.objects.in_bulk(keys)
    album.__dict__["draft_tags"] = [tags[key] for key in keys if key in tags]
    return album


def _album(pk: int) -> AlbumPage:
    """Of nobody who waits to be deleted, and not in the trash."""
    rows = AlbumPage.objects.filter(policy.of_somebody_staying("owner"), id=pk).select_related("owner")
    row = rows.first() if 0 < pk <= LARGEST_KEY else None
    if row is None or row.is_trashed:
        raise Http404
    return row


# --- in the trash ----------------------------------------------------------------------------------


def albums_in_trash(viewer: Viewer) -> Any:
    """What the viewer may bring back, with ``trashed_at``."""
    if not viewer.is_person:
        return AlbumPage.objects.none()
    rows = trash.albums_in_trash(viewer.user).filter(policy.of_somebody_staying("owner"))
    return rows.annotate(trashed_at=F("trashed__at"))


def album_in_trash(viewer: Viewer, pk: int) -> AlbumPage | None:
    found: AlbumPage | None = albums_in_trash(viewer).filter(id=pk).first() if 0 < pk <= LARGEST_KEY else None
    return found


def photos_in_trash(viewer: Viewer) -> Any:
    """What the viewer may bring back."""
    if not viewer.is_person:
        return Photo.objects.none()
    return trash.photos_in_trash(viewer.user).filter(policy.of_somebody_staying("uploaded_by_user"))


def photo_in_trash(viewer: Viewer, pk: int) -> Photo | None:
    found: Photo | None = photos_in_trash(viewer).filter(id=pk).first() if 0 < pk <= LARGEST_KEY else None
    return found
