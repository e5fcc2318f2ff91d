"""What is done to the photos themselves, wherever they are shown: trash, another look, another try."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from galleries import tasks, trash
from galleries.changes.base import Outcome, ticked
from galleries.models import AlbumPage, Photo
from jobs import actions as job_actions


@transaction.atomic
def throw_away(*, user: Any, album: AlbumPage, photos: Iterable[int] | None) -> Outcome:
    """Put the photos into the trash, from which they come back to where they were."""
    at = ticked(user=user, album=album, photos=photos)
    now = timezone.now()
    trash.trash_photos(user=user, photos=at.only_hers(), at=now)
    return at.finish("trash", at.ids, before={}, after={"at": now.isoformat()})


@transaction.atomic
def analyse(*, user: Any, album: AlbumPage, photos: Iterable[int] | None) -> Outcome:
    """Let the analyzer look once more; what people decided stays."""
    at = ticked(user=user, album=album, photos=photos)
    ready = set(at.only_hers().filter(state=Photo.State.READY).values_list("pk", flat=True))
    at.leave(
        [place for place in at.places if place.photo_id not in ready],
        _("Photos that are not ready yet are looked at when they are."),
    )
    tasks.analyse_later(at.ids)
    return at.finish("analyse", at.ids)


@transaction.atomic
def prepare_again(*, user: Any, album: AlbumPage, photos: Iterable[int] | None) -> Outcome:
    """Try once more to make the renditions of the photos that failed."""
    at = ticked(user=user, album=album, photos=photos)
    failed = set(at.only_hers().filter(state=Photo.State.FAILED).values_list("pk", flat=True))
    at.leave([place for place in at.places if place.photo_id not in failed])
    if not at.places:
        return at.nothing(_("None of these photos has failed."))
    Photo.objects.filter(pk__in=failed).update(state=Photo.State.PREPARING, failure="")
    job_actions.start_many(tasks.PREPARE, at.ids)
    return at.finish("retry", at.ids)
