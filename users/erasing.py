"""Erasing who asked for it, when the days in which she could take it back are over."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs import actions as job_actions
from jobs import registry
from outbox import actions as outbox
from outbox.models import Message
from users import my_data
from users.models import User

ERASE = "erase_person"
GOODBYE = "deletion_done"


class LastSuperuser(registry.Permanent):
    """Nobody would be left who can manage the site."""


def start_due() -> None:
    """Queue the erasing of everybody whose days are over, and forget the mails that told others of it."""
    due = User.objects.filter(delete_after__lte=timezone.now()).values_list("pk", flat=True)
    job_actions.start_many(ERASE, list(due))
    Message.objects.filter(purpose=GOODBYE).exclude(pk__in=Message.objects.unsent()).delete()


def erase(user_id: int, report: registry.Report) -> None:
    """Erase a person part by part. Taken up where it was left when a worker is killed; done again it does nothing."""
    person = User.objects.filter(pk=user_id, delete_after__lte=timezone.now()).first()
    if person is None:  # taken back in time, or gone already
        return
    if is_last_superuser(person):
        raise LastSuperuser("The last superuser cannot be erased.")
    parts = my_data.parts()
    for number, part in enumerate(parts):
        part.erase(person)
        report((number + 1) * 95 // len(parts))
    _remove_row(person)


def is_last_superuser(person: User) -> bool:
    others = User.objects.filter(is_superuser=True, is_active=True, delete_after=None).exclude(pk=person.pk)
    return person.is_superuser and not others.exists()


@transaction.atomic
def _remove_row(person: User) -> None:
    """The account itself, every message to it, and one last mail: all of it or nothing, so the mail goes once."""
    locked = User.objects.select_for_update().filter(pk=person.pk, delete_after__lte=timezone.now()).first()
    if locked is None:
        return
    address, language, name = locked.email, locked.language, locked.public_name
    outbox.forget(address, locked.phone or "")
    locked.delete()
    if address:
        outbox.send_mail(to=address, template=GOODBYE, context={"name": name}, language=language)


registry.register(ERASE, work=erase, label=_("Delete an account"))
registry.periodic("erase_people", seconds=3600, work=start_due, label=_("Look for accounts to delete"))
