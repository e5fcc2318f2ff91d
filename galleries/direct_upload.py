"""Sending a file straight into the bucket: asking for it, and hearing that it is there.

The site names the key, so nobody chooses where the bytes lie; the permission holds once, for one
size and for pictures. What lies there then is nothing yet: a job takes it through ``ingest``.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from common.errors import AppError
from galleries import album_ingest, ingest, permissions, policy, signals, tasks
from galleries.models import AlbumPage, AlbumPhoto, Upload

SECONDS = 3600
# Of one person, waiting at the same time.
AT_ONCE = 200
MIMES = ("image/jpeg", "image/png", "image/gif", "image/webp", "image/avif", "image/heic", "image/heif")
CALLBACK_BODY = "upload={uid}&key=$(key)&size=$(fsize)"


def is_possible() -> bool:
    """Whether the storage takes files from others than us."""
    return hasattr(storages["default"], "upload_form")


def begin(
    *,
    user: Any,
    filename: str,
    size: int,
    mime: str,
    sha256: str = "",
    album: AlbumPage | None = None,
    show_known: bool = True,
) -> Upload:
    """A permission to send this file. When the person has the same bytes already, it is ready at once.

    The album shows a picture that she has elsewhere, unless ``show_known`` is false.
    """
    signals.acting.send(sender=Upload, user=user)
    if not is_possible():
        raise AppError(
            _("This site takes files only as multipart forms."),
            code="direct_upload_not_available",
            status=409,
        )
    if album is not None:
        if not policy.can(policy.Viewer(user), "edit", album) or not permissions.may_add_to(user, album):
            raise PermissionDenied
    elif not permissions.may_add_to_library(user):
        raise PermissionDenied
    if size > settings.UPLOAD_MAX_BYTES:
        raise ingest.Refused(filename, "too_many_bytes", {"limit": settings.UPLOAD_MAX_BYTES, "bytes": size})
    if mime not in MIMES:
        raise ingest.Refused(filename, "unknown_type", {})
    if Upload.objects.filter(owner=user, state=Upload.State.WAITING).count() >= AT_ONCE:
        raise AppError(_("Too many uploads are waiting."), code="too_many_uploads", status=429)
    upload = Upload(
        owner=user, album=album, filename=filename, size=size, sha256=sha256, show_known=show_known
    )
    upload.key = _new_key()
    upload.expires_at = timezone.now() + timedelta(seconds=SECONDS)
    known = ingest.find_again(user, sha256) if sha256 else None
    if known is not None:
        upload.state, upload.photo, upload.known = Upload.State.READY, known, True
        taken = album_ingest.meet_again(user=user, album=album, photo=known, show=show_known)
        upload.code = "restored" if taken.restored else ""
    upload.save()
    return upload


def find(*, user: Any, uid: str) -> Upload | None:
    """The person's own upload of that name."""
    try:
        return Upload.objects.filter(owner=user, uid=UUID(uid)).select_related("photo").first()
    except ValueError:
        return None


def outcome(*, user: Any, uid: str, album: AlbumPage) -> album_ingest.Taken:
    """What became of a file that was sent for the album. Raises AppError with the reason when it was not taken."""
    upload = find(user=user, uid=uid)
    if upload is None or upload.album_id != album.pk:
        raise AppError(_("This upload is over."), code="upload_over", status=409)
    photo = upload.photo
    if photo is None:
        reason = upload.reason or _("The file is not there yet.")
        # "failed": the worker gave up, which says nothing of the picture.
        status = {"": 409, "failed": 503}.get(upload.code, 422)
        raise AppError(reason, code=upload.code or "not_uploaded", status=status)
    restored = upload.code == "restored"
    if not upload.known:
        return album_ingest.Taken(photo, "added")
    shown = AlbumPhoto.objects.filter(album=album, photo=photo).exists()
    return album_ingest.Taken(photo, "here" if shown else "elsewhere", new=False, restored=restored)


def instructions(upload: Upload, mime: str) -> dict[str, Any]:
    """Where and how the bytes are to be sent: a form with these fields, and the file in the last one."""
    storage: Any = storages["default"]
    callback = {}
    if calls_back():
        callback = {"callback_url": callback_url(), "callback_body": CALLBACK_BODY.format(uid=upload.uid)}
    form: dict[str, Any] = storage.upload_form(
        upload.key, mime=mime, max_bytes=upload.size, seconds=SECONDS, **callback
    )
    return form


def calls_back() -> bool:
    """Whether the bucket tells us of a finished upload. If not, the client does: S3 cannot, and not every site
    can be reached from outside."""
    return bool(settings.DIRECT_UPLOAD_CALLBACK_BASE) and hasattr(storages["default"], "verify_callback")


def callback_url() -> str:
    """Where the bucket tells of a finished upload."""
    return f"{settings.DIRECT_UPLOAD_CALLBACK_BASE.rstrip('/')}{reverse('upload-callback')}"


def called_back(authorization: str, body: bytes, content_type: str, headers: dict[str, str]) -> Upload:
    """The upload that the bucket says is finished. Raises AppError unless the bucket says it, for the first time."""
    storage: Any = storages["default"]
    if not calls_back():
        raise AppError(_("Not found."), code="not_found", status=404)
    if not storage.verify_callback(authorization, callback_url(), body, content_type, headers):
        raise AppError(_("The signature is wrong."), code="wrong_signature", status=403)
    said = QueryDict(body)
    try:
        uid, size = UUID(said.get("upload", "")), int(said.get("size", ""))
    except ValueError:
        raise AppError(_("The callback is incomplete."), code="invalid", status=400) from None
    upload = Upload.objects.filter(uid=uid).first()
    if upload is None or said.get("key") != storage.key(upload.key) or size > upload.size:
        raise AppError(_("Not found."), code="not_found", status=404)
    if not _receive(upload):
        raise AppError(_("This upload is over."), code="upload_over", status=409)
    return upload


def complete(*, user: Any, upload: Upload) -> Upload:
    """The client says that the file is there. May be said twice."""
    if upload.owner_id != user.pk:
        raise PermissionDenied
    if upload.state == Upload.State.WAITING:
        if not storages["default"].exists(upload.key):
            raise AppError(_("The file is not there yet."), code="not_uploaded", status=409)
        _receive(upload)
        upload.refresh_from_db()
    if upload.state == Upload.State.EXPIRED:
        raise AppError(_("This upload is over."), code="upload_over", status=409)
    return upload


def _receive(upload: Upload) -> bool:
    """Whether it was still waited for. Of any number who ask, one is told yes."""
    waiting = Upload.objects.filter(
        pk=upload.pk, state=Upload.State.WAITING, expires_at__gt=timezone.now() - timedelta(minutes=10)
    )
    if not waiting.update(state=Upload.State.RECEIVED):
        return False
    tasks.take_in_later(upload)
    return True


def _new_key() -> str:
    secret = get_random_string(32)
    return f"incoming/{secret[:2]}/{secret}"
