"""A file that was sent to an album: a new photo at its end, or word of where the person has the picture already.

Looking at a picture takes its time, and meanwhile the album may have been deleted, locked or taken from her. So it
is asked for again in the transaction that writes the row: there is never a photo that was sent to an album and
stands in none.
"""

from dataclasses import dataclass
from typing import Any, Literal

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection

from common.errors import AppError
from galleries import ingest, leftovers, permissions, policy
from galleries.models import AlbumPage, AlbumPhoto, Photo


class AlbumClosed(AppError):
    """The album takes no files from this person, neither this one nor the next."""

    status = 403


@dataclass(frozen=True)
class Taken:
    """What became of a file."""

    photo: Photo
    # added: the album shows it now; here: it did before; elsewhere: the person has it, the album does not show it
    what: Literal["added", "here", "elsewhere"]
    new: bool = True
    # The photo lay in the trash.
    restored: bool = False


def open_album(user: Any, album_id: int, *, lock: bool = False) -> AlbumPage:
    """The album as it is now. Raises AlbumClosed when the person may not add to it."""
    albums = AlbumPage.objects.select_for_update(of=("self",)) if lock else AlbumPage.objects.all()
    return asked(user, albums.filter(pk=album_id).first())


def asked(user: Any, album: AlbumPage | None) -> AlbumPage:
    """The same album. Raises AlbumClosed when there is none, or when the person may not add to it."""
    if album is None or album.is_trashed:
        raise AlbumClosed(_("The album was deleted."), code="album_gone", status=404)
    rights = album.permissions_for_user(user)
    if rights.can_edit() and rights.page_locked():
        raise AlbumClosed(
            _("The album is locked; it takes no photos until it is unlocked."), code="album_locked"
        )
    if not policy.can(policy.Viewer(user), "edit", album) or not permissions.may_add_to(user, album):
        raise AlbumClosed(_("You may not add to this album any more."), code="not_allowed")
    return album


def take(
    *,
    user: Any,
    album: AlbumPage | None,
    content: File,
    name: str,
    title: str = "",
    show_known: bool = False,
) -> Taken:
    """Take the file in, for the album or else the library. Nothing stays behind of one that is not taken.

    A picture that the person has elsewhere is shown by the album only with ``show_known``. Raises AlbumClosed,
    ``ingest.Refused`` and ``ingest.Busy``.
    """
    known = ingest.find_same(content, user)
    if known is None:
        title = title or ingest.title_from(name)
        with ingest.examine(content, name) as examined:
            try:
                return Taken(_bring(user, album, examined, title), "added")
            except ingest.AlreadyThere as there:
                known = there.photo
    return meet_again(user=user, album=album, photo=known, show=show_known)


@transaction.atomic
def meet_again(*, user: Any, album: AlbumPage | None, photo: Photo, show: bool) -> Taken:
    """What becomes of a file that is this photo of the person's. It leaves the trash; ``show`` adds it to the album."""
    if album is not None:
        album = open_album(user, album.pk, lock=True)
    held = Photo.objects.select_for_update(of=("self",)).filter(pk=photo.pk).first()
    if (
        held is None
    ):  # removed for good a moment ago: the next try finds nothing, and takes the file as a new one
        raise ingest.Busy(_("Please try again in a minute."))
    photo = held
    restored = ingest.bring_back(photo)
    if album is None:
        return Taken(photo, "here", new=False, restored=restored)
    if AlbumPhoto.objects.filter(album=album, photo=photo).exists():
        return Taken(photo, "here", new=False, restored=restored)
    if not show:
        return Taken(photo, "elsewhere", new=False, restored=restored)
    AlbumPhoto.objects.append(album, [photo])
    return Taken(photo, "added", new=False, restored=restored)


def _bring(user: Any, album: AlbumPage | None, examined: ingest.Examined, title: str) -> Photo:
    """The files, and then the photo and its place in one transaction."""
    collection = album.collection if album is not None else Collection.get_first_root_node()
    photo = Photo(uploaded_by_user=user, collection=collection, title=title)
    with ingest.files_of(photo, examined):
        ingest.save_files(photo)
        try:
            with transaction.atomic():
                if album is not None:
                    album = open_album(user, album.pk, lock=True)
                ingest.save_new(photo)
                if album is not None:
                    AlbumPhoto.objects.append(album, [photo])
        except ingest.AlreadyThere:  # which has removed them
            raise
        except BaseException:
            leftovers.leave([("default", str(photo.file.name)), ("default", str(photo.upload.name))])
            raise
    return photo
