"""Notifications in words, in the language of the moment. Names and titles may be dressed for a page."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.text import language_of
from community.models import Decision, Kind
from community.notifications.telling import ACTORS_KEPT
from galleries.templatetags.galleries_tags import words

if TYPE_CHECKING:
    from community.notifications.lines import Line

Dress = Callable[[str], str]

SAYING: dict[Kind, Any] = {
    Kind.COMMENT: gettext_lazy("%(who)s commented on %(what)s."),
    Kind.REPLY: gettext_lazy("%(who)s answered your comment on %(what)s."),
    Kind.MENTION: gettext_lazy("%(who)s mentioned you in a comment on %(what)s."),
    Kind.COMMENT_LIKE: gettext_lazy("%(who)s liked your comment on %(what)s."),
    Kind.LIKE: gettext_lazy("%(who)s liked %(what)s."),
    Kind.NEW_PHOTOS: gettext_lazy("%(who)s added photos to %(what)s."),
    Kind.INVITED: gettext_lazy("%(who)s invited you to %(what)s."),
    Kind.PICKS: gettext_lazy("%(who)s marked favourites in %(what)s."),
    Kind.CONTRIBUTION: gettext_lazy("%(who)s sent photos for %(what)s; they wait for your consent."),
    Kind.WAITING: gettext_lazy("%(who)s commented on %(what)s; it waits for approval."),
}
DECIDED: dict[str, Any] = {
    Decision.Action.APPROVE: gettext_lazy("Moderators approved your comment."),
    Decision.Action.HIDE: gettext_lazy("Moderators have hidden something of yours."),
    Decision.Action.RESTORE: gettext_lazy("Moderators show again what they had hidden of yours."),
    Decision.Action.REMOVE: gettext_lazy("Moderators removed something of yours."),
    Decision.Action.WARN: gettext_lazy("Moderators warn you."),
    Decision.Action.SUSPEND: gettext_lazy(
        "Moderators suspended your account: you may read, but not take part."
    ),
    Decision.Action.LIFT: gettext_lazy("Your account is no longer suspended."),
}
# Those whom guests do, by links.
BY_GUESTS = (Kind.PICKS, Kind.CONTRIBUTION)


def plain(line: "Line") -> str:
    return _sentence(line, str, str)


def marked_up(line: "Line") -> SafeString:
    """As HTML: each name and title in its own language and direction."""
    return SafeString(_sentence(line, _run, conditional_escape))


def _run(text: str) -> str:
    return format_html('<bdi lang="{}">{}</bdi>', language_of(text), text)


def _sentence(line: "Line", dress: Dress, around: Dress) -> str:
    kind = Kind(line.note.kind)
    if kind == Kind.MODERATION:
        return around(_decided(line))
    who = _who(line, dress, around)
    if kind == Kind.FOLLOW and line.album is None:
        return around(_("%(who)s started to follow you.")) % {"who": who}
    if kind == Kind.FOLLOW:
        return around(_("%(who)s started to follow %(what)s.")) % {
            "who": who,
            "what": _what(line, dress, around),
        }
    return around(str(SAYING[kind])) % {"who": who, "what": _what(line, dress, around)}


def _who(line: "Line", dress: Dress, around: Dress) -> str:
    if not line.people:
        return around(_("A guest") if line.note.kind in BY_GUESTS else _("Somebody"))
    name, others = dress(line.people[0].public_name), line.others
    if not others:
        return name
    if others >= ACTORS_KEPT - 1:
        return around(_("%(name)s and more than 99 others")) % {"name": name}
    if others == 1 and len(line.people) > 1:
        both = {"name": name, "other": dress(line.people[1].public_name)}
        return around(_("%(name)s and %(other)s")) % both
    text = ngettext("%(name)s and %(n)d other", "%(name)s and %(n)d others", others)
    return around(text) % {"name": name, "n": others}


def _what(line: "Line", dress: Dress, around: Dress) -> str:
    """“your album …”, “a photo in …”: never more than the reader may know."""
    own = line.note.recipient_id
    album = dress(str(words(line.album))) if line.album is not None else ""
    if line.photo is not None:
        mine = line.photo.uploaded_by_user_id == own
        if album:
            text = _("your photo in “%(album)s”") if mine else _("a photo in “%(album)s”")
            return around(text) % {"album": album}
        text = _("your photo “%(photo)s”") if mine else _("the photo “%(photo)s”")
        return around(text) % {"photo": dress(str(words(line.photo)))}
    if line.album is not None:
        text = _("your album “%(album)s”") if line.album.owner_id == own else _("the album “%(album)s”")
        return around(text) % {"album": album}
    return around(_("something of yours"))


def _decided(line: "Line") -> str:
    decision = line.note.decision
    if decision is None or decision.subject_id != line.note.recipient_id or decision.answered_at:
        return _("Moderators have decided about something that concerns you.")
    return str(
        DECIDED.get(decision.action) or _("Moderators have decided about something that concerns you.")
    )
