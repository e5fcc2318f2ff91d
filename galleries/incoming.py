"""Files that came straight into the bucket, on their way through ``ingest`` like every other."""

from datetime import timedelta

from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.errors import AppError
from galleries import album_ingest, ingest, leftovers
from galleries.album_ingest import Taken
from galleries.models import Upload

KEEP = timedelta(days=1)


def take_in(upload: Upload) -> None:
    """Fetch the file, have it examined and make the photo; or write down why not. The file itself goes.

    May be repeated: the same bytes twice are one photo. Raises OSError when the bucket cannot be
    asked, and ``ingest.Busy`` when pictures cannot be read now.
    """
    try:
        taken = _take(upload)
    except ingest.Busy:
        raise
    except AppError as refusal:
        refuse(upload, refusal.code, str(getattr(refusal, "reason", refusal)))
        return
    with transaction.atomic():
        Upload.objects.filter(pk=upload.pk).update(
            state=Upload.State.READY,
            photo=taken.photo,
            known=not taken.new,
            code="restored" if taken.restored else "",
        )
        leftovers.leave([("default", upload.key)])


def refuse(upload: Upload, code: str, reason: str) -> None:
    """Write down why the file was not taken; the file goes."""
    with transaction.atomic():
        Upload.objects.filter(pk=upload.pk, state=Upload.State.RECEIVED).update(
            state=Upload.State.REFUSED, code=code, reason=reason
        )
        leftovers.leave([("default", upload.key)])


def sweep() -> int:
    """End what nobody completed, and forget what is a day old, with whatever lies in the bucket. Returns how many
    were forgotten."""
    now = timezone.now()
    Upload.objects.filter(state=Upload.State.WAITING, expires_at__lt=now).update(state=Upload.State.EXPIRED)
    old = Upload.objects.filter(created_at__lt=now - KEEP).exclude(state=Upload.State.RECEIVED)
    with transaction.atomic():
        keys = list(old.select_for_update().values_list("pk", "key"))
        leftovers.leave(("default", key) for _pk, key in keys)
        Upload.objects.filter(pk__in=[pk for pk, _key in keys]).delete()
    return len(keys)


def _take(upload: Upload) -> Taken:
    """The photo and what became of it. Raises AppError for what is not taken."""
    if upload.album is not None:
        album_ingest.open_album(upload.owner, upload.album.pk)
    storage = storages["default"]
    try:
        if storage.size(upload.key) > upload.size:
            raise AppError(_("The file is larger than was said."), code="wrong_size")
        content = storage.open(upload.key, "rb")
    except FileNotFoundError:
        raise AppError(_("The file is not there."), code="not_there") from None
    with content:
        if upload.sha256 and ingest.sha256_of(content) != upload.sha256:
            raise AppError(_("The file is not the one that was announced."), code="wrong_bytes")
        return album_ingest.take(
            user=upload.owner,
            album=upload.album,
            content=content,
            name=upload.filename,
            show_known=upload.show_known,
        )
