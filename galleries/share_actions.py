"""What a person does to share an album: who may see it, and its links. Pages and API call these.

What is not hers to share is not found: the caller has asked ``policy.can(viewer, "share", album)`` to find it, and
here it is asked again.
"""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.search import index as search_index

from common import limits
from common.errors import AppError
from common.text import clean, one_line
from galleries import policy, publishing, share_links, signals, tasks
from galleries.models import AlbumPage, ShareLink

LINKS_AT_MOST = 100
VISITS_AT_MOST = 1_000_000
FARTHEST = timedelta(days=3660)
PERMISSIONS = ("allow_download", "allow_picks", "allow_upload")
EDITABLE = ("label", "password", "expires_at", "max_visits", *PERMISSIONS)


class NotNow(AppError):
    """The thing is in a state in which this makes no sense."""

    code = "not_possible"
    status = 409


def make_link(*, user: Any, album: AlbumPage, **fields: Any) -> tuple[ShareLink, str]:
    """A new link to the album, and its token, which is told this once. ``fields`` are some of ``EDITABLE``."""
    _check(user, album)
    given = _checked(fields)
    limits.hit("share_links", user.pk)
    with transaction.atomic():
        _lock(album)
        if album.share_links.alive().count() >= LINKS_AT_MOST:
            raise NotNow(_("An album has at most %(most)d links that are good.") % {"most": LINKS_AT_MOST})
        token = share_links.new_token()
        link = ShareLink.objects.create(
            album=album,
            token_hash=share_links.hash_of(token),
            stamp=share_links.new_stamp(),
            created_by=user,
            **given,
        )
    return link, token


@transaction.atomic
def edit_link(*, user: Any, link: ShareLink, **fields: Any) -> ShareLink:
    """Change the fields that are given; an empty password takes it away. A new one puts out who came in before."""
    link = _locked(user, link)
    if link.revoked_at is not None:
        raise NotNow(_("This link has been revoked. Make a new one."))
    if not fields.get("password") and not link.password:
        fields.pop("password", None)  # none before, none now
    given = _checked(fields, before=link)
    if "password" in given:
        given["stamp"] = share_links.new_stamp()
        tasks.renew_addresses_later(link.album)
    if "expires_at" in given:  # it may end once more, and has to be closed then
        given["closed_at"] = None
    for name, value in given.items():
        setattr(link, name, value)
    link.save(update_fields=list(given))
    return link


@transaction.atomic
def revoke_link(*, user: Any, link: ShareLink) -> ShareLink:
    """From now on it lets nobody in, and who came in by it is out. Revoking twice is the same as once."""
    link = _locked(user, link)
    if link.revoked_at is None:
        link.revoked_at, link.closed_at = timezone.now(), None
        link.save(update_fields=["revoked_at", "closed_at"])
        tasks.close_links_later()
    return link


@transaction.atomic
def new_address(*, user: Any, link: ShareLink) -> str:
    """Another token for the same link; the old address is dead, and who came in by it needs the new one."""
    link = _locked(user, link)
    if not link.is_alive:
        raise NotNow(_("This link has ended. Make a new one."))
    token = share_links.new_token()
    link.token_hash, link.stamp = share_links.hash_of(token), share_links.new_stamp()
    link.save(update_fields=["token_hash", "stamp"])
    tasks.renew_addresses_later(link.album)
    return token


@transaction.atomic
def remove_link(*, user: Any, link: ShareLink) -> None:
    """Forget a link that has ended, with its statistics and what its guests picked."""
    link = _locked(user, link)
    if link.is_alive:
        raise NotNow(_("Revoke the link first."))
    if link.closed_at is None:
        tasks.renew_addresses_later(link.album)
    link.delete()


@transaction.atomic
def set_visibility(*, user: Any, album: AlbumPage, visibility: str) -> None:
    """Who may see the album from now on, on the site and in what waits to be published."""
    _check(user, album)
    if visibility not in AlbumPage.Access.values:
        raise ValidationError({"visibility": _("There is no such choice.")})
    _lock(album)
    album.refresh_from_db()
    if album.permissions_for_user(user).page_locked():
        raise NotNow(_("The album is locked by an editor at the moment."))
    if album.visibility == visibility:
        return
    if not publishing.may_list(user, album, visibility):
        raise NotNow(_("An editor has to agree first: change it in the album's form, and submit that."))
    _write_visibility(album, visibility)
    log(album, "wagtail.edit", user=user, data={"visibility": visibility}, content_changed=True)
    search_index.insert_or_update_object(album)
    tasks.review_addresses_later()
    tasks.review_addresses_later(fewer=False)


def _write_visibility(album: AlbumPage, visibility: str) -> None:
    """The live page, the draft and what is scheduled: publishing one of them must not bring the old one back."""
    AlbumPage.objects.filter(pk=album.pk).update(visibility=visibility)
    pending = Q(pk=album.latest_revision_id) | Q(approved_go_live_at__isnull=False)
    for revision in album.revisions.filter(pending):
        revision.content["visibility"] = visibility
        revision.save(update_fields=["content"])
    album.visibility = visibility


def _check(user: Any, album: AlbumPage) -> None:
    if not policy.can(policy.Viewer(user), "share", album):
        raise Http404
    signals.acting.send(sender=ShareLink, user=user)


def _lock(album: AlbumPage) -> None:
    AlbumPage.objects.select_for_update(of=("self",)).filter(pk=album.pk).first()


def _locked(user: Any, link: ShareLink) -> ShareLink:
    """The link as it is now, held until the transaction is over."""
    _check(user, link.album)
    now = ShareLink.objects.select_for_update(of=("self",)).filter(pk=link.pk).first()
    if now is None:
        raise Http404
    now.album = link.album
    return now


def _checked(fields: dict[str, Any], before: ShareLink | None = None) -> dict[str, Any]:
    """What is to be written. Raises all that is wrong at once, by field."""
    given = {name: value for name, value in fields.items() if name in EDITABLE}
    wrong: dict[str, Any] = {}
    if "label" in given:
        given["label"] = one_line(given["label"] or "")
        if len(given["label"]) > 120:
            wrong["label"] = _("This has at most 120 characters.")
    if "password" in given:
        given["password"], wrong["password"] = _password(given["password"] or "")
    if given.get("expires_at") is not None and (before is None or given["expires_at"] != before.expires_at):
        wrong["expires_at"] = _end(given["expires_at"])
    visits = given.get("max_visits")
    if visits is not None and not 1 <= visits <= VISITS_AT_MOST:
        wrong["max_visits"] = _("At least one visit, and at most a million.")
    if wrong := {name: text for name, text in wrong.items() if text}:
        raise ValidationError(wrong)
    return given


def _password(given: str) -> tuple[str, Any]:
    """Its hash, and what is wrong with it."""
    password = clean(given)
    if given and not share_links.SHORTEST_PASSWORD <= len(password) <= share_links.LONGEST_PASSWORD:
        least, most = share_links.SHORTEST_PASSWORD, share_links.LONGEST_PASSWORD
        return "", _("A password has %(least)d to %(most)d characters.") % {"least": least, "most": most}
    return share_links.hash_of_password(password), None


def _end(ends: datetime) -> Any:
    if ends <= timezone.now():
        return _("This time is over already.")
    return _("This is too far away.") if ends > timezone.now() + FARTHEST else None
