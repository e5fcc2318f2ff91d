"""Making, changing and publishing albums without the admin's pages: its own form, revisions, workflow and log."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import PageSubscription, WorkflowState

from common.errors import AppError
from galleries import actions, policy, publishing, share_actions, signals
from galleries.models import AlbumIndexPage, AlbumPage


class AlbumLocked(AppError):
    """Nobody changes it now, or somebody else does."""

    code = "album_locked"
    status = 403

    def __init__(self) -> None:
        super().__init__(
            _("The album is locked: somebody else works on it, it waits for a review, or it is scheduled.")
        )


def create(*, user: Any, fields: dict[str, Any], publish: bool = False) -> AlbumPage:
    """A new album of the person's, as a draft; ``publish`` does what ``publish()`` does."""
    signals.acting.send(sender=AlbumPage, user=user)
    with transaction.atomic():
        parent = _list_for(user)
        new = AlbumPage(owner=user, locale=parent.locale)
        album = _filled(new, {"slug": "", **fields}, user=user, parent=parent).save(commit=False)
        album.live = False
        parent.add_child(instance=album)
        album.save_revision(user=user, log_action=True, clean=False)
        PageSubscription.objects.create(page=album, user=user, comment_notifications=True)
        if publish:
            _publish(user, album)
    return held_or_gone(album)


def edit(*, user: Any, album: AlbumPage, fields: dict[str, Any], publish: bool | None = None) -> AlbumPage:
    """Change what the album says. A draft stays one; a published album follows at once, or when it was reviewed.

    Not asked for, nothing is published that somebody else has left unpublished.
    """
    signals.acting.send(sender=AlbumPage, user=user)
    fields = dict(fields)
    with transaction.atomic():
        album = held_or_gone(album, lock=True)
        check_may_edit(user, album)
        follows = album.live and not album.has_unpublished_changes and _may_go_on(user, album)
        if _visibility_at_once(user, album, fields):
            album = held_or_gone(album)
        if fields:
            draft = album.get_latest_revision_as_object()
            form = _filled(draft, fields, user=user, parent=album.get_parent())
            form.save(commit=not draft.live).save_revision(user=user, log_action=True)
        if follows if publish is None else publish:
            _publish(user, held_or_gone(album))
    return held_or_gone(album)


@transaction.atomic
def publish(*, user: Any, album: AlbumPage) -> AlbumPage:
    """Show the newest draft, or hand it in for a review where there has to be one."""
    signals.acting.send(sender=AlbumPage, user=user)
    album = held_or_gone(album, lock=True)
    _publish(user, album)
    return held_or_gone(album)


@transaction.atomic
def unpublish(*, user: Any, album: AlbumPage) -> AlbumPage:
    """Take a published album off the site; take back one that is scheduled or waits for its first review."""
    album = held_or_gone(album, lock=True)
    review = album.current_workflow_state
    if album.live:
        UnpublishPageAction(album, user=user).execute()
    elif (scheduled := album.scheduled_revision) is not None:
        if not album.permissions_for_user(user).can_unschedule():
            raise PermissionDenied
        scheduled.approved_go_live_at = None
        scheduled.save(user=user)
    elif review is not None and review.status == WorkflowState.STATUS_IN_PROGRESS:
        if not review.user_can_cancel(user):
            raise PermissionDenied
        review.cancel(user=user)
    elif not album.permissions_for_user(user).can_edit():
        raise PermissionDenied
    return held_or_gone(album)


@transaction.atomic
def take_cover_off(*, user: Any, album: AlbumPage) -> None:
    """The album's first photo stands for it again."""
    actions.check_album(user, album)
    album = held_or_gone(album)
    if album.cover_id is not None:
        actions.write_cover(album, None)
        log(album, "wagtail.edit", user=user, data={"cover": None}, content_changed=True)


def check_may_edit(user: Any, album: AlbumPage) -> None:
    """PermissionDenied, or AlbumLocked where it is only for now."""
    rights = album.permissions_for_user(user)
    if rights.can_edit() and rights.page_locked():
        raise AlbumLocked
    actions.check_album(user, album)


def held_or_gone(album: AlbumPage, *, lock: bool = False) -> AlbumPage:
    """The album as it is now; ``lock`` keeps others from it until the transaction ends. Http404 when it has gone."""
    rows = AlbumPage.objects.select_for_update(of=("self",)) if lock else AlbumPage.objects.all()
    found = rows.filter(pk=album.pk).first()
    if found is None or found.is_trashed:
        raise Http404
    return found


def _list_for(user: Any) -> AlbumIndexPage:
    """The album list in which the person makes albums; one of them is made at a time."""
    for index in AlbumIndexPage.objects.select_for_update(of=("self",)).order_by("path"):
        if index.permissions_for_user(user).can_add_subpage():
            return index
    raise PermissionDenied


def _filled(album: AlbumPage, fields: dict[str, Any], *, user: Any, parent: Any) -> Any:
    """The admin's form of the album with these fields and no other, checked. Raises ValidationError."""
    sent = {**fields, "tags": ", ".join(fields["tags"])} if "tags" in fields else fields
    form = AlbumPage.get_edit_handler().get_form_class()(
        sent, {}, instance=album, parent_page=parent, for_user=user
    )
    for name in set(form.fields) - set(sent):
        del form.fields[name]
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    return form


def _visibility_at_once(user: Any, album: AlbumPage, fields: dict[str, Any]) -> bool:
    """Who may see a published album waits for nothing, unless an editor has to agree. Takes it out of ``fields``."""
    wanted = fields.get("visibility", album.visibility)
    if not album.live or wanted == album.visibility:
        return False
    if not (policy.can(policy.Viewer(user), "share", album) and publishing.may_list(user, album, wanted)):
        return False
    share_actions.set_visibility(user=user, album=album, visibility=fields.pop("visibility"))
    return True


def _may_go_on(user: Any, album: AlbumPage) -> bool:
    rights = album.permissions_for_user(user)
    return bool(rights.can_publish() or rights.can_submit_for_moderation())


def _publish(user: Any, album: AlbumPage) -> None:
    if album.live and not album.has_unpublished_changes:
        return
    rights = album.permissions_for_user(user)
    if rights.can_publish():
        if rights.page_locked():
            raise AlbumLocked
        revision = album.get_latest_revision() or album.save_revision(user=user, log_action=True)
        PublishPageRevisionAction(revision, user=user).execute()
    elif rights.can_edit() and not album.workflow_in_progress:
        if not rights.can_submit_for_moderation():
            raise PermissionDenied
        _hand_in(user, album)
    elif not rights.can_edit():
        raise PermissionDenied


def _hand_in(user: Any, album: AlbumPage) -> None:
    """To the workflow of this part of the site; what was sent back goes where it came from."""
    if album.get_latest_revision() is None:
        album.save_revision(user=user, log_action=True)
    review = album.current_workflow_state
    if review is not None and review.status == WorkflowState.STATUS_NEEDS_CHANGES:
        review.resume(user)
    else:
        album.get_workflow().start(album, user)
