"""The zip that a person takes along: made in the background, given to her alone, removed when its time is over."""

import tempfile
from datetime import timedelta
from functools import partial
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Case, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from jobs import registry
from jobs.models import Job
from outbox.actions import send_mail
from users import account_data, my_data
from users.models import DataExport

EXPORT = "export"
KEPT = timedelta(days=7)
# What the person reads when the last try has failed; the reason itself is for the operator.
FAILED = gettext_noop("Something went wrong. Please try again.")


def make(user_id: int, report: registry.Report) -> None:
    """Make the zip that the person waits for. Begun anew as often as a worker is killed."""
    waiting = DataExport.objects.filter(user=user_id, state=DataExport.State.WAITING).select_related("user")
    export = waiting.order_by("created_at").first()
    if export is None:
        return
    if export.name:  # what a killed worker left
        storages["default"].delete(export.name)
    # Its name is known before the file is there, so that no file is ever forgotten.
    export.name = _new_name()
    waiting.filter(pk=export.pk).update(name=export.name)
    with tempfile.TemporaryFile() as target:
        _fill(export, target, report)
        size = target.tell()
        storages["default"].save(export.name, File(target))
    if not _ready(export, size):
        storages["default"].delete(export.name)


def gave_up(user_id: int, reason: str) -> None:
    """The person may try again."""
    for export in DataExport.objects.filter(user=user_id, state=DataExport.State.WAITING):
        DataExport.objects.filter(pk=export.pk).update(state=DataExport.State.FAILED, reason=FAILED)
        if export.name:
            storage, name = storages["default"], export.name
            transaction.on_commit(partial(storage.delete, name), robust=True)


def expire() -> None:
    """Remove the zips whose time is over."""
    over = DataExport.objects.filter(state=DataExport.State.READY, expires_at__lte=timezone.now())
    for export in over.iterator():
        account_data.remove_file(export)


def send(user: Any, pk: Any) -> HttpResponseBase:
    """The bytes of an export that is this person's, ready, and not over."""
    ready = DataExport.objects.filter(user=user, state=DataExport.State.READY, expires_at__gt=timezone.now())
    export = ready.filter(pk=pk).first()
    if export is None:
        raise Http404
    try:
        content = storages["default"].open(export.name, "rb")
    except FileNotFoundError:
        raise Http404 from None
    name = f"vitrine-{user.username}-{export.created_at:%Y-%m-%d}.zip"
    response = FileResponse(content, as_attachment=True, filename=name, content_type="application/zip")
    response["Cache-Control"] = "private, no-store"
    return response


def with_progress(exports: QuerySet[DataExport]) -> QuerySet[Any]:
    """Adds ``progress``, how far the background has come with what waits, in per cent; else None."""
    job = Job.objects.open().filter(kind=EXPORT, target_id=OuterRef("user_id"))
    done = Coalesce(Subquery(job.values("progress")[:1]), 0)
    return exports.annotate(progress=Case(When(state=DataExport.State.WAITING, then=done)))


def _fill(export: DataExport, target: IO[bytes], report: registry.Report) -> None:
    archive = my_data.Archive(target)
    parts = my_data.parts()
    for number, part in enumerate(parts):
        report(number * 95 // len(parts))
        archive.progress = partial(_report_part, report, number, len(parts))
        part.export(export.user, archive)
    archive.close()


def _report_part(report: registry.Report, number: int, parts: int, done: float) -> None:
    report(int((number + done) * 95 / parts))


def _new_name() -> str:
    key = get_random_string(32)
    return f"exports/{key[:2]}/{key}.zip"


@transaction.atomic
def _ready(export: DataExport, size: int) -> bool:
    """Say that it is there; False when nobody waits for it any more."""
    expires_at = timezone.now() + KEPT
    waiting = DataExport.objects.filter(pk=export.pk, state=DataExport.State.WAITING)
    if not waiting.update(state=DataExport.State.READY, size=size, expires_at=expires_at):
        return False
    person = export.user
    if person.email:
        send_mail(
            to=person.email,
            template="export_ready",
            context={"name": person.public_name, "expires_at": expires_at},
            language=person.language,
        )
    return True


registry.register(EXPORT, work=make, gave_up=gave_up, label=_("Pack a person's data"))
registry.periodic("expire_exports", seconds=3600, work=expire, label=_("Remove old data packages"))
