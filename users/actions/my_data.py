"""Taking one's data along, going away, and coming back in time."""

from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common import limits
from common.errors import AppError
from jobs import actions as job_actions
from outbox.actions import send_mail
from users import access_tokens, erasing, exporting, my_data, security_log, sessions
from users.models import DataExport, SecurityEvent, User

EXPORTS_A_DAY = 3
GRACE = timedelta(days=14)
# Somebody without a password proves who she is by having signed in so lately.
LATELY = timedelta(minutes=15)
DELETION_BEGUN = "deletion_begun"


class NotProved(AppError):
    """Whoever asks may have found an open browser."""

    status = 403


@transaction.atomic
def ask_for_export(*, user: User, request: HttpRequest | None = None) -> DataExport:
    """Have the person's zip made in the background; a mail tells her when it is there."""
    User.objects.select_for_update().get(pk=user.pk)  # of two clicks one wins
    own = DataExport.objects.filter(user=user)
    if own.filter(state=DataExport.State.WAITING).exists():
        raise AppError(_("Your data is being put together already."), code="export_running", status=409)
    today = own.filter(created_at__gt=timezone.now() - timedelta(days=1))
    if today.exclude(state=DataExport.State.FAILED).count() >= EXPORTS_A_DAY:
        raise AppError(
            _("Your data can be put together three times a day. Please come back tomorrow."),
            code="too_many_exports",
            status=429,
        )
    export = DataExport.objects.create(user=user)
    security_log.record(user, SecurityEvent.Kind.EXPORTED, request)
    job_actions.start(exporting.EXPORT, user.pk)
    return export


def prove(*, user: User, request: HttpRequest, password: str) -> None:
    """Make sure that it is she and not somebody at her browser. Raises NotProved or TooMany."""
    if not user.has_usable_password():
        session = sessions.current(request)
        if session is None or session.created_at < timezone.now() - LATELY:
            raise NotProved(
                _("Please sign out and in again, and come back within a quarter of an hour."),
                code="sign_in_again",
            )
        return
    limits.hit("password_account", user.pk)
    if not user.check_password(password):
        raise NotProved(_("This is not your password."), code="wrong_password")
    limits.give_back("password_account", user.pk)


@transaction.atomic
def ask_for_deletion(*, user: User, remove_comments: bool, request: HttpRequest | None = None) -> User:
    """Hide the person and all that is hers at once, sign her out everywhere, and erase her in two weeks.

    Whoever asks has proved before that it is she. Asked again, the day stays as it is.
    """
    person = User.objects.select_for_update().get(pk=user.pk)
    if erasing.is_last_superuser(person):
        raise AppError(
            _("You are the only administrator. Make somebody else one first."),
            code="last_superuser",
            status=409,
        )
    if person.delete_after is not None:
        return person
    person.delete_after, person.delete_comments = timezone.now() + GRACE, remove_comments
    person.save(update_fields=["delete_after", "delete_comments"])
    sessions.end_all(person, "deletion")
    access_tokens.end_all(person, "deletion")
    security_log.record(person, SecurityEvent.Kind.DELETION_ASKED, request)
    if person.email:
        context = {"name": person.public_name, "delete_after": person.delete_after}
        send_mail(to=person.email, template=DELETION_BEGUN, context=context, language=person.language)
    _hide_or_show(person)
    return person


@transaction.atomic
def take_back_deletion(*, user: User, request: HttpRequest | None = None) -> User:
    """Everything is as it was before. AppError when there is nothing to take back, or it is too late."""
    person = User.objects.select_for_update().get(pk=user.pk)
    if person.delete_after is None or person.delete_after <= timezone.now():
        raise AppError(_("There is nothing to take back."), code="not_being_deleted", status=409)
    person.delete_after, person.delete_comments = None, False
    person.save(update_fields=["delete_after", "delete_comments"])
    security_log.record(person, SecurityEvent.Kind.DELETION_TAKEN_BACK, request)
    _hide_or_show(person)
    return person


def _hide_or_show(person: User) -> None:
    for part in my_data.parts():
        part.hide(person)
