"""What a person does with her notifications: reads them, and says how she wants to hear."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from community import unsubscribing
from community.models import Kind, Notification, NotificationChoice
from community.notifications import choices
from community.notifications.choices import Ways


def mark_read(*, user: Any, ids: Iterable[int]) -> int:
    """Mark these of her own as read. Others' are not touched. Returns how many were unread."""
    return _read(Notification.objects.filter(recipient=user.pk, pk__in=list(ids)))


def mark_all_read(*, user: Any, until: datetime | None = None) -> int:
    """Mark all as read; with ``until`` only what she has been shown by then."""
    own = Notification.objects.filter(recipient=user.pk)
    return _read(own if until is None else own.filter(updated_at__lte=until))


def save_choices(*, user: Any, wishes: Mapping[Kind, Ways]) -> None:
    """Keep how she wants to hear of these kinds; the others stay as they are."""
    rows = [
        NotificationChoice(user=user, kind=kind, on_site=ways.on_site, mail=ways.mail)
        for kind, ways in wishes.items()
    ]
    NotificationChoice.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user", "kind"], update_fields=["on_site", "mail"]
    )


@transaction.atomic
def unsubscribe(wish: unsubscribing.Wish) -> None:
    """No more of these mails, as somebody asks who holds the link out of one. On the site nothing changes."""
    if wish.user is None:
        return
    stopped = {
        kind: ways._replace(mail=choices.Mail.NEVER)
        for kind, ways in choices.of(wish.user).items()
        if wish.stops(kind, ways)
    }
    save_choices(user=wish.user, wishes=stopped)


def _read(rows: Any) -> int:
    return int(rows.filter(read_at=None).update(read_at=timezone.now()))
