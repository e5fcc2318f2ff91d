"""Albums shared with people: inviting them by name or by mailbox, what they may, and the end of it.

Nobody learns by inviting whether a mailbox belongs to an account. Its owner finds the album at once, somebody without
an account gets a mail; whoever invites is told the same and goes on reading the mailbox that she typed. One person can
be invited twice, by name and by mailbox: the second row stays a mailbox's for as long as the first is there.
"""

from contextlib import suppress
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from common import limits
from common.errors import AppError
from common.text import one_line
from galleries import guests, invitation_mails, policy, signals, tasks
from galleries.models import AlbumGrant, AlbumPage
from galleries.policy import Viewer
from users.mailbox import mailbox_key

Role = AlbumGrant.Role
AT_MOST = 200


class UnknownPerson(AppError):
    code = "unknown_person"

    def __init__(self) -> None:
        super().__init__(_("There is nobody of this name."))


class NotNeeded(AppError):
    """The person is the album's owner, or the one who invites."""

    code = "not_needed"

    def __init__(self) -> None:
        super().__init__(_("This person may do everything here already."))


class TooManyInvited(AppError):
    code = "too_many_invited"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("An album can be shared with at most %(most)d people.") % {"most": AT_MOST})


# --- what whoever shares an album does -------------------------------------------------------------


def invite(*, viewer: Viewer, album: AlbumPage, who: str, role: str) -> tuple[AlbumGrant, bool]:
    """Let a person in by her user name or her mailbox; once more, with another role. Also whether the row is new."""
    _check(viewer, album)
    limits.hit("invite_account", viewer.user.pk)
    role, who = _role(role), one_line(who)
    with transaction.atomic():
        album = guests.lock(album)
        if "@" in who:
            return _invite_mailbox(viewer.user, album, _mailbox(who), role)
        return _invite_person(viewer.user, album, who, role)


def change_role(*, viewer: Viewer, grant: AlbumGrant, role: str) -> AlbumGrant:
    """Let the person do more, or less, from her next request on."""
    _check(viewer, grant.album)
    grant.role = _role(role)
    if not AlbumGrant.objects.filter(pk=grant.pk).update(role=grant.role):
        raise Http404
    return grant


@transaction.atomic
def end(*, viewer: Viewer, grant: AlbumGrant) -> None:
    """Let the person in no more. The picture addresses that she had end within a minute."""
    _check(viewer, grant.album)
    album = guests.lock(grant.album)
    gone = AlbumGrant.objects.filter(pk=grant.pk).select_related("user").first()
    if gone is None:
        return
    gone.delete()
    if gone.user is not None:
        # Her mailbox may have been invited as well, and nobody has ended that.
        _claim(gone.user, AlbumGrant.objects.filter(album=album))
        tasks.renew_addresses_later(album)


# --- what invited people do ------------------------------------------------------------------------


def shared_with(viewer: Viewer) -> QuerySet[AlbumPage]:
    """The albums to which she was invited and which she may open, the newest first."""
    mine = AlbumGrant.objects.filter(user=viewer.user.pk).order_by().values("album")
    albums: QuerySet[AlbumPage] = AlbumPage.objects.visible_to(viewer).filter(pk__in=mine).newest()
    return albums


def roles_of(user: Any, albums: list[AlbumPage]) -> dict[int, AlbumGrant]:
    """What she may do in each of these albums."""
    mine = AlbumGrant.objects.filter(user=user.pk, album__in=[album.pk for album in albums])
    return {grant.album_id: grant for grant in mine.select_related("invited_by")}


def own_grants(user: Any) -> Prefetch:
    """For ``prefetch_related``: each album gets ``own_grants`` with what she may do there."""
    return Prefetch("grants", AlbumGrant.objects.filter(user=user.pk), to_attr="own_grants")


@transaction.atomic
def leave(*, user: Any, album_id: int) -> None:
    """Give up what she was given. Http404 when there is nothing."""
    grants = AlbumGrant.objects.filter(album__id=album_id)
    if not grants.filter(user=user.pk).exists():
        raise Http404
    grants.filter(Q(user=user.pk) | Q(mailbox__in=_confirmed(user))).delete()
    album = AlbumPage.objects.filter(id=album_id).first()
    if album is not None:
        tasks.renew_addresses_later(album)


def claim(person: Any) -> int:
    """Make hers what was meant for the mailboxes that she has confirmed. Returns how many albums it is."""
    return _claim(person, AlbumGrant.objects.all())


# --- people ----------------------------------------------------------------------------------------


def _invite_person(user: Any, album: AlbumPage, name: str, role: Role) -> tuple[AlbumGrant, bool]:
    person = _people().filter(username__iexact=name).first() if name else None
    if person is None:
        raise UnknownPerson
    if person.pk in (user.pk, album.owner_id):
        raise NotNeeded
    signals.meeting.send(sender=AlbumGrant, user=user, other=person)
    grant = album.grants.filter(user=person).first()
    if grant is None:
        _check_room(album)
        grant = album.grants.create(user=person, role=role, invited_by=user)
        signals.invited.send(sender=AlbumGrant, album=album, user=person, by=user)
        return grant, True
    mailbox, before = grant.invited_as, grant.role
    grant.role, grant.invited_as = role, ""
    grant.save(update_fields=["role", "invited_as"])
    if mailbox:  # which goes on standing in the list, as one that belongs to nobody would
        album.grants.create(mailbox=mailbox, role=before, invited_by=grant.invited_by)
    return grant, bool(mailbox)


def _people() -> Any:
    return get_user_model().objects.filter(is_active=True, delete_after=None)


# --- mailboxes -------------------------------------------------------------------------------------


def _invite_mailbox(user: Any, album: AlbumPage, mailbox: str, role: Role) -> tuple[AlbumGrant, bool]:
    if mailbox == user.mailbox:
        raise NotNeeded
    grant = album.grants.filter(Q(mailbox=mailbox) | Q(invited_as=mailbox)).first()
    if grant is not None:
        grant.role = role
        grant.save(update_fields=["role"])
        return grant, False
    _check_room(album)
    # A mailbox is not to be flooded, whoever invites it; the invitation itself counts all the same.
    quiet = False
    try:
        limits.hit("invite_mailbox", mailbox)
    except limits.TooMany:
        quiet = True
    grant = album.grants.create(mailbox=mailbox, role=role, invited_by=user)
    person = _reader_of(mailbox)
    if person is None:
        if not quiet:
            invitation_mails.send(grant)
    elif _give(grant, person):
        signals.invited.send(sender=AlbumGrant, album=album, user=person, by=user)
    return grant, True


def _reader_of(mailbox: str) -> Any:
    """Whose mailbox it is, as far as that is certain; None when a mail has to find out."""
    person = _people().filter(mailbox=mailbox).first()
    if person is None:
        return None
    rows = list(EmailAddress.objects.filter(user=person))
    # An account without a row was made by somebody who answers for it; see users/addresses.py.
    sure = not rows or any(row.verified and mailbox_key(row.email) == mailbox for row in rows)
    return person if sure else None


def _confirmed(person: Any) -> set[str]:
    """The mailboxes that she has shown to be hers."""
    rows = EmailAddress.objects.filter(user=person.pk, verified=True).values_list("email", flat=True)
    return {key for email in rows if (key := mailbox_key(email))}


def _claim(person: Any, grants: QuerySet[AlbumGrant]) -> int:
    mailboxes = _confirmed(person)
    if not mailboxes or not person.is_active:
        return 0
    waiting = grants.filter(mailbox__in=mailboxes).select_related("album", "invited_by").order_by("pk")
    return sum(_give(grant, person) for grant in waiting)


@transaction.atomic
def _give(grant: AlbumGrant, person: Any) -> bool:
    """Make a mailbox's row the person's. Whether it was: not when she has one, or the two do not want to meet."""
    with suppress(Http404):
        album = guests.lock(grant.album)
        if person.pk == album.owner_id or album.grants.filter(user=person).exists():
            return False
        try:
            signals.meeting.send(sender=AlbumGrant, user=grant.invited_by, other=person)
        except AppError:
            return False
        still = AlbumGrant.objects.filter(pk=grant.pk, mailbox=grant.mailbox).exclude(mailbox="")
        if still.update(user=person, mailbox="", invited_as=grant.mailbox):
            grant.user, grant.invited_as, grant.mailbox = person, grant.mailbox, ""
            return True
    return False


# --- checks ----------------------------------------------------------------------------------------


def _check(viewer: Viewer, album: AlbumPage) -> None:
    if not policy.can(viewer, "share", album):
        raise Http404
    signals.acting.send(sender=AlbumGrant, user=viewer.user)


def _check_room(album: AlbumPage) -> None:
    if album.grants.count() >= AT_MOST:
        raise TooManyInvited


def _role(role: str) -> Role:
    try:
        return Role(role)
    except ValueError:
        raise ValidationError({"role": _("There is no such right.")}, code="invalid") from None


def _mailbox(address: str) -> str:
    """As it is compared. ValidationError for what is no address."""
    key = mailbox_key(address) or ""
    most = AlbumGrant._meta.get_field("mailbox").max_length or 0
    try:
        if not key.isascii() or len(key) > most:
            raise ValidationError("")
        validate_email(key)
    except ValidationError:
        raise ValidationError({"who": _("This is no e-mail address.")}, code="invalid_email") from None
    return key
