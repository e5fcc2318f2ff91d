"""What the community does when something below it happens."""

from collections.abc import Callable
from typing import Any

from allauth.account.signals import email_changed
from django.apps import AppConfig
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Permission
from django.db import OperationalError, ProgrammingError, transaction
from django.db.models.signals import post_delete, post_migrate, pre_delete
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.models import Page

from community import errors, history, my_data, notifications, roles, standing, talks, unsubscribing
from community.models import AlbumComment, Kind
from galleries import signals
from galleries.models import AlbumPage, AlbumPhoto

Serve = Callable[[Page, HttpRequest, Any, Any], HttpResponse]


@hooks.register("on_serve_page")
def note_visits(serve: Serve) -> Serve:
    """Wagtail's hook around each page that is served: what members look at goes into their browsing history."""

    def noting(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse:
        response = serve(page, request, args, kwargs)
        if isinstance(page, AlbumPage) and response.status_code == 200:
            history.note_request(request, page)
        return response

    return noting


@receiver(pre_delete, sender=settings.AUTH_USER_MODEL)
def erase_with_the_person(instance: Any, **said: Any) -> None:
    """Whoever is deleted in the admin leaves no wrong counters and no name either; else this finds nothing to do."""
    my_data.erase(instance)


@receiver(post_migrate)
def make_moderators(sender: AppConfig, using: str, **said: Any) -> None:
    """The first time there is a right to moderate, two groups get it; what an administrator changes stays."""
    if sender.name != "community":
        return
    try:
        with transaction.atomic(using):
            if not roles.exist():
                create_permissions(sender, verbosity=0, using=using)  # Django makes them a moment later
                roles.ensure_moderators()
    except (OperationalError, ProgrammingError, Permission.DoesNotExist):
        pass  # migrated part of the way only; the rights come with the rest


@receiver(signals.acting)
def somebody_acts(user: Any, **said: Any) -> None:
    standing.check(user)


@receiver(signals.meeting)
def people_meet(user: Any, other: Any, **said: Any) -> None:
    if standing.are_apart(user, other):
        raise errors.NotAllowed(_("You two do not have to do with each other here."))


@receiver(signals.invited)
def tell_the_invited(album: Any, user: Any, by: Any, **said: Any) -> None:
    notifications.tell(Kind.INVITED, [user], actor=by, album=album)


@receiver(signals.picked)
def tell_of_picks(album: Any, user: Any, **said: Any) -> None:
    if album.owner is not None:
        notifications.tell(Kind.PICKS, [album.owner], actor=user, album=album)


@receiver(signals.contributed)
def tell_of_contributions(album: Any, user: Any, **said: Any) -> None:
    if album.owner is not None:
        notifications.tell(Kind.CONTRIBUTION, [album.owner], actor=user, album=album)


@receiver(signals.hanging)
def comments_of(album: Any, **said: Any) -> str:
    """How many comments go out of sight with an album."""
    count = AlbumComment.objects.filter(album=album).exclude(state=AlbumComment.State.REMOVED).count()
    text = ngettext(
        "%(count)d comment waits with it, unseen.", "%(count)d comments wait with it, unseen.", count
    )
    return text % {"count": count} if count else ""


@receiver(post_delete, sender=AlbumPhoto)
def count_without_the_photo(instance: AlbumPhoto, **said: Any) -> None:
    """The comments on a photo that leaves the album are not read there any more."""
    if AlbumComment.objects.filter(album=instance.album_id, photo=instance.photo_id).exists():
        talks.recount(instance.album_id)


@receiver(signals.contents_changed)
def count_with_what_is_shown(album: Any, **said: Any) -> None:
    """As above, for many photos that leave at once or come back."""
    talks.recount(album.pk)


@receiver(email_changed)
def end_unsubscribe_links(user: Any, **said: Any) -> None:
    """Who reads the old mailbox decides nothing any more."""
    unsubscribing.forget_links(user)
