"""What moderators decide, what then happens, and what its subject answers. The admin and the API both call this."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community import cases, notifications, standing, talks
from community.actions import comments
from community.actions.reporting import checked
from community.cases import await_approval as await_approval
from community.errors import NotAllowed, NotPossible
from community.models import AlbumComment, Case, Decision, Kind, Suspension
from galleries.models import AlbumPage, Photo, Withheld
from galleries.tasks import review_addresses_later

MESSAGE_LIMIT = 1000
APPEAL_LIMIT = 2000

Action = Decision.Action
Outcome = Decision.Outcome


@transaction.atomic
def decide(
    *,
    user: Any,
    case: Case,
    action: str,
    message: str = "",
    note: str = "",
    until: datetime | None = None,
    after: int | None = None,
) -> Decision:
    """Decide about the case and do what that means; the first decision closes it.

    ``message`` is for the subject, who is told of everything but that nothing was done; ``note`` for other
    moderators; ``until`` when a suspension ends (None: never). ``after`` is the key of the last decision that the
    moderator has seen: when somebody else has decided meanwhile, nothing happens.
    """
    standing.check(user)
    message, note = checked(message, MESSAGE_LIMIT, "message"), checked(note, MESSAGE_LIMIT, "note")
    case = _held(case)
    _may_decide(user, case)
    last = case.decisions.first()
    if (last.pk if last else None) != after:
        raise NotPossible(_("Somebody else has decided meanwhile. Look at the case again."), code="decided")
    if action not in cases.possible(case):
        raise NotPossible(_("This cannot be done about it, as it stands now."))
    if action == Action.SUSPEND and until is not None and until <= timezone.now():
        raise ValidationError({"until": _("A suspension ends in the future.")})
    return _do(case, Action(action), by=user, message=message, note=note, until=until)


def _held(case: Case) -> Case:
    """The case, which nobody else decides until the transaction ends."""
    if case.comment is not None:
        talks.hold(case.comment.album_id)  # first, as whoever writes or edits a comment does
    held = Case.objects.with_things().select_for_update(of=("self",)).filter(pk=case.pk).first()
    if held is None:
        raise NotPossible(_("What this was about is gone."))
    return held


def _may_decide(user: Any, case: Case) -> None:
    if not cases.moderates(user):
        raise PermissionDenied
    subject = case.subject
    if subject is not None and subject.pk == user.pk:
        raise NotAllowed(_("This is about you: somebody else decides."))
    if subject is not None and subject.is_superuser and not user.is_superuser:
        raise NotAllowed(_("Only an administrator decides about an administrator."))


def _do(
    case: Case, action: Action, *, by: Any, message: str, note: str = "", until: datetime | None = None
) -> Decision:
    until = until if action == Action.SUSPEND else None
    decision = Decision.objects.create(
        case=case, action=action, by=by, subject=case.subject, message=message, note=note, until=until
    )
    if action in _WORK:
        _WORK[action](case, decision)
    if case.is_open:
        cases.close(case)
    if action != Action.KEEP:
        _tell(decision)
    return decision


def _tell(decision: Decision) -> None:
    """Nobody is shadowed silently. Not by whom: the site has decided."""
    if decision.subject is not None:
        notifications.tell(Kind.MODERATION, [decision.subject], decision=decision)


# --- what each decision does -----------------------------------------------------------------------


def _hide(case: Case, decision: Decision) -> None:
    if case.comment is not None:
        comments.hide_comment(case.comment, by=decision.by)
    else:
        _withhold(case.thing, decision.by)


def _remove(case: Case, decision: Decision) -> None:
    """A comment's words go. Pictures are not ours to delete: they stay out of sight."""
    if case.comment is not None:
        comments.take_down_comment(case.comment, by=decision.by)
    else:
        _withhold(case.thing, decision.by)


def _restore(case: Case, decision: Decision) -> None:
    if case.comment is not None:
        comments.show_comment(case.comment, by=decision.by)
    elif case.thing is not None:
        Withheld.objects.filter(**{case.kind: case.thing}).delete()
        _follow(case.thing)


def _approve(case: Case, decision: Decision) -> None:
    if case.comment is not None:
        comments.approve_comment(case.comment, by=decision.by)


def _suspend(case: Case, decision: Decision) -> None:
    fields = {"until": decision.until, "decision": decision}
    Suspension.objects.update_or_create(person=case.subject, defaults=fields)


def _lift(case: Case, decision: Decision) -> None:
    Suspension.objects.filter(person=case.subject).delete()


_WORK: dict[str, Callable[[Case, Decision], None]] = {
    Action.HIDE: _hide,
    Action.REMOVE: _remove,
    Action.RESTORE: _restore,
    Action.APPROVE: _approve,
    Action.SUSPEND: _suspend,
    Action.LIFT: _lift,
}


def _withhold(thing: Any, by: Any) -> None:
    if isinstance(thing, AlbumPage | Photo):
        Withheld.objects.get_or_create(**{cases.kind_of(thing).value: thing}, defaults={"by": by})
        _follow(thing)


def _follow(thing: Any) -> None:
    """What depends on who may see it now: the numbers of comments, and addresses in a bucket."""
    if isinstance(thing, Photo):
        for album in thing.album_photos.order_by("album").values_list("album", flat=True):
            talks.hold(album)
            talks.recount(album)
    review_addresses_later()
    review_addresses_later(fewer=False)


# --- what the subject answers ----------------------------------------------------------------------


@transaction.atomic
def appeal(*, user: Any, decision: Decision, text: str) -> Decision:
    """Object to a decision about oneself, once. Who is suspended may too, so this does not ask for her standing."""
    text = checked(text, APPEAL_LIMIT, "text")
    if not text:
        raise ValidationError({"text": _("Say why the decision is wrong.")})
    found = Decision.objects.told().select_for_update().filter(pk=decision.pk, subject=user).first()
    if found is None:
        raise Http404
    decision = found
    if decision.appealed_at is not None:
        raise NotPossible(_("You have answered this decision already."))
    if not decision.can_be_appealed:
        raise NotPossible(_("This decision cannot be answered, or not any more."))
    decision.appeal, decision.appealed_at = text, timezone.now()
    decision.save(update_fields=["appeal", "appealed_at"])
    return decision


@transaction.atomic
def answer_appeal(*, user: Any, decision: Decision, outcome: str, text: str = "") -> Decision:
    """Let the decision stand, or take it back and undo what it did. By another moderator, where there is one."""
    standing.check(user)
    text = checked(text, APPEAL_LIMIT, "answer")
    if outcome not in Outcome.values:
        raise ValidationError({"outcome": _("The decision stands, or it is taken back.")})
    case = _held(decision.case)
    _may_decide(user, case)
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    if not decision.awaits_answer:
        raise NotPossible(_("There is no appeal that waits for an answer."))
    if decision.by_id == user.pk and _somebody_else_can(user, case):
        raise NotAllowed(_("You have decided this: another moderator answers."))
    decision.answer, decision.outcome = text, outcome
    decision.answered_at, decision.answered_by = timezone.now(), user
    decision.save(update_fields=["answer", "outcome", "answered_at", "answered_by"])
    if outcome == Outcome.REVERSED:
        _take_back(case, decision, by=user)
    _tell(decision)
    return decision


def _somebody_else_can(user: Any, case: Case) -> bool:
    others = cases.moderators().exclude(pk=user.pk)
    if case.subject is not None:
        others = others.exclude(pk=case.subject.pk)
        if case.subject.is_superuser:
            others = others.filter(is_superuser=True)
    return others.exists()


def _take_back(case: Case, decision: Decision, *, by: Any) -> None:
    """The opposite of the decision, as one of its own in the log, as far as it still stands."""
    opposite = _OPPOSITES.get(Action(decision.action))
    if opposite is None or not _stands(case, decision):
        return
    undone = Decision.objects.create(case=case, action=opposite, by=by, subject=case.subject)
    _WORK[opposite](case, undone)


def _stands(case: Case, decision: Decision) -> bool:
    """Whether what the decision did is still so."""
    if decision.action == Action.SUSPEND:
        return Suspension.objects.filter(decision=decision).exists()
    if case.comment is not None:
        return case.comment.state == AlbumComment.State.HIDDEN or cases.is_taken_down(case)
    return isinstance(case.thing, AlbumPage | Photo) and cases.is_withheld(case.thing)


_OPPOSITES = {Action.HIDE: Action.RESTORE, Action.REMOVE: Action.RESTORE, Action.SUSPEND: Action.LIFT}
