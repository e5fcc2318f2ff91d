"""Notifications by mail: at once, a minute after they came, or all of a day in one mail.

Nothing here happens in a request. ``look_round`` and ``look_round_daily`` find who is to get a mail and start a job for
each. A mail is written into the outbox in the transaction that marks what it tells of, with the person's row locked, so
that it goes out once, whoever is killed and however many workers there are.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone, translation

from common import limits
from community import unsubscribing
from community.models import Habits, Kind, Notification
from community.notifications import choices, lines
from community.notifications.choices import Mail
from community.notifications.lines import Line
from galleries.policy import Viewer
from jobs import actions as job_actions
from jobs.registry import Report
from outbox import actions as outbox

AT_ONCE, DAILY = "notification_mail", "notification_digest"
# What could not leave at once by then comes with the daily mail.
AT_ONCE_UNTIL = timedelta(hours=6)
# By the clock of TIME_ZONE.
DAILY_AT = 8
# What nobody has read by then is not brought up again.
OLDEST = timedelta(days=7)
LINES_AT_MOST = 50
KEPT_FOR = timedelta(days=90)


def look_round() -> int:
    """Start the mails that are to leave at once."""
    return job_actions.start_many(AT_ONCE, _recipients(_waiting_at_once()))


def look_round_daily() -> int:
    """Start the daily mails of those who have not had today's."""
    had = Habits.objects.filter(digest_sent_at__gte=_last_time(), user=OuterRef("recipient"))
    return job_actions.start_many(DAILY, _recipients(_waiting_for_daily(_last_time()).filter(~Exists(had))))


def send_all_daily() -> int:
    """The daily mails at once, with everything until this moment instead of the last time: how many people were due."""
    until = timezone.now()
    people = _recipients(_waiting_for_daily(until))
    for user_id in people:
        _send(user_id, lambda: _waiting_for_daily(until), _daily, lambda habits: True)
    return len(people)


def sweep() -> None:
    """Forget what happened a season ago."""
    Notification.objects.filter(updated_at__lt=timezone.now() - KEPT_FOR).delete()


def send_at_once(user_id: int, report: Report) -> None:
    """One mail of everything that this person wants to hear at once and has not seen yet."""
    _send(user_id, _waiting_at_once, _at_once, lambda habits: True)


def send_daily(user_id: int, report: Report) -> None:
    """The daily mail, unless there was one since the last time they were due."""
    _send(user_id, lambda: _waiting_for_daily(_last_time()), _daily, _is_due)


def _waiting_at_once() -> QuerySet[Notification]:
    now = timezone.now()
    since = Q(created_at__lte=now - settings.NOTIFICATION_MAIL_WAIT, created_at__gt=now - AT_ONCE_UNTIL)
    return Notification.objects.filter(since, choices.by_mail(Mail.ONCE), read_at=None, mailed_at=None)


def _waiting_for_daily(last: datetime) -> QuerySet[Notification]:
    """What was there at that time, is unread, and has not been mailed, or has grown since it was."""
    daily = choices.by_mail(Mail.DAILY) & (Q(mailed_at=None) | Q(mailed_at__lt=F("updated_at")))
    left_over = choices.by_mail(Mail.ONCE) & Q(mailed_at=None, created_at__lte=last - AT_ONCE_UNTIL)
    fresh = Q(created_at__lt=last, updated_at__gt=last - OLDEST)
    return Notification.objects.filter(fresh, daily | left_over, read_at=None)


def _recipients(rows: QuerySet[Notification]) -> list[int]:
    confirmed = EmailAddress.objects.filter(user=OuterRef("recipient"), verified=True)
    there = Q(recipient__is_active=True, recipient__delete_after=None)
    found = rows.filter(Exists(confirmed), there).order_by().values_list("recipient", flat=True)
    return sorted(found.distinct())


def _last_time() -> datetime:
    """The last 8 o'clock."""
    now = timezone.localtime()
    today = now.replace(hour=DAILY_AT, minute=0, second=0, microsecond=0)
    return today if today <= now else today - timedelta(days=1)


def _is_due(habits: Habits) -> bool:
    return habits.digest_sent_at is None or habits.digest_sent_at < _last_time()


@transaction.atomic
def _send(
    user_id: int,
    waiting: Callable[[], QuerySet[Notification]],
    write: Callable[..., bool],
    due: Callable[[Habits], bool],
) -> None:
    people = get_user_model()._default_manager.filter(pk=user_id, is_active=True, delete_after=None)
    user = people.first()
    address = EmailAddress.objects.filter(user=user_id, verified=True).order_by("-primary").first()
    if user is None or address is None:
        return
    habits = _habits(user)
    if not due(habits):
        return
    pks = list(waiting().filter(recipient=user.pk).values_list("pk", flat=True))
    viewer = Viewer(user)
    with translation.override(user.language or None):
        found = lines.of(viewer, lines.rows(viewer).filter(pk__in=pks)[:LINES_AT_MOST])
        if found and not write(user, str(address.email), habits, found):
            return
    # Those too that she may not be shown: they have had their chance.
    Notification.objects.filter(pk__in=pks).update(mailed_at=timezone.now())


def _habits(user: Any) -> Habits:
    """The person's row, locked: one mail at a time is written for her."""
    Habits.objects.get_or_create(user=user)
    habits = Habits.objects.select_for_update().get(user=user)
    if not habits.unsubscribe_key:
        habits.unsubscribe_key = unsubscribing.new_key()
        habits.save(update_fields=["unsubscribe_key"])
    return habits


def _at_once(user: Any, address: str, habits: Habits, found: list[Line]) -> bool:
    """False when there were too many of these mails lately; the daily one has the rest."""
    try:
        limits.hit("notification_mails", user.pk)
    except limits.TooMany:
        return False
    kinds = {line.note.kind for line in found}
    scope = kinds.pop() if len(kinds) == 1 else unsubscribing.ALL
    _mail(user, address, habits, "notification", scope, {"lines": found, "first": found[0]})
    return True


def _daily(user: Any, address: str, habits: Habits, found: list[Line]) -> bool:
    habits.digest_sent_at = timezone.now()
    habits.save(update_fields=["digest_sent_at"])
    groups = [
        {"label": kind.label, "lines": of_kind}
        for kind in Kind
        if (of_kind := [line for line in found if line.note.kind == kind])
    ]
    context = {"groups": groups, "count": len(found)}
    _mail(user, address, habits, "digest", unsubscribing.DAILY, context)
    return True


def _mail(
    user: Any, address: str, habits: Habits, template: str, scope: str, context: dict[str, Any]
) -> None:
    stop = unsubscribing.address_for(habits, scope)
    outbox.send_mail(
        to=address,
        template=template,
        context={"name": user.public_name, "stop": stop, **context},
        language=user.language,
        headers=unsubscribing.headers_for(stop),
    )
