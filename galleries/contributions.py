"""Photos that others send for an album: in through ``ingest``, into the tray, and out of it by the owner's word.

A guest's photo belongs to the album's owner, a person's to herself. Until it is accepted it lies in the library and not
in the album's collection, which would show it at once.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection

from common import limits
from common.errors import AppError
from common.network import client_ip, limit_key
from common.text import one_line
from galleries import guests, ingest, leftovers, policy, signals, tasks
from galleries.models import AlbumPage, AlbumPhoto, Contribution, LinkVisit, Photo
from galleries.policy import Viewer

State = Contribution.State
# Waiting in one album's tray at the same time.
WAITING_AT_MOST = 500


class TrayFull(AppError):
    code = "tray_full"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Too many photos wait for this album's owner. Please try again later."))


@dataclass(frozen=True)
class Sender:
    """Who sends photos: a person, or a guest."""

    viewer: Viewer
    network: str
    user: Any = None
    visit: LinkVisit | None = None

    def sent(self, row: Contribution) -> bool:
        """Whether the photo is one of hers; of what somebody else sent she learns nothing."""
        if self.user is not None:
            return bool(row.user_id == self.user.pk)
        return row.user_id is None and self.visit is not None and row.visit_id == self.visit.pk

    @property
    def key(self) -> str:
        return f"person {self.user.pk}" if self.user else f"visit {self.visit.pk if self.visit else 0}"


# --- sending ---------------------------------------------------------------------------------------


def sender_of(request: HttpRequest, album: AlbumPage) -> Sender:
    """Who sends what this request brings. Http404 for somebody who may not."""
    viewer = policy.viewer_of(request)
    network = limit_key(client_ip(request))
    if not policy.can(viewer, "contribute", album):
        raise Http404
    if viewer.is_person:
        return Sender(viewer, network, user=viewer.user)
    visit = guests.visit_with(request, album, "allow_upload")
    if visit is None:
        raise Http404
    return Sender(viewer, network, visit=visit)


def send(*, sender: Sender, album: AlbumPage, content: File, name: str) -> tuple[Contribution | None, bool]:
    """Take in one file for the album. Returns what waits in the tray, and whether it is new there.

    None stands for a picture that the album shows already. Raises ``ingest.Refused`` for what is no picture that we
    take; then nothing has been stored.
    """
    _check_sender(sender, album)
    if sender.user is None or not policy.can(sender.viewer, "share", album):
        _check_room(album)
    name = one_line(name)[:255]
    owner = sender.user or album.owner
    known = _known(album, owner, content)
    if known is None:
        with ingest.examine(content, name) as examined:
            try:
                return _bring(sender, album, examined, name, owner)
            except ingest.AlreadyThere as there:
                known = there.photo
    with transaction.atomic():
        return _note(sender, _still_open(sender, album), known, name, brought=False)


def _known(album: AlbumPage, owner: Any, content: File) -> Photo | None:
    """The photo of these bytes that its owner has already; where there is no owner, one sent for the album before."""
    if owner is not None:
        return ingest.find_same(content, owner)
    sent = Photo.objects.filter(uploaded_by_user=None, contributions__album=album)
    return sent.filter(sha256=ingest.sha256_of(content)).first()


def most_bytes() -> int:
    """How large one file may be."""
    return int(settings.UPLOAD_MAX_BYTES)


def may_send(viewer: Viewer, album: AlbumPage) -> bool:
    """Whether a page of the album, which the viewer sees, offers her to send photos; who edits it has better ways."""
    if any(link.allow_upload for link in viewer.links if link.album_id == album.pk):
        return True
    return viewer.is_person and album.grants.filter(user=viewer.user.pk, role="contribute").exists()


def sent_by(sender: Sender, album: AlbumPage) -> QuerySet[Contribution]:
    """What she has sent for the album, the newest first."""
    mine = {"user": sender.user} if sender.user else {"visit": sender.visit}
    return Contribution.objects.filter(album=album, **mine).order_by("-pk")


def _bring(
    sender: Sender, album: AlbumPage, examined: ingest.Examined, name: str, owner: Any
) -> tuple[Contribution | None, bool]:
    """The files, and then the photo and its place in the tray in one transaction: no photo without a place."""
    title = ingest.title_from(name)
    library = Collection.get_first_root_node()
    photo = Photo(uploaded_by_user=owner, collection=library, title=title)
    with ingest.files_of(photo, examined):
        ingest.save_files(photo)
        try:
            with transaction.atomic():
                album = _still_open(sender, album)
                ingest.save_new(photo)
                return _note(sender, album, photo, name, brought=True)
        except ingest.AlreadyThere:  # which has removed them
            raise
        except BaseException:
            leftovers.leave([("default", str(photo.file.name)), ("default", str(photo.upload.name))])
            tasks.remove_files_later()
            raise


def _still_open(sender: Sender, album: AlbumPage) -> AlbumPage:
    """The album as it is now: looking at a picture takes its time, and meanwhile much may have ended."""
    album = guests.lock(album)
    before = sender.viewer
    now = Viewer(before.user, before.passed_restrictions, before.shown_links)
    if not policy.can(now, "contribute", album):
        raise Http404
    return album


def _note(
    sender: Sender, album: AlbumPage, photo: Photo, name: str, *, brought: bool
) -> tuple[Contribution | None, bool]:
    """What the tray says of the photo. The owner's and the editors' own are accepted as they come."""
    known = Contribution.objects.filter(album=album, photo=photo).first()
    if known is not None:
        return known, False
    if AlbumPhoto.objects.filter(album=album, photo=photo).exists():
        return None, False
    own = sender.user is not None and policy.can(sender.viewer, "share", album)
    if not own:
        _check_room(album)
    row = Contribution.objects.create(
        album=album,
        photo=photo,
        name=name,
        brought=brought,
        user=sender.user,
        visit=None if sender.user else sender.visit,
    )
    if own:
        _accept(album, [row])
    else:
        _tell(sender, album)
    return row, True


def _tell(sender: Sender, album: AlbumPage) -> None:
    """Of a hundred files that somebody sends the owner hears once."""
    try:
        limits.hit("contributions_told", f"{album.pk} {sender.key}")
    except limits.TooMany:
        return
    signals.contributed.send(sender=Contribution, album=album, user=sender.user, visit=sender.visit)


def _check_sender(sender: Sender, album: AlbumPage) -> None:
    if sender.user is not None:
        signals.acting.send(sender=Contribution, user=sender.user)
        signals.meeting.send(sender=Contribution, user=sender.user, other=album.owner)
    limits.hit("contribute_network", sender.network)
    limits.hit("contribute_sender", sender.key)


def _check_room(album: AlbumPage) -> None:
    if waiting_for(album).count() >= WAITING_AT_MOST:
        raise TrayFull


# --- the tray --------------------------------------------------------------------------------------


def waiting_for(album: AlbumPage) -> QuerySet[Contribution]:
    """What waits for the owner's word, the oldest first."""
    staying = policy.of_somebody_staying("photo__uploaded_by_user") & policy.photo_in_sight("photo__")
    return Contribution.objects.filter(staying, album=album, state=State.WAITING).order_by("created_at", "pk")


@transaction.atomic
def decide(*, viewer: Viewer, album: AlbumPage, state: str, pks: list[int] | None = None) -> int:
    """Accept or refuse what waits in the tray: these, or all. Returns how many; what is decided stays so."""
    if not policy.can(viewer, "share", album):
        raise Http404
    signals.acting.send(sender=Contribution, user=viewer.user)
    album = guests.lock(album)
    rows = waiting_for(album).select_related("photo")
    chosen = [row for row in rows if pks is None or row.pk in pks]
    if state == State.ACCEPTED:
        _accept(album, chosen)
    elif state == State.REFUSED:
        _refuse(chosen)
    else:
        raise ValueError(f"nobody decides {state}")
    return len(chosen)


def forget_waiting(album: AlbumPage) -> None:
    """The album goes, and with it what waited for it."""
    _refuse(list(Contribution.objects.filter(album=album, state=State.WAITING)))


def _accept(album: AlbumPage, rows: list[Contribution]) -> None:
    _decided(rows, State.ACCEPTED)
    AlbumPhoto.objects.append(album, [row.photo for row in rows])
    # What a guest sent is the owner's, and moves to her other photos of the album; a person keeps her own.
    ours = [row.photo_id for row in rows if row.brought and row.user_id is None]
    Photo.objects.filter(pk__in=ours).update(collection=album.collection_id)
    tasks.review_addresses_later(fewer=False)


def _refuse(rows: list[Contribution]) -> None:
    """A photo that came in for a tray, and that now stands nowhere, goes again."""
    _decided(rows, State.REFUSED)
    of_it = Contribution.objects.filter(photo=OuterRef("pk"))
    unwanted = Photo.objects.filter(
        Exists(of_it.filter(brought=True)),
        ~Exists(of_it.exclude(state=State.REFUSED)),
        pk__in=[row.photo_id for row in rows],
        album_photos=None,
    )
    Photo.objects.filter(pk__in=list(unwanted.values_list("pk", flat=True))).delete()


def _decided(rows: list[Contribution], state: State) -> None:
    pks = [row.pk for row in rows]
    Contribution.objects.filter(pk__in=pks).update(state=state, decided_at=timezone.now())
    for row in rows:
        row.state = state
