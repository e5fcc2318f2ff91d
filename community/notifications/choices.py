"""How people want to hear of what: on the site or not, by mail at once, once a day or never."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from community.models import Kind, NotificationChoice

Mail = NotificationChoice.Mail


class Ways(NamedTuple):
    on_site: bool
    mail: str


# What holds until somebody chooses. On the site everybody hears of everything; at once by mail only of what waits
# for an answer from this very person.
DEFAULTS: dict[Kind, Ways] = {
    Kind.COMMENT: Ways(True, Mail.DAILY),
    Kind.REPLY: Ways(True, Mail.ONCE),
    Kind.MENTION: Ways(True, Mail.ONCE),
    Kind.COMMENT_LIKE: Ways(True, Mail.NEVER),
    Kind.LIKE: Ways(True, Mail.NEVER),
    Kind.FOLLOW: Ways(True, Mail.DAILY),
    Kind.NEW_PHOTOS: Ways(True, Mail.DAILY),
    Kind.INVITED: Ways(True, Mail.ONCE),
    Kind.PICKS: Ways(True, Mail.DAILY),
    Kind.CONTRIBUTION: Ways(True, Mail.ONCE),
    Kind.WAITING: Ways(True, Mail.DAILY),
    Kind.MODERATION: Ways(True, Mail.ONCE),
}


def of(user: Any) -> dict[Kind, Ways]:
    """How this person wants to hear of each kind."""
    rows = NotificationChoice.objects.filter(user=user)
    chosen = {row.kind: Ways(row.on_site, row.mail) for row in rows}
    return {kind: chosen.get(kind, ways) for kind, ways in DEFAULTS.items()}


def off_site(user: Any) -> QuerySet:
    """The kinds that this person does not want on the site, as a condition and not yet read."""
    return NotificationChoice.objects.filter(user=user.pk, on_site=False).values("kind")


def deaf_to(kind: Kind, users: Iterable[int]) -> QuerySet:
    """Keys of those who want to hear of this kind in no way."""
    rows = NotificationChoice.objects.filter(user__in=users, kind=kind)
    return rows.filter(on_site=False, mail=Mail.NEVER).values("user")


def by_mail(*ways: str) -> Q:
    """Notifications whose recipients want mails of that kind in one of these ways; for ``filter``."""
    chosen = NotificationChoice.objects.filter(user=OuterRef("recipient"), kind=OuterRef("kind"))
    kinds = [kind for kind, default in DEFAULTS.items() if default.mail in ways]
    return Q(Exists(chosen.filter(mail__in=ways))) | Q(kind__in=kinds) & ~Q(Exists(chosen))
